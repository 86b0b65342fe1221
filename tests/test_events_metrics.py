"""Events and metrics of a real runner's markers against the force plate, and what must not change them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rbds import CADENCE_SPM, WIDTH_PX, Recording, changed, side_camera
from simulated import runner, seen
from stick_people import Stick, pose_of, times

from gaitcheck.config import RunnerInfo
from gaitcheck.events.detect import detect_events
from gaitcheck.events.model import FootEvents, GaitEvents, no_foot_events
from gaitcheck.kinematics.build import build_kinematics
from gaitcheck.kinematics.model import Kinematics
from gaitcheck.metrics.cadence import measure_cadence, uncounted_spm
from gaitcheck.metrics.gait_metrics import GaitMetrics
from gaitcheck.metrics.registry import definitions
from gaitcheck.metrics.summary import measure
from gaitcheck.pose.track import PoseTrack
from gaitcheck.skeleton import SIDES, Side, other_side

RATES = (30.0, 60.0, 120.0)
KNOWN = RunnerInfo(height_cm=181.0, speed_kmh=9.0)
MATCH_S = 0.05


@dataclass(frozen=True)
class Measured:
    kinematics: Kinematics
    events: GaitEvents
    metrics: GaitMetrics


def measured(pose: PoseTrack, runner: RunnerInfo = KNOWN) -> Measured:
    kinematics = build_kinematics(pose)
    events = detect_events(kinematics)
    return Measured(kinematics, events, measure(kinematics, events, runner))


@pytest.fixture(scope="module")
def at_rate(rbds: Recording) -> dict[float, Measured]:
    return {fps: measured(side_camera(rbds, fps=fps)) for fps in RATES}


def matched(found_s: np.ndarray, true_s: np.ndarray) -> np.ndarray:
    """Found minus true for events that are each other's nearest within 50 ms. [s]"""
    apart = found_s[:, None] - true_s[None, :]
    nearest_true, nearest_found = np.abs(apart).argmin(axis=1), np.abs(apart).argmin(axis=0)
    pairs = [(i, j) for i, j in enumerate(nearest_true) if nearest_found[j] == i and abs(apart[i, j]) <= MATCH_S]
    return np.array([apart[i, j] for i, j in pairs])


@pytest.mark.parametrize("fps", RATES)
def test_cadence(at_rate: dict[float, Measured], fps: float) -> None:
    cadence = at_rate[fps].metrics.get("cadence_spm")
    assert cadence.value == pytest.approx(CADENCE_SPM, abs=0.1)
    assert cadence.low < CADENCE_SPM < cadence.high


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("fps", RATES)
@pytest.mark.parametrize(("kind", "bias_s", "sd_s"), [("contact_s", 0.006, 0.008), ("toe_off_s", 0.008, 0.010)])
def test_events_against_the_force_plate(
    rbds: Recording, at_rate: dict[float, Measured], fps: float, side: Side, kind: str, bias_s: float, sd_s: float
) -> None:
    found_s = getattr(at_rate[fps].events.foot(side), kind)
    true_s = getattr(rbds, kind)[side]
    errors = matched(found_s, true_s)
    assert errors.size >= 0.95 * true_s.size
    assert errors.size >= 0.95 * found_s.size
    assert abs(errors.mean()) <= bias_s
    assert errors.std(ddof=1) <= sd_s


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("fps", RATES)
def test_contact_time(rbds: Recording, at_rate: dict[float, Measured], fps: float, side: Side) -> None:
    contact = at_rate[fps].metrics.get("contact_time_ms", side)
    assert contact.value == pytest.approx(rbds.contact_time_ms(side), abs=15.0)
    assert contact.low < rbds.contact_time_ms(side) < contact.high


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("fps", RATES)
def test_knee_peaks(rbds: Recording, at_rate: dict[float, Measured], fps: float, side: Side) -> None:
    stance_deg, swing_deg = rbds.knee_peaks_deg(side)
    metrics = at_rate[fps].metrics
    assert metrics.get("knee_flexion_stance_peak_deg", side).value == pytest.approx(stance_deg, abs=2.0)
    assert metrics.get("knee_flexion_swing_peak_deg", side).value == pytest.approx(swing_deg, abs=2.0)


def test_what_follows_from_other_metrics(at_rate: dict[float, Measured]) -> None:
    metrics = at_rate[60.0].metrics
    for side in SIDES:
        contact, stride, duty, flight, at_contact, peak, excursion = (
            metrics.get(name, side).value
            for name in (
                "contact_time_ms",
                "stride_time_s",
                "duty_factor_pct",
                "flight_time_ms",
                "knee_flexion_contact_deg",
                "knee_flexion_stance_peak_deg",
                "knee_flexion_excursion_deg",
            )
        )
        assert duty == pytest.approx(100.0 * contact / (1000.0 * stride), rel=0.01)
        assert excursion == pytest.approx(peak - at_contact, abs=0.2)
        assert stride == pytest.approx(120.0 / CADENCE_SPM, rel=0.003)
        assert contact + flight == pytest.approx(60_000.0 / CADENCE_SPM, rel=0.05)
    assert metrics.get("step_length_m").value == pytest.approx(2.5 * 60.0 / CADENCE_SPM, rel=0.001)
    assert metrics.get("trunk_lean_deg").value == pytest.approx(6.0, abs=0.3)


