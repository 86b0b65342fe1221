"""The form match is monotone, honest about its interval, and withheld when it would mean little."""

from __future__ import annotations

from assessment_builders import OVERSTRIDER, TYPICAL, metrics_of, view_of
from hypothesis import given, settings
from hypothesis import strategies as st

from gaitcheck.assessment import FormMatch, assess
from gaitcheck.config import RunnerInfo

RUNNER = RunnerInfo(speed_kmh=10.0, height_cm=175.0)

#: Scored side-view measures, the direction that is worth a look, and a range of values to try.
WORSE: dict[str, tuple[int, float, float]] = {
    "cadence_spm": (-1, 135, 190),
    "overstride_leg_pct": (1, 5, 50),
    "shank_angle_contact_deg": (1, -5, 35),
    "knee_flexion_stance_peak_deg": (1, 25, 75),
    "knee_flexion_excursion_deg": (1, 10, 60),
    "trunk_lean_deg": (-1, -8, 20),
}
runners = st.fixed_dictionaries(
    {name: st.tuples(st.floats(low, high), st.floats(0.1, 4)) for name, (_, low, high) in WORSE.items()}
)


def match_of(values: dict[str, tuple[float, float]]) -> FormMatch | None:
    return assess(metrics_of(TYPICAL | values), view_of(), "running", RUNNER).form_match


@settings(max_examples=150, deadline=None)
@given(values=runners, name=st.sampled_from(sorted(WORSE)), step=st.floats(0, 20))
def test_worse_form_never_scores_higher(values: dict[str, tuple[float, float]], name: str, step: float) -> None:
    value, half = values[name]
    before, after = match_of(values), match_of(values | {name: (value + WORSE[name][0] * step, half)})
    if before is not None and after is not None:
        assert after.value <= before.value + 1e-9
        assert after.low <= before.low + 1e-9
        assert after.high <= before.high + 1e-9


@settings(max_examples=100, deadline=None)
@given(values=runners, name=st.sampled_from(sorted(WORSE)), wider=st.floats(0, 10))
def test_a_wider_interval_never_narrows_the_match(
    values: dict[str, tuple[float, float]], name: str, wider: float
) -> None:
    value, half = values[name]
    before, after = match_of(values), match_of(values | {name: (value, half + wider)})
    if before is not None and after is not None:
        assert after.low <= before.low + 1e-9 and after.high >= before.high - 1e-9
    if before is None:
        assert after is None


@settings(max_examples=100, deadline=None)
@given(values=runners)
def test_the_match_is_on_its_scale_and_inside_its_interval(values: dict[str, tuple[float, float]]) -> None:
    match = match_of(values)
    if match is not None:
        assert 0 <= match.low <= match.value + 1e-9 <= match.high + 2e-9 <= 100 + 3e-9


def test_linked_measures_count_once() -> None:
    cadence_only = match_of({"cadence_spm": (135.0, 1.0)})
    all_steps = match_of(
        {"cadence_spm": (135.0, 1.0), "overstride_leg_pct": (45.0, 3.0), "shank_angle_contact_deg": (30.0, 4.0)}
    )
    assert cadence_only is not None and all_steps is not None
    assert all_steps.value == cadence_only.value


def test_foot_angle_and_reference_measures_never_move_it() -> None:
    base = match_of({})
    for name in ("foot_inclination_contact_deg", "knee_flexion_contact_deg", "contact_time_ms"):
        assert match_of({name: (60.0, 2.0)}) == base


def test_too_few_measures_give_no_match() -> None:
    values = {"cadence_spm": (168.0, 1.0), "trunk_lean_deg": (8.0, 3.0)}
    result = assess(metrics_of(values), view_of(), "running", RUNNER)
    assert result.form_match is None
    assert result.form_match_reason is not None and "at least 3" in result.form_match_reason


def test_a_rear_clip_alone_gives_no_match() -> None:
    values = {"cadence_spm": (168.0, 1.0), "pelvic_drop_deg": (4.0, 2.0)}
    result = assess(metrics_of(values), view_of("rear", None), "running", RUNNER)
    assert result.form_match is None


def test_a_hopeless_interval_gives_no_match() -> None:
    wide = {name: (value, 40.0) for name, (value, _) in TYPICAL.items()}
    assert match_of(wide) is None


def test_the_overstrider_scores_lower() -> None:
    typical, over = match_of({}), match_of(OVERSTRIDER)
    assert typical is not None and over is not None
    assert over.high < typical.low
