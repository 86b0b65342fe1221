"""A recorded run on another body: the runner's own segment directions, the body's lengths, the foot on the belt.

Time is the recording's, so force-plate events stay true; lengths and belt speed scale with the leg. On the belt the
foot's place follows from its pitch alone (it rolls without slipping), so that the leg above, kept in its recorded
directions, says where the pelvis must be. What is left over is shared between a smooth shift of the pelvis and a
smooth shift of the ankle under the hip, for which the knee is placed anew.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.interpolate import CubicSpline
from scipy.spatial.transform import Rotation

from gaitcheck.synthetic import BodyDimensions, SideEvents
from tools.real_motion.footing import Footing, foot_points, footing_of
from tools.real_motion.runs import SIDES, RealRun, Side
from tools.real_motion.segments import LegSegments, Segments, finer, segments_of
from tools.real_motion.smooth import Basis, Demand, Term, fit
from tools.real_motion.upper import UpperDirections, plain_upper, recorded_upper, unit, upper_points

FloatArray = npt.NDArray[np.float64]
Joints = dict[str, FloatArray]

LATERAL: dict[Side, float] = {"left": -1.0, "right": 1.0}
# Recording kept on both sides of the wanted span. [s]
MARGIN_S = 0.6
# Time below which the pelvis' and the ankle's shifts do not follow. [s]
PELVIS_STIFFNESS_S = 0.025
ANKLE_STIFFNESS_S = 0.008
# How much dearer a shift of the ankle is than the same shift of the pelvis, by axis: upward it bends the knee.
PELVIS_PULL = 0.02
ANKLE_PULL = (0.15, 1.0, 0.15)
GROUND_WEIGHT = 1e3
# A swinging sole clears the belt by this much at least, reached at this speed from contact height. [m, m/s]
CLEARANCE_M, CLEARANCE_MPS = 0.012, 0.40
CONTACT_HEIGHT_M = 0.002
CLEARING_ROUNDS = 6
# Legs are never quite straight. The knee's plane is ill-defined then, so straight ahead has a small say in it. [m]
LONGEST_LEG_SHARE = 0.9995
AHEAD_M = 0.004


@dataclass(frozen=True)
class RealMotion:
    """A body that moves as a recorded runner: the interface of the generator's motion, as the renderer uses it.

    Parameters
    ----------
    body
        Its lengths.
    run
        The recording, cut to the span that is retargeted.
    belt_speed_mps
        Belt speed on this body's scale. [m/s]
    time_s
        Recording's clock at 1 kHz (T,). [s]
    places
        Joints (T, 3) by name in the generator's frame. [m]
    """

    body: BodyDimensions
    run: RealRun
    belt_speed_mps: float
    time_s: FloatArray
    places: Joints

    @cached_property
    def _curves(self) -> CubicSpline:
        return CubicSpline(self.time_s, np.stack(list(self.places.values()), axis=1))

    def joints(self, time_s: npt.ArrayLike) -> Joints:
        """Joint positions (N, 3) in metres at (N,) seconds of the recording's clock; names as in the generator."""
        at = np.clip(np.atleast_1d(np.asarray(time_s, dtype=np.float64)), self.time_s[0], self.time_s[-1])
        found = self._curves(at)
        return {name: found[:, k] for k, name in enumerate(self.places)}

    @property
    def cadence_spm(self) -> float:
        """Steps per minute by the plates' contacts."""
        stride_s = np.concatenate([np.diff(self.run.contact_s[side]) for side, _ in SIDES])
        return float(2 * 60 / stride_s.mean())

    def events(self, side: Side, start_s: float, end_s: float) -> SideEvents:
        """The plates' events of one foot from ``start_s`` to ``end_s`` of the recording's clock."""

        def inside(times: FloatArray) -> tuple[float, ...]:
            return tuple(float(t) for t in times if start_s <= t <= end_s)

        return SideEvents(contact_s=inside(self.run.contact_s[side]), toe_off_s=inside(self.run.toe_off_s[side]))


def shortened(run: RealRun, start_s: float, end_s: float) -> RealRun:
    """The part of a run from ``start_s`` to ``end_s``, with some recording to either side."""
    low, high = start_s - MARGIN_S, end_s + MARGIN_S
    keep = (run.time_s >= low) & (run.time_s <= high)
    first, last = run.time_s[keep][[0, -1]]

    def inside(events: dict[Side, FloatArray]) -> dict[Side, FloatArray]:
        return {side: times[(times >= first) & (times <= last)] for side, times in events.items()}

    return replace(
        run,
        time_s=run.time_s[keep],
        points_m={name: points[keep] for name, points in run.points_m.items()},
        contact_s=inside(run.contact_s),
        toe_off_s=inside(run.toe_off_s),
        angles={name: values[keep] for name, values in run.angles.items()},
    )


