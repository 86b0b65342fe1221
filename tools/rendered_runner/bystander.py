"""A second person in the picture: stands watching or walks past behind the treadmill."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tools.rendered_runner.room import FLOOR_M

Floats = NDArray[np.float64]

STEP_RATE_HZ = 1.75
WALK_SPEED_MPS = 0.75
WALK_START_M = -2.6
STAND_X_M = -1.25
BEHIND_M = 1.15
SIDES = (("left", -1.0, 0.0), ("right", 1.0, np.pi))


def bystander_joints(lengths: dict[str, float], time_s: Floats, walks: bool, wall_sign: float) -> dict[str, Floats]:
    """Joints ``name -> (N, 3)`` in the laboratory frame; the person is on the side of the wall at ``wall_sign`` z."""
    phase = np.pi * STEP_RATE_HZ * time_s if walks else np.zeros_like(time_s)
    joints = _upright(lengths, phase, 1.0 if walks else 0.0, time_s)
    heading = 0.0 if walks else wall_sign * np.radians(65.0)
    cos, sin = np.cos(heading), np.sin(heading)
    turn = np.array([[cos, 0.0, sin], [0.0, 1.0, 0.0], [-sin, 0.0, cos]])
    lowest = np.min([joints[f"{s}_ankle"][:, 1] for s, _, _ in SIDES], axis=0) - lengths["ankle_height_m"]
    along = WALK_START_M + WALK_SPEED_MPS * time_s if walks else np.full_like(time_s, STAND_X_M)
    shift = np.stack([along, FLOOR_M - lowest, np.full_like(time_s, wall_sign * BEHIND_M)], axis=1)
    return {name: points @ turn.T + shift for name, points in joints.items()}


def _down(angle_rad: Floats, outward: float) -> Floats:
    """Unit vectors hanging down, swung forward by ``angle_rad (N,)`` and outward a little."""
    vector = np.stack([np.sin(angle_rad), -np.cos(angle_rad), np.full_like(angle_rad, outward)], axis=1)
    return np.asarray(vector / np.linalg.norm(vector, axis=1, keepdims=True))


def _upright(lengths: dict[str, float], phase: Floats, stride: float, time_s: Floats) -> dict[str, Floats]:
    """A figure at the origin facing +x; ``stride`` 0 stands, 1 walks."""
    sway = 0.012 * np.sin(2 * np.pi * 0.3 * time_s)
    hip = np.stack([sway, np.zeros_like(sway), sway], axis=1)
    up = np.array([0.03, 1.0, 0.0])
    joints = {"mid_hip": hip, "mid_shoulder": hip + lengths["trunk_m"] * up / np.linalg.norm(up)}
    joints["neck"] = joints["mid_shoulder"] + np.array([0.0, lengths["neck_m"], 0.0])
    joints["head"] = joints["neck"] + lengths["head_m"] * np.array([0.1, 0.99, 0.0])
    for side, sign, offset in SIDES:
        swing = stride * np.sin(phase + offset)
        bend = 0.08 + stride * 0.9 * np.clip(np.cos(phase + offset), 0, 1) ** 2
        joints |= _leg(lengths, hip, side, sign, 0.42 * swing + 0.03, bend)
        joints |= _arm(lengths, joints["mid_shoulder"], side, sign, -0.35 * swing)
    return joints


def _leg(
    lengths: dict[str, float], hip: Floats, side: str, sign: float, thigh_rad: Floats, bend_rad: Floats
) -> dict[str, Floats]:
    top = hip + np.array([0.0, 0.0, sign * lengths["hip_half_width_m"]])
    knee = top + lengths["thigh_m"] * _down(thigh_rad, -0.03 * sign)
    ankle = knee + lengths["shank_m"] * _down(thigh_rad - bend_rad, -0.02 * sign)
    pitch = 0.4 * (thigh_rad - bend_rad)

    def sole(forward: float) -> Floats:
        height = -lengths["ankle_height_m"]
        x, y = np.cos(pitch) * forward - np.sin(pitch) * height, np.sin(pitch) * forward + np.cos(pitch) * height
        return np.asarray(ankle + np.stack([x, y, np.zeros_like(x)], axis=1))

    feet = {"heel": -lengths["heel_back_m"], "ball": lengths["ball_forward_m"], "toe": lengths["toe_forward_m"]}
    return {f"{side}_hip": top, f"{side}_knee": knee, f"{side}_ankle": ankle} | {
        f"{side}_{name}": sole(forward) for name, forward in feet.items()
    }


def _arm(lengths: dict[str, float], middle: Floats, side: str, sign: float, swing_rad: Floats) -> dict[str, Floats]:
    shoulder = middle + np.array([0.0, 0.0, sign * lengths["shoulder_half_width_m"]])
    elbow = shoulder + lengths["upper_arm_m"] * _down(swing_rad, 0.16 * sign)
    wrist = elbow + lengths["forearm_m"] * _down(swing_rad + 0.35, 0.05 * sign)
    return {f"{side}_shoulder": shoulder, f"{side}_elbow": elbow, f"{side}_wrist": wrist}
