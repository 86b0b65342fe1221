"""Builds the baked bodies from the CC0 base mesh: ``python -m tools.rendered_runner bake --wheel PATH``."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tools.rendered_runner import shoes
from tools.rendered_runner.bodies import FOLDER, Body, Layer, save_body
from tools.rendered_runner.dressing import BONES, dress, ponytail_root
from tools.rendered_runner.meshops import Patch, join
from tools.rendered_runner.mpfb import BODY_VERTICES, BaseMesh, BodyShape, read_base_mesh

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class BodyRecipe:
    """A body to bake: its shape, its height and the name of its file."""

    name: str
    shape: BodyShape
    height_m: float


RECIPES = (
    BodyRecipe("arn", BodyShape("male", "caucasian", heavy=-0.15), 1.80),
    BodyRecipe("bea", BodyShape("female", "caucasian", age=0.45, heavy=0.1, tall=0.15), 1.66),
    BodyRecipe("chi", BodyShape("female", "asian", heavy=-0.35, tall=0.25), 1.60),
    BodyRecipe("dan", BodyShape("male", "asian", age=0.3, heavy=0.3, tall=0.2), 1.70),
    BodyRecipe("eno", BodyShape("male", "african", heavy=-0.35, tall=0.05), 1.86),
    BodyRecipe("fay", BodyShape("female", "african", heavy=-0.1), 1.72),
    BodyRecipe("gil", BodyShape("male", "caucasian", age=0.35, heavy=0.4, tall=-0.1), 1.76),
    BodyRecipe("hal", BodyShape("male", "african", age=0.2, heavy=0.15, tall=0.3), 1.83),
    BodyRecipe("ida", BodyShape("female", "caucasian", heavy=-0.4, tall=0.3), 1.71),
    BodyRecipe("joy", BodyShape("female", "african", age=0.3, heavy=0.35, tall=-0.1), 1.63),
    BodyRecipe("kai", BodyShape("male", "asian", heavy=-0.3, tall=0.3), 1.74),
    BodyRecipe("leo", BodyShape("male", "caucasian", age=0.5, heavy=-0.2, tall=0.1), 1.77),
    BodyRecipe("mia", BodyShape("female", "asian", age=0.3, heavy=0.2, tall=-0.1), 1.56),
    BodyRecipe("ned", BodyShape("male", "african", age=0.45, heavy=0.35, tall=-0.2), 1.72),
    BodyRecipe("oda", BodyShape("female", "caucasian", age=0.2, heavy=0.35), 1.69),
    BodyRecipe("per", BodyShape("male", "caucasian", age=0.15, heavy=0.05, tall=0.35), 1.92),
    BodyRecipe("ria", BodyShape("female", "african", heavy=-0.4, tall=0.35), 1.75),
    BodyRecipe("sol", BodyShape("male", "asian", age=0.5, heavy=0.05, tall=-0.15), 1.66),
    BodyRecipe("tea", BodyShape("female", "asian", age=0.45, heavy=0.05, tall=0.05), 1.58),
    BodyRecipe("uwe", BodyShape("male", "caucasian", age=0.3, heavy=0.25, tall=0.2), 1.84),
)
FINGERS = ("thumb", "index", "middle", "ring", "pinky")
# Bend of the three joints of each finger and of the thumb: a relaxed running fist.
FINGER_CURL_DEG = (74.0, 92.0, 62.0)
THUMB_CURL_DEG = (22.0, 30.0, 30.0)


def bake_all(wheel: Path, folder: Path = FOLDER) -> list[Path]:
    """Bake every recipe; returns the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for recipe in RECIPES:
        path = folder / f"{recipe.name}.npz"
        save_body(bake(wheel, recipe), path)
        written.append(path)
    return written


def bake(wheel: Path, recipe: BodyRecipe) -> Body:
    """Shape, scale, dress and name the reference points of one body."""
    mesh = _scaled(read_base_mesh(wheel, recipe.shape), recipe.height_m)
    patches = dress(mesh, _curl_fingers(mesh))
    layers = {name: _layer([p for p in patches if p.layer == name]) for name in {p.layer: 0 for p in patches}}
    info = asdict(recipe.shape) | {"height_m": recipe.height_m}
    return Body(recipe.name, BONES, layers, _rest_points(mesh, layers), info)


