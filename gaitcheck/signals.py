"""Pure functions on sampled signals: gaps, zero-phase smoothing, slopes, periodicity.

NaN contract: gaps no longer than a limit are interpolated, the signal is filtered, and longer gaps come back as
NaN. Times may be irregular; nothing here knows of frames or frame rates.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from gaitcheck.arrays import BoolArray, FloatArray
from gaitcheck.spline import FEWEST_KNOTS, CubicSpline

#: Order of the Butterworth filter before it is run forward and backward (Winter 2009, Biomechanics and Motor
#: Control of Human Movement, ch. 3): second order, fourth in effect, no phase lag. Both runs together are one gain
#: for each frequency f, 1 / (1 + (sqrt(2) - 1) (f / cut-off)^4): 3 dB down at the cut-off asked for.
_FILTER_ORDER = 2
#: Mirrored at each end, in periods of the cut-off and in samples; what the filter remembers is shorter.
_PADDING_PERIODS, _LEAST_PADDING = 3.0, 40
#: Highest cut-off as a share of the sampling rate that leaves the filter well conditioned.
_HIGHEST_SHARE = 0.45
#: Times that deviate from an even grid by less than this share of the interval count as even.
_EVEN_TOLERANCE = 0.02


def runs(mask: BoolArray) -> Iterator[tuple[int, int]]:
    """Half-open index ranges [start, end) in which ``mask`` is true."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        yield int(start), int(end)


def fill_short_gaps(time_s: FloatArray, values: FloatArray, longest_gap_s: float) -> FloatArray:
    """Interpolate over NaN spans between samples that are at most ``longest_gap_s`` apart.

    Parameters
    ----------
    time_s
        Ascending, shape (T,). [s]
    values
        Shape (T,).
    longest_gap_s
        Longest bridged distance between two good samples. [s]

    Returns
    -------
    ndarray, shape (T,)
        Ends and longer gaps stay NaN. Interpolation is piecewise cubic where at least four samples are good.
    """
    good = np.isfinite(values)
    if good.all() or good.sum() < 2:
        return values.copy()
    filled = values.copy()
    if good.sum() >= FEWEST_KNOTS:
        curve = CubicSpline(time_s[good], values[good])(time_s)
    else:
        curve = np.interp(time_s, time_s[good], values[good])
    for start, end in runs(~good):
        inside = start > 0 and end < values.size
        if inside and time_s[end] - time_s[start - 1] <= longest_gap_s * (1 + 1e-9):
            filled[start:end] = curve[start:end]
    return filled


def _is_even(time_s: FloatArray) -> bool:
    steps = np.diff(time_s)
    return bool(np.all(np.abs(steps - np.median(steps)) <= _EVEN_TOLERANCE * np.median(steps)))


def _filter_even(values: FloatArray, rate_hz: float, cutoff_hz: float) -> FloatArray:
    """The filter's gain on columns (T, D) sampled at an even rate, each mirrored through its end points."""
    reach = min(values.shape[0] - 1, max(_LEAST_PADDING, math.ceil(_PADDING_PERIODS * rate_hz / cutoff_hz)))
    before, after = 2 * values[:1] - values[reach:0:-1], 2 * values[-1:] - values[-2 : -reach - 2 : -1]
    padded = np.concatenate([before, values, after])
    # A straight line passes unchanged; without it the ends meet, as the Fourier transform takes for granted.
    line = padded[:1] + np.linspace(0.0, 1.0, padded.shape[0])[:, None] * (padded[-1:] - padded[:1])
    frequency = np.fft.rfftfreq(padded.shape[0])
    # Of the digital filter the tangent of the angle counts, so that a cut-off means the same band at any rate.
    ratio = np.tan(np.pi * frequency) / np.tan(np.pi * min(cutoff_hz / rate_hz, _HIGHEST_SHARE))
    gain = 1.0 / (1.0 + (math.sqrt(2.0) - 1.0) * ratio ** (2 * _FILTER_ORDER))
    spectrum = np.fft.rfft(padded - line, axis=0) * gain[:, None]
    filtered: FloatArray = np.fft.irfft(spectrum, n=padded.shape[0], axis=0) + line
    return filtered[reach : reach + values.shape[0]]


def _filter_span(time_s: FloatArray, values: FloatArray, cutoff_hz: float) -> FloatArray:
    """Low-pass of columns (T, D) without a gap."""
    if time_s.size < FEWEST_KNOTS:
        return values.copy()
    interval_s = float(np.median(np.diff(time_s)))
    if _is_even(time_s):
        return _filter_even(values, 1.0 / interval_s, cutoff_hz)
    even_s = np.linspace(time_s[0], time_s[-1], round((time_s[-1] - time_s[0]) / interval_s) + 1)
    filtered = _filter_even(CubicSpline(time_s, values)(even_s), 1.0 / float(np.diff(even_s)[0]), cutoff_hz)
    back: FloatArray = CubicSpline(even_s, filtered)(time_s)
    return back


