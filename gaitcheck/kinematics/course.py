"""Kinematics -> Kinematics: a running leg's landmarks moved by what the pose model errs alike in every stride.

See `offsets` for the model and for why events are found before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from gaitcheck.arrays import FloatArray
from gaitcheck.kinematics.angles import standing_angle_deg
from gaitcheck.kinematics.frame import BodyFrame
from gaitcheck.kinematics.held import pinned
from gaitcheck.kinematics.legs import ankles_apart, leg_motion, leg_points, measured_legs
from gaitcheck.kinematics.model import Kinematics, LegKinematics
from gaitcheck.kinematics.offsets import fitted_offsets, moved, stride_course
from gaitcheck.kinematics.scale import leg_length
from gaitcheck.kinematics.smoothing import steady_phase
from gaitcheck.pose.track import PoseSource
from gaitcheck.skeleton import SIDES, Side


def leg_phase(kinematics: Kinematics, side: Side) -> FloatArray | None:
    """Phase of a leg's stride, 0 where its ankle is furthest ahead, shape (T,); ``None`` without a steady one. [rad]"""
    if kinematics.step_frequency_hz is None:
        return None
    ahead = ankles_apart(kinematics.left.ankle, kinematics.right.ankle, kinematics.pelvis)[:, 0]
    return steady_phase(kinematics.time_s, ahead if side == "left" else -ahead, 0.5 * kinematics.step_frequency_hz)


def along_course(
    kinematics: Kinematics, source: PoseSource, places_px: Mapping[str, FloatArray] | None = None
) -> Kinematics:
    """The motion with a running leg's course of offsets added.

    Parameters
    ----------
    kinematics
        From `build_kinematics`. Returned as it is unless it is a steady run in a side view.
    source
        Where the landmarks came from.
    places_px
        Where a person placed landmarks, from `placed_px`; they stay there.
    """
    tables, near_side, step_hz = fitted_offsets(source), kinematics.view.near_side, kinematics.step_frequency_hz
    left_phase = leg_phase(kinematics, "left") if kinematics.gait == "running" else None
    if tables is None or near_side is None or step_hz is None or left_phase is None:
        return kinematics
    frame = BodyFrame.of(kinematics)
    points: dict[str, FloatArray] = {}
    for side in SIDES:
        # The other leg's separation is the same with the other sign.
        phase = left_phase if side == "left" else left_phase + np.pi
        table = tables["course"]["near" if side == near_side else "far"]
        leg = moved(leg_points(kinematics.leg(side)), table, stride_course(phase, frame.forward))
        points |= {f"{side}_{point}": xy for point, xy in leg.items()}
    places = {name: frame.place(xy_px) for name, xy_px in (places_px or {}).items()}
    return _with_legs(kinematics, pinned(kinematics.time_s, points, places, 0.5 * step_hz))


def _with_legs(kinematics: Kinematics, points: dict[str, FloatArray]) -> Kinematics:
    """The same motion with other positions of the legs, (T, 2) by landmark, in units of its new leg length."""
    unit = leg_length(points, measured_legs(kinematics.view))
    left, right = (_leg(kinematics.leg(side), points, unit) for side in SIDES)
    pelvis, shoulders = 0.5 * (left.hip + right.hip), kinematics.shoulders / unit
    return replace(
        kinematics,
        left=left,
        right=right,
        pelvis=pelvis,
        shoulders=shoulders,
        trunk_lean_deg=standing_angle_deg(pelvis, shoulders),
        leg_length_px=kinematics.leg_length_px * unit,
    )


def _leg(leg: LegKinematics, points: dict[str, FloatArray], unit: float) -> LegKinematics:
    own = {point: points[f"{leg.side}_{point}"] / unit for point in leg_points(leg)}
    return leg_motion(leg.side, own, leg.knee_flexion_raw_deg)
