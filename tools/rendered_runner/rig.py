"""Moves a baked body so that its joints sit exactly where the gait generator puts them.

Every bone gets one rigid transform from two directions, a main one (along the segment) and a helping one that
fixes the twist, both known at rest and in motion.  Transforms are computed for all times at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.rendered_runner.bodies import Body

Floats = NDArray[np.float64]
Joints = Mapping[str, Floats]

UP = np.array([0.0, 1.0, 0.0])
SIDES = (("left", "l"), ("right", "r"))
# With a nearly straight knee the knee plane is ill-defined, so the pelvis has a small say in the twist.
PELVIS_SAY_IN_KNEE = 0.25
# Turns the palms towards each other, as runners carry their hands; the rest pose has them facing down.
FOREARM_TWIST_DEG = 55.0
PONYTAIL_SWING_DEG = 16.0


@dataclass(frozen=True)
class Pose:
    """Rigid transforms ``(N, B, 3, 4)`` in the order of the body's bones."""

    transforms: Floats


def frames(main: Floats, helper: Floats) -> Floats:
    """Orthonormal frames ``(N, 3, 3)``, columns: main, their cross product, helper made square to main."""
    first = _unit(main)
    third = _unit(helper - np.sum(helper * first, axis=-1, keepdims=True) * first)
    return np.stack([first, np.cross(third, first), third], axis=-1)


def _unit(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True))


def _turn(target: Floats, rest: Floats) -> Floats:
    """Rotations ``(N, 3, 3)`` from one rest frame ``(1, 3, 3)`` to target frames ``(N, 3, 3)``."""
    return np.asarray(target @ np.swapaxes(rest, -1, -2))


def _mix(first: Floats, second: Floats, share: float) -> Floats:
    """Rotation between two near ones (polar part of the linear blend)."""
    u, _, vt = np.linalg.svd((1 - share) * first + share * second)
    return np.asarray(u @ vt)


def _rotation_about(axes: Floats, angle_rad: Floats | float) -> Floats:
    """Rotations ``(N, 3, 3)`` about unit ``axes (N, 3)``."""
    x, y, z = np.moveaxis(axes, -1, 0)
    zero = np.zeros_like(x)
    cross = np.stack([zero, -z, y, z, zero, -x, -y, x, zero], axis=-1).reshape(*axes.shape[:-1], 3, 3)
    angle = np.broadcast_to(np.asarray(angle_rad), x.shape)[..., None, None]
    return np.asarray(np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * (cross @ cross))


