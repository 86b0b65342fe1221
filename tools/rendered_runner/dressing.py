"""Cuts skin, hair and garments out of the shaped base mesh.

The base mesh carries an invisible "tights" surface just above the skin; every garment is a piece of it, cut
at its hems and pushed outwards.  A body keeps all its garments; an outfit picks some when it is rendered.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.rendered_runner import shoes
from tools.rendered_runner.materials import Material
from tools.rendered_runner.meshops import Patch, compact, cut, merge_close, smooth, vertex_normals
from tools.rendered_runner.mpfb import BODY_VERTICES, BaseMesh

Floats = NDArray[np.float64]

# The bones that move the rendered body; fingers ride on the hand, the ponytail hangs on the head.
TRUNK = ("pelvis", "spine_01", "spine_02", "spine_03", "neck_01", "head", "ponytail")
LIMBS = ("clavicle", "upperarm", "lowerarm", "hand", "thigh", "calf", "foot", "ball")
BONES = TRUNK + tuple(f"{name}_{side}" for side in "lr" for name in LIMBS)
COLUMN = {name: index for index, name in enumerate(BONES)}
LONG_SLEEVE = 1.75
# A pixel is 3-5 mm on the runner: detail below that is wasted.
SKIN_CELL_M, LIMB_CELL_M = 0.006, 0.010
ARM_BONES = tuple(b for b in BONES if b.startswith(("upperarm", "lowerarm", "hand")))


@dataclass(frozen=True)
class Measures:
    """Heights and lines on the resting body that hems refer to (metres, laboratory frame)."""

    crotch_m: float
    hip_m: float
    knee_m: float
    ankle_m: float
    waist_m: float
    neck_m: float
    shoulder: Floats
    elbow: Floats
    head: Floats


def measure(mesh: BaseMesh) -> Measures:
    """Read the reference heights off the joint centres."""
    head_of = {name: bone[1] for name, bone in mesh.bones.items()}
    return Measures(
        crotch_m=float(head_of["thigh_r"][1]) - 0.09,
        hip_m=float(head_of["thigh_r"][1]),
        knee_m=float(head_of["calf_r"][1]),
        ankle_m=float(head_of["foot_r"][1]),
        waist_m=float(head_of["spine_01"][1]),
        neck_m=float(head_of["neck_01"][1]),
        shoulder=head_of["upperarm_r"],
        elbow=head_of["lowerarm_r"],
        head=head_of["head"],
    )


def rig_weights(mesh: BaseMesh) -> Floats:
    """The data set's weights ``(V, B)`` folded onto `BONES`."""
    weights = np.zeros((len(mesh.vertices_m), len(BONES)))
    for column, name in enumerate(mesh.bones):
        weights[:, COLUMN[_carrier(name)]] += mesh.weights[:, column]
    empty = weights.sum(axis=1) == 0
    weights[empty, COLUMN["head"]] = 1.0
    return weights


def _carrier(bone: str) -> str:
    return bone if bone in COLUMN else f"hand_{bone[-1]}"


def dress(mesh: BaseMesh, hand_curl: Floats) -> list[Patch]:
    """All layers of one body; ``hand_curl (V, 3)`` are the vertices with fingers curled."""
    weights = rig_weights(mesh)
    size = measure(mesh)
    patches = [*_skin(mesh, hand_curl, weights, size), _eyes(mesh, weights), _hair(mesh, weights, size)]
    patches += _ponytail(mesh)
    patches += _garments(mesh, weights, size)
    return patches + _shoes(mesh, weights, size)


def _arm_share(weights: Floats) -> Floats:
    return np.asarray(weights[:, [COLUMN[b] for b in ARM_BONES]].sum(axis=1))


def _along_arm(points: Floats, size: Measures) -> Floats:
    """Place along the upper arm: 0 at the shoulder joint, 1 at the elbow, both sides alike."""
    folded = points * np.array([1.0, 1.0, 1.0])
    folded[:, 2] = np.abs(folded[:, 2])
    axis = size.elbow - size.shoulder
    return np.asarray((folded - size.shoulder) @ axis / (axis @ axis))


def _skin(mesh: BaseMesh, vertices: Floats, weights: Floats, size: Measures) -> list[Patch]:
    """The visible body in the pieces that garments cover: no feet (in shoes), no trunk (always covered)."""
    y, arm = vertices[:, 1], _arm_share(weights)
    trunk = (arm < 0.4) & (y < size.neck_m - 0.10) & (y > size.crotch_m + 0.02)
    # The mouth's inside and the eye sockets cannot be seen and cost a third of the head.
    inside = (weights[:, COLUMN["head"]] > 0.5) & _is_inside_head(mesh)
    hidden = trunk | (y < size.ankle_m - 0.02) | inside
    faces = mesh.faces["body"]
    faces = faces[~hidden[faces].all(axis=1)]
    leg = (arm < 0.4) & (y < size.hip_m)
    along = _along_arm(vertices, size)
    shoulder = (y > size.shoulder[1] - 0.12) & (np.abs(vertices[:, 2]) > 0.085) & (y < size.neck_m + 0.02)
    covered = ((arm > 0.4) & (along < LONG_SLEEVE - 0.12)) | (shoulder & (arm <= 0.4))
    region = np.select([leg & (y > size.ankle_m + 0.06), covered], [1, 2], 0)
    piece = region[faces].min(axis=1) * (region[faces].min(axis=1) == region[faces].max(axis=1))
    paint = _face_paint(mesh)
    parts = ((0, "skin", SKIN_CELL_M), (1, "legs", LIMB_CELL_M), (2, "arms", LIMB_CELL_M))
    return [
        merge_close(compact(Patch(name, vertices, weights, paint, faces[piece == number])), cell_m)
        for number, name, cell_m in parts
    ]


