"""Small triangle-mesh operations: normals, smoothing, clean cuts."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

TINY = 1e-12


@dataclass(frozen=True)
class Patch:
    """A piece of surface: ``position_m (n, 3)``, ``weights (n, B)``, ``material (n,)``, ``faces (m, 3)``."""

    layer: str
    position_m: Floats
    weights: Floats
    material: Ints
    faces: Ints


def vertex_normals(position: Floats, faces: Ints) -> Floats:
    """Area-weighted unit normals ``(n, 3)``."""
    edge_a = position[faces[:, 1]] - position[faces[:, 0]]
    edge_b = position[faces[:, 2]] - position[faces[:, 0]]
    face_normal = np.cross(edge_a, edge_b)
    corners = faces.T.ravel()
    total = np.stack([np.bincount(corners, np.tile(face_normal[:, k], 3), len(position)) for k in range(3)], axis=1)
    length = np.linalg.norm(total, axis=1, keepdims=True)
    return np.asarray(total / np.maximum(length, TINY))


def smooth(values: Floats, faces: Ints, rounds: int) -> Floats:
    """Average every vertex with its neighbours ``rounds`` times; ``values (n, k)``."""
    start = np.concatenate([faces[:, 0], faces[:, 1], faces[:, 2]])
    end = np.concatenate([faces[:, 1], faces[:, 2], faces[:, 0]])
    degree = np.bincount(start, minlength=len(values)) + np.bincount(end, minlength=len(values))
    used = degree > 0
    result = values.copy()
    for _ in range(rounds):
        total = np.zeros_like(result)
        np.add.at(total, start, result[end])
        np.add.at(total, end, result[start])
        result[used] = 0.5 * result[used] + 0.5 * total[used] / degree[used, None]
    return result


def compact(patch: Patch) -> Patch:
    """Drop vertices no face uses."""
    used, inverse = np.unique(patch.faces, return_inverse=True)
    return replace(
        patch,
        position_m=patch.position_m[used],
        weights=patch.weights[used],
        material=patch.material[used],
        faces=inverse.reshape(-1, 3),
    )


def merge_close(patch: Patch, cell_m: float) -> Patch:
    """Merge the vertices that share a grid cell: small triangles cost as much to draw as large ones."""
    cells = np.floor(patch.position_m / cell_m).astype(np.int64)
    _, first, group, count = np.unique(cells, axis=0, return_index=True, return_inverse=True, return_counts=True)
    group = group.ravel()

    def mean(values: Floats) -> Floats:
        total = np.zeros((len(count), values.shape[1]))
        np.add.at(total, group, values)
        return np.asarray(total / count[:, None])

    faces = group[patch.faces]
    alive = (faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 2] != faces[:, 0])
    merged = Patch(patch.layer, mean(patch.position_m), mean(patch.weights), patch.material[first], faces[alive])
    return compact(merged)


def cut(patch: Patch, keep: Floats) -> Patch:
    """Keep the part where the vertex field ``keep (n,)`` is positive; new vertices lie on its zero line."""
    inside = keep > 0
    count = inside[patch.faces].sum(axis=1)
    whole = patch.faces[count == 3]
    splitter = _Splitter(keep, len(keep))
    extra = [t for face in patch.faces[(count > 0) & (count < 3)] for t in splitter.split(face, inside)]
    faces = np.concatenate([whole, np.array(extra, dtype=np.int64).reshape(-1, 3)])
    first, second, share = splitter.edges()

    def blend(values: Floats) -> Floats:
        return np.concatenate([values, values[first] * (1 - share) + values[second] * share])

    material = np.concatenate([patch.material, patch.material[first]])
    return compact(Patch(patch.layer, blend(patch.position_m), blend(patch.weights), material, faces))


class _Splitter:
    """Collects the new vertices of a cut, one per crossed edge."""

    def __init__(self, keep: Floats, n_vertices: int) -> None:
        self._keep = keep
        self._n = n_vertices
        self._index: dict[tuple[int, int], int] = {}

    def _crossing(self, a: int, b: int) -> int:
        key = (min(a, b), max(a, b))
        return self._index.setdefault(key, self._n + len(self._index))

    def split(self, face: Ints, inside: Bools) -> list[list[int]]:
        """Triangles of the kept part of one face, winding preserved."""
        outline: list[int] = []
        corners = [int(c) for c in face]
        for a, b in zip(corners, corners[1:] + corners[:1], strict=True):
            if inside[a]:
                outline.append(a)
            if inside[a] != inside[b]:
                outline.append(self._crossing(a, b))
        return [[outline[0], outline[k], outline[k + 1]] for k in range(1, len(outline) - 1)]

    def edges(self) -> tuple[Ints, Ints, Floats]:
        """End vertices of the crossed edges and where the zero lies: ``(e,)``, ``(e,)``, ``(e, 1)``."""
        pairs = np.array(list(self._index), dtype=np.int64).reshape(-1, 2)
        first, second = pairs[:, 0], pairs[:, 1]
        share = self._keep[first] / (self._keep[first] - self._keep[second] + TINY)
        return first, second, np.clip(share, 0.0, 1.0)[:, None]


def join(patches: list[Patch]) -> tuple[Floats, Floats, Ints, Ints]:
    """One mesh of many patches: positions, weights, material, faces."""
    offsets = np.cumsum([0] + [len(p.position_m) for p in patches[:-1]])
    faces = np.concatenate([p.faces + o for p, o in zip(patches, offsets, strict=True)])
    return (
        np.concatenate([p.position_m for p in patches]),
        np.concatenate([p.weights for p in patches]),
        np.concatenate([p.material for p in patches]),
        faces,
    )
