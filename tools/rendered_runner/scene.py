"""What the renderer draws and by which light; plain data, no graphics library."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Mesh:
    """Triangles to draw: ``position, normal, colour, rest (n, 3)``, ``material (n,)``, ``faces (m, 3)``."""

    position: Floats
    normal: Floats
    colour: Floats
    rest: Floats
    material: NDArray[np.int64]
    faces: NDArray[np.int64]


@dataclass(frozen=True)
class Light:
    """One lamp with a shadow plus a soft surrounding; colours are linear RGB."""

    direction: tuple[float, float, float]
    key: tuple[float, float, float]
    sky: tuple[float, float, float]
    ground: tuple[float, float, float]

    @property
    def towards(self) -> Floats:
        """Unit vector from the scene to the lamp."""
        vector = np.array(self.direction)
        return np.asarray(vector / np.linalg.norm(vector))
