"""A dressed body ready to draw: chosen layers in one mesh, skinned per instant."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tools.rendered_runner.bodies import Body
from tools.rendered_runner.looks import COMPLEXIONS, Outfit, palette
from tools.rendered_runner.meshops import vertex_normals
from tools.rendered_runner.rig import skin_with_normals
from tools.rendered_runner.scene import Mesh

Floats = NDArray[np.float64]


class Person:
    """Rest mesh of a body in an outfit; `posed` returns vertices and normals for bone transforms."""

    def __init__(self, body: Body, outfit: Outfit) -> None:
        person = COMPLEXIONS[body.name]
        layers = list(outfit.layers) + (["ponytail"] if person.ponytail else [])
        chosen = [body.layers[name] for name in layers]
        offsets = np.cumsum([0] + [len(layer.position_m) for layer in chosen[:-1]])
        self._position = np.concatenate([layer.position_m for layer in chosen])
        self._weights = np.concatenate([layer.weights for layer in chosen])
        self._faces = np.concatenate([layer.faces + o for layer, o in zip(chosen, offsets, strict=True)])
        self._normal = np.concatenate([vertex_normals(layer.position_m, layer.faces) for layer in chosen])
        self._material = np.concatenate([layer.material for layer in chosen])
        self._colour = palette(outfit, person)[self._material]

    def mesh(self) -> Mesh:
        """The resting mesh, for the first upload."""
        return Mesh(self._position, self._normal, self._colour, self._position, self._material, self._faces)

    def posed(self, transforms: Floats) -> tuple[Floats, Floats]:
        """Vertices and normals ``(n, 3)`` for ``transforms (B, 3, 4)``."""
        return skin_with_normals(transforms, self._weights, self._position, self._normal)
