"""The pinhole camera against hand-computed pictures."""

from __future__ import annotations

import numpy as np
import pytest

from tools.rendered_runner.camera import Camera


def camera(view: str, **changes: float) -> Camera:
    return Camera(view, 960, 540, aim_x_m=0.0, aim_y_m=1.0, height_m=1.0, distance_m=4.0, **changes)


@pytest.mark.parametrize("view", ["side-left", "side-right", "rear", "front"])
def test_the_aim_is_the_middle_of_the_picture(view: str) -> None:
    assert camera(view).project(np.array([0.0, 1.0, 0.0])) == pytest.approx([480.0, 270.0])


@pytest.mark.parametrize(
    ("view", "towards_x"),
    [("side-left", -1.0), ("side-right", 1.0)],  # which way of the picture the runner faces
)
def test_a_metre_at_the_aim_is_focal_over_distance(view: str, towards_x: float) -> None:
    seen = camera(view)
    ahead, up = seen.project(np.array([[1.0, 1.0, 0.0], [0.0, 2.0, 0.0]]))
    metre_px = seen.focal_px / 4.0
    assert ahead == pytest.approx([480.0 + towards_x * metre_px, 270.0])
    assert up == pytest.approx([480.0, 270.0 - metre_px])


def test_from_behind_the_right_side_is_on_the_right() -> None:
    right = np.array([0.0, 1.0, 0.3])
    assert camera("rear").project(right)[0] > 480
    assert camera("front").project(right)[0] < 480


def test_field_of_view_spans_the_long_edge() -> None:
    seen = camera("side-right", long_edge_fov_deg=90.0)
    assert seen.project(np.array([4.0, 1.0, 0.0]))[0] == pytest.approx(960.0)


@pytest.mark.parametrize("view", ["side-left", "side-right"])
def test_positive_yaw_moves_the_camera_to_the_front(view: str) -> None:
    assert camera(view, yaw_deg=20.0).eye_m[0] == pytest.approx(4.0 * np.sin(np.radians(20.0)))


def test_roll_turns_the_picture_about_its_middle() -> None:
    upright, rolled = camera("side-right"), camera("side-right", roll_deg=90.0)
    point = np.array([0.5, 1.0, 0.0])
    offset = upright.project(point) - [480.0, 270.0]
    turned = rolled.project(point) - [480.0, 270.0]
    assert np.linalg.norm(turned) == pytest.approx(np.linalg.norm(offset))
    assert abs(turned[0]) < 1e-9


def test_near_side_is_the_side_the_camera_sees() -> None:
    assert camera("side-left").near_side == "left"
    assert camera("rear").near_side is None