def _is_inside_head(mesh: BaseMesh) -> NDArray[np.bool_]:
    mouth = mesh.landmarks_m["joint-mouth"]
    offset = mesh.vertices_m - mouth
    deep = (np.abs(offset[:, 2]) < 0.028) & (offset[:, 0] < -0.012) & (offset[:, 0] > -0.075)
    return np.asarray(deep & (np.abs(offset[:, 1]) < 0.03))


def _face_paint(mesh: BaseMesh) -> NDArray[np.int64]:
    material = np.full(len(mesh.vertices_m), int(Material.SKIN))
    material[mesh.masks["lips"] > 0.5] = int(Material.LIPS)
    for side in "lr":
        eye = mesh.landmarks_m[f"joint-{side}-eye"]
        offset = mesh.vertices_m - eye
        brow = (np.abs(offset[:, 2]) < 0.024) & (np.abs(offset[:, 1] - 0.022) < 0.005) & (offset[:, 0] > 0)
        material[brow] = int(Material.BROW)
    return material


def _eyes(mesh: BaseMesh, weights: Floats) -> Patch:
    material = np.full(len(mesh.vertices_m), int(Material.EYE_WHITE))
    for side in "lr":
        used = np.unique(mesh.faces[f"helper-{side}-eye"])
        front = mesh.vertices_m[used, 0]
        material[used[front > front.max() - 0.004]] = int(Material.IRIS)
    faces = np.concatenate([mesh.faces["helper-l-eye"], mesh.faces["helper-r-eye"]])
    head_only = np.zeros_like(weights)
    head_only[:, COLUMN["head"]] = 1.0
    return compact(Patch("eyes", mesh.vertices_m, head_only, material, faces))


def _hair(mesh: BaseMesh, weights: Floats, size: Measures) -> Patch:
    """Short hair: the scalp, thickened away from the hair line."""
    vertices, faces = mesh.vertices_m, mesh.faces["body"]
    on_head = weights[:, COLUMN["head"]] > 0.5
    nape = vertices[:, 1] > size.head[1] + 0.015 + 0.25 * (vertices[:, 0] - size.head[0])
    bare = np.maximum(mesh.masks["face"], mesh.masks["ears"])
    scalp = (on_head & nape & (bare < 0.35)).astype(float)
    field = smooth(scalp[:, None], faces, 4)[:, 0]
    normal = vertex_normals(vertices, faces)
    ripple = 0.5 + 0.5 * np.sin(vertices @ np.array([310.0, 90.0, 270.0]))
    lift = (0.002 + (0.014 + 0.003 * ripple) * np.clip(2 * field - 0.7, 0, 1))[:, None]
    used = Patch("hair", vertices + normal * lift, weights, np.full(len(vertices), int(Material.HAIR)), faces)
    return cut(used, np.where(on_head, field - 0.42, -1.0))


def _ponytail(mesh: BaseMesh) -> list[Patch]:
    """A tapered tube from the back of the head, carried by its own bone."""
    root = ponytail_root(mesh)
    length, rings, sides = 0.24, 9, 8
    turn = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    points = []
    for k in range(rings):
        share = k / (rings - 1)
        centre = root + np.array([-0.055 * np.sin(share * 2.2), -length * share**1.15, 0.0])
        radius = 0.030 * np.sin(np.pi * (0.12 + 0.86 * share)) ** 0.6 * (1 - 0.35 * share)
        points.append(centre + radius * np.stack([np.cos(turn), 0 * turn, 0.8 * np.sin(turn)], axis=1))
    weights = np.zeros((rings * sides, len(BONES)))
    weights[:, COLUMN["ponytail"]] = 1.0
    faces = []
    for r in range(rings - 1):
        for c in range(sides):
            a, b = r * sides + c, r * sides + (c + 1) % sides
            faces += [[a, b, a + sides], [b, b + sides, a + sides]]
    material = np.full(rings * sides, int(Material.HAIR))
    return [Patch("ponytail", np.concatenate(points), weights, material, np.array(faces))]


def ponytail_root(mesh: BaseMesh) -> Floats:
    """Where the tail leaves the head (rest pose)."""
    body = mesh.vertices_m[:BODY_VERTICES]
    height = body[:, 1].max() - 0.085
    slab = body[(np.abs(body[:, 1] - height) < 0.015) & (np.abs(body[:, 2]) < 0.05)]
    return np.array([slab[:, 0].min() - 0.012, height, 0.0])