def retarget(run: RealRun, body: BodyDimensions) -> RealMotion:
    """The run on a body of other lengths."""
    segments = segments_of(run)
    basis = Basis.on(segments.time_s)
    footings = {side: footing_of(body, leg, segments.time_s, basis) for side, leg in segments.legs.items()}
    belt_mps = _rolling_speed_mps(segments, body, footings)
    segments = _levelled(segments, body, footings, belt_mps)
    goals = {side: _goal(segments, body, side, footings[side], belt_mps) for side, _ in SIDES}
    places = _settle(segments, body, basis, footings, goals)
    mid_hip = places["mid_hip"]
    if run.angles:
        found = recorded_upper(run)
        places |= upper_points(body, _finer_upper(run, found, segments.time_s), mid_hip)
    else:
        places |= plain_upper(run, body, segments.time_s, mid_hip, segments.hip_line)
    return RealMotion(body, run, belt_mps, segments.time_s, places)


def _finer_upper(run: RealRun, found: UpperDirections, time_s: FloatArray) -> UpperDirections:
    def fine(values: FloatArray) -> FloatArray:
        return unit(finer(run, values, time_s))

    return UpperDirections(
        fine(found.trunk),
        fine(found.across),
        {side: fine(values) for side, values in found.upper_arm.items()},
        {side: fine(values) for side, values in found.forearm.items()},
    )


def _hip(segments: Segments, body: BodyDimensions, side: Side) -> FloatArray:
    """Hip joint (T, 3) before any shift of the pelvis. [m]"""
    middle = segments.mid_hip_leg * body.leg_m
    return np.asarray(middle + LATERAL[side] * body.hip_half_width_m * segments.hip_line)


def _reach(body: BodyDimensions, leg: LegSegments) -> FloatArray:
    """Ankle as seen from the hip (T, 3) with the recorded directions. [m]"""
    return np.asarray(body.thigh_m * leg.thigh + body.shank_m * leg.shank)


def _goal(segments: Segments, body: BodyDimensions, side: Side, footing: Footing, belt_mps: float) -> FloatArray:
    """Shift (T, 3) that the ankle needs so that the foot is on the belt and rolls without slipping. [m]

    Where on the belt each stance stands is free; it is where it shifts the ankle least.
    """
    leg, lateral = segments.legs[side], LATERAL[side]
    ankle = _hip(segments, body, side) + _reach(body, leg)
    along = footing.along_m
    goal = np.zeros_like(ankle)
    goal[:, 1] = footing.up_m - ankle[:, 1]
    for stance in leg.stances:
        inside = (segments.time_s >= stance.contact_s) & (segments.time_s <= stance.toe_off_s)
        since = segments.time_s[inside] - stance.contact_s
        x = -belt_mps * since + along[inside] * np.cos(leg.toe_out_rad)
        z = lateral * along[inside] * np.sin(leg.toe_out_rad)
        for axis, path in ((0, x), (2, z)):
            gap = path - ankle[inside, axis]
            goal[inside, axis] = gap - gap.mean()
    return goal


def _rolling_speed_mps(segments: Segments, body: BodyDimensions, footings: dict[Side, Footing]) -> float:
    """The belt speed at which rolling feet agree best with the recorded directions, mean of all stances. [m/s]

    At 4 and 5 m/s some of the recorded belts ran up to a tenth slower under the foot than they were set to.
    """
    gaps, since = [], []
    for side, _ in SIDES:
        leg = segments.legs[side]
        ankle_x = (_hip(segments, body, side) + _reach(body, leg))[:, 0]
        path = footings[side].along_m * np.cos(leg.toe_out_rad) - ankle_x
        for stance in leg.stances:
            inside = (segments.time_s >= stance.contact_s) & (segments.time_s <= stance.toe_off_s)
            gaps.append(path[inside] - path[inside].mean())
            since.append(segments.time_s[inside] - segments.time_s[inside].mean())
    x, y = np.concatenate(since), np.concatenate(gaps)
    return float((x @ y) / (x @ x))


def _levelled(segments: Segments, body: BodyDimensions, footings: dict[Side, Footing], belt_mps: float) -> Segments:
    """The segments with the pelvis listed by the constant angle that puts both feet at the same height.

    A recording's legs differ in length by up to 3 cm as its joint centres have it; the body's are alike.
    """
    needed = {}
    for side, _ in SIDES:
        goal = _goal(segments, body, side, footings[side], belt_mps)
        needed[side] = float(goal[footings[side].grounded, 1].mean())
    angle = np.arctan2(needed["right"] - needed["left"], 2 * body.hip_half_width_m)
    turn = Rotation.from_rotvec([-angle, 0.0, 0.0])
    return replace(segments, hip_line=np.asarray(turn.apply(segments.hip_line)))


def _settle(
    segments: Segments,
    body: BodyDimensions,
    basis: Basis,
    footings: dict[Side, Footing],
    goals: dict[Side, FloatArray],
) -> Joints:
    """Share the shifts between pelvis and ankles, then lift what would brush the belt in swing."""
    lifts = {side: np.zeros_like(segments.time_s) for side, _ in SIDES}
    places: Joints = {}
    for _ in range(CLEARING_ROUNDS):
        places = _pose(segments, body, footings, _shifts(basis, footings, goals, lifts))
        missing = {side: _missing_clearance(segments, places, footings[side], side) for side, _ in SIDES}
        if max(float(lack.max()) for lack in missing.values()) < CONTACT_HEIGHT_M / 10:
            break
        lifts = {side: lifts[side] + missing[side] for side, _ in SIDES}
    return places


