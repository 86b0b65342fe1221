"""The foot of another body on the belt: pitch and bend that carry its ankle as high as the recorded one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gaitcheck.synthetic import BodyDimensions
from gaitcheck.synthetic.foot import SOLE_SQUEEZE_M, FootPose, ankle_in_plane, sole_points
from tools.real_motion.segments import LegSegments, within
from tools.real_motion.smooth import Basis, Demand, Term, fit
from tools.real_motion.stances import Stance

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

# The recorded shoe is flat within this much: compression of the sole and noise of its markers. A rigid sole must
# come to rest there, or the ankle would jerk where the pivot jumps from heel to ball.
FLAT_RAD = np.radians(3.0)
# How far the markers' line and the ankle's height may each be missed, and the bend its usual share.
SHOE_SPREAD_RAD = np.radians(2.5)
HEIGHT_SPREAD_LEG = 0.004
BEND_SPREAD_RAD = np.radians(12.0)
# The toe marker sits on the toe box, this share of the way from the ball to the shoe's tip (own estimate from the
# distance of the markers and usual shoe lengths).
TOE_MARKER_SHARE = 0.45
# At push-off the shoe bends at the ball by this share of the heel's rise before the toe part follows.
BEND_SHARE = 0.6
# Search grid. [rad]
PITCH_GRID = np.radians(np.arange(-85.0, 45.1, 0.5))
TOE_GRID = np.radians(np.arange(-60.0, 0.1, 1.0))
# The sole's last and first point come and go within this time. [s]
LAND_S, LIFT_S = 0.010, 0.014
# Time below which pitch does not follow its targets, and over which the air's targets fade in. [s]
PITCH_STIFFNESS_S = 0.006
FADE_S = 0.06
BEND_FADE_S = 0.09
AIR_WEIGHT = 0.05


@dataclass(frozen=True, kw_only=True)
class Footing:
    """One foot's pitch and toe pitch (T,) [rad] on a body, and where its ankle must be while on the belt:
    ``along_m`` and ``up_m`` (T,) in the foot's plane, valid where ``grounded`` (T,)."""

    pitch_rad: FloatArray
    toe_pitch_rad: FloatArray
    along_m: FloatArray
    up_m: FloatArray
    grounded: BoolArray


def shoe_line_rad(body: BodyDimensions, pitch: FloatArray, toe_pitch: FloatArray) -> FloatArray:
    """Inclination of the line from heel to toe marker of a bent shoe."""
    rear = body.heel_back_m + body.ball_forward_m
    toe = TOE_MARKER_SHARE * (body.toe_forward_m - body.ball_forward_m)
    rise = rear * np.sin(pitch) + toe * np.sin(toe_pitch)
    return np.asarray(np.arctan2(rise, rear * np.cos(pitch) + toe * np.cos(toe_pitch)))


def settled(angle_rad: FloatArray) -> FloatArray:
    """Angles with the small ones brought to rest at zero, smoothly; large ones stay."""
    return np.asarray(angle_rad * -np.expm1(-((angle_rad / FLAT_RAD) ** 2)))


def stance_angles(body: BodyDimensions, leg: LegSegments, grounded: BoolArray) -> tuple[FloatArray, FloatArray]:
    """Pitch and toe pitch (T,) that agree best with the recorded shoe and ankle height; NaN in the air."""
    pitch, toe = np.meshgrid(PITCH_GRID, TOE_GRID, indexing="ij")
    toe = np.where(pitch > 0, pitch, toe)
    possible = (pitch > 0) & (TOE_GRID == 0.0)[None, :] | (pitch <= 0) & (toe >= pitch)
    pitch, toe = pitch[possible], toe[possible]
    _, up = ankle_in_plane(body, pitch, toe, np.zeros_like(pitch))
    rise_leg = (up - body.ankle_height_m) / body.leg_m
    line = shoe_line_rad(body, pitch, toe)
    bend_off = np.where(pitch > 0, 0.0, (toe - (1 - BEND_SHARE) * pitch) / BEND_SPREAD_RAD)
    found = np.full((2, grounded.size), np.nan)
    shoe = settled(leg.shoe_rad)
    for k in np.flatnonzero(grounded):
        cost = ((line - shoe[k]) / SHOE_SPREAD_RAD) ** 2 + bend_off**2
        cost += ((rise_leg - leg.ankle_rise_leg[k]) / HEIGHT_SPREAD_LEG) ** 2
        best = int(np.argmin(cost))
        found[:, k] = pitch[best], toe[best]
    return found[0], found[1]


