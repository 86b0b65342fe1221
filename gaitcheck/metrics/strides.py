"""Values of every sagittal metric in one stride of one leg, from the kinematics and that stride's events."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gaitcheck.arrays import FloatArray
from gaitcheck.curve import Curve
from gaitcheck.events.model import GaitEvents, Stride
from gaitcheck.kinematics.model import Kinematics, LegKinematics
from gaitcheck.metrics.gait_metrics import StrideRow
from gaitcheck.skeleton import SIDES, other_side

#: Part of stance in which the shoe lies flat, as shares of stance: after the foot has come down, before the heel
#: rises. On rendered runners a later window reads high.
_FLAT_STANCE = (0.15, 0.35)
#: The thigh reaches furthest back around toe-off: within this share of a stride of it.
_AROUND_TOE_OFF = 0.12


@dataclass(frozen=True, kw_only=True)
class _LegCurves:
    """What is read off one leg between the samples."""

    knee_deg: Curve
    thigh_deg: Curve
    shank_deg: Curve
    foot_deg: Curve
    reach_leg: Curve


def _leg_curves(time_s: FloatArray, leg: LegKinematics) -> _LegCurves:
    return _LegCurves(
        knee_deg=Curve(time_s, leg.knee_flexion_deg),
        thigh_deg=Curve(time_s, leg.thigh_angle_deg),
        shank_deg=Curve(time_s, leg.shank_angle_deg),
        foot_deg=Curve(time_s, leg.foot_angle_deg),
        reach_leg=Curve(time_s, leg.ankle[:, 0] - leg.hip[:, 0]),
    )


def _peak(curve: Curve, start_s: float, end_s: float, *, largest: bool = True) -> float:
    found = curve.extremum(start_s, end_s, largest=largest)
    return math.nan if found is None else found[1]


def _mean_between(time_s: FloatArray, values: FloatArray, start_s: float, end_s: float) -> float:
    inside = values[(time_s >= start_s) & (time_s <= end_s)]
    return float(inside.mean()) if inside.size and np.isfinite(inside).all() else math.nan


def _flight_time_s(stride: Stride, events: GaitEvents) -> float:
    contacts = events.foot(other_side(stride.side)).contact_s
    later = contacts[(contacts > stride.start_s) & (contacts < stride.end_s)]
    return float(later[0]) - stride.toe_off_s if later.size == 1 else math.nan


def _flat_foot_angle_deg(time_s: FloatArray, leg: LegKinematics, stride: Stride) -> float:
    stance_s = stride.toe_off_s - stride.start_s
    start_s, end_s = (stride.start_s + share * stance_s for share in _FLAT_STANCE)
    return _mean_between(time_s, leg.foot_angle_deg, start_s, end_s)


def _angles(kinematics: Kinematics, curves: _LegCurves, stride: Stride) -> dict[str, float]:
    time_s, leg = kinematics.time_s, kinematics.leg(stride.side)
    contact, toe_off, end = stride.start_s, stride.toe_off_s, stride.end_s
    around = _AROUND_TOE_OFF * (end - contact)
    at_contact = float(curves.knee_deg.at(contact))
    stance_peak = _peak(curves.knee_deg, contact, toe_off)
    thigh = _peak(curves.thigh_deg, toe_off - around, toe_off + around, largest=False)
    return {
        "knee_flexion_contact_deg": at_contact,
        "knee_flexion_stance_peak_deg": stance_peak,
        "knee_flexion_swing_peak_deg": _peak(curves.knee_deg, toe_off, end),
        "knee_flexion_excursion_deg": stance_peak - at_contact,
        "shank_angle_contact_deg": float(curves.shank_deg.at(contact)),
        "foot_inclination_contact_deg": float(curves.foot_deg.at(contact)) - _flat_foot_angle_deg(time_s, leg, stride),
        "overstride_leg_pct": 100.0 * float(curves.reach_leg.at(contact)),
        "trunk_lean_deg": _mean_between(time_s, kinematics.trunk_lean_deg, contact, toe_off),
        "hip_extension_peak_deg": -thigh,
    }


def _times(stride: Stride, events: GaitEvents) -> dict[str, float]:
    stride_s = stride.end_s - stride.start_s
    contact_s = stride.toe_off_s - stride.start_s
    return {
        "stride_time_s": stride_s,
        "contact_time_ms": 1000.0 * contact_s,
        "duty_factor_pct": 100.0 * contact_s / stride_s,
        "flight_time_ms": 1000.0 * _flight_time_s(stride, events),
    }


def pelvis_height(kinematics: Kinematics) -> Curve:
    """Height of the hip midpoint. [leg lengths]"""
    return Curve(kinematics.time_s, kinematics.pelvis[:, 1])


def step_bounces_leg(height: Curve, stride: Stride) -> list[float]:
    """Peak-to-peak pelvis height in the two halves of a stride, each about one step; NaN at gaps. [leg lengths]"""
    middle_s = 0.5 * (stride.start_s + stride.end_s)
    return [
        _peak(height, start_s, end_s) - _peak(height, start_s, end_s, largest=False)
        for start_s, end_s in ((stride.start_s, middle_s), (middle_s, stride.end_s))
    ]


def _bounce(height: Curve, stride: Stride) -> dict[str, float]:
    return {"vertical_oscillation_leg_pct": 100.0 * float(np.mean(step_bounces_leg(height, stride)))}


def stride_rows(kinematics: Kinematics, events: GaitEvents) -> tuple[StrideRow, ...]:
    """One row per complete stride, both sides, ascending in time.

    Parameters
    ----------
    kinematics
        Of a side view.
    events
        Contacts and toe-offs.

    Returns
    -------
    tuple of StrideRow
        A value that a gap in the landmarks makes impossible is left out of the row.
    """
    rows = []
    height = pelvis_height(kinematics)
    for side in SIDES:
        curves = _leg_curves(kinematics.time_s, kinematics.leg(side))
        for stride in events.strides(side):
            values = _times(stride, events) | _angles(kinematics, curves, stride) | _bounce(height, stride)
            rows.append(
                StrideRow(
                    side=side,
                    start_s=stride.start_s,
                    toe_off_s=stride.toe_off_s,
                    end_s=stride.end_s,
                    values={name: value for name, value in values.items() if math.isfinite(value)},
                )
            )
    return tuple(sorted(rows, key=lambda row: row.start_s))
