"""Tracks are read-only, checked at the door, and mirror exactly."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from stick_people import SOURCE, Stick, pose_of, times

from gaitcheck.pose.track import PoseTrack

POSE = pose_of(Stick(), times(1.0))


@pytest.mark.parametrize("name", ["time_s", "xy_px", "visibility", "depth_px"])
def test_arrays_cannot_be_written(name: str) -> None:
    with pytest.raises(ValueError, match="read-only"):
        getattr(POSE, name)[0] = 1.0


def test_the_caller_keeps_his_own_array() -> None:
    values = {field.name: getattr(POSE, field.name) for field in fields(POSE)}
    xy = np.array(POSE.xy_px)
    pose = PoseTrack(**(values | {"xy_px": xy}))
    xy[0] = 0.0
    assert np.array_equal(pose.xy_px, POSE.xy_px, equal_nan=True)


def test_mirroring_twice_changes_nothing_and_once_swaps_sides() -> None:
    once = POSE.mirrored(1280.0)
    assert np.allclose(once.point("left_knee")[:, 0], 1280.0 - POSE.point("right_knee")[:, 0])
    assert np.array_equal(once.point("left_knee")[:, 1], POSE.point("right_knee")[:, 1])
    assert np.allclose(once.mirrored(1280.0).xy_px, POSE.xy_px, equal_nan=True)


def test_detected_share() -> None:
    xy = np.array(POSE.xy_px)
    xy[:6] = np.nan
    pose = PoseTrack(
        time_s=POSE.time_s,
        xy_px=xy,
        visibility=POSE.visibility,
        depth_px=POSE.depth_px,
        names=POSE.names,
        source=SOURCE,
    )
    assert pose.detected_pct == pytest.approx(80.0)
    assert np.isnan(pose.point("no_such_landmark")).all()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("time_s", POSE.time_s[::-1]),
        ("time_s", np.zeros(30)),
        ("visibility", POSE.visibility[:, :3]),
        ("xy_px", POSE.xy_px[..., 0]),
    ],
)
def test_wrong_shapes_and_times_are_refused(name: str, value: np.ndarray) -> None:
    values = {field.name: getattr(POSE, field.name) for field in fields(POSE)}
    with pytest.raises(ValueError, match="expected"):
        PoseTrack(**(values | {name: value}))
