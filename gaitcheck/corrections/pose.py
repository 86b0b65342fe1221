"""Corrections of landmarks, applied to the runner's track."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from gaitcheck.arrays import BoolArray, FloatArray
from gaitcheck.corrections.model import Change, LandmarkMoved, LegsExchanged
from gaitcheck.errors import UsageError
from gaitcheck.pose.track import PoseTrack

_LEG = ("hip", "knee", "ankle", "heel", "foot_index")


def corrected_pose(pose: PoseTrack, changes: Sequence[Change]) -> tuple[PoseTrack, BoolArray]:
    """The track with the changes made in their order, and which landmarks a person placed, shape (T, K).

    Parameters
    ----------
    pose
        Landmarks of the person measured.
    changes
        Those of other kinds are passed over.

    Raises
    ------
    UsageError
        A change names a landmark that the pose model does not have.
    """
    wanted = [change for change in changes if isinstance(change, LegsExchanged | LandmarkMoved)]
    held = np.zeros(pose.visibility.shape, dtype=np.bool_)
    if not wanted:
        return pose, held
    xy_px, visibility, depth_px = pose.xy_px.copy(), pose.visibility.copy(), pose.depth_px.copy()
    for change in wanted:
        if isinstance(change, LegsExchanged):
            _exchange(pose, change, (xy_px, visibility, depth_px, held))
            continue
        frame, landmark = frame_at(pose, change.clip_s), _index(pose, change.landmark)
        xy_px[frame, landmark] = (change.x_px, change.y_px)
        visibility[frame, landmark] = 1.0
        held[frame, landmark] = True
    return replace(pose, xy_px=xy_px, visibility=visibility, depth_px=depth_px), held


def frame_at(pose: PoseTrack, clip_s: float) -> int:
    """Index of the frame nearest to a time of clip."""
    return int(np.argmin(np.abs(pose.time_s - clip_s)))


def _index(pose: PoseTrack, landmark: str) -> int:
    if landmark not in pose.names:
        raise UsageError(f"The pose model has no landmark {landmark}.")
    return pose.names.index(landmark)


def _exchange(pose: PoseTrack, change: LegsExchanged, arrays: tuple[FloatArray | BoolArray, ...]) -> None:
    frames = np.flatnonzero((pose.time_s >= change.start_clip_s) & (pose.time_s < change.end_clip_s))[:, None]
    left, right = ([pose.names.index(f"{side}_{joint}") for joint in _LEG] for side in ("left", "right"))
    for values in arrays:
        values[frames, left + right] = values[frames, right + left]
