"""The leg in stance: foot on the belt, hip carried by the pelvis, knee in between."""

from dataclasses import dataclass

import numpy as np

from .arrays import FloatArray, rows
from .body import BodyDimensions
from .carriage import Carriage
from .foot import FootContact, FootPose, stance_pose
from .leg import knee_from_distance, sagittal_thigh
from .schedule import Schedule

# Step of one-sided differences at the two ends of stance.
TINY_S = 1e-5


@dataclass(frozen=True, kw_only=True)
class LegAngles:
    """Shape (...) each: knee flexion, thigh against the vertical, rear-foot pitch, bend of the
    shoe at the ball (+ toes up against the rear foot), radians; lateral place of the ankle in metres."""

    knee_rad: FloatArray
    thigh_rad: FloatArray
    pitch_rad: FloatArray
    bend_rad: FloatArray
    ankle_z_m: FloatArray


def contact_hip(carriage: Carriage, schedule: Schedule, contact: FootContact, since_s: FloatArray) -> FloatArray:
    """Stance-side hip joint, (..., 3), ``since_s`` after contact for rows already matched."""
    return carriage.hip(schedule.contact_s + since_s, contact.lateral)


def stance_angles(body: BodyDimensions, hip_m: FloatArray, pose: FootPose) -> LegAngles:
    """Joint angles that join a hip (..., 3) to a foot on the belt."""
    knee = knee_from_distance(body, np.linalg.norm(pose.ankle_m - hip_m, axis=-1))
    thigh = sagittal_thigh(body, hip_m, pose.ankle_m, knee)
    return LegAngles(
        knee_rad=knee,
        thigh_rad=thigh,
        pitch_rad=pose.pitch_rad,
        bend_rad=pose.toe_pitch_rad - pose.pitch_rad,
        ankle_z_m=pose.ankle_m[..., 2],
    )


@dataclass(frozen=True, kw_only=True)
class Stances:
    """All stances of both feet: body, plan, roll-over and pelvis belong together."""

    body: BodyDimensions
    schedule: Schedule
    contact: FootContact
    carriage: Carriage

    def angles(self, since_s: FloatArray) -> LegAngles:
        """Angles of every stance, ``since_s`` (S, M) after its contact."""
        column = np.s_[:, None]
        schedule, contact = rows(self.schedule, column), rows(self.contact, column)
        hip = contact_hip(self.carriage, schedule, contact, since_s)
        return stance_angles(self.body, hip, stance_pose(self.body, contact, since_s))

    def ends(self, name: str) -> tuple[FloatArray, FloatArray]:
        """Value and rate of one angle just after contact and just before toe-off: two arrays (S, 2)."""
        last = self.contact.contact_time_s
        times = np.stack([0 * last, 0 * last + TINY_S, last - TINY_S, last], axis=-1)
        value = getattr(self.angles(times), name)
        start = np.stack([value[:, 0], (value[:, 1] - value[:, 0]) / TINY_S], axis=-1)
        finish = np.stack([value[:, 3], (value[:, 3] - value[:, 2]) / TINY_S], axis=-1)
        return start, finish
