"""Trunk, arms and head above a moving pelvis. Lab frame: x forward, y up, z to the runner's right; metres."""

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import CubicSpline

from .arrays import FloatArray
from .body import BodyDimensions

# The trunk nods once per step by this much; shifted by an eighth of a stride from mid-stance it nods about a mean
# that equals the mean over stance.
NOD_RAD = np.radians(1.2)
NOD_SHIFT_PHASE = 0.125
SHOULDER_LAG_PHASE = 0.05
# Of the pelvic list, this part is carried into the shoulder line, the other way round.
SHOULDER_TILT_SHARE = -0.35
ARM_SET_BACK_RAD = np.radians(14.0)
ARM_OUT_RAD = np.radians(14.0)
FOREARM_IN_RAD = np.radians(20.0)
# The elbow opens and closes by this share of the upper arm's swing.
ELBOW_SWING_SHARE = 0.45
# Places on the head, as shares of its height, from its centre: (forward, up, out to the side).
HEAD_POINTS = {"nose": (0.50, -0.10, 0.0), "eye": (0.40, 0.04, 0.14), "ear": (-0.02, -0.02, 0.32)}


@dataclass(frozen=True, kw_only=True)
class UpperBody:
    """Trunk lean follows ``lean_rad`` (of time); turning and arm swing follow the stride's phase."""

    body: BodyDimensions
    phase: CubicSpline
    lean_rad: CubicSpline
    list_rad: CubicSpline
    yaw_rad: float
    arm_swing_rad: float
    elbow_rad: float
    mid_stance_phase: float
    nods: bool = True

    def points(self, time_s: FloatArray, mid_hip: FloatArray) -> dict[str, FloatArray]:
        """Mid-shoulder, shoulders, elbows, wrists, neck, head, nose, ears and eyes, each (N, 3)."""
        phase = np.asarray(self.phase(time_s))
        lean = self.lean_rad(time_s) + self.nods * NOD_RAD * np.cos(
            4 * np.pi * (phase - self.mid_stance_phase - NOD_SHIFT_PHASE)
        )
        up = np.stack([np.sin(lean), np.cos(lean), 0 * lean], axis=-1)
        mid_shoulder = mid_hip + self.body.trunk_m * up
        found = {"mid_shoulder": mid_shoulder}
        yaw = -self.yaw_rad * np.cos(2 * np.pi * (phase + SHOULDER_LAG_PHASE))
        tilt = SHOULDER_TILT_SHARE * self.list_rad(time_s)
        across = np.stack([-np.sin(yaw) * np.cos(tilt), -np.sin(tilt), np.cos(yaw) * np.cos(tilt)], axis=-1)
        for name, lateral in (("left", -1.0), ("right", 1.0)):
            shoulder = mid_shoulder + lateral * self.body.shoulder_half_width_m * across
            elbow, wrist = self.arm(shoulder, phase, lean, yaw, lateral)
            found |= {f"{name}_shoulder": shoulder, f"{name}_elbow": elbow, f"{name}_wrist": wrist}
        return found | self.head(mid_shoulder, lean)

    def arm(
        self, shoulder: FloatArray, phase: FloatArray, lean: FloatArray, yaw: FloatArray, lateral: float
    ) -> tuple[FloatArray, FloatArray]:
        """Elbow and wrist of one side: the arm is furthest back when the leg of its own side lands."""
        own = 2 * np.pi * (phase - (0.5 if lateral > 0 else 0.0))
        swing = -self.arm_swing_rad * np.cos(own + 0.3) - ARM_SET_BACK_RAD + lean / 2
        bend = self.elbow_rad - ELBOW_SWING_SHARE * self.arm_swing_rad * np.cos(own + 0.3)
        upper = limb(swing, ARM_OUT_RAD, yaw, lateral)
        fore = limb(swing + bend, -FOREARM_IN_RAD, yaw, lateral)
        elbow = shoulder + self.body.upper_arm_m * upper
        return elbow, elbow + self.body.forearm_m * fore

    def head(self, mid_shoulder: FloatArray, lean: FloatArray) -> dict[str, FloatArray]:
        """Neck's upper end, centre of the head and the face, the head kept nearly upright."""
        up = np.stack([np.sin(0.8 * lean), np.cos(0.8 * lean), 0 * lean], axis=-1)
        neck = mid_shoulder + self.body.neck_m * up
        head = neck + np.array([0.15, 0.5, 0.0]) * self.body.head_m
        found = {"neck": neck, "head": head}
        for name, place in HEAD_POINTS.items():
            sides = (("", 0.0),) if place[2] == 0 else (("left_", -1.0), ("right_", 1.0))
            for prefix, lateral in sides:
                found[prefix + name] = head + self.body.head_m * np.array([place[0], place[1], lateral * place[2]])
        return found


def limb(forward_rad: FloatArray, out_rad: float, yaw_rad: FloatArray, lateral: float) -> FloatArray:
    """Unit vector (N, 3) of a limb hanging down, swung forward, moved out to its side, turned with the trunk."""
    x = np.sin(forward_rad) * np.cos(out_rad)
    y = -np.cos(forward_rad) * np.cos(out_rad)
    z = np.full_like(x, lateral * np.sin(out_rad))
    return np.stack([x * np.cos(yaw_rad) - z * np.sin(yaw_rad), y, x * np.sin(yaw_rad) + z * np.cos(yaw_rad)], -1)