def values_of(metrics: GaitMetrics) -> dict[tuple[str, Side | None], tuple[float | None, ...]]:
    return {(m.name, m.side): (m.value, m.low, m.high, m.sd, float(m.n)) for m in metrics.metrics}


def close(a: tuple[float | None, ...], b: tuple[float | None, ...], tolerance: float) -> bool:
    pairs = zip(a, b, strict=True)
    return all(x is y is None or (x is not None and y is not None and abs(x - y) <= tolerance) for x, y in pairs)


def test_a_mirror_swaps_the_sides_and_nothing_else(rbds: Recording) -> None:
    pose = side_camera(rbds, noise_px=1.0)
    there, back = measured(pose), measured(pose.mirrored(WIDTH_PX))
    expected = values_of(there.metrics)
    for (name, side), found in values_of(back.metrics).items():
        swapped = None if side is None else other_side(side)
        assert close(found, expected[name, swapped], 1e-6), (name, side)
    for side in SIDES:
        assert np.allclose(there.events.foot(side).contact_s, back.events.foot(other_side(side)).contact_s, atol=1e-9)


@settings(max_examples=8)
@given(scale=st.floats(0.2, 3.0), right=st.floats(-800, 800), down=st.floats(-800, 800))
def test_place_and_size_in_the_picture_change_nothing(rbds: Recording, scale: float, right: float, down: float) -> None:
    pose = side_camera(rbds, end_s=10.0)
    there = values_of(measured(pose).metrics)
    moved = measured(changed(pose, scale * pose.xy_px + np.array([right, down])))
    for key, found in values_of(moved.metrics).items():
        assert close(found, there[key], 1e-4), key


def test_a_later_start_shifts_the_events_only(rbds: Recording) -> None:
    early, late = (measured(side_camera(rbds, start_s=start, end_s=20.0)) for start in (0.0, 1.0))
    for side in SIDES:
        shifted = late.events.foot(side).contact_s + 1.0
        errors = matched(shifted, early.events.foot(side).contact_s)
        assert errors.size >= shifted.size - 1
        assert np.abs(errors[1:-1]).max() < 0.002


def test_half_the_frame_rate_gives_the_same_answers(at_rate: dict[float, Measured]) -> None:
    for fast, slow in pairwise(sorted(RATES, reverse=True)):
        for a in at_rate[fast].metrics.metrics:
            b = at_rate[slow].metrics.get(a.name, a.side)
            assert a.status == b.status
            if a.assessed:
                assert a.low <= b.value <= a.high, (a.name, a.side, fast, slow)
                assert b.low <= a.value <= b.high, (a.name, a.side, fast, slow)


def test_noise_of_a_pose_model_stays_within_the_intervals(rbds: Recording, at_rate: dict[float, Measured]) -> None:
    noisy = measured(side_camera(rbds, noise_px=3.0, seed=4)).metrics
    for clean in at_rate[60.0].metrics.metrics:
        if clean.assessed:
            found = noisy.get(clean.name, clean.side)
            assert found.assessed, clean.name
            assert found.low <= clean.value <= found.high, (clean.name, clean.side)


def check_complete(metrics: GaitMetrics) -> None:
    """Every registered metric exactly once a side, with a finite interval or a reason."""
    expected = sorted(
        (row.name, str(side)) for row in definitions().values() for side in (SIDES if row.per_side else (None,))
    )
    assert sorted((m.name, str(m.side)) for m in metrics.metrics) == expected
    for metric in metrics.metrics:
        assert metric.unit == definitions()[metric.name].unit
        if metric.assessed:
            assert metric.reason is None
            assert all(math.isfinite(x) for x in (metric.value, metric.low, metric.high))
            assert metric.low <= metric.value <= metric.high
            assert metric.n > 0
        else:
            assert metric.reason
            assert (metric.value, metric.low, metric.high) == (None, None, None)


@settings(max_examples=25)
@given(start_s=st.floats(0.0, 9.0), length_s=st.floats(0.0, 6.0), landmark=st.sampled_from(["all", "legs", "ankle"]))
def test_gaps_cost_strides_and_never_crash(rbds: Recording, start_s: float, length_s: float, landmark: str) -> None:
    pose = side_camera(rbds, end_s=10.0)
    xy = np.array(pose.xy_px)
    hidden = (pose.time_s >= start_s) & (pose.time_s < start_s + length_s)
    names = {"all": pose.names, "legs": ("left_knee", "left_ankle"), "ankle": ("left_ankle",)}[landmark]
    xy[np.ix_(hidden, [pose.names.index(name) for name in names])] = np.nan
    whole, holed = measured(pose), measured(changed(pose, xy))
    check_complete(holed.metrics)
    whole_s = np.array([row.start_s for row in whole.metrics.strides if row.side == "left"])
    for row in holed.metrics.strides:
        assert all(math.isfinite(value) for value in row.values.values())
        if row.side == "left" and holed.kinematics.gait == "running":
            # What is still measured was there before, and nothing is measured across a long gap.
            assert np.abs(whole_s - row.start_s).min() < 0.03
            across = min(row.end_s, start_s + length_s) - max(row.start_s, start_s)
            assert across < 0.2 or "knee_flexion_swing_peak_deg" not in row.values
    cadence = holed.metrics.get("cadence_spm")
    if cadence.assessed and length_s < 4.0:
        assert cadence.value == pytest.approx(whole.metrics.get("cadence_spm").value, rel=0.02)


