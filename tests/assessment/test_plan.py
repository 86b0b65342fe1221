"""Suggestions: order, numbers, links, and the questionnaire."""

from __future__ import annotations

import pytest
from assessment_builders import OVERSTRIDER, TYPICAL, metrics_of, view_of

from gaitcheck.assessment import Answers, Plan, assess, cadence_target
from gaitcheck.config import RunnerInfo
from gaitcheck.errors import UsageError
from gaitcheck.guidance import wording

RUNNER = RunnerInfo(speed_kmh=10.0, height_cm=175.0)


def plan_of(
    values: dict[str, tuple[float, float]], runner: RunnerInfo = RUNNER, answers: Answers | None = None
) -> Plan:
    return assess(metrics_of(values), view_of(), "running", runner, answers).plan


def test_the_overstrider_gets_shorter_quicker_steps_first_with_his_own_target() -> None:
    first = plan_of(OVERSTRIDER).suggestions[0]
    assert first.id == "quicker-steps"
    assert first.target is not None and first.target.target_spm == round(150 * 1.05)
    assert "158 spm (5 % above your 150 ± 1 spm)" in first.drill
    assert "1.05 ± 0.04 m instead of 1.11 ± 0.04 m" in first.drill


def test_overstride_and_cadence_are_one_suggestion() -> None:
    ids = [s.id for s in plan_of(OVERSTRIDER).suggestions]
    assert ids.count("quicker-steps") == 1 and "land-closer" not in ids


def test_overstride_alone_still_uses_the_runners_own_cadence() -> None:
    (only,) = plan_of(TYPICAL | {"overstride_leg_pct": (40.0, 2.0)}).suggestions
    assert only.target is not None and only.target.target_spm == round(168 * 1.05)
    assert len(only.because) == 1


def test_quick_steps_are_left_alone() -> None:
    (only,) = plan_of(TYPICAL | {"overstride_leg_pct": (40.0, 2.0), "cadence_spm": (195.0, 1.0)}).suggestions
    assert only.id == "land-closer" and only.target is None


def test_never_more_than_three_and_in_order_of_rank() -> None:
    values = OVERSTRIDER | {"trunk_lean_deg": (-3.0, 2.0), "knee_flexion_stance_peak_deg": (65.0, 4.0)}
    plan = plan_of(values, answers=Answers(pain_during=2))
    assert [s.id for s in plan.suggestions] == ["ease-load", "quicker-steps", "slight-lean"]


def test_without_a_speed_there_is_no_step_length() -> None:
    plan = plan_of(OVERSTRIDER | {"cadence_spm": (140.0, 1.0)}, runner=RunnerInfo())
    assert plan.suggestions[0].target is not None
    assert plan.suggestions[0].target.step_m is None
    assert "each step" not in plan.suggestions[0].drill


def test_without_a_cadence_the_drill_counts_first() -> None:
    values = {k: v for k, v in OVERSTRIDER.items() if k != "cadence_spm"}
    assert "Count your steps" in plan_of(values).suggestions[0].drill


def test_a_deep_or_shallow_knee_is_never_told_to_bend_more() -> None:
    plan = plan_of(TYPICAL | {"knee_flexion_stance_peak_deg": (22.0, 4.0)})
    assert plan.kind == "nothing_stands_out"


def test_cannot_tell_says_why_and_what_to_film() -> None:
    plan = assess(metrics_of({}, reason="The clip is too short."), view_of("front", None), "running", RunnerInfo()).plan
    assert plan.kind == "cannot_tell"
    assert "The clip is too short." in plan.text
    assert 1 <= len(plan.film) <= 3


def test_cadence_target_needs_a_cadence() -> None:
    assert cadence_target(metrics_of({}), RUNNER) is None


@pytest.mark.parametrize(
    "answers", [Answers(pain_during=1), Answers(pain_next_morning=3), Answers(load_change="a_lot")]
)
def test_load_comes_first_when_the_answers_ask_for_it(answers: Answers) -> None:
    assert plan_of(TYPICAL, answers=answers).suggestions[0].id == "ease-load"


def test_no_pain_no_load_advice() -> None:
    answers = Answers(pain_during=0, pain_after=0, pain_next_morning=0, load_change="no")
    assert plan_of(TYPICAL, answers=answers).kind == "nothing_stands_out"


@pytest.mark.parametrize("flag", [flag.id for flag in wording().red_flags])
def test_each_red_flag_stops_everything(flag: str) -> None:
    plan = plan_of(OVERSTRIDER, answers=Answers(pain_during=9, red_flags=(flag,)))
    assert plan.kind == "get_checked" and plan.suggestions == ()


def test_answers_are_checked_at_the_door() -> None:
    with pytest.raises(UsageError):
        Answers(pain_during=11)
    with pytest.raises(UsageError):
        Answers(red_flags=("nonsense",))


def test_every_suggestion_is_complete() -> None:
    values = OVERSTRIDER | {"trunk_lean_deg": (-3.0, 2.0)}
    for s in plan_of(values, answers=Answers(pain_after=1)).suggestions:
        assert all((s.title, s.cue, s.drill, s.dose, s.check, s.cost, s.confidence, s.sources))
        assert "{" not in s.drill
