"""Diagnostics of a clip's clock from its frame times and, for repeated pictures, a small signature per frame.

Pure arrays: nothing here opens a file. Signatures are block means of grey level on 0-255.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gaitcheck.arrays import BoolArray, FloatArray

SIGNATURE_CELLS = 16
#: Picture samples per cell and direction: enough to average sensor noise away, few enough to cost nothing.
SAMPLES_PER_CELL = 12

#: An interval counts as regular within this share of the base interval, or within the rounding of a
#: container that counts milliseconds.
INTERVAL_TOLERANCE = 0.25
INTERVAL_TOLERANCE_S = 0.0011
#: Share of irregular intervals above which the frame rate is variable.
IRREGULAR_SHARE = 0.02
#: An interval at least this many base intervals long means that frames are missing.
GAP_INTERVALS = 1.5
#: Relative difference between declared and measured rate that rounding (29.97 as 30) does not explain.
RATE_TOLERANCE = 0.02

#: A repeated picture differs from its predecessor by less than this share of the clip's lively differences
#: (re-encoded repeats: up to 4 %; runners filmed at 30 to 240 Hz: never below 16 %) ...
DUPLICATE_SHARE = 0.05
LIVELY_PERCENTILE = 90.0
#: ... and by less than this in any cell. [grey levels of 255]
DUPLICATE_LEVELS = 2.0
#: A cut changes the picture's structure (1 - correlation of the cells) by at least this, and by this many
#: times what its neighbourhood does; a change of brightness alone, as when the sun comes out, is no cut.
CUT_DECORRELATION = 0.25
CUT_RATIO = 6.0
#: Grey-level spread under which a picture has no structure to compare. [grey levels of 255]
FLAT_LEVELS = 1.0
CUT_NEIGHBOURS = 15


@dataclass(frozen=True)
class Gap:
    """A hole in the frame times: the frames before and after it, and how many fit in between. [s]"""

    start_s: float
    end_s: float
    missing_frames: int


@dataclass(frozen=True)
class Span:
    """A half-open stretch of clip time. [s]"""

    start_s: float
    end_s: float


def _base_interval_s(time_s: FloatArray) -> float:
    return float(np.median(np.diff(time_s)))


def is_variable_rate(time_s: FloatArray) -> bool:
    """Whether frame intervals, shape (T,), vary beyond rounding and beyond whole missing frames."""
    if time_s.size < 3:
        return False
    intervals = np.diff(time_s)
    base_s = _base_interval_s(time_s)
    off_s = np.abs(intervals - base_s * np.maximum(1.0, np.round(intervals / base_s)))
    irregular = off_s > max(INTERVAL_TOLERANCE * base_s, INTERVAL_TOLERANCE_S)
    return bool(irregular.mean() > IRREGULAR_SHARE)


def find_gaps(time_s: FloatArray) -> tuple[Gap, ...]:
    """Holes in the frame times, shape (T,), longer than `GAP_INTERVALS` median intervals. [s]"""
    if time_s.size < 3:
        return ()
    intervals = np.diff(time_s)
    base_s = _base_interval_s(time_s)
    return tuple(
        Gap(float(time_s[i]), float(time_s[i + 1]), max(1, round(intervals[i] / base_s) - 1))
        for i in np.flatnonzero(intervals >= max(GAP_INTERVALS * base_s, base_s + INTERVAL_TOLERANCE_S))
    )


def rate_mismatch(time_s: FloatArray, nominal_fps: float | None) -> bool:
    """Whether the declared rate is neither the median nor the mean rate of the frame times, shape (T,)."""
    if nominal_fps is None or time_s.size < 3:
        return False
    median_fps = 1.0 / _base_interval_s(time_s)
    mean_fps = (time_s.size - 1) / float(time_s[-1] - time_s[0])
    return all(abs(nominal_fps / fps - 1.0) > RATE_TOLERANCE for fps in (median_fps, mean_fps))


def frame_signature(rgb: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """Block means of grey level, shape (16, 16), of one picture, shape (H, W, 3), uint8; 1 kB per frame."""
    target = SIGNATURE_CELLS * SAMPLES_PER_CELL
    step_y, step_x = (max(1, side // target) for side in rgb.shape[:2])
    samples = np.ascontiguousarray(rgb[::step_y, ::step_x])
    height, width, channels = samples.shape
    rows, columns = _cell_starts(height), _cell_starts(width)
    # Whole numbers along the rows of memory: three times as fast as averaging the channels first.
    sums = np.add.reduceat(samples.reshape(height, width * channels), rows, axis=0, dtype=np.uint32)
    sums = np.add.reduceat(sums.reshape(-1, width, channels).sum(axis=2), columns, axis=1)
    sizes = channels * np.outer(_cell_sizes(rows, height), _cell_sizes(columns, width))
    return np.asarray(sums / sizes, dtype=np.float32)


def _cell_starts(n: int) -> npt.NDArray[np.intp]:
    """First sample of each cell; a picture smaller than the grid repeats samples."""
    return np.minimum(np.arange(SIGNATURE_CELLS) * n // SIGNATURE_CELLS, n - 1)


def _cell_sizes(starts: npt.NDArray[np.intp], n: int) -> npt.NDArray[np.intp]:
    return np.maximum(np.diff(np.append(starts, n)), 1)


def _cell_differences(signatures: npt.ArrayLike) -> FloatArray:
    """Absolute difference of each cell to the frame before, shape (T - 1, cells)."""
    flat = np.asarray(signatures, dtype=np.float64)
    flat = flat.reshape(flat.shape[0], -1)
    return np.abs(np.diff(flat, axis=0))


def find_duplicates(signatures: npt.ArrayLike) -> BoolArray:
    """Frames that repeat the picture before them (inserted by an encoder or a stuck camera).

    A frame is a repeat when its most changed cell changed by less than `DUPLICATE_SHARE` of what lively
    frames of the same clip change: a runner on a treadmill moves in every frame, at any frame rate, whereas
    a repeated picture leaves only traces of compression. Where nobody is in view, an empty room that an
    encoder simply copies counts as repeated as well; look at spans with the runner only.

    Parameters
    ----------
    signatures
        Of `frame_signature`, shape (T, 16, 16).

    Returns
    -------
    ndarray, shape (T,), bool
        The first frame is never a repeat.
    """
    count = np.shape(signatures)[0]
    repeats = np.zeros(count, dtype=np.bool_)
    if count < 2:
        return repeats
    change = _cell_differences(signatures).max(axis=1)
    lively = float(np.percentile(change, LIVELY_PERCENTILE))
    limit = min(DUPLICATE_LEVELS, DUPLICATE_SHARE * lively)
    repeats[1:] = (change < limit) | (change == 0.0)
    return repeats


def find_frozen_spans(
    time_s: FloatArray, signatures: npt.ArrayLike, *, min_duration_s: float = 0.2
) -> tuple[Span, ...]:
    """Stretches in which the picture stands still, from the frame that is repeated to the next new one.

    Parameters
    ----------
    time_s
        Frame times, shape (T,). [s]
    signatures
        Of `frame_signature`, shape (T, 16, 16).
    min_duration_s
        Shorter stretches are single repeats, not a freeze. [s]
    """
    repeats = find_duplicates(signatures)
    edges = np.diff(np.concatenate(([0], repeats.astype(np.int8), [0])))
    starts, ends = np.flatnonzero(edges == 1) - 1, np.flatnonzero(edges == -1)
    spans = (
        Span(float(time_s[start]), float(time_s[min(end, time_s.size - 1)]))
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
    )
    return tuple(span for span in spans if span.end_s - span.start_s >= min_duration_s)


def find_cuts(signatures: npt.ArrayLike) -> npt.NDArray[np.intp]:
    """Indices of frames that begin a new shot: the picture's structure changes at once, unlike around it.

    ``signatures`` are those of `frame_signature`, shape (T, 16, 16).
    """
    if np.shape(signatures)[0] < 3:
        return np.empty(0, dtype=np.intp)
    change = _decorrelation(signatures)
    candidates = [int(i) for i in np.flatnonzero(change >= CUT_DECORRELATION)]
    return np.array([i + 1 for i in candidates if change[i] >= CUT_RATIO * _around(change, i)], dtype=np.intp)


def _decorrelation(signatures: npt.ArrayLike) -> FloatArray:
    """1 - correlation of each signature with the one before, shape (T - 1,)."""
    flat = np.asarray(signatures, dtype=np.float64)
    flat = flat.reshape(flat.shape[0], -1)
    flat = flat - flat.mean(axis=1, keepdims=True)
    spread = np.maximum(flat.std(axis=1), FLAT_LEVELS)
    correlation = (flat[1:] * flat[:-1]).mean(axis=1) / (spread[1:] * spread[:-1])
    return np.asarray(1.0 - correlation)


def _around(change: FloatArray, i: int) -> float:
    """Median change in the neighbourhood of ``i``, itself left out."""
    before, after = change[max(0, i - CUT_NEIGHBOURS) : i], change[i + 1 : i + 1 + CUT_NEIGHBOURS]
    return float(np.median(np.concatenate((before, after))))
