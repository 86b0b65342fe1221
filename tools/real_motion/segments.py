"""A recorded run as directions of segments on a fine clock: what of a runner's motion belongs to no body."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.interpolate import CubicSpline

from tools.real_motion.runs import NO_KNEE_ANGLES, SIDES, RealRun, Side
from tools.real_motion.stances import Stance, stances_of
from tools.real_motion.upper import leg_directions, unit

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

SAMPLE_HZ = 1000.0
# Part of the stance in which the shoe lies flat: there its markers' line stands for a level sole.
FLAT_SHARE = (0.30, 0.45)


@dataclass(frozen=True, kw_only=True)
class LegSegments:
    """One recorded leg, arrays (T, ...).

    Parameters
    ----------
    thigh, shank
        Downward unit vectors (T, 3).
    shoe_rad
        Line from heel to toe marker against its place in flat stance, + toes up (T,). [rad]
    toe_out_rad
        Direction of the flat shoe, + outward. [rad]
    ankle_rise_leg
        Height of the ankle above its height in flat stance, in leg lengths (T,).
    stances
        In order.
    """

    thigh: FloatArray
    shank: FloatArray
    shoe_rad: FloatArray
    toe_out_rad: float
    ankle_rise_leg: FloatArray
    stances: list[Stance]


@dataclass(frozen=True, kw_only=True)
class Segments:
    """A recorded run without its body: times (T,) [s], middle of the hips (T, 3) in leg lengths about its mean
    place, unit vector (T, 3) from left to right hip, both legs, and the runner's leg length [m]."""

    run: RealRun
    time_s: FloatArray
    mid_hip_leg: FloatArray
    hip_line: FloatArray
    legs: dict[Side, LegSegments]
    leg_m: float


def leg_length_m(run: RealRun) -> float:
    """Thigh plus shank, mean of both legs and of the whole run. [m]"""
    total = 0.0
    for side, _ in SIDES:
        hip, knee, ankle = (run.points_m[f"{side}_{name}"] for name in ("hip", "knee", "ankle"))
        total += float(np.linalg.norm(knee - hip, axis=1).mean() + np.linalg.norm(ankle - knee, axis=1).mean())
    return total / len(SIDES)


def segments_of(run: RealRun) -> Segments:
    """Directions of a run's segments at 1 kHz."""
    count = int(np.floor((run.time_s[-1] - run.time_s[0]) * SAMPLE_HZ))
    time_s = run.time_s[0] + np.arange(count + 1) / SAMPLE_HZ
    fine = {name: finer(run, points, time_s) for name, points in run.points_m.items()}
    mid_hip = (fine["left_hip"] + fine["right_hip"]) / 2
    # On the treadmill the runner's mean place is the origin; the drift about it is the runner's own.
    centred = mid_hip - mid_hip.mean(axis=0) * np.array([1.0, 0.0, 1.0])
    leg_m = leg_length_m(run)
    return Segments(
        run=run,
        time_s=time_s,
        mid_hip_leg=centred / leg_m,
        hip_line=unit(fine["right_hip"] - fine["left_hip"]),
        legs={side: _leg(run, side, time_s, fine, leg_m) for side, _ in SIDES},
        leg_m=leg_m,
    )


def finer(run: RealRun, values: FloatArray, time_s: FloatArray) -> FloatArray:
    """Recorded values (N, ...) at other times of the recording's clock."""
    return np.asarray(CubicSpline(run.time_s, values)(time_s))


def _leg(run: RealRun, side: Side, time_s: FloatArray, fine: dict[str, FloatArray], leg_m: float) -> LegSegments:
    hip, knee, ankle, heel, toe = (fine[f"{side}_{name}"] for name in ("hip", "knee", "ankle", "heel", "foot_index"))
    thigh, shank = unit(knee - hip), unit(ankle - knee)
    if (run.runner, side) in NO_KNEE_ANGLES:
        # The fitted model's shank suffers less from the slipped cluster than the markers' ankle.
        shank = unit(finer(run, leg_directions(run, side)[1], time_s))
    stances = stances_of(run, side)
    flat = within(time_s, stances, *FLAT_SHARE)
    shoe = toe - heel
    heading = np.arctan2(shoe[flat, 2].mean(), shoe[flat, 0].mean())
    along = shoe[:, 0] * np.cos(heading) + shoe[:, 2] * np.sin(heading)
    pitch = np.unwrap(np.arctan2(shoe[:, 1], along))
    return LegSegments(
        thigh=thigh,
        shank=shank,
        shoe_rad=pitch - np.median(pitch[flat]),
        toe_out_rad=float(heading if side == "right" else -heading),
        ankle_rise_leg=(ankle[:, 1] - np.median(ankle[flat, 1])) / leg_m,
        stances=stances,
    )


def within(time_s: FloatArray, stances: list[Stance], start: float = 0.0, end: float = 1.0) -> BoolArray:
    """Whether each time (T,) lies between two shares of a stance."""
    hit = np.zeros(time_s.shape, dtype=np.bool_)
    for stance in stances:
        length_s = stance.toe_off_s - stance.contact_s
        hit |= (time_s >= stance.contact_s + start * length_s) & (time_s <= stance.contact_s + end * length_s)
    return hit
