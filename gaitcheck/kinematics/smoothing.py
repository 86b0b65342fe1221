"""Filtered landmark positions: periodic where the motion is periodic, a plain low-pass where it is not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gaitcheck.arrays import FloatArray
from gaitcheck.kinematics.periodic import fit_mean_course, stride_phase
from gaitcheck.signals import fill_short_gaps, smooth

#: Low-pass for positions: running signals end near 12 Hz; 10 Hz costs the peak knee angles under 0.3 deg
#: (resampled marker data of Fukuchi et al. 2017, doi 10.7717/peerj.3298). [Hz]
_CUTOFF_HZ = 10.0
#: Longest span without the runner that is interpolated: well under half a swing. [s]
_LONGEST_GAP_S = 0.1
#: Stride frequency at which these two were chosen: 170 steps a minute. Where there are strides, both go with them, so
#: that slow motion of an unknown factor is treated alike. [Hz]
_ORDINARY_STRIDE_HZ = 170.0 / 120.0
#: Harmonics of the mean course over the stride: about 13 Hz at an ordinary cadence. Relative to the stride, so
#: that slow motion of an unknown factor is filtered alike.
_COURSE_HARMONICS = 9
#: Low-pass for what differs from stride to stride, in stride frequencies: about 4 Hz.
_VARIATION_STRIDES = 3.0
#: A landmark further than this from the course plus its slow variation is a mistake of the pose model.
_OUTLIER_DEVIATIONS = 6.0
_OUTLIER_LEAST = 0.05
#: The mean course must explain this much of the ankles' variance before it is trusted.
_PERIODIC_SHARE = 0.9
#: Slow drift of the runner in the picture is what lies below this share of the stride frequency.
_DRIFT_SHARE = 0.5


@dataclass(frozen=True, kw_only=True)
class FilterLimits:
    """Cut-off of the low-pass, and the longest gap that is bridged. [Hz], [s]"""

    cutoff_hz: float
    longest_gap_s: float


def filter_limits(stride_hz: float | None) -> FilterLimits:
    """Both by the stride frequency; fixed where there are no strides (``None``). [Hz]"""
    scale = 1.0 if stride_hz is None else stride_hz / _ORDINARY_STRIDE_HZ
    return FilterLimits(cutoff_hz=_CUTOFF_HZ * scale, longest_gap_s=_LONGEST_GAP_S / scale)


def low_pass(time_s: FloatArray, positions: FloatArray, cutoff_hz: float, longest_gap_s: float) -> FloatArray:
    """Zero-phase low-pass of positions (T, J, 2) under the gap policy."""
    flat = positions.reshape(time_s.size, -1)
    return smooth(time_s, flat, cutoff_hz=cutoff_hz, longest_gap_s=longest_gap_s).reshape(positions.shape)


def _gaps_kept(time_s: FloatArray, values: FloatArray, original: FloatArray, longest_gap_s: float) -> FloatArray:
    """``values`` with NaN wherever ``original`` (T, C) has a gap too long to bridge."""
    bridged = np.stack([fill_short_gaps(time_s, column, longest_gap_s) for column in original.T], axis=1)
    kept: FloatArray = np.where(np.isfinite(bridged), values, np.nan)
    return kept


def _without_outliers(deviation: FloatArray, scatter: FloatArray) -> FloatArray:
    limit = np.maximum(_OUTLIER_DEVIATIONS * scatter, _OUTLIER_LEAST)
    wild = (np.abs(deviation) > limit).reshape(deviation.shape[0], -1, 2).any(axis=2)
    cleaned: FloatArray = np.where(np.repeat(wild, 2, axis=1), np.nan, deviation)
    return cleaned


def _interpolated(time_s: FloatArray, values: FloatArray) -> FloatArray:
    known = np.isfinite(values)
    return np.interp(time_s, time_s[known], values[known]) if known.any() else np.zeros(time_s.size)


def periodic_filter(
    time_s: FloatArray, positions: FloatArray, phase: FloatArray, stride_hz: float
) -> FloatArray | None:
    """Positions as their mean course over the stride plus slowly varying deviations from it.

    Parameters
    ----------
    time_s, phase
        Shape (T,). [s], [rad]
    positions
        Relative to the pelvis (or the pelvis relative to its drift), shape (T, J, 2). [leg lengths]
    stride_hz
        Stride frequency. [Hz]

    Returns
    -------
    ndarray, shape (T, J, 2), or None
        Long gaps stay NaN; ``None`` when there are too few samples for a mean course.
    """
    flat = positions.reshape(time_s.size, -1)
    if np.isfinite(flat).sum(axis=0).min() < 4 * (2 * _COURSE_HARMONICS + 1):
        return None
    mean = fit_mean_course(phase, flat, _COURSE_HARMONICS)
    course = mean.at(phase)
    deviation = _without_outliers(flat - course, mean.scatter)
    variation_hz = _VARIATION_STRIDES * stride_hz
    bridged = np.stack([_interpolated(time_s, column) for column in deviation.T], axis=1)
    slow = smooth(time_s, bridged, cutoff_hz=variation_hz, longest_gap_s=np.inf)
    longest_gap_s = filter_limits(stride_hz).longest_gap_s
    return _gaps_kept(time_s, course + slow, flat, longest_gap_s).reshape(positions.shape)


def is_periodic(phase: FloatArray, separation: FloatArray) -> bool:
    """Whether the ankles' separation (T,) repeats well enough for a mean course."""
    known = np.isfinite(separation)
    if known.sum() < 30:
        return False
    course = fit_mean_course(phase, separation[:, None], 4).at(phase)[:, 0]
    residual = separation[known] - course[known]
    return bool(np.var(residual) <= (1.0 - _PERIODIC_SHARE) * np.var(separation[known]))


def steady_phase(time_s: FloatArray, separation: FloatArray, stride_hz: float) -> FloatArray | None:
    """Phase of the gait, shape (T,), or ``None`` where it is not steady enough for a mean course. [rad]

    Parameters
    ----------
    time_s
        Shape (T,). [s]
    separation
        Left minus right ankle along the main direction of swing, shape (T,).
    stride_hz
        Stride frequency. [Hz]
    """
    phase = stride_phase(time_s, separation, stride_hz)
    return phase if is_periodic(phase, separation) else None


def filtered_positions(
    time_s: FloatArray, positions: FloatArray, pelvis: FloatArray, stride_hz: float | None, separation: FloatArray
) -> FloatArray:
    """Filtered positions, shape as given.

    Parameters
    ----------
    time_s
        Shape (T,). [s]
    positions
        Landmarks in the body frame, shape (T, J, 2).
    pelvis
        Hip midpoint in the body frame, shape (T, 2); the course over the stride is taken relative to it.
    stride_hz
        Stride frequency of a steady gait, else ``None``. [Hz]
    separation
        Left minus right ankle along the main direction of swing, shape (T,).
    """
    limits = filter_limits(stride_hz)
    if stride_hz is not None:
        phase = steady_phase(time_s, separation, stride_hz)
        if phase is not None:
            drift = low_pass(time_s, pelvis[:, None], _DRIFT_SHARE * stride_hz, limits.longest_gap_s)[:, 0]
            bounce = periodic_filter(time_s, (pelvis - drift)[:, None], phase, stride_hz)
            limbs = periodic_filter(time_s, positions - pelvis[:, None], phase, stride_hz)
            if bounce is not None and limbs is not None:
                return limbs + drift[:, None] + bounce
    return low_pass(time_s, positions, limits.cutoff_hz, limits.longest_gap_s)