class Rig:
    """Rest geometry of one body and the rule that poses it."""

    def __init__(self, body: Body) -> None:
        self._bones = body.bones
        self._rest = {key: value[None, :] for key, value in body.rest_m.items()}
        self._mid_hip = 0.5 * (self._rest["thigh_l"] + self._rest["thigh_r"])
        self._mid_shoulder = 0.5 * (self._rest["upperarm_l"] + self._rest["upperarm_r"])

    def pose(self, joints: Joints, swing_phase_rad: Floats) -> Pose:
        """Transforms for joints ``name -> (N, 3)`` metres; ``swing_phase_rad (N,)`` drives the ponytail."""
        moves: dict[str, tuple[Floats, Floats]] = {}
        self._trunk(joints, moves)
        self._head(joints, moves, swing_phase_rad)
        for side, s in SIDES:
            self._arm(joints, moves, side, s)
            self._leg(joints, moves, side, s)
        stacked = [np.concatenate([r, t[..., None]], axis=-1) for r, t in (moves[b] for b in self._bones)]
        return Pose(np.stack(stacked, axis=1))

    def _place(self, rotation: Floats, rest_point: Floats, target: Floats) -> tuple[Floats, Floats]:
        """Rotation and shift that carry ``rest_point`` to ``target``."""
        return rotation, target - (rotation @ rest_point[..., None])[..., 0]

    def _trunk(self, joints: Joints, moves: dict[str, tuple[Floats, Floats]]) -> None:
        trunk = joints["mid_shoulder"] - joints["mid_hip"]
        hips = joints["right_hip"] - joints["left_hip"]
        shoulders = joints["right_shoulder"] - joints["left_shoulder"]
        rest_trunk = self._mid_shoulder - self._mid_hip
        right = np.array([[0.0, 0.0, 1.0]])
        pelvis = _turn(frames(hips, trunk), frames(right, rest_trunk))
        chest = _turn(frames(trunk, shoulders), frames(rest_trunk, right))
        moves["pelvis"] = self._place(pelvis, self._mid_hip, joints["mid_hip"])
        moves["spine_03"] = self._place(chest, self._mid_shoulder, joints["mid_shoulder"])
        for bone, share in (("spine_01", 0.35), ("spine_02", 0.7)):
            head = self._rest[bone]
            low, high = _apply(moves["pelvis"], head), _apply(moves["spine_03"], head)
            moves[bone] = self._place(_mix(pelvis, chest, share), head, (1 - share) * low + share * high)

    def _head(self, joints: Joints, moves: dict[str, tuple[Floats, Floats]], phase_rad: Floats) -> None:
        chest = moves["spine_03"]
        # The face looks ahead: lateral axis half of the shoulders', upright along neck -> head.
        right = _unit(chest[0][..., :, 2] * 0.4 + np.array([0.0, 0.0, 1.0]))
        upward = joints["head"] - joints["neck"]
        rest_up = self._rest["head_top"] - self._rest["neck_01"]
        head = _turn(frames(upward, right), frames(rest_up, np.array([[0.0, 0.0, 1.0]])))
        neck_at = _apply(chest, self._rest["neck_01"])
        moves["neck_01"] = self._place(_mix(chest[0], head, 0.5), self._rest["neck_01"], neck_at)
        moves["head"] = self._place(head, self._rest["head"], _apply(moves["neck_01"], self._rest["head"]))
        swing = np.radians(PONYTAIL_SWING_DEG) * np.sin(phase_rad)
        side_swing = np.radians(PONYTAIL_SWING_DEG) * np.sin(0.5 * phase_rad)
        tail = _rotation_about(head[..., :, 2], -0.25 + swing) @ _rotation_about(head[..., :, 0], side_swing) @ head
        moves["ponytail"] = self._place(tail, self._rest["ponytail"], _apply(moves["head"], self._rest["ponytail"]))

    def _arm(self, joints: Joints, moves: dict[str, tuple[Floats, Floats]], side: str, s: str) -> None:
        rest = self._rest
        shoulder, elbow, wrist = (joints[f"{side}_{name}"] for name in ("shoulder", "elbow", "wrist"))
        upper, fore = elbow - shoulder, wrist - elbow
        rest_upper = rest[f"lowerarm_{s}"] - rest[f"upperarm_{s}"]
        rest_fore = rest[f"hand_{s}"] - rest[f"lowerarm_{s}"]
        hinge, rest_hinge = np.cross(upper, fore), np.cross(rest_upper, rest_fore)
        collar_at = _apply(moves["spine_03"], rest[f"clavicle_{s}"])
        up = moves["spine_03"][0][..., :, 1]
        rest_collar = rest[f"upperarm_{s}"] - rest[f"clavicle_{s}"]
        collar = _turn(frames(shoulder - collar_at, up), frames(rest_collar, UP[None, :]))
        moves[f"clavicle_{s}"] = self._place(collar, rest[f"clavicle_{s}"], collar_at)
        arm = _turn(frames(upper, hinge), frames(rest_upper, rest_hinge))
        moves[f"upperarm_{s}"] = self._place(arm, rest[f"upperarm_{s}"], shoulder)
        forearm = _turn(frames(fore, hinge), frames(rest_fore, rest_hinge))
        sign = 1.0 if s == "r" else -1.0
        for bone, share, rest_point, target in (
            (f"lowerarm_{s}", 0.5, rest[f"lowerarm_{s}"], elbow),
            (f"hand_{s}", 1.0, rest[f"hand_{s}"], wrist),
        ):
            twist = _rotation_about(_unit(fore), sign * np.radians(FOREARM_TWIST_DEG) * share)
            moves[bone] = self._place(twist @ forearm, rest_point, target)

    def _leg(self, joints: Joints, moves: dict[str, tuple[Floats, Floats]], side: str, s: str) -> None:
        rest = self._rest
        hip, knee, ankle = (joints[f"{side}_{name}"] for name in ("hip", "knee", "ankle"))
        heel, ball, toe = (joints[f"{side}_{name}"] for name in ("heel", "ball", "toe"))
        rest_forward = rest[f"toe_{s}"] - rest[f"heel_{s}"]
        rest_lateral = np.cross(rest_forward, UP)
        hinge = -np.cross(_unit(knee - hip), _unit(ankle - knee))
        hinge = hinge + PELVIS_SAY_IN_KNEE * _unit(joints["right_hip"] - joints["left_hip"])
        for bone, start, end, rest_end in (
            (f"thigh_{s}", hip, knee, rest[f"calf_{s}"]),
            (f"calf_{s}", knee, ankle, rest[f"foot_{s}"]),
        ):
            turn = _turn(frames(end - start, hinge), frames(rest_end - rest[bone], rest_lateral))
            moves[bone] = self._place(turn, rest[bone], start)
        lateral = np.cross(ball - heel, ankle - heel)
        rest_sole = rest[f"sole_ball_{s}"] - rest[f"heel_{s}"]
        foot = _turn(frames(ball - heel, lateral), frames(rest_sole, rest_lateral))
        toes = _turn(frames(toe - ball, lateral), frames(rest[f"toe_{s}"] - rest[f"sole_ball_{s}"], rest_lateral))
        moves[f"foot_{s}"] = self._place(foot, rest[f"foot_{s}"], ankle)
        moves[f"ball_{s}"] = self._place(toes, rest[f"sole_ball_{s}"], ball)


