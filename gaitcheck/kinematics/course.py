"""Kinematics -> Kinematics: a running leg's landmarks moved by what the pose model errs alike in every stride.

See `offsets` for the model and for why events are found before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from gaitcheck.arrays import FloatArray
from gaitcheck.kinematics.angles import standing_angle_deg
from gaitcheck.kinematics.held import pinned
from gaitcheck.kinematics.legs import leg_motion, leg_points, measured_legs
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
    ahead = kinematics.left.ankle[:, 0] - kinematics.right.ankle[:, 0]
    return steady_phase(kinematics.time_s, ahead if side == "left" else -ahead, 0.5 * kinematics.step_frequency_hz)


def facing_sign(kinematics: Kinematics) -> float:
    """+1 where the runner faces image-right, -1 where image-left."""
    return -1.0 if kinematics.view.facing == "image-left" else 1.0


def in_body_frame(kinematics: Kinematics, xy_px: FloatArray) -> FloatArray:
    """Picture positions, (T, 2), in the body frame of a side view. [leg lengths]"""
    axes = np.array([facing_sign(kinematics), -1.0]) / kinematics.leg_length_px
    placed: FloatArray = (xy_px - kinematics.origin_px) * axes
    return placed


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
    tables, near_side = fitted_offsets(source), kinematics.view.near_side
    if tables is None or near_side is None or kinematics.gait != "running":
        return kinematics
    left_phase = leg_phase(kinematics, "left")
    if left_phase is None:
        return kinematics
    points: dict[str, FloatArray] = {}
    for side in SIDES:
        # The other leg's separation is the same with the other sign.
        phase = left_phase if side == "left" else left_phase + np.pi
        table = tables["course"]["near" if side == near_side else "far"]
        leg = moved(leg_points(kinematics.leg(side)), table, stride_course(phase, facing_sign(kinematics)))
        points |= {f"{side}_{point}": xy for point, xy in leg.items()}
    places = {name: in_body_frame(kinematics, xy_px) for name, xy_px in (places_px or {}).items()}
    stride_hz = None if kinematics.step_frequency_hz is None else 0.5 * kinematics.step_frequency_hz
    return _with_legs(kinematics, pinned(kinematics.time_s, points, places, stride_hz))


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
