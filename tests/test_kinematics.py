"""Angles against closed forms; view, facing and gait on figures and on a real runner's markers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rbds import WIDTH_PX, Recording, changed, side_camera
from simulated import runner, seen, slowed
from stick_people import Stick, pose_of, times

from gaitcheck.errors import NoRunnerError
from gaitcheck.kinematics.angles import flexion_deg, hanging_angle_deg, lying_angle_deg, standing_angle_deg
from gaitcheck.kinematics.build import build_kinematics
from gaitcheck.skeleton import SIDES, other_side

angles = st.floats(-85.0, 85.0)
lengths = st.floats(0.2, 3.0)
places = st.tuples(st.floats(-5, 5), st.floats(-5, 5)).map(np.array)


def hanging(angle_deg: float, length: float) -> np.ndarray:
    """A line down from the origin, its end ahead by an angle."""
    return length * np.array([np.sin(np.radians(angle_deg)), -np.cos(np.radians(angle_deg))])


@given(hip=places, thigh_deg=angles, flexion=st.floats(0.0, 150.0), thigh=lengths, shank=lengths)
def test_knee_of_a_leg_with_known_angles(
    hip: np.ndarray, thigh_deg: float, flexion: float, thigh: float, shank: float
) -> None:
    knee = hip + hanging(thigh_deg, thigh)
    ankle = knee + hanging(thigh_deg - flexion, shank)
    assert float(flexion_deg(hip, knee, ankle)) == pytest.approx(flexion, abs=1e-4)
    assert float(hanging_angle_deg(hip, knee)) == pytest.approx(thigh_deg, abs=1e-7)


@given(angle=angles, length=lengths, place=places)
def test_lines_with_known_angles(angle: float, length: float, place: np.ndarray) -> None:
    turn = np.radians(angle)
    ahead = np.array([np.sin(turn), np.cos(turn)])
    assert float(standing_angle_deg(place, place + length * ahead)) == pytest.approx(angle, abs=1e-7)
    front = np.array([np.cos(turn), np.sin(turn)])
    assert float(lying_angle_deg(place, place + length * front)) == pytest.approx(angle, abs=1e-7)


def test_angles_of_many_frames_at_once_and_in_space() -> None:
    hip, knee, ankle = np.random.default_rng(0).normal(size=(3, 7, 3))
    each = [float(flexion_deg(*points)) for points in zip(hip, knee, ankle, strict=True)]
    assert flexion_deg(hip, knee, ankle) == pytest.approx(each)


@pytest.mark.parametrize("facing", ["left", "right"])
@pytest.mark.parametrize("fps", [30.0, 120.0])
def test_view_of_a_real_runners_markers(rbds: Recording, facing: str, fps: float) -> None:
    kinematics = build_kinematics(side_camera(rbds, facing=facing, fps=fps, end_s=12.0))
    view = kinematics.view
    assert (view.view, view.facing, view.near_side) == (f"side-{facing}", f"image-{facing}", facing)
    assert kinematics.gait == "running"
    assert kinematics.step_frequency_hz == pytest.approx(156.89 / 60.0, rel=0.01)


@pytest.mark.parametrize("facing", ["left", "right"])
def test_view_in_a_mirror(rbds: Recording, facing: str) -> None:
    kinematics = build_kinematics(side_camera(rbds, facing=facing, end_s=12.0).mirrored(WIDTH_PX))
    other = other_side(facing)
    assert (kinematics.view.view, kinematics.view.near_side) == (f"side-{other}", other)


def test_a_mirror_swaps_the_legs_and_changes_no_angle(rbds: Recording) -> None:
    pose = side_camera(rbds, end_s=12.0)
    there, back = build_kinematics(pose), build_kinematics(pose.mirrored(WIDTH_PX))
    for side in SIDES:
        a, b = there.leg(side), back.leg(other_side(side))
        for name in ("knee_flexion_deg", "thigh_angle_deg", "shank_angle_deg", "foot_angle_deg"):
            assert np.allclose(getattr(a, name), getattr(b, name), atol=1e-6, equal_nan=True), name
        assert np.allclose(a.ankle, b.ankle, atol=1e-9, equal_nan=True)
    assert np.allclose(there.trunk_lean_deg, back.trunk_lean_deg, atol=1e-6, equal_nan=True)
    assert back.step_frequency_hz == pytest.approx(there.step_frequency_hz, rel=1e-9)


def test_place_and_size_in_the_picture_change_nothing(rbds: Recording) -> None:
    pose = side_camera(rbds, end_s=12.0)
    moved = changed(pose, 0.5 * pose.xy_px + np.array([123.0, 45.0]))
    there, back = build_kinematics(pose), build_kinematics(moved)
    assert np.allclose(there.left.knee_flexion_deg, back.left.knee_flexion_deg, atol=1e-6, equal_nan=True)
    assert np.allclose(there.right.ankle, back.right.ankle, atol=1e-9, equal_nan=True)
    assert back.leg_length_px == pytest.approx(0.5 * there.leg_length_px)


@pytest.mark.parametrize("seconds", [6.0, 10.0, 12.0, 17.0])
@pytest.mark.parametrize("fps", [30.0, 60.0])
def test_a_leg_seen_throughout_has_no_gaps(rbds: Recording, seconds: float, fps: float) -> None:
    kinematics = build_kinematics(side_camera(rbds, fps=fps, end_s=seconds))
    for side in SIDES:
        assert np.flatnonzero(np.isnan(kinematics.leg(side).knee_flexion_deg)).tolist() == []


def test_knee_curve_is_that_of_the_markers(rbds: Recording) -> None:
    kinematics = build_kinematics(side_camera(rbds, fps=120.0))
    for side in SIDES:
        truth = np.interp(kinematics.time_s, rbds.time_s, rbds.knee_deg[side])
        error = (kinematics.leg(side).knee_flexion_raw_deg - truth)[30:-30]
        assert abs(error.mean()) < 1.0
        assert error.std() < 2.0


def test_half_the_frame_rate_gives_the_same_curves(rbds: Recording) -> None:
    fast, slow = (build_kinematics(side_camera(rbds, fps=fps, end_s=15.0)) for fps in (120.0, 30.0))
    for name in ("knee_flexion_deg", "thigh_angle_deg", "shank_angle_deg"):
        ours = np.interp(slow.time_s, fast.time_s, getattr(fast.right, name))
        difference = (getattr(slow.right, name) - ours)[15:-15]
        assert np.sqrt(np.mean(difference**2)) < 1.0, name
    assert slow.step_frequency_hz == pytest.approx(fast.step_frequency_hz, rel=1e-3)


def test_trunk_lean_comes_back(rbds: Recording) -> None:
    kinematics = build_kinematics(side_camera(rbds, end_s=10.0))
    # The figure's shoulders stand 6 degrees ahead of the hips at all times.
    assert kinematics.trunk_lean_deg == pytest.approx(6.0, abs=0.1)


@given(
    stride_hz=st.floats(0.75, 1.6),
    bounce=st.floats(0.01, 0.05),
    phase=st.floats(0.0, 6.28),
    fps=st.sampled_from([25.0, 30.0, 60.0]),
    running=st.booleans(),
)
def test_a_spring_runs_and_a_pendulum_walks(
    stride_hz: float, bounce: float, phase: float, fps: float, running: bool
) -> None:
    # A spring is lowest when the ankles pass each other; a pendulum is highest.
    figure = Stick(stride_hz=stride_hz, bounce=bounce if running else -bounce, phase=phase)
    kinematics = build_kinematics(pose_of(figure, times(8.0, fps)))
    assert kinematics.gait == ("running" if running else "walking")
    assert kinematics.step_frequency_hz == pytest.approx(2 * stride_hz, rel=0.01)
    assert kinematics.view.view == "side-right"


@given(factor=st.sampled_from([2.0, 4.0, 8.0]))
def test_slow_motion_that_is_known_changes_only_the_clock(factor: float) -> None:
    real = pose_of(Stick(), times(6.0, 60.0))
    slow = pose_of(Stick(stride_hz=1.4 / factor), times(6.0 * factor, 60.0 / factor))
    a, b = build_kinematics(real), build_kinematics(slow, slow_motion_factor=factor)
    assert b.step_frequency_hz == pytest.approx(a.step_frequency_hz, rel=1e-6)
    assert b.time_s[-1] == pytest.approx(a.time_s[-1])


def test_standing_is_no_gait() -> None:
    kinematics = build_kinematics(pose_of(Stick(swing=0.0, bounce=0.0), times(8.0)))
    assert kinematics.gait == "none"
    assert kinematics.step_frequency_hz is None


def test_the_users_word_on_the_view_counts(rbds: Recording) -> None:
    view = build_kinematics(side_camera(rbds, end_s=6.0), view="rear").view
    assert (view.view, view.near_side, view.source) == ("rear", None, "user")


def test_long_gaps_stay_gaps_and_short_ones_are_bridged() -> None:
    pose = pose_of(Stick(), times(8.0, 60.0))
    xy = np.array(pose.xy_px)
    xy[100:104] = np.nan
    xy[200:240] = np.nan
    kinematics = build_kinematics(changed(pose, xy))
    missing = np.isnan(kinematics.left.knee_flexion_deg)
    assert np.flatnonzero(missing).tolist() == list(range(200, 240))
    assert np.count_nonzero(~kinematics.observed) == 44
    assert kinematics.gait == "running"


@pytest.mark.parametrize("frames", [0, 1, 7])
def test_too_few_frames_with_the_runner(frames: int) -> None:
    pose = pose_of(Stick(), times(4.0))
    xy = np.array(pose.xy_px)
    xy[frames:] = np.nan
    with pytest.raises(NoRunnerError):
        build_kinematics(changed(pose, xy))


def test_legs_that_were_never_seen() -> None:
    pose = pose_of(Stick(), times(4.0))
    xy = np.array(pose.xy_px)
    below = [i for i, name in enumerate(pose.names) if name.endswith(("knee", "ankle", "heel", "foot_index"))]
    xy[:, below] = np.nan
    with pytest.raises(NoRunnerError):
        build_kinematics(changed(pose, xy))


def test_a_far_leg_that_was_never_seen_is_an_error_or_leaves_the_near_one_alone() -> None:
    pose = pose_of(Stick(), times(6.0))
    xy = np.array(pose.xy_px)
    # Facing image-right, the camera sees the right side.
    hidden = ("left_knee", "left_ankle", "left_heel", "left_foot_index")
    xy[:, [pose.names.index(name) for name in hidden]] = np.nan
    try:
        kinematics = build_kinematics(changed(pose, xy))
    except NoRunnerError:
        return
    assert np.isfinite(kinematics.right.knee_flexion_deg).all()
    assert np.isnan(kinematics.left.knee_flexion_deg).all()


@pytest.mark.parametrize("factor", [2.0, 4.0, 8.0])
@pytest.mark.parametrize("frames", [2, 4, 8, 11, 13, 30])
def test_a_gap_costs_the_same_in_slow_motion_of_an_unknown_factor(factor: float, frames: int) -> None:
    """The same pictures at two speeds, the factor not known: the same angles, and the same frames without any."""
    real = seen(runner(0), 120.0, white_px=1.0)
    xy_px = real.xy_px.copy()
    xy_px[400 : 400 + frames] = np.nan
    real = changed(real, xy_px)
    as_filmed, slow = build_kinematics(real), build_kinematics(slowed(real, factor))
    for side in SIDES:
        at_speed, slowly = as_filmed.leg(side).knee_flexion_deg, slow.leg(side).knee_flexion_deg
        np.testing.assert_allclose(slowly, at_speed, atol=0.05)
    assert np.isnan(as_filmed.left.knee_flexion_deg).any() == (frames > 11)


def test_where_no_mean_course_holds_the_low_pass_goes_with_the_stride() -> None:
    rng = np.random.default_rng(5)
    pose = pose_of(Stick(), times(5.0, 60.0))
    # Noise too great for a mean course, too little to hide the rhythm.
    noisy = changed(pose, pose.xy_px + rng.normal(0.0, 45.0, pose.xy_px.shape))
    as_filmed, slow = build_kinematics(noisy), build_kinematics(slowed(noisy, 4.0))
    assert slow.cutoff_hz == pytest.approx(as_filmed.cutoff_hz / 4.0, rel=1e-6)
    np.testing.assert_allclose(slow.left.knee_flexion_deg, as_filmed.left.knee_flexion_deg, atol=0.05)
