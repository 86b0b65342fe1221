"""Trunk and arms of a recorded run: from its joint angles, or a plausible upper body in phase with its strides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.interpolate import CubicSpline
from scipy.spatial.transform import Rotation

from gaitcheck.synthetic import BodyDimensions
from gaitcheck.synthetic.upper import HEAD_POINTS, UpperBody
from tools.real_motion.runs import RealRun

FloatArray = npt.NDArray[np.float64]

# Where joints lie in the generic full-body model behind the angles (Hamner, Seth & Delp 2010,
# doi 10.1016/j.jbiomech.2010.06.025): x forward, y up, z right. [m]
BACK_ABOVE_HIPS = np.array([-0.1007 + 0.0707, 0.0815 + 0.0661, 0.0])
SHOULDERS_ABOVE_BACK = np.array([0.003155, 0.3715, 0.0])
# From shoulder to elbow and from elbow to wrist in the model's straight right arm. [m]
UPPER_ARM = np.array([0.013144, -0.286273, -0.009595])
FOREARM = np.array([-0.015524, -0.248848, 0.039693])
ELBOW_AXIS = np.array([0.226047, 0.022269, 0.973862])
MIRROR = np.array([1.0, 1.0, -1.0])
# The head is carried nearly upright: this share of the trunk's lean reaches it.
HEAD_SHARE = 0.8
# Of runners whose upper body was not recorded.
PLAIN_LEAN_RAD = np.radians(7.0)
PLAIN_YAW_RAD = np.radians(8.0)
PLAIN_ARM_SWING_RAD = np.radians(26.0)
PLAIN_ELBOW_RAD = np.radians(95.0)
PLAIN_MID_STANCE_PHASE = 0.18
HEAD_FORWARD_UP = np.array([0.15, 0.5, 0.0])


@dataclass(frozen=True)
class UpperDirections:
    """Unit vectors (T, 3): trunk up from the hips, across the shoulders to the right, and both parts of each arm."""

    trunk: FloatArray
    across: FloatArray
    upper_arm: dict[str, FloatArray]
    forearm: dict[str, FloatArray]


def unit(vectors: FloatArray) -> FloatArray:
    """Vectors (..., 3) of length one."""
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True))


def _about(axis: FloatArray | list[float], angle_deg: FloatArray) -> Rotation:
    return Rotation.from_rotvec(np.radians(angle_deg)[:, None] * np.asarray(axis, dtype=np.float64))


def _carried(run: RealRun, name: str) -> FloatArray:
    """One angle with its last known value carried over the recording's ends. [deg]"""
    values = run.angles[name]
    known = np.isfinite(values)
    return np.interp(run.time_s, run.time_s[known], values[known])


def pelvis_rotation(run: RealRun) -> Rotation:
    """Orientation of the pelvis at the recording's times."""
    tilt, listing, turning = (_carried(run, f"pelvis_{name}") for name in ("tilt", "list", "rotation"))
    return _about([0, 0, 1], tilt) * _about([1, 0, 0], listing) * _about([0, 1, 0], turning)


def leg_directions(run: RealRun, side: str) -> tuple[FloatArray, FloatArray]:
    """Thigh and shank (T, 3) of one leg by the joint angles, downward unit vectors."""
    letter, out = side[0], 1.0 if side == "right" else -1.0
    thigh = (
        pelvis_rotation(run)
        * _about([0, 0, 1], _carried(run, f"hip_flexion_{letter}"))
        * _about([out, 0, 0], _carried(run, f"hip_adduction_{letter}"))
        * _about([0, out, 0], _carried(run, f"hip_rotation_{letter}"))
    )
    shank = thigh * _about([0, 0, 1], _carried(run, f"knee_angle_{letter}"))
    down = np.array([0.0, -1.0, 0.0])
    return np.asarray(thigh.apply(down)), np.asarray(shank.apply(down))