@pytest.mark.parametrize("runner", [RunnerInfo(), KNOWN])
@pytest.mark.parametrize(
    "figure",
    [Stick(), Stick(bounce=-0.03), Stick(swing=0.0, bounce=0.0)],
    ids=["running", "walking", "standing"],
)
def test_every_metric_once_with_a_value_or_a_reason(figure: Stick, runner: RunnerInfo) -> None:
    found = measured(pose_of(figure, times(8.0, 60.0)), runner)
    check_complete(found.metrics)
    if found.kinematics.gait != "running":
        assert {m.name for m in found.metrics.metrics if m.assessed} <= {"cadence_spm"}
        assert found.metrics.strides == ()


@pytest.mark.parametrize("view", ["rear", "front", "side-left", "side-right"])
def test_a_view_carries_only_its_own_metrics(rbds: Recording, view: str) -> None:
    kinematics = build_kinematics(side_camera(rbds, end_s=10.0), view=view)
    metrics = measure(kinematics, detect_events(kinematics), KNOWN)
    check_complete(metrics)
    for metric in metrics.metrics:
        assert not metric.assessed or view in definitions()[metric.name].views


def test_what_needs_height_or_speed_says_so(rbds: Recording) -> None:
    metrics = measured(side_camera(rbds, end_s=10.0), RunnerInfo()).metrics
    assert "speed" in metrics.get("step_length_m").reason
    assert "height" in metrics.get("vertical_oscillation_cm").reason


@pytest.mark.parametrize("seconds", [0.3, 1.0, 2.0])
def test_clips_too_short_for_strides_give_reasons(rbds: Recording, seconds: float) -> None:
    check_complete(measured(side_camera(rbds, fps=30.0, end_s=seconds)).metrics)


def foot(side: Side, contacts: list[float], toe_offs: list[float]) -> FootEvents:
    return FootEvents(
        side=side,
        contact_s=np.array(contacts),
        toe_off_s=np.array(toe_offs),
        contact_confidence=np.ones(len(contacts)),
        toe_off_confidence=np.ones(len(toe_offs)),
    )


def test_strides_are_contact_to_contact_with_one_toe_off() -> None:
    left = foot("left", [0.0, 0.7, 1.4, 2.8, 3.5, 4.2], [0.3, 1.0, 1.6, 1.7, 3.1, 3.8])
    events = GaitEvents(left=left, right=no_foot_events("right"))
    # The third stride spans a lost step.
    assert [(s.start_s, s.toe_off_s, s.end_s) for s in events.strides("left")] == [
        (0.0, 0.3, 0.7),
        (0.7, 1.0, 1.4),
        (2.8, 3.1, 3.5),
        (3.5, 3.8, 4.2),
    ]
    assert events.strides("right") == ()
    assert [event.time_s for event in events.all()] == sorted(left.contact_s.tolist() + left.toe_off_s.tolist())


def test_events_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="ascending"):
        foot("left", [1.0, 0.5], [])


def test_uncounted_strides_widen_the_interval_as_much_as_their_mean_differs() -> None:
    rng = np.random.default_rng(3)
    strides = rng.normal(170.0, 2.0, (40_000, 14))
    apart = strides[:, 1:-2].mean(axis=1) - strides.mean(axis=1)
    # Eleven of fourteen strides of 0.7 s are counted.
    assert uncounted_spm(2.0, 11.0, 14 * 0.7, 0.7) == pytest.approx(apart.std(), rel=0.02)
    assert uncounted_spm(2.0, 14.0, 14 * 0.7, 0.7) == pytest.approx(0.0, abs=1e-9)


def test_a_cadence_of_hardly_one_whole_stride_rests_on_the_periodicity() -> None:
    kinematics = build_kinematics(seen(runner(0), 60.0))
    assert kinematics.step_frequency_hz is not None
    stride_s = 2.0 / kinematics.step_frequency_hz
    left, right = (
        FootEvents(
            side=side,
            contact_s=stride_s * np.array(at),
            toe_off_s=np.empty(0),
            contact_confidence=np.ones(5),
            toe_off_confidence=np.empty(0),
        )
        for side, at in (("left", [0.0, 2.0, 4.0, 6.0, 8.0]), ("right", [0.0, 1.0, 3.0, 5.0, 7.0]))
    )
    cadence = measure_cadence(kinematics, GaitEvents(left=left, right=right))
    assert cadence is not None
    assert cadence.low_spm < 60.0 * kinematics.step_frequency_hz < cadence.high_spm
    assert cadence.sd_spm is None