def fading(time_s: FloatArray, stances: list[Stance], fade_s: float) -> FloatArray:
    """Weight (T,) of what is wanted in the air: 0 on the belt, rising to 1 over ``fade_s`` away from it."""
    distance = np.full(time_s.shape, np.inf)
    for stance in stances:
        away = np.maximum(stance.contact_s - time_s, time_s - stance.toe_off_s)
        distance = np.minimum(distance, np.maximum(away, 0.0))
    share = np.clip(distance / fade_s, 0.0, 1.0)
    return np.asarray(share**2 * (3 - 2 * share))


def sole_lift_m(time_s: FloatArray, stances: list[Stance]) -> FloatArray:
    """Height of the sole's lowest point on the belt (T,): the contact height at both events, 0 between."""
    lift = np.zeros(time_s.shape)
    for stance in stances:
        inside = within(time_s, [stance])
        down = np.clip(1 - (time_s - stance.contact_s) / LAND_S, 0, None) ** 3
        up = np.clip(1 + (time_s - stance.toe_off_s) / LIFT_S, 0, None) ** 3
        lift = np.where(inside, SOLE_SQUEEZE_M * (down + up), lift)
    return lift


def footing_of(body: BodyDimensions, leg: LegSegments, time_s: FloatArray, basis: Basis) -> Footing:
    """Pitch, bend and required ankle of one foot for the whole run."""
    grounded = within(time_s, leg.stances)
    pitch_st, toe_st = stance_angles(body, leg, grounded)
    firm = grounded.astype(np.float64)
    bend = _curve(basis, np.where(grounded, toe_st - pitch_st, 0.0), firm + _air(time_s, leg, BEND_FADE_S))
    # In the air the markers' line is the rear foot's pitch plus what the remaining bend adds to it.
    swing = leg.shoe_rad - shoe_line_rad(body, np.zeros_like(bend), bend)
    pitch = _curve(basis, np.where(grounded, pitch_st, swing), firm + _air(time_s, leg, FADE_S))
    toe_pitch = pitch + np.maximum(bend, 0.0)
    toe_pitch = np.where(grounded & (pitch <= 0), np.minimum(toe_pitch, 0.0), toe_pitch)
    along, up = ankle_in_plane(body, pitch, toe_pitch, np.zeros_like(pitch))
    return Footing(
        pitch_rad=pitch,
        toe_pitch_rad=toe_pitch,
        along_m=along,
        up_m=up + sole_lift_m(time_s, leg.stances),
        grounded=grounded,
    )


def _air(time_s: FloatArray, leg: LegSegments, fade_s: float) -> FloatArray:
    return AIR_WEIGHT * fading(time_s, leg.stances, fade_s)


def _curve(basis: Basis, target: FloatArray, weight: FloatArray) -> FloatArray:
    term = Term(stiffness_s=PITCH_STIFFNESS_S, weight=1.0, pull=np.zeros_like(weight))
    return fit(basis, [term], [Demand(terms=(0,), target=target, weight=weight)])[0]


def foot_points(
    body: BodyDimensions, footing: Footing, ankle_m: FloatArray, lateral: float, toe_out_rad: float
) -> dict[str, FloatArray]:
    """Heel, ball and tip of the sole (T, 3) below an ankle (T, 3). [m]"""
    pose = FootPose(
        ankle_m=ankle_m,
        pitch_rad=footing.pitch_rad,
        toe_pitch_rad=footing.toe_pitch_rad,
        cushion_m=np.zeros_like(footing.pitch_rad),
    )
    heel, ball, toe = sole_points(body, pose, np.full(ankle_m.shape[0], lateral), toe_out_rad)
    return {"heel": heel, "ball": ball, "toe": toe}