def recorded_upper(run: RealRun) -> UpperDirections:
    """Directions at the recording's times by its joint angles."""
    pelvis = pelvis_rotation(run)
    torso = (
        pelvis
        * _about([0, 0, 1], _carried(run, "lumbar_extension"))
        * _about([1, 0, 0], _carried(run, "lumbar_bending"))
        * _about([0, 1, 0], _carried(run, "lumbar_rotation"))
    )
    upper_arm, forearm = {}, {}
    for side, out in (("left", -1.0), ("right", 1.0)):
        letter = side[0]
        place = MIRROR if side == "left" else np.ones(3)
        arm = (
            torso
            * _about([0, 0, 1], _carried(run, f"arm_flex_{letter}"))
            * _about([out, 0, 0], _carried(run, f"arm_add_{letter}"))
            * _about([0, out, 0], _carried(run, f"arm_rot_{letter}"))
        )
        # A mirrored axis turns the other way, so its z part keeps its sign and the others change theirs.
        bent = arm * _about(ELBOW_AXIS * np.array([out, out, 1.0]), _carried(run, f"elbow_flex_{letter}"))
        upper_arm[side] = unit(arm.apply(UPPER_ARM * place))
        forearm[side] = unit(bent.apply(FOREARM * place))
    trunk = pelvis.apply(BACK_ABOVE_HIPS) + torso.apply(SHOULDERS_ABOVE_BACK)
    return UpperDirections(unit(trunk), np.asarray(torso.apply([0.0, 0.0, 1.0])), upper_arm, forearm)


def upper_points(body: BodyDimensions, found: UpperDirections, mid_hip: FloatArray) -> dict[str, FloatArray]:
    """Mid-shoulder, shoulders, elbows, wrists, neck and head of a body above its hips ``mid_hip`` (T, 3). [m]"""
    mid_shoulder = mid_hip + body.trunk_m * found.trunk
    points = {"mid_shoulder": mid_shoulder}
    for side, out in (("left", -1.0), ("right", 1.0)):
        shoulder = mid_shoulder + out * body.shoulder_half_width_m * found.across
        elbow = shoulder + body.upper_arm_m * found.upper_arm[side]
        wrist = elbow + body.forearm_m * found.forearm[side]
        points |= {f"{side}_shoulder": shoulder, f"{side}_elbow": elbow, f"{side}_wrist": wrist}
    return points | _head(body, found.trunk, mid_shoulder)


def _head(body: BodyDimensions, trunk: FloatArray, mid_shoulder: FloatArray) -> dict[str, FloatArray]:
    lean = HEAD_SHARE * np.arctan2(trunk[:, 0], trunk[:, 1])
    neck = mid_shoulder + body.neck_m * np.stack([np.sin(lean), np.cos(lean), 0 * lean], axis=1)
    head = neck + body.head_m * HEAD_FORWARD_UP
    points = {"neck": neck, "head": head}
    for name, (forward, up, out) in HEAD_POINTS.items():
        for prefix, lateral in (("", 0.0),) if out == 0 else (("left_", -1.0), ("right_", 1.0)):
            points[prefix + name] = head + body.head_m * np.array([forward, up, lateral * out])
    return points


def plain_upper(
    run: RealRun, body: BodyDimensions, time_s: FloatArray, mid_hip: FloatArray, hip_line: FloatArray
) -> dict[str, FloatArray]:
    """The generator's upper body in phase with the recorded strides, for runs without joint angles."""
    left_s, right_s = run.contact_s["left"], run.contact_s["right"]
    # Left contacts count whole strides, right contacts lie half-way between.
    right_start = 0.5 if right_s[0] > left_s[0] else -0.5
    at = np.concatenate([left_s, right_s])
    phase = np.concatenate([np.arange(left_s.size), right_start + np.arange(right_s.size)])
    order = np.argsort(at)
    listing = np.arctan2(-hip_line[:, 1], hip_line[:, 2])
    upper = UpperBody(
        body=body,
        phase=CubicSpline(at[order], phase[order]),
        lean_rad=CubicSpline(time_s[[0, -1]], np.full(2, PLAIN_LEAN_RAD)),
        list_rad=CubicSpline(time_s, listing),
        yaw_rad=PLAIN_YAW_RAD,
        arm_swing_rad=PLAIN_ARM_SWING_RAD,
        elbow_rad=PLAIN_ELBOW_RAD,
        mid_stance_phase=PLAIN_MID_STANCE_PHASE,
    )
    return upper.points(time_s, mid_hip)
