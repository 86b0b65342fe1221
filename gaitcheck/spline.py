"""Cubic splines through samples, and their turning points.

`scipy.interpolate` does the same and is what the tests compare with, to rounding. It is not used here because loading
it takes as long as measuring a clip does: a third of the time of an analysis whose poses are known.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from gaitcheck.arrays import FloatArray

#: Fewest knots through which a cubic with smooth ends goes.
FEWEST_KNOTS = 4
#: What is left of a neighbour's influence when it counts as none.
_NO_INFLUENCE = 1e-18
#: This near to a knot a turning point is on it. [share of a step]
_ON_KNOT = 1e-9


class CubicSpline:
    """Cubics through every knot, with two continuous derivatives.

    The first two pieces are one cubic, and so are the last two: the "not-a-knot" ends of de Boor (1978), A Practical
    Guide to Splines, ch. IV.

    Parameters
    ----------
    x
        Knots, strictly ascending, at least four, shape (N,).
    y
        Values at the knots, finite, shape (N,) or (N, D).
    """

    def __init__(self, x: FloatArray, y: FloatArray) -> None:
        if x.size < FEWEST_KNOTS:
            raise ValueError(f"a spline takes at least {FEWEST_KNOTS} knots, got {x.size}")
        self.x = x
        step = _as_columns(np.diff(x), y)
        if not np.all(step > 0):
            raise ValueError("knots must ascend")
        rise = np.diff(y, axis=0) / step
        slope = _slopes(step, rise)
        bend = (slope[:-1] + slope[1:] - 2 * rise) / step
        #: Coefficients of every piece, lowest power first, about its left knot; shape (4, N - 1) or (4, N - 1, D).
        self._c = np.stack([y[:-1], slope[:-1], (rise - slope[:-1]) / step - bend, bend / step])

    def __call__(self, at: FloatArray) -> FloatArray:
        """Values at ``at``, shape (M,) or (M, D); the end pieces go on outside the knots."""
        piece = np.clip(np.searchsorted(self.x, at, side="right") - 1, 0, self.x.size - 2)
        constant, linear, square, cube = self._c[:, piece]
        past = _as_columns(at - self.x[piece], constant)
        values: FloatArray = constant + past * (linear + past * (square + past * cube))
        return values

    def turning_points(self, start: float, end: float) -> FloatArray:
        """Where the curve (one column) has no slope between two places within the knots, ascending; shape (K,)."""
        first = np.searchsorted(self._turns, start, side="left")
        last = np.searchsorted(self._turns, end, side="right")
        return self._turns[first:last]

    @cached_property
    def _turns(self) -> FloatArray:
        """Every place where the curve has no slope, ascending: found once, asked for in every stride."""
        _, linear, square, cube = self._c
        width = np.diff(self.x)
        past = np.stack(_roots(3 * cube, 2 * square, linear))
        # On a knot, rounding may put the point just outside both pieces.
        within = (past >= -_ON_KNOT * width) & (past <= (1 + _ON_KNOT) * width)
        turns: FloatArray = np.unique((self.x[:-1] + np.clip(past, 0.0, width))[within])
        return turns


def _as_columns(values: FloatArray, like: FloatArray) -> FloatArray:
    return values.reshape(values.shape + (1,) * (like.ndim - 1))


def _slopes(step: FloatArray, rise: FloatArray) -> FloatArray:
    """Slopes at the knots of the spline with not-a-knot ends, shape (N, ...)."""
    before, after = step[:-1], step[1:]
    # One row for each inner knot; the end rows put the outermost slope into its neighbour's row.
    lower, upper = after.copy(), before.copy()
    middle = 2 * (before + after)
    right = 3 * (after * rise[:-1] + before * rise[1:])
    first = _end_row(step[0], step[1], rise[0], rise[1])
    last = _end_row(step[-1], step[-2], rise[-1], rise[-2])
    middle[0], right[0] = middle[0] - lower[0] * first[0], right[0] - lower[0] * first[1]
    middle[-1], right[-1] = middle[-1] - upper[-1] * last[0], right[-1] - upper[-1] * last[1]
    lower[0], upper[-1] = 0.0, 0.0
    inner = _solve_tridiagonal(lower, middle, upper, right)
    return np.concatenate([[first[1] - first[0] * inner[0]], inner, [last[1] - last[0] * inner[-1]]])


def _end_row(
    outer: FloatArray, inner: FloatArray, outer_rise: FloatArray, inner_rise: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """``(factor, constant)`` of an end: slope there = constant - factor x slope at the next knot."""
    both = outer + inner
    constant = ((outer + 2 * both) * inner * outer_rise + outer**2 * inner_rise) / both
    return both / inner, constant / inner


def _solve_tridiagonal(lower: FloatArray, middle: FloatArray, upper: FloatArray, right: FloatArray) -> FloatArray:
    """Solve for all rows at once by cyclic reduction (Hockney 1965, doi:10.1145/321250.321259).

    Each round replaces a row's neighbours by those twice as far away. Their weight beside the middle's shrinks faster
    and faster, so a handful of rounds does for any length.
    """
    away = 1
    while away < len(middle) and max(np.max(np.abs(lower / middle)), np.max(np.abs(upper / middle))) > _NO_INFLUENCE:
        down = -lower[away:] / middle[:-away]
        up = -upper[:-away] / middle[away:]
        next_middle, next_right = middle.copy(), right.copy()
        next_lower, next_upper = np.zeros_like(lower), np.zeros_like(upper)
        next_middle[away:] += down * upper[:-away]
        next_middle[:-away] += up * lower[away:]
        next_right[away:] += down * right[:-away]
        next_right[:-away] += up * right[away:]
        next_lower[away:] = down * lower[:-away]
        next_upper[:-away] = up * upper[away:]
        lower, middle, upper, right = next_lower, next_middle, next_upper, next_right
        away *= 2
    solution: FloatArray = right / middle
    return solution


def _roots(square: FloatArray, linear: FloatArray, constant: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Both real roots of parabolas, NaN where there is none; without the loss of digits of the school formula."""
    with np.errstate(divide="ignore", invalid="ignore"):
        half = -0.5 * (linear + np.copysign(np.sqrt(linear**2 - 4 * square * constant), linear))
        return half / square, constant / half
