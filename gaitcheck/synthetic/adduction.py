"""Hip adduction: turn the bent leg about the line from hip to ankle until the thigh leans in as asked."""

import numpy as np

from .arrays import FloatArray, rows
from .foot import stance_pose
from .leg import knee_from_distance, place_knee
from .roots import bisect
from .stance import Stances, contact_hip

GRID = 41
TURN_RANGE_RAD = (np.radians(-30.0), np.radians(30.0))


def adduction_rad(hip_m: FloatArray, other_hip_m: FloatArray, knee_m: FloatArray) -> FloatArray:
    """Right angle minus the angle between hip line and thigh, both seen from behind (z, y); points (..., 3)."""
    line, thigh = (other_hip_m - hip_m)[..., 1:], (knee_m - hip_m)[..., 1:]
    cos = (line * thigh).sum(-1) / np.linalg.norm(line, axis=-1) / np.linalg.norm(thigh, axis=-1)
    return np.asarray(np.pi / 2 - np.arccos(np.clip(cos, -1, 1)))


def knee_inward(stances: Stances) -> FloatArray:
    """Turn (S,) in radians, + toward the midline, whose greatest stance adduction is the asked one (or nearest)."""
    column = np.s_[:, None]
    schedule, contact = rows(stances.schedule, column), rows(stances.contact, column)
    since = contact.contact_time_s * np.linspace(0, 1, GRID)
    hip = contact_hip(stances.carriage, schedule, contact, since)
    other = stances.carriage.hip(schedule.contact_s + since, -contact.lateral)
    ankle = stance_pose(stances.body, contact, since).ankle_m
    bend = knee_from_distance(stances.body, np.linalg.norm(ankle - hip, axis=-1))

    def excess(turn_rad: FloatArray) -> FloatArray:
        inward = -contact.lateral * turn_rad[:, None] + 0 * since
        knee = place_knee(stances.body, hip, ankle, bend, inward)
        peak = adduction_rad(hip, other, knee).max(axis=1)
        return np.asarray(peak - stances.schedule.hip_adduction_rad)

    low, high = (np.full(stances.schedule.lateral.shape, end) for end in TURN_RANGE_RAD)
    return bisect(excess, low, high)
