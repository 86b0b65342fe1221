"""What repeats from stride to stride: the phase of the gait, and the mean course of a signal over it.

Running is nearly periodic, and errors of a pose model mostly are not. The mean course over many strides keeps
the full bandwidth of the motion (it is sampled at many phases, also between frames), while what differs from
stride to stride is slower and can be filtered harder.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gaitcheck.arrays import FloatArray

#: Standard deviation of the window in which the phase is fitted. [strides]
_PHASE_WINDOW_STRIDES = 0.7
#: Beyond this many standard deviations the window is nothing.
_WINDOW_REACH = 5.0
#: Where the window holds less than this share of the samples it holds elsewhere, nothing is fitted.
_LEAST_HELD = 0.2
#: Phase is fitted at this many points per stride and interpolated between.
_PHASE_POINTS_PER_STRIDE = 4
#: Harmonics of the separation fitted together, so that the second does not leak into the first.
_PHASE_HARMONICS = 2
#: Rounds of reweighting that turn least squares into a robust fit.
_ROBUST_ROUNDS = 3
#: Residuals beyond this many robust standard deviations lose weight.
_TUNING = 2.0
#: Median absolute deviation to standard deviation, for normal errors.
_MAD_TO_SD = 1.4826


def _harmonics(angle: FloatArray, count: int) -> FloatArray:
    multiples = np.outer(angle, np.arange(1, count + 1))
    return np.hstack([np.ones((angle.size, 1)), np.cos(multiples), np.sin(multiples)])


def stride_phase(time_s: FloatArray, separation: FloatArray, stride_hz: float) -> FloatArray:
    """Phase of the gait from the ankles' signed separation, 2 pi per stride, shape (T,). [rad]

    A sinusoid of the stride frequency and its double is fitted in a window that slides along the clip; its
    angle is the phase. Unlike a filter, a fit has no trouble at the clip's ends. Over a long gap the phase goes on
    evenly.

    Parameters
    ----------
    time_s
        Shape (T,). [s]
    separation
        Left minus right ankle along the main direction of swing, NaN allowed, shape (T,).
    stride_hz
        Stride frequency. [Hz]
    """
    known = np.isfinite(separation)
    t, x = time_s[known], separation[known]
    basis = _harmonics(2 * np.pi * stride_hz * t, _PHASE_HARMONICS)
    sigma_s = _PHASE_WINDOW_STRIDES / stride_hz
    points = max(8, int((time_s[-1] - time_s[0]) * stride_hz * _PHASE_POINTS_PER_STRIDE))
    centres_s = np.linspace(time_s[0], time_s[-1], points)
    angles, held = np.empty(points), np.empty(points)
    for i, centre_s in enumerate(centres_s):
        reach_s = _WINDOW_REACH * sigma_s
        near = slice(int(np.searchsorted(t, centre_s - reach_s)), int(np.searchsorted(t, centre_s + reach_s)))
        weights = np.exp(-0.5 * ((t[near] - centre_s) / sigma_s) ** 2)
        weighted, held[i] = basis[near] * weights[:, None], weights.sum()
        normal = weighted.T @ basis[near]
        coefficients = np.linalg.solve(normal + 1e-9 * np.eye(normal.shape[0]), weighted.T @ x[near])
        angles[i] = np.arctan2(-coefficients[1 + _PHASE_HARMONICS], coefficients[1])
    fitted = held >= _LEAST_HELD * held.max()
    course = np.interp(time_s, centres_s[fitted], np.unwrap(angles[fitted]))
    phase: FloatArray = 2 * np.pi * stride_hz * time_s + course
    return phase


@dataclass(frozen=True, kw_only=True)
class MeanCourse:
    """Mean courses of several signals over the stride.

    Parameters
    ----------
    coefficients
        Of 1, cos, sin per harmonic, shape (2 H + 1, C).
    scatter
        Robust standard deviation of the samples about the course, shape (C,).
    """

    coefficients: FloatArray
    scatter: FloatArray

    def at(self, phase: FloatArray) -> FloatArray:
        """Values at phases (T,), shape (T, C)."""
        values: FloatArray = _harmonics(phase, (self.coefficients.shape[0] - 1) // 2) @ self.coefficients
        return values


def _solve_weighted(basis: FloatArray, values: FloatArray, weights: FloatArray) -> FloatArray:
    weighted = basis * weights[:, None]
    normal = weighted.T @ basis
    ridge = 1e-8 * max(float(weights.sum()), 1.0) * np.eye(normal.shape[0])
    return np.asarray(np.linalg.solve(normal + ridge, weighted.T @ values), dtype=np.float64)


def fit_mean_course(phase: FloatArray, values: FloatArray, harmonics: int) -> MeanCourse:
    """Robust fit of a Fourier series over the stride to each column.

    Parameters
    ----------
    phase
        Shape (T,). [rad]
    values
        Shape (T, C), NaN allowed.
    harmonics
        Highest multiple of the stride frequency.
    """
    basis = _harmonics(phase, harmonics)
    coefficients: FloatArray = np.zeros((basis.shape[1], values.shape[1]))
    scatter: FloatArray = np.zeros(values.shape[1])
    for c, column in enumerate(values.T):
        known = np.isfinite(column)
        if known.sum() < 2 * basis.shape[1]:
            coefficients[0, c] = np.mean(column[known]) if known.any() else np.nan
            scatter[c] = np.inf
            continue
        rows, samples = (basis, column) if known.all() else (basis[known], column[known])
        weights = np.ones(samples.size)
        for _ in range(_ROBUST_ROUNDS):
            coefficients[:, c] = _solve_weighted(rows, samples, weights)
            residual = np.abs(samples - rows @ coefficients[:, c])
            scatter[c] = _MAD_TO_SD * float(np.median(residual)) + 1e-9
            weights = 1.0 / np.maximum(1.0, residual / (_TUNING * scatter[c])) ** 2
    return MeanCourse(coefficients=coefficients, scatter=scatter)
