"""A sampled signal as a curve: values and extrema between the samples, under the NaN contract."""

from __future__ import annotations

import numpy as np

from gaitcheck.arrays import FloatArray
from gaitcheck.signals import runs
from gaitcheck.spline import FEWEST_KNOTS, CubicSpline


class Curve:
    """A cubic spline through every span of samples that has no gap; nothing in between.

    Parameters
    ----------
    time_s
        Ascending, uneven allowed, shape (T,). [s]
    values
        Shape (T,), NaN allowed.
    """

    def __init__(self, time_s: FloatArray, values: FloatArray) -> None:
        spans = [run for run in runs(np.isfinite(values)) if run[1] - run[0] >= FEWEST_KNOTS]
        self._splines = [CubicSpline(time_s[start:end], values[start:end]) for start, end in spans]
        self._start_s, self._end_s = float(time_s[0]), float(time_s[-1])

    def at(self, time_s: FloatArray | float) -> FloatArray:
        """Values at times, the shape of ``time_s``; NaN in a gap and outside the samples."""
        wanted = np.asarray(time_s, dtype=np.float64)
        values = np.full(wanted.shape, np.nan)
        for spline in self._splines:
            inside = (wanted >= spline.x[0]) & (wanted <= spline.x[-1])
            values[inside] = spline(wanted[inside])
        return values

    def extremum(self, start_s: float, end_s: float, *, largest: bool) -> tuple[float, float] | None:
        """Time and value of the largest (or smallest) point within a span, also between samples and at its ends.

        Parameters
        ----------
        start_s, end_s
            Span searched; what of it lies outside the samples is left out. [s]
        largest
            Maximum if true, minimum otherwise.

        Returns
        -------
        (time_s, value) or None
            ``None`` where the span holds a gap or lies outside the samples.
        """
        start_s, end_s = max(start_s, self._start_s), min(end_s, self._end_s)
        for spline in self._splines:
            if spline.x[0] <= start_s <= end_s <= spline.x[-1]:
                candidates = np.array([start_s, end_s, *spline.turning_points(start_s, end_s)])
                heights = spline(candidates)
                best = int(np.argmax(heights) if largest else np.argmin(heights))
                return float(candidates[best]), float(heights[best])
        return None
