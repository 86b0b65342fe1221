"""Both legs at any time: the right piece of stance or swing, and the points it implies."""

from dataclasses import dataclass, fields
from typing import Protocol

import numpy as np

from .arrays import BoolArray, FloatArray, IntArray, rows
from .carriage import Carriage
from .foot import FootPose, sole_points, stance_pose
from .leg import knee_from_distance, place_knee
from .stance import Stances
from .swing import Swings, swing_pose


def merge(grounded: BoolArray, stance: FootPose, swing: FootPose) -> FootPose:
    """One pose in order of time from the samples on the belt and those in the air; ``grounded`` (N,)."""
    whole: dict[str, FloatArray] = {}
    for item in fields(FootPose):
        down, up = getattr(stance, item.name), getattr(swing, item.name)
        values = np.empty((grounded.size, *down.shape[1:]))
        values[grounded], values[~grounded] = down, up
        whole[item.name] = values
    return FootPose(**whole)


class LegMotion(Protocol):
    """What moves the lower body."""

    def mid_hip(self, time_s: FloatArray) -> FloatArray:
        """Middle of the hips (N, 3)."""
        ...

    def points(self, time_s: FloatArray, lateral: float) -> dict[str, FloatArray]:
        """Hip, knee, ankle, heel, ball and toe of one side (-1 left, +1 right), each (N, 3)."""
        ...


@dataclass(frozen=True, kw_only=True)
class Legs:
    """Stances, swings and the knee's turn about the hip-ankle line (S,) of both legs."""

    stances: Stances
    swings: Swings
    inward_rad: FloatArray

    @property
    def carriage(self) -> Carriage:
        """The pelvis that carries the legs."""
        return self.stances.carriage

    def mid_hip(self, time_s: FloatArray) -> FloatArray:
        """Middle of the hips (N, 3)."""
        return self.carriage.mid_hip(time_s)

    def row(self, time_s: FloatArray, lateral: float) -> IntArray:
        """Latest stance of one side at every time, (N,)."""
        schedule = self.stances.schedule
        own = np.flatnonzero(schedule.lateral[: schedule.lateral.size - 2] == lateral)
        place = np.searchsorted(schedule.contact_s[own], time_s, side="right") - 1
        return np.asarray(own[np.clip(place, 0, own.size - 1)])

    def foot_pose(self, time_s: FloatArray, lateral: float) -> tuple[FootPose, FloatArray]:
        """Foot of one side at (N,) times, and the knee's turn toward +z in radians."""
        row = self.row(time_s, lateral)
        schedule = self.stances.schedule
        since = time_s - schedule.contact_s[row]
        grounded = time_s <= schedule.toe_off_s[row]
        air = ~grounded
        inward = self.inward_rad[row]
        inward[air] = self.swings.inward.value(row[air], time_s[air])
        stance = stance_pose(self.stances.body, rows(self.stances.contact, row[grounded]), since[grounded])
        swing = swing_pose(self.stances, self.swings, row[air], time_s[air])
        return merge(grounded, stance, swing), -lateral * inward

    def points(self, time_s: FloatArray, lateral: float) -> dict[str, FloatArray]:
        """Hip, knee, ankle, heel, ball and toe of one side, each (N, 3) metres in the lab frame."""
        body = self.stances.body
        pose, inward = self.foot_pose(time_s, lateral)
        hip = self.carriage.hip(time_s, np.full(time_s.size, lateral))
        bend = knee_from_distance(body, np.linalg.norm(pose.ankle_m - hip, axis=-1))
        heel, ball, toe = sole_points(body, pose, np.full(time_s.size, lateral), self.stances.contact.toe_out_rad)
        knee = place_knee(body, hip, pose.ankle_m, bend, inward)
        return {"hip": hip, "knee": knee, "ankle": pose.ankle_m, "heel": heel, "ball": ball, "toe": toe}