def _with_same_gaps(columns: FloatArray) -> list[list[int]]:
    """Column numbers of (T, D), grouped by where the gaps are: nearly always one group, filtered together."""
    groups: dict[bytes, list[int]] = {}
    for number, known in enumerate(np.isfinite(columns).T):
        groups.setdefault(known.tobytes(), []).append(number)
    return list(groups.values())


def smooth(time_s: FloatArray, values: FloatArray, *, cutoff_hz: float, longest_gap_s: float) -> FloatArray:
    """Zero-phase low-pass under the NaN contract.

    Parameters
    ----------
    time_s
        Ascending, not necessarily even, shape (T,). [s]
    values
        Shape (T,) or (T, D); columns are filtered one by one.
    cutoff_hz
        Frequency at which the result is 3 dB down. [Hz]
    longest_gap_s
        Gaps up to this length are filled; longer ones come back as NaN. [s]

    Returns
    -------
    ndarray, the shape of ``values``
    """
    columns = values[:, None] if values.ndim == 1 else values
    filled = np.stack([fill_short_gaps(time_s, column, longest_gap_s) for column in columns.T], axis=1)
    result = np.full_like(filled, np.nan)
    for alike in _with_same_gaps(filled):
        for start, end in runs(np.isfinite(filled[:, alike[0]])):
            span = np.ix_(range(start, end), alike)
            result[span] = _filter_span(time_s[start:end], filled[span], cutoff_hz)
    return result.reshape(values.shape)


def derivative(time_s: FloatArray, values: FloatArray) -> FloatArray:
    """First derivative by central differences on uneven times, shape of ``values``; NaN spreads by one sample."""
    slope: FloatArray = np.gradient(values, time_s, axis=0)
    return slope


def dominant_frequency_hz(
    time_s: FloatArray, values: FloatArray, low_hz: float, high_hz: float
) -> tuple[float, float] | None:
    """Frequency of the strongest sinusoid of a signal within a band, by least squares on the actual times.

    Parameters
    ----------
    time_s, values
        Samples, uneven times and NaN allowed, shape (T,).
    low_hz, high_hz
        Band searched. [Hz]

    Returns
    -------
    (frequency_hz, share) or None
        ``share`` is the part of the signal's variance that the sinusoid explains, 0 to 1 (Lomb 1976,
        doi 10.1007/BF00648343); ``None`` with fewer than eight samples.
    """
    good = np.isfinite(values)
    if good.sum() < 8:
        return None
    t, x = time_s[good] - time_s[good][0], values[good] - values[good].mean()
    total = float(x @ x)
    if total <= 0:
        return None
    # A step of a tenth of the resolution cannot step over a peak.
    step_hz = 0.1 / max(float(t[-1]), 1e-9)
    grid_hz = np.arange(low_hz, high_hz + step_hz, step_hz)
    shares = _explained(t, x, low_hz, step_hz, grid_hz.size) / total
    best = int(np.argmax(shares))
    return _refine_peak(grid_hz, shares, best)


def _explained(t: FloatArray, x: FloatArray, low_hz: float, step_hz: float, count: int) -> FloatArray:
    """Variance that a sinusoid of each frequency of an even grid explains, times the samples, shape (count,)."""
    # From one frequency to the next every sample's angle grows by the same: one product instead of a sine and cosine.
    wave, turn = np.exp(2j * np.pi * low_hz * t), np.exp(2j * np.pi * step_hz * t)
    projected, squared = np.empty((2, count), dtype=np.complex128)
    for i in range(count):
        projected[i], squared[i] = wave @ x, wave @ wave
        wave *= turn
    # Normal equations of a cosine and a sine: with S = sum exp(2iwt), cc = (n + Re S)/2, ss = (n - Re S)/2,
    # cs = (Im S)/2.
    cc, ss, cs = 0.5 * (t.size + squared.real), 0.5 * (t.size - squared.real), 0.5 * squared.imag
    c, s = projected.real, projected.imag
    determinant = np.maximum(cc * ss - cs**2, 1e-12 * t.size**2)
    explained: FloatArray = (ss * c**2 - 2 * cs * c * s + cc * s**2) / determinant
    return explained


def _refine_peak(grid: FloatArray, heights: FloatArray, best: int) -> tuple[float, float]:
    if not 0 < best < grid.size - 1:
        return float(grid[best]), float(heights[best])
    left, middle, right = heights[best - 1 : best + 2]
    curvature = left - 2 * middle + right
    shift = 0.0 if curvature == 0 else 0.5 * (left - right) / curvature
    return float(grid[best] + shift * (grid[1] - grid[0])), float(middle)
