"""Landmarks that a person placed: the filtered course passes through them and bends back within a few frames."""

from __future__ import annotations

import numpy as np

from gaitcheck.arrays import BoolArray, FloatArray, seen

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