@dataclass(frozen=True)
class _Shifts:
    """Shift of the pelvis and, beyond it, of each ankle, (T, 3) each. [m]"""

    pelvis: FloatArray
    ankles: dict[Side, FloatArray]


def _shifts(
    basis: Basis, footings: dict[Side, Footing], goals: dict[Side, FloatArray], lifts: dict[Side, FloatArray]
) -> _Shifts:
    size = len(next(iter(lifts.values())))
    found = []
    # Vertically the body's feet and proportions shift everything by a constant, which is no motion: it is free.
    height = np.concatenate([goals[side][footings[side].grounded, 1] for side, _ in SIDES]).mean()
    for axis in range(3):
        pelvis = Term(stiffness_s=PELVIS_STIFFNESS_S, weight=1.0, pull=np.full(size, PELVIS_PULL))
        ankle = Term(stiffness_s=ANKLE_STIFFNESS_S, weight=ANKLE_PULL[axis] * 50, pull=np.full(size, ANKLE_PULL[axis]))
        level = height if axis == 1 else 0.0
        demands = []
        for k, (side, _) in enumerate(SIDES, start=1):
            firm = GROUND_WEIGHT * footings[side].grounded
            demands.append(Demand(terms=(0, k), target=goals[side][:, axis] - level, weight=firm))
            if axis == 1 and lifts[side].any():
                raised = GROUND_WEIGHT * ((lifts[side] > 0) & ~footings[side].grounded)
                demands.append(Demand(terms=(k,), target=lifts[side], weight=raised))
        curves = fit(basis, [pelvis, ankle, ankle], demands)
        curves[0] = curves[0] + level
        found.append(np.stack(curves, axis=1))
    whole = np.stack(found, axis=2)
    return _Shifts(whole[:, 0], {side: whole[:, k] for k, (side, _) in enumerate(SIDES, start=1)})


def _pose(segments: Segments, body: BodyDimensions, footings: dict[Side, Footing], shifts: _Shifts) -> Joints:
    mid_hip = segments.mid_hip_leg * body.leg_m + shifts.pelvis
    places = {"mid_hip": mid_hip}
    for side, leg in segments.legs.items():
        hip = _hip(segments, body, side) + shifts.pelvis
        ankle = within_reach(body, hip, hip + _reach(body, leg) + shifts.ankles[side])
        places |= {f"{side}_hip": hip, f"{side}_ankle": ankle}
        places[f"{side}_knee"] = knee_between(body, hip, ankle, hip + body.thigh_m * leg.thigh)
        points = foot_points(body, footings[side], ankle, LATERAL[side], leg.toe_out_rad)
        places |= {f"{side}_{name}": place for name, place in points.items()}
    return places


def _missing_clearance(segments: Segments, places: Joints, footing: Footing, side: Side) -> FloatArray:
    """By how much (T,) a swinging sole is lower than it may be. [m]"""
    sole = np.min([places[f"{side}_{name}"][:, 1] for name in ("heel", "ball", "toe")], axis=0)
    away = np.full(sole.shape, np.inf)
    for stance in segments.legs[side].stances:
        outside = np.maximum(stance.contact_s - segments.time_s, segments.time_s - stance.toe_off_s)
        away = np.minimum(away, np.maximum(outside, 0.0))
    wanted = CONTACT_HEIGHT_M + np.minimum(CLEARANCE_MPS * away, CLEARANCE_M)
    return np.where(footing.grounded, 0.0, np.maximum(wanted - sole, 0.0))


def within_reach(body: BodyDimensions, hip_m: FloatArray, ankle_m: FloatArray) -> FloatArray:
    """Ankles (T, 3), moved toward the hip where the leg is too short for them. [m]"""
    line = ankle_m - hip_m
    length = np.linalg.norm(line, axis=1, keepdims=True)
    return np.asarray(hip_m + line * np.minimum(1.0, LONGEST_LEG_SHARE * body.leg_m / length))


def knee_between(body: BodyDimensions, hip_m: FloatArray, ankle_m: FloatArray, near_m: FloatArray) -> FloatArray:
    """Knees (T, 3) of two-segment legs, in the plane of hip, ankle and a place ``near_m`` (T, 3). [m]"""
    line = ankle_m - hip_m
    length = np.linalg.norm(line, axis=1, keepdims=True)
    axis = line / length
    ahead = near_m - hip_m + np.array([AHEAD_M, 0.0, 0.0])
    ahead = unit(ahead - (ahead * axis).sum(axis=1, keepdims=True) * axis)
    cosine = (body.thigh_m**2 + length**2 - body.shank_m**2) / (2 * body.thigh_m * length)
    cosine = np.clip(cosine, -1.0, 1.0)
    return np.asarray(hip_m + body.thigh_m * (cosine * axis + np.sqrt(1 - cosine**2) * ahead))