@dataclass(frozen=True)
class Cloth:
    """How a garment sits: distance from the skin at its top and at its lowest hem, and how much it bridges."""

    layer: str
    material: Material
    top_gap_m: float
    hem_gap_m: float
    calm_rounds: int


def _garments(mesh: BaseMesh, weights: Floats, size: Measures) -> list[Patch]:
    leg = size.hip_m - size.knee_m
    mid_thigh, above_knee = size.hip_m - 0.55 * leg, size.hip_m - 0.82 * leg
    shirt_hem = size.hip_m + 0.015
    make = _Tailor(mesh, weights, size)
    return [
        make.top(Cloth("tee", Material.TOP, 0.009, 0.018, 2), shirt_hem, 0.62),
        make.top(Cloth("singlet", Material.TOP, 0.008, 0.017, 2), shirt_hem, 0.10),
        make.top(Cloth("loose_top", Material.TOP, 0.020, 0.036, 5), shirt_hem - 0.06, LONG_SLEEVE),
        make.bottom(Cloth("shorts", Material.BOTTOM, 0.009, 0.022, 2), mid_thigh),
        make.bottom(Cloth("loose_shorts", Material.BOTTOM, 0.011, 0.045, 4), above_knee),
        make.bottom(Cloth("tights", Material.BOTTOM, 0.0045, 0.0045, 0), size.ankle_m + 0.045),
        make.socks(Cloth("socks", Material.SOCK, 0.004, 0.004, 0), size.ankle_m + 0.075),
    ]


class _Tailor:
    """Cuts garments from the tights surface of one body."""

    def __init__(self, mesh: BaseMesh, weights: Floats, size: Measures) -> None:
        self._vertices = mesh.vertices_m
        self._faces = mesh.faces["helper-tights"]
        self._weights = weights
        self._size = size
        self._arm = _arm_share(weights)
        self._y = mesh.vertices_m[:, 1]

    def _cloth(self, cloth: Cloth, gap_m: Floats) -> Patch:
        normal = vertex_normals(self._vertices, self._faces)
        position = smooth(self._vertices, self._faces, cloth.calm_rounds) + normal * gap_m[:, None]
        weights = smooth(self._weights, self._faces, 1)
        material = np.full(len(position), int(cloth.material))
        return Patch(cloth.layer, position, weights, material, self._faces)

    def _gap(self, cloth: Cloth, hem_m: float, top_m: float) -> Floats:
        share = np.clip((top_m - self._y) / (top_m - hem_m), 0, 1)
        return np.asarray(cloth.top_gap_m + (cloth.hem_gap_m - cloth.top_gap_m) * share)

    def top(self, cloth: Cloth, hem_m: float, sleeve: float) -> Patch:
        """A shirt down to ``hem_m``; ``sleeve`` in upper-arm lengths."""
        gap = np.where(self._arm > 0.5, cloth.top_gap_m, self._gap(cloth, hem_m, self._size.waist_m + 0.06))
        along = _along_arm(self._vertices, self._size)
        sleeve_left = np.where(self._arm > 0.3, (sleeve - along) * 0.25, 1.0)
        patch = self._cloth(cloth, gap)
        # Hems are cut on the cloth itself, not on the skin under it, or they would wave.
        height = patch.position_m[:, 1]
        collar = self._size.neck_m - 0.012 - height
        body = np.where(self._arm > 0.5, 1.0, np.minimum(height - hem_m, collar))
        return cut(patch, np.minimum(body, sleeve_left))

    def bottom(self, cloth: Cloth, hem_m: float) -> Patch:
        """Shorts or tights from the waist down to ``hem_m``."""
        gap = self._gap(cloth, hem_m, self._size.hip_m)
        patch = self._cloth(cloth, gap)
        height = patch.position_m[:, 1]
        keep = np.minimum(height - hem_m, self._size.waist_m - 0.03 - height)
        return cut(patch, np.where(self._arm > 0.5, -1.0, keep))

    def socks(self, cloth: Cloth, hem_m: float) -> Patch:
        """From inside the shoe to ``hem_m``."""
        gap = np.full(len(self._y), cloth.top_gap_m)
        return cut(self._cloth(cloth, gap), np.minimum(hem_m - self._y, self._y - self._size.ankle_m + 0.03))


def _shoes(mesh: BaseMesh, weights: Floats, size: Measures) -> list[Patch]:
    body = mesh.vertices_m[:BODY_VERTICES]
    floor_m = float(body[:, 1].min())
    patches: list[Patch] = []
    for side, sign in (("l", -1.0), ("r", 1.0)):
        frame = shoes.foot_frame(mesh.bones[f"foot_{side}"][1], mesh.bones[f"ball_{side}"][1], floor_m)
        foot = body[(body[:, 1] < size.ankle_m + 0.02) & (body[:, 2] * sign > 0)]
        shape = shoes.outline(shoes.to_foot(frame, foot), frame.ankle_height_m + 0.012)
        columns = COLUMN[f"foot_{side}"], COLUMN[f"ball_{side}"]
        patches += shoes.shoe_patches(shape, frame, *columns, len(BONES))
    return patches
