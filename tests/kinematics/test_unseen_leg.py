"""A leg that is hidden for long takes nothing from the measurement of the other one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from simulated import runner, seen, stander

from gaitcheck.kinematics.build import build_kinematics
from gaitcheck.kinematics.course import leg_phase
from gaitcheck.pose.track import PoseTrack
from gaitcheck.skeleton import SIDES, Side

LEG = ("knee", "ankle", "heel", "foot_index")


def hidden(pose: PoseTrack, names: tuple[str, ...], start_s: float, end_s: float) -> PoseTrack:
    """The track without these landmarks in a span."""
    xy_px = pose.xy_px.copy()
    frames = np.flatnonzero((pose.time_s > start_s) & (pose.time_s < end_s))
    xy_px[np.ix_(frames, [pose.names.index(name) for name in names])] = np.nan
    return replace(pose, xy_px=xy_px)


def leg(side: Side, *joints: str) -> tuple[str, ...]:
    return tuple(f"{side}_{joint}" for joint in joints or LEG)


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("gone", SIDES)
@pytest.mark.parametrize("span_s", [(3.0, 11.0), (-1.0, 7.0), (1.0, 9.0)])
def test_the_other_leg_is_measured_as_before(seed: int, gone: Side, span_s: tuple[float, float]) -> None:
    pose = seen(runner(seed), 60.0)
    whole, partly = build_kinematics(pose), build_kinematics(hidden(pose, leg(gone), *span_s))
    other: Side = "right" if gone == "left" else "left"
    difference = partly.leg(other).knee_flexion_deg - whole.leg(other).knee_flexion_deg
    assert np.abs(difference).max() < 1.0
    assert partly.step_frequency_hz == pytest.approx(whole.step_frequency_hz, rel=6e-3)
    assert partly.observed.all()


@pytest.mark.parametrize("gone", SIDES)
def test_a_hidden_leg_has_no_angles_and_the_phase_goes_on(gone: Side) -> None:
    pose = seen(runner(1), 60.0)
    whole, partly = build_kinematics(pose), build_kinematics(hidden(pose, leg(gone), 3.0, 8.0))
    within = (pose.time_s > 3.0) & (pose.time_s < 8.0)
    assert np.isnan(partly.leg(gone).knee_flexion_deg[within]).all()
    off = leg_phase(partly, "left") - leg_phase(whole, "left")
    assert np.abs(np.angle(np.exp(1j * off))).max() < 0.3


def test_nobody_for_many_strides_leaves_the_rest_as_it_was() -> None:
    pose = seen(runner(2), 60.0)
    whole, partly = build_kinematics(pose), build_kinematics(hidden(pose, pose.names, 2.0, 8.0))
    for side in SIDES:
        known = np.isfinite(partly.leg(side).knee_flexion_deg)
        assert known.mean() == pytest.approx(0.4, abs=0.02)
        difference = partly.leg(side).knee_flexion_deg - whole.leg(side).knee_flexion_deg
        assert np.abs(difference[known]).max() < 1.5


def test_squats_with_a_hidden_leg_are_no_gait() -> None:
    pose = seen(stander(), 60.0)
    down_px = 120.0 * np.sin(2 * np.pi * 0.7 * pose.time_s) ** 2
    xy_px = pose.xy_px.copy()
    for k, name in enumerate(pose.names):
        # All above the knees goes down, and forward as the shins lean.
        if not name.endswith(("ankle", "heel", "foot_index")):
            share = 0.5 if name.endswith("knee") else 1.0
            xy_px[:, k] += share * down_px[:, None] * np.array([-0.5, 1.0])
    squatting = replace(pose, xy_px=xy_px)
    assert build_kinematics(squatting).gait == "none"
    assert build_kinematics(hidden(squatting, leg("right"), -1.0, 99.0)).gait == "none"
    assert build_kinematics(hidden(squatting, leg("right"), 1.0, 99.0)).gait == "none"
