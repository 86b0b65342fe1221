"""Small array helpers shared by the simulator's modules."""

from dataclasses import fields, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
Table = TypeVar("Table")

GRAVITY_MPS2 = 9.81


def rows(table: Table, index: Any) -> Table:
    """The frozen dataclass ``table`` with every array field indexed by ``index``.

    ``numpy.s_[:, None]`` gives columns to broadcast against times of shape (n, m); an integer array gives one
    row per sample.
    """
    arrays: dict[str, Any] = {}
    for item in fields(table):  # type: ignore[arg-type]
        value = getattr(table, item.name)
        if isinstance(value, np.ndarray):
            arrays[item.name] = value[index]
    return replace(table, **arrays)  # type: ignore[type-var]


def turn(u: FloatArray, v: FloatArray, angle_rad: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The plane vector (u, v) turned counter-clockwise by ``angle_rad``."""
    cos, sin = np.cos(angle_rad), np.sin(angle_rad)
    return u * cos - v * sin, u * sin + v * cos
