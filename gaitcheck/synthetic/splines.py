"""Least-jerk curves through given knots, many at a time."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from .arrays import FloatArray, IntArray, rows


@cache
def hermite_basis() -> FloatArray:
    """(6, 6) matrix from (p0, v0, a0, p1, v1, a1) on the unit interval to polynomial coefficients 1, s, .. s^5."""
    conditions = np.zeros((6, 6))
    for order, row in ((0, 0), (1, 1), (2, 2)):
        for power in range(6):
            slope = np.prod(np.arange(power - order + 1, power + 1)) if power >= order else 0.0
            conditions[row, power] = slope if power == order else 0.0
            conditions[row + 3, power] = slope
    return np.asarray(np.linalg.inv(conditions), dtype=np.float64)


def jerk_gram() -> FloatArray:
    """(6, 6) matrix G with integral of squared third derivative = c' G c over the unit interval."""
    gram = np.zeros((6, 6))
    for i in range(3, 6):
        for j in range(3, 6):
            weight = i * (i - 1) * (i - 2) * j * (j - 1) * (j - 2)
            gram[i, j] = weight / (i + j - 5)
    return gram


@dataclass(frozen=True, kw_only=True)
class KnotCurves:
    """S quintic splines of K knots: ``time_s`` (S, K) and ``state`` (S, K, 3) = value, velocity, acceleration."""

    time_s: FloatArray
    state: FloatArray

    def value(self, row: IntArray, time_s: FloatArray) -> FloatArray:
        """Curve ``row`` at ``time_s``; both (N,)."""
        curve = rows(self, row)
        n_knots = curve.time_s.shape[1]
        segment = np.clip((time_s[:, None] >= curve.time_s).sum(1) - 1, 0, n_knots - 2)
        at = np.arange(time_s.size)
        start, length = curve.time_s[at, segment], curve.time_s[at, segment + 1] - curve.time_s[at, segment]
        units = np.stack([np.ones_like(length), length, length**2], axis=-1)
        ends = np.concatenate([curve.state[at, segment] * units, curve.state[at, segment + 1] * units], axis=-1)
        powers = ((time_s - start) / length)[:, None] ** np.arange(6)
        return np.asarray(np.einsum("np,pe,ne->n", powers, hermite_basis(), ends))


def least_jerk(time_s: FloatArray, state: FloatArray) -> KnotCurves:
    """Fill the free entries of the knots so that the squared jerk is least.

    Parameters
    ----------
    time_s: (S, K) rising knot times.
    state: (S, K, 3) value, velocity and acceleration; NaN = free (the same entries free in every row).
    """
    n_rows, n_knots = time_s.shape
    basis = hermite_basis()
    cost = basis.T @ jerk_gram() @ basis
    whole = np.zeros((n_rows, 3 * n_knots, 3 * n_knots))
    for k in range(n_knots - 1):
        length = time_s[:, k + 1] - time_s[:, k]
        units = np.stack([np.ones_like(length), length, length**2] * 2, axis=-1)
        block = slice(3 * k, 3 * k + 6)
        whole[:, block, block] += units[:, :, None] * cost * units[:, None, :] / (length**5)[:, None, None]
    flat = state.reshape(n_rows, -1).copy()
    free = np.isnan(flat[0])
    pull = np.einsum("sij,sj->si", whole[:, free][:, :, ~free], flat[:, ~free])
    flat[:, free] = np.linalg.solve(whole[:, free][:, :, free], -pull[:, :, None])[:, :, 0]
    return KnotCurves(time_s=time_s, state=flat.reshape(state.shape))