def _scaled(mesh: BaseMesh, height_m: float) -> BaseMesh:
    body = mesh.vertices_m[:BODY_VERTICES]
    scale = height_m / float(np.ptp(body[:, 1]))
    bones = {name: (parent, head * scale, tail * scale) for name, (parent, head, tail) in mesh.bones.items()}
    landmarks = {name: point * scale for name, point in mesh.landmarks_m.items()}
    return BaseMesh(mesh.vertices_m * scale, mesh.faces, bones, mesh.weights, mesh.masks, landmarks)


def _layer(patches: list[Patch]) -> Layer:
    return Layer(*join(patches))


def _rest_points(mesh: BaseMesh, layers: dict[str, Layer]) -> dict[str, Floats]:
    """Joint centres at rest plus heel, ball and toe on the sole plane of each shoe."""
    points = {name: mesh.bones[name][1] for name in BONES if name in mesh.bones}
    points["ponytail"] = ponytail_root(mesh)
    points["head_top"] = mesh.bones["head"][2]
    floor_m = float(mesh.vertices_m[:BODY_VERTICES, 1].min())
    for side in "lr":
        frame = shoes.foot_frame(mesh.bones[f"foot_{side}"][1], mesh.bones[f"ball_{side}"][1], floor_m)
        lateral_sign = 1.0 if side == "r" else -1.0
        shoe = layers["shoes"].position_m
        local = shoes.to_foot(frame, shoe[shoe[:, 2] * lateral_sign > 0])
        sole = local[local[:, 1] < 1e-4]
        for name, forward in (
            ("heel", sole[:, 0].min()),
            ("sole_ball", frame.ball_forward_m),
            ("toe", sole[:, 0].max()),
        ):
            points[f"{name}_{side}"] = shoes.from_foot(frame, np.array([[forward, 0.0, 0.0]]))[0]
    return points


def _curl_fingers(mesh: BaseMesh) -> Floats:
    """Vertices with the fingers bent into a loose fist, by skinning the finger bones."""
    vertices = mesh.vertices_m.copy()
    columns = {name: k for k, name in enumerate(mesh.bones)}
    for side in "lr":
        hinge = _knuckle_line(mesh, side)
        moves = {f"hand_{side}": (np.eye(3), np.zeros(3))}
        for finger in FINGERS:
            moves |= _finger_moves(mesh, finger, side, hinge)
        weights = mesh.weights[:, [columns[name] for name in moves]]
        share = weights.sum(axis=1)
        curled = sum(
            w[:, None] * (mesh.vertices_m @ r.T + t) for w, (r, t) in zip(weights.T, moves.values(), strict=True)
        )
        vertices += np.where(share[:, None] > 0, curled - share[:, None] * mesh.vertices_m, 0.0)
    return vertices


def _knuckle_line(mesh: BaseMesh, side: str) -> Floats:
    """Unit axis through the knuckles about which a positive turn closes the fist."""
    across = mesh.bones[f"pinky_01_{side}"][1] - mesh.bones[f"index_01_{side}"][1]
    return np.asarray(across / np.linalg.norm(across)) * (1.0 if side == "r" else -1.0)


def _finger_moves(mesh: BaseMesh, finger: str, side: str, hinge: Floats) -> dict[str, tuple[Floats, Floats]]:
    rotation, shift = np.eye(3), np.zeros(3)
    bends = THUMB_CURL_DEG if finger == "thumb" else FINGER_CURL_DEG
    moves = {}
    for number, bend_deg in enumerate(bends, start=1):
        name = f"{finger}_0{number}_{side}"
        pivot = rotation @ mesh.bones[name][1] + shift
        turn = _axis_turn(rotation @ hinge, np.radians(bend_deg))
        rotation, shift = turn @ rotation, turn @ (shift - pivot) + pivot
        moves[name] = (rotation, shift)
    return moves


def _axis_turn(axis: Floats, angle_rad: float) -> Floats:
    x, y, z = axis
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.asarray(np.eye(3) + np.sin(angle_rad) * cross + (1 - np.cos(angle_rad)) * (cross @ cross))
