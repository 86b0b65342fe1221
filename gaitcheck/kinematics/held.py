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


def _through(time_s: FloatArray, filtered: FloatArray, place: FloatArray, stride_hz: float | None) -> FloatArray:
    """One landmark's filtered positions, (T, 2), bent to meet its places, (T, 2), where these are known."""
    interval_s = float(np.median(np.diff(time_s)))
    width_s = _FADE_FRAMES * interval_s if stride_hz is None else _FADE_STRIDES / stride_hz
    frames = np.flatnonzero(seen(place) & seen(filtered))
    near = np.exp(-0.5 * ((time_s[:, None] - time_s[frames]) / width_s) ** 2)
    weights = np.linalg.solve(near[frames] + _RIDGE * np.eye(frames.size), place[frames] - filtered[frames])
    bent: FloatArray = filtered + near @ weights
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
    bent = {name: _through(time_s, points[name], places[name], stride_hz) for name in points.keys() & places.keys()}
    return dict(points) | bent
