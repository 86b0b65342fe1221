"""The heel's rise in late stance, found from how the knee should straighten.

From the moment the heel may rise, the knee follows a smooth curve to its angle and speed at toe-off; the pitch of
the foot that puts the ankle at the right distance from the hip is found for every instant and summed up in a
polynomial.
"""

from dataclasses import replace

import numpy as np

from .arrays import FloatArray, rows
from .foot import pose_with_pitch, settling_pitch_rad
from .manner import Manner
from .roots import bisect
from .stance import Stances, contact_hip, stance_angles

# Rise of the heel at toe-off, as a pitch; within it the knee at toe-off is the wanted one.
RISE_AT_TOE_OFF_RAD = (np.radians(30.0), np.radians(84.0))
STEEPEST_RAD = np.radians(92.0)
# A cubic from speed v over a rise d in time T does not overshoot while v T < 3 d; some room is kept.
SLOWING_LIMIT = 2.2
POLYNOMIAL_TERMS = 5
NODES = 24
# The knee does not lock on the way.
STRAIGHTEST_RAD = np.radians(6.0)
TINY_S = 1e-4


def knee_with_pitch(stances: Stances, since_s: FloatArray, pitch: FloatArray) -> FloatArray:
    """Knee flexion (S, M) if the feet had this pitch (S, M) at ``since_s`` (S, M); NaN out of reach."""
    column = np.s_[:, None]
    schedule, contact = rows(stances.schedule, column), rows(stances.contact, column)
    hip = contact_hip(stances.carriage, schedule, contact, since_s)
    return stance_angles(stances.body, hip, pose_with_pitch(stances.body, contact, since_s, pitch)).knee_rad


def flat_knee(stances: Stances, since_s: FloatArray) -> FloatArray:
    """Knee flexion (S, M) with the heel still down."""
    return knee_with_pitch(stances, since_s, settling_pitch_rad(rows(stances.contact, np.s_[:, None]), since_s))


def knee_at_toe_off(stances: Stances, manner: Manner) -> FloatArray:
    """Knee flexion (S,) at toe-off: the wanted one where the foot can be pitched for it, else the nearest."""
    last = stances.contact.contact_time_s[:, None]
    low, high = (np.full_like(last, end) for end in RISE_AT_TOE_OFF_RAD)
    rise = bisect(lambda angle: knee_with_pitch(stances, last, -angle) - manner.knee_toe_off, low, high)
    return knee_with_pitch(stances, last, -rise)[:, 0]


def rise_start(stances: Stances, manner: Manner, knee_end: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """When the heel begins to rise (seconds after contact), with knee angle and knee speed then; (S,) each."""
    last = stances.contact.contact_time_s
    since = last[:, None] * np.array(manner.rise_starts)
    knee = flat_knee(stances, since)
    rate = (flat_knee(stances, since + TINY_S) - knee) / TINY_S
    slows = -rate * (last[:, None] - since) <= SLOWING_LIMIT * (knee - knee_end[:, None])
    slows[:, -1] = True
    pick = (np.arange(last.size), slows.argmax(axis=1))
    return since[pick], knee[pick], rate[pick]


def cubic(
    start: FloatArray, start_rate: FloatArray, end: FloatArray, end_rate: float, span_s: FloatArray
) -> FloatArray:
    """Cubic curves (S, `NODES`) from one angle and speed to another over ``span_s``; all (S,)."""
    s = np.linspace(0, 1, NODES)
    p0, v0, p1, v1 = (np.asarray(x)[:, None] for x in (start, start_rate * span_s, end, end_rate * span_s))
    shapes = (2 * s**3 - 3 * s**2 + 1, s**3 - 2 * s**2 + s, 3 * s**2 - 2 * s**3, s**3 - s**2)
    return np.asarray(p0 * shapes[0] + v0 * shapes[1] + p1 * shapes[2] + v1 * shapes[3])


def fit_heel_rise(stances: Stances, manner: Manner) -> Stances:
    """Stances whose heel rises so that the knee straightens smoothly until toe-off."""
    knee_end = knee_at_toe_off(stances, manner)
    start_s, knee_start, rate_start = rise_start(stances, manner, np.nan_to_num(knee_end))
    span_s = stances.contact.contact_time_s - start_s
    wanted = cubic(knee_start, rate_start, knee_end, manner.knee_rate_toe_off, span_s)
    wanted = np.maximum(wanted, STRAIGHTEST_RAD)
    share = np.linspace(0, 1, NODES)
    since = start_s[:, None] + span_s[:, None] * share
    low = np.zeros_like(since)
    rise = bisect(lambda angle: knee_with_pitch(stances, since, -angle) - wanted, low, low + STEEPEST_RAD)
    powers = share[:, None] ** (2 + np.arange(POLYNOMIAL_TERMS))
    terms = np.asarray(np.linalg.lstsq(powers, rise.T, rcond=None)[0].T, dtype=np.float64)
    return replace(stances, contact=replace(stances.contact, heel_rise_s=start_s, rise_rad=terms))