def _apply(move: tuple[Floats, Floats], point: Floats) -> Floats:
    rotation, shift = move
    return np.asarray((rotation @ point[..., None])[..., 0] + shift)


def skin_points(transforms: Floats, weights: Floats, points: Floats) -> Floats:
    """Linear blend skinning of one instant: ``transforms (B, 3, 4)``, ``weights (n, B)``, ``points (n, 3)``."""
    blended = (weights @ transforms.reshape(len(transforms), 12)).reshape(-1, 3, 4)
    return np.asarray(np.einsum("nij,nj->ni", blended[:, :, :3], points) + blended[:, :, 3])


def skin_with_normals(transforms: Floats, weights: Floats, points: Floats, normals: Floats) -> tuple[Floats, Floats]:
    """Skinned points and their normals, ``(n, 3)`` each."""
    blended = (weights @ transforms.reshape(len(transforms), 12)).reshape(-1, 3, 4)
    turned = np.einsum("nij,nj->ni", blended[:, :, :3], normals)
    moved = np.einsum("nij,nj->ni", blended[:, :, :3], points) + blended[:, :, 3]
    return moved, turned


def segment_lengths(body: Body) -> dict[str, float]:
    """The lengths the gait generator needs so that its joints fit this body (metres)."""
    rest = body.rest_m

    def between(a: str, b: str) -> float:
        return float(np.linalg.norm(rest[b] - rest[a]))

    mid_hip = 0.5 * (rest["thigh_l"] + rest["thigh_r"])
    mid_shoulder = 0.5 * (rest["upperarm_l"] + rest["upperarm_r"])
    forward = rest["toe_r"] - rest["heel_r"]
    forward = forward / np.linalg.norm(forward)

    def ahead(name: str) -> float:
        return float((rest[name] - rest["foot_r"]) @ forward)

    return {
        "thigh_m": between("thigh_r", "calf_r"),
        "shank_m": between("calf_r", "foot_r"),
        "ankle_height_m": float(rest["foot_r"][1] - rest["heel_r"][1]),
        "heel_back_m": -ahead("heel_r"),
        "ball_forward_m": ahead("sole_ball_r"),
        "toe_forward_m": ahead("toe_r"),
        "hip_half_width_m": float(abs(rest["thigh_r"][2])),
        "trunk_m": float(np.linalg.norm(mid_shoulder - mid_hip)),
        "shoulder_half_width_m": float(abs(rest["upperarm_r"][2])),
        "upper_arm_m": between("upperarm_r", "lowerarm_r"),
        "forearm_m": between("lowerarm_r", "hand_r"),
        "neck_m": float(np.linalg.norm(rest["neck_01"] - mid_shoulder)),
        "head_m": between("neck_01", "head_top"),
        "height_m": float(body.info["height_m"]),
    }
