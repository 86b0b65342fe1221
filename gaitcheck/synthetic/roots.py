"""Roots of rising functions, many rows at a time."""

from collections.abc import Callable

import numpy as np

from .arrays import FloatArray

BISECTIONS = 20


def bisect(
    gap: Callable[[FloatArray], FloatArray], low: FloatArray, high: FloatArray, rounds: int = BISECTIONS
) -> FloatArray:
    """Root of a rising function for many rows at once; the nearer end where there is none. NaN counts as too low."""
    for _ in range(rounds):
        middle = (low + high) / 2
        above = gap(middle) > 0
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return np.asarray(high)
