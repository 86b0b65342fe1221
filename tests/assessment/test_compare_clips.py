"""Before and after: smallest change, comparability, and what is never claimed."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest
from assessment_builders import OVERSTRIDER, TYPICAL, metrics_of

from gaitcheck.compare import AnalysisSummary, Change, Comparison, compare, summary_from_json

BASE = AnalysisSummary(
    view="side-left",
    near_side="left",
    gait="running",
    speed_kmh=10.0,
    height_cm=175.0,
    model="heavy",
    yaw_deg=2.0,
    leg_length_px=250.0,
    metrics=metrics_of(TYPICAL),
)


def change(comparison: Comparison, metric: str, side: str | None = None) -> Change:
    (found,) = [c for c in comparison.changes if c.metric == metric and c.side == side]
    return found


def test_the_same_clip_shows_no_change() -> None:
    result = compare(BASE, BASE)
    assert result.comparable and result.obstacles == ()
    assert not [c for c in result.changes if c.verdict == "real_change"]
    assert change(result, "cadence_spm").verdict == "no_detectable_change"


def test_shorter_steps_are_a_real_change() -> None:
    result = compare(replace(BASE, metrics=metrics_of(OVERSTRIDER)), BASE)
    cadence = change(result, "cadence_spm")
    assert cadence.verdict == "real_change" and cadence.change == pytest.approx(18)
    assert cadence.message.startswith("Cadence: +18 ± 3 spm")
    assert change(result, "overstride_leg_pct", "left").verdict == "real_change"


def test_the_interval_is_the_smallest_change_and_the_sampling_of_strides() -> None:
    cadence = change(compare(BASE, BASE), "cadence_spm")
    assert cadence.high is not None
    # sd 0.5 and n 30 in both clips: sqrt(2^2 + 1.96^2 * 2 * 0.5^2 / 30)
    assert cadence.high == pytest.approx((4 + 1.96**2 * 2 * 0.25 / 30) ** 0.5)


def test_a_within_runner_change_is_surer_than_two_absolute_values() -> None:
    peak = change(compare(BASE, BASE), "knee_flexion_stance_peak_deg", "left")
    assert peak.high is not None and peak.before.high is not None and peak.before.value is not None
    assert peak.high < 2**0.5 * (peak.before.high - peak.before.value)


def test_another_speed_forbids_everything() -> None:
    result = compare(BASE, replace(BASE, speed_kmh=12.0))
    assert not result.comparable
    assert {c.verdict for c in result.changes} == {"not_comparable"}


def test_an_unknown_speed_is_said_but_not_forbidden() -> None:
    result = compare(BASE, replace(BASE, speed_kmh=None))
    assert result.comparable and "speed" in result.obstacles[0].message


@pytest.mark.parametrize(
    "other",
    [
        {"view": "side-right", "near_side": "right"},
        {"model": "full"},
        {"yaw_deg": 25.0},
        {"leg_length_px": 90.0},
    ],
    ids=["side", "model", "yaw", "size"],
)
def test_another_set_up_forbids_angles_but_not_cadence(other: dict[str, object]) -> None:
    result = compare(BASE, replace(BASE, **other))  # type: ignore[arg-type]
    assert change(result, "knee_flexion_stance_peak_deg", "left").verdict == "not_comparable"
    assert change(result, "cadence_spm").verdict == "no_detectable_change"


def test_a_walk_is_not_compared() -> None:
    assert not compare(BASE, replace(BASE, gait="walking")).comparable


def test_the_far_leg_cannot_be_told() -> None:
    assert change(compare(BASE, BASE), "knee_flexion_stance_peak_deg", "right").verdict == "cannot_tell"


def test_a_metric_without_a_smallest_change_cannot_be_told() -> None:
    values = TYPICAL | {"hip_extension_peak_deg": (20.0, 5.0)}
    both = replace(BASE, metrics=metrics_of(values))
    assert change(compare(both, both), "hip_extension_peak_deg", "left").verdict == "cannot_tell"


def test_not_assessed_cannot_be_told() -> None:
    values = {k: v for k, v in TYPICAL.items() if k != "trunk_lean_deg"}
    result = compare(BASE, replace(BASE, metrics=metrics_of(values, reason="Hidden.")))
    trunk = change(result, "trunk_lean_deg")
    assert trunk.verdict == "cannot_tell" and trunk.message == "Hidden."


def test_a_saved_analysis_compares_like_one_in_memory() -> None:
    saved = {
        "view": "side-left",
        "near_side": "left",
        "gait": "running",
        "view_yaw_deg": 2.0,
        "pose": {"model": "heavy"},
        "options": {"runner": {"speed_kmh": 10.0, "height_cm": 175.0}},
        "kinematics": {"leg_length_px": 250.0},
        "metrics": [asdict(m) for m in BASE.metrics.metrics],
    }
    assert summary_from_json(saved) == BASE
