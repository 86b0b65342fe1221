"""Landmarks in the picture: geometry of the camera and the faults on request."""

from dataclasses import replace

import numpy as np
import pytest
from gait_checks import BODY

from gaitcheck.skeleton import BLAZEPOSE_33
from gaitcheck.synthetic import PRESETS, Motion, simulate
from gaitcheck.synthetic.landmarks import Faults, SyntheticCamera, View, film


@pytest.fixture(scope="module")
def motion() -> Motion:
    return simulate(PRESETS["recreational"], BODY, 3.0)


def test_shapes_and_times(motion: Motion) -> None:
    track = film(motion, SyntheticCamera(), fps=60.0, start_s=0.5)
    assert track.names == BLAZEPOSE_33
    assert track.xy_px.shape == (track.time_s.size, 33, 2)
    assert track.time_s[0] == 0.0
    assert np.diff(track.time_s) == pytest.approx(1 / 60)
    assert track.time_s[-1] == pytest.approx(2.5, abs=1 / 60)
    assert np.isfinite(track.xy_px).all()


@pytest.mark.parametrize(("view", "sign"), [("side-left", -1.0), ("side-right", 1.0)])
def test_side_views_face_the_right_way(motion: Motion, view: View, sign: float) -> None:
    track = film(motion, SyntheticCamera(view=view), fps=50.0)
    toe, heel = track.point("left_foot_index"), track.point("left_heel")
    flat = np.abs(toe[:, 1] - heel[:, 1]) < 2
    assert np.all(sign * (toe - heel)[flat, 0] > 0)
    near = "left" if view == "side-left" else "right"
    shoulder = BLAZEPOSE_33.index(f"{near}_shoulder")
    assert np.all(track.depth_px[:, shoulder] < 0)


@pytest.mark.parametrize(("view", "sign"), [("rear", 1.0), ("front", -1.0)])
def test_rear_and_front_order_left_and_right(motion: Motion, view: View, sign: float) -> None:
    track = film(motion, SyntheticCamera(view=view), fps=50.0)
    assert np.all(sign * (track.point("right_hip") - track.point("left_hip"))[:, 0] > 0)


def test_projection_is_a_pinhole() -> None:
    camera = SyntheticCamera(view="side-right", distance_m=4.0, height_m=1.0, focal_px=1000.0)
    xy_px, depth_m = camera.project(np.array([[0.4, 1.2, 0.0], [0.4, 1.2, 2.0]]))
    assert xy_px[0] == pytest.approx([640 + 100, 360 - 50])
    assert xy_px[1] == pytest.approx([640 + 200, 360 - 100])
    assert depth_m == pytest.approx([4.0, 2.0])


def test_yaw_shortens_the_stride_and_keeps_height(motion: Motion) -> None:
    spans = []
    for yaw_deg in (0.0, 30.0):
        camera = SyntheticCamera(view="side-right", yaw_deg=yaw_deg, distance_m=40.0, focal_px=16000.0)
        ankle = film(motion, camera, fps=60.0).point("right_ankle")
        spans.append(np.ptp(ankle, axis=0))
    assert spans[1][0] / spans[0][0] == pytest.approx(np.cos(np.radians(30)), abs=0.03)
    assert spans[1][1] == pytest.approx(spans[0][1], rel=0.02)


def test_left_view_mirrors_right_view_of_the_mirrored_runner(motion: Motion) -> None:
    left = film(motion, SyntheticCamera(view="side-left"), fps=60.0)
    half_stride_s = 60 / motion.parameters.cadence_spm
    right = film(motion, SyntheticCamera(view="side-right"), fps=60.0, start_s=half_stride_s).mirrored(1280)
    frames = right.time_s.size
    # The pelvis turns a little differently on the two sides of a stride only through splines' ends.
    assert left.point("left_knee")[10 : frames - 10] == pytest.approx(
        right.point("left_knee")[10 : frames - 10], abs=2.0
    )


def test_noise_has_the_asked_size(motion: Motion) -> None:
    clean = film(motion, SyntheticCamera(), fps=120.0)
    noisy = film(motion, SyntheticCamera(), fps=120.0, faults=Faults(white_px=2.0, wander_px=3.0, seed=4))
    rest = noisy.xy_px - clean.xy_px
    assert rest.std() == pytest.approx(np.hypot(2.0, 3.0), rel=0.1)
    assert np.diff(rest, axis=0).std() < rest.std()
    assert np.array_equal(
        noisy.xy_px,
        film(motion, SyntheticCamera(), fps=120.0, faults=Faults(white_px=2.0, wander_px=3.0, seed=4)).xy_px,
    )


def test_gaps_swaps_offset_and_jitter(motion: Motion) -> None:
    camera = SyntheticCamera(view="side-right")
    clean = film(motion, camera, fps=60.0)
    faults = Faults(
        missing=((1.0, 1.25),), missing_names=("left_ear",), swapped=((2.0, 2.2),), hip_offset_m=(0.04, 0.0)
    )
    track = film(motion, camera, fps=60.0, faults=faults)
    gap = (track.time_s >= 1.0) & (track.time_s < 1.25)
    assert np.isnan(track.xy_px[gap]).all()
    assert np.isnan(track.point("left_ear")).all()
    swap = (track.time_s >= 2.0) & (track.time_s < 2.2)
    assert np.array_equal(track.point("left_knee")[swap], clean.point("right_knee")[swap])
    assert np.array_equal(track.point("left_wrist")[swap], clean.point("left_wrist")[swap])
    steady = ~gap & ~swap
    shift = (track.point("right_hip") - clean.point("right_hip"))[steady]
    assert shift[:, 0] == pytest.approx(0.04 * camera.focal_px / camera.distance_m, rel=0.1)
    shaken = film(motion, camera, fps=60.0, faults=replace(faults, time_jitter_s=0.004))
    assert np.all(np.diff(shaken.time_s) > 0)
    assert np.diff(shaken.time_s).std() > 0.002
