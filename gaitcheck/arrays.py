"""Array types and the one helper that makes a frozen record's arrays truly read-only."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]


def read_only(values: Any) -> FloatArray:
    """A read-only float64 copy of ``values``, so that a frozen dataclass cannot be changed from outside."""
    array = np.array(values, dtype=np.float64)
    array.setflags(write=False)
    return array


def seen(positions: FloatArray) -> BoolArray:
    """Which positions, shape (..., 2), are known in both coordinates; shape (...)."""
    known: BoolArray = np.isfinite(positions[..., 0]) & np.isfinite(positions[..., 1])
    return known
