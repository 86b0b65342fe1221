"""Landmarks that a person placed: the course passes through them and bends back within a few frames.

A person places a joint, not what a pose model would have said; so the course meets the place before and after offsets
are added.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gaitcheck.arrays import BoolArray, FloatArray, seen
from gaitcheck.pose.track import PoseTrack

#: How soon the course is its own again, as a standard deviation in shares of a stride (about 20 ms).
_FADE_STRIDES = 0.03
#: The same where there is no stride. [frames]
_FADE_FRAMES = 1.0
#: Keeps the solution calm where two placed frames lie close together.
_RIDGE = 1e-6


def through_held(
    time_s: FloatArray, filtered: FloatArray, raw: FloatArray, held: BoolArray, stride_hz: float | None
) -> FloatArray:
    """Filtered positions, shape (T, J, 2), bent to meet ``raw`` where ``held``, shape (T, J).

    Parameters
    ----------
    time_s
        Shape (T,). [s]
    filtered, raw
        In one frame of reference, shape (T, J, 2).
    stride_hz
        Stride frequency of a steady gait, else ``None``. [Hz]
    """
    interval_s = float(np.median(np.diff(time_s)))
    width_s = _FADE_FRAMES * interval_s if stride_hz is None else _FADE_STRIDES / stride_hz
    bent = filtered.copy()
    for j in np.flatnonzero(held.any(axis=0)):
        frames = np.flatnonzero(held[:, j] & seen(filtered[:, j]))
        near = np.exp(-0.5 * ((time_s[:, None] - time_s[frames]) / width_s) ** 2)
        weights = np.linalg.solve(near[frames] + _RIDGE * np.eye(frames.size), raw[frames, j] - filtered[frames, j])
        bent[:, j] += near @ weights
    return bent


def placed_px(pose: PoseTrack, held: BoolArray | None) -> dict[str, FloatArray]:
    """Places by landmark, each (T, 2), NaN where nobody placed it; landmarks that nobody placed are left out. [px]

    Parameters
    ----------
    held
        Which landmarks of ``pose`` a person placed, shape (T, K).
    """
    if held is None:
        return {}
    return {
        name: np.where(held[:, k, None], pose.xy_px[:, k], np.nan)
        for k, name in enumerate(pose.names)
        if held[:, k].any()
    }


def pinned(
    time_s: FloatArray, points: Mapping[str, FloatArray], places: Mapping[str, FloatArray], stride_hz: float | None
) -> dict[str, FloatArray]:
    """Positions by landmark, each (T, 2), bent to meet their places where there are any.

    Parameters
    ----------
    time_s
        Shape (T,). [s]
    points, places
        In one frame of reference; places are NaN where nobody placed the landmark.
    stride_hz
        Stride frequency of a steady gait, else ``None``. [Hz]
    """
    bent = dict(points)
    for name in points.keys() & places.keys():
        place = places[name]
        bent[name] = through_held(time_s, points[name][:, None], place[:, None], seen(place)[:, None], stride_hz)[:, 0]
    return bent
