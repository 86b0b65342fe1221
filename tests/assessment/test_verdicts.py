"""Three answers, the near leg, the gates."""

from __future__ import annotations

import pytest
from assessment_builders import OVERSTRIDER, TYPICAL, metric, metrics_of, view_of
from hypothesis import given
from hypothesis import strategies as st

from gaitcheck.assessment import Answers, assess
from gaitcheck.assessment.verdict import judge
from gaitcheck.assessment.wording import metric_text, plus_minus
from gaitcheck.config import RunnerInfo
from gaitcheck.guidance import Band, guidelines, rows_for
from gaitcheck.metrics.gait_metrics import GaitMetrics

RUNNER = RunnerInfo(speed_kmh=10.0, height_cm=175.0)
ROW = guidelines()[0]

number = st.floats(-100, 100)
width = st.floats(0, 50)


@given(value=number, half=width, wider=width, low=number, span=st.floats(0.1, 60))
def test_widening_never_turns_cannot_tell_into_a_verdict(
    value: float, half: float, wider: float, low: float, span: float
) -> None:
    band = Band(row=ROW, low=low, high=low + span)
    before = judge(value - half, value + half, band)
    after = judge(value - half - wider, value + half + wider, band)
    assert after in (before, "cannot_tell")


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (40, 45, "within"),
        (32, 51, "within"),
        (20, 31, "below"),
        (52, 60, "above"),
        (48, 53, "cannot_tell"),
        (31, 33, "cannot_tell"),
        (20, 60, "cannot_tell"),
    ],
)
def test_judge(low: float, high: float, verdict: str) -> None:
    assert judge(low, high, Band(row=ROW, low=32.0, high=51.0)) == verdict


def test_typical_runner_has_nothing_outside() -> None:
    result = assess(metrics_of(TYPICAL), view_of(), "running", RUNNER)
    assert {finding.verdict for finding in result.findings} <= {"within", "cannot_tell"}
    assert result.plan.kind == "nothing_stands_out"
    assert result.form_match is not None and result.form_match.value == 100


def test_every_finding_names_its_row_and_sources() -> None:
    for finding in assess(metrics_of(TYPICAL), view_of(), "running", RUNNER).findings:
        assert finding.guideline and finding.sources


def test_a_metric_without_a_row_has_no_finding() -> None:
    found = assess(metrics_of(TYPICAL), view_of(), "running", RUNNER).findings
    for finding in found:
        assert any(row.kind != "means" for row in rows_for(finding.metric, "side-left"))
    assert not [f for f in found if f.metric in ("pelvic_drop_deg", "contact_time_ms")]


def test_not_assessed_passes_the_reason_on() -> None:
    values = {k: v for k, v in TYPICAL.items() if k != "trunk_lean_deg"}
    result = assess(metrics_of(values, reason="The shoulders are hidden."), view_of(), "running", RUNNER)
    (finding,) = [f for f in result.findings if f.metric == "trunk_lean_deg"]
    assert finding.verdict == "not_assessed"
    assert "The shoulders are hidden." in finding.message


def test_without_a_speed_the_message_says_so() -> None:
    result = assess(metrics_of(TYPICAL), view_of(), "running", RunnerInfo())
    (finding,) = [f for f in result.findings if f.metric == "cadence_spm"]
    assert "Without the belt speed the range is wider." in finding.message


@pytest.mark.parametrize("gait", ["walking", "none"])
def test_only_running_is_compared(gait: str) -> None:
    result = assess(metrics_of(TYPICAL), view_of(), gait, RUNNER)  # type: ignore[arg-type]
    assert result.findings == () and result.form_match is None
    assert result.plan.kind == "not_running" and result.plan.film


def test_a_red_flag_withholds_everything() -> None:
    answers = Answers(red_flags=("locks_or_gives_way",))
    result = assess(metrics_of(OVERSTRIDER), view_of(), "running", RUNNER, answers)
    assert result.gate == "red_flag"
    assert result.findings == () and result.form_match is None and result.plan.suggestions == ()
    assert result.plan.headline == "Please get it checked"


def swapped(metrics: GaitMetrics) -> GaitMetrics:
    other = {"left": "right", "right": "left", None: None}
    return GaitMetrics(
        metrics=tuple(
            metric(m.name, m.value, (m.high - m.low) / 2, side=other[m.side])  # type: ignore[arg-type, operator]
            if m.assessed
            else type(m).not_assessed(m.name, other[m.side], m.unit, m.reason or "")  # type: ignore[arg-type]
            for m in metrics.metrics
        )
    )


def test_the_mirror_changes_nothing_but_sides() -> None:
    values = metrics_of(OVERSTRIDER)
    a = assess(values, view_of("side-left", "left"), "running", RUNNER)
    b = assess(swapped(values), view_of("side-right", "right"), "running", RUNNER)
    assert a.form_match == b.form_match
    assert [s.id for s in a.plan.suggestions] == [s.id for s in b.plan.suggestions]
    sides = {"left": "right", "right": "left", None: None}
    assert {(f.metric, f.side, f.verdict) for f in a.findings} == {
        (f.metric, sides[f.side], f.verdict) for f in b.findings
    }


def test_the_far_leg_never_counts() -> None:
    near = metrics_of(TYPICAL).metrics
    far_is_bad = tuple(
        metric(m.name, OVERSTRIDER[m.name][0], 1.0, side="right") if m.side == "right" and m.assessed else m
        for m in near
    )
    result = assess(GaitMetrics(metrics=far_is_bad), view_of(), "running", RUNNER)
    assert result.plan.kind == "nothing_stands_out"
    assert result.form_match is not None and result.form_match.value == 100


@pytest.mark.parametrize(
    ("value", "low", "high", "decimals", "unit", "text"),
    [
        (45.2, 39.2, 51.2, 0, "deg", "45 ± 6°"),
        (168.4, 168.2, 168.6, 0, "spm", "168 ± 1 spm"),
        (-3.2, -5.0, -1.4, 0, "deg", "−3 ± 2°"),
        (45.0, 41.0, 55.0, 0, "deg", "45° (41 to 55)"),
        (0.98, 0.95, 1.01, 2, "m", "0.98 ± 0.03 m"),
        (-0.2, -1.1, 0.7, 0, "deg", "0 ± 1°"),
    ],
)
def test_numbers_come_with_their_interval(
    value: float, low: float, high: float, decimals: int, unit: str, text: str
) -> None:
    assert plus_minus(value, low, high, decimals, unit) == text


@given(value=st.floats(-60, 60), below=st.floats(0, 30), above=st.floats(0, 30))
def test_a_displayed_interval_is_never_narrower(value: float, below: float, above: float) -> None:
    shown = metric_text(
        type(metric("trunk_lean_deg", 0, 1))(
            name="trunk_lean_deg",
            side=None,
            unit="deg",
            value=value,
            low=value - below,
            high=value + above,
            n=10,
            sd=1.0,
        )
    )
    assert "±" in shown or " to " in shown
