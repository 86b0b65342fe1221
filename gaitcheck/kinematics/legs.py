"""One leg's motion from the positions of its landmarks, and back."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gaitcheck.arrays import FloatArray
from gaitcheck.kinematics.angles import flexion_deg, hanging_angle_deg, lying_angle_deg
from gaitcheck.kinematics.model import LegKinematics, ViewEstimate
from gaitcheck.skeleton import SIDES, Side

#: Landmarks of a leg, without side.
LEG_POINTS = ("hip", "knee", "ankle", "heel", "foot_index")


def leg_motion(side: Side, points: Mapping[str, FloatArray], raw_flexion_deg: FloatArray) -> LegKinematics:
    """A leg with the angles between its landmarks.

    Parameters
    ----------
    points
        Positions by landmark (`LEG_POINTS`), each (T, 2), in the body frame. [leg lengths]
    raw_flexion_deg
        The knee's bend before landmarks were moved to the joint centres, shape (T,). [deg]
    """
    hip, knee, ankle, heel, toe = (points[name] for name in LEG_POINTS)
    return LegKinematics(
        side=side,
        hip=hip,
        knee=knee,
        ankle=ankle,
        heel=heel,
        toe=toe,
        knee_flexion_deg=flexion_deg(hip, knee, ankle),
        knee_flexion_raw_deg=raw_flexion_deg,
        thigh_angle_deg=hanging_angle_deg(hip, knee),
        shank_angle_deg=hanging_angle_deg(knee, ankle),
        foot_angle_deg=lying_angle_deg(heel, toe),
    )


def leg_points(leg: LegKinematics) -> dict[str, FloatArray]:
    """Positions by landmark, as `leg_motion` takes them."""
    return dict(zip(LEG_POINTS, (leg.hip, leg.knee, leg.ankle, leg.heel, leg.toe), strict=True))


def ankles_apart(left: FloatArray, right: FloatArray, pelvis: FloatArray) -> FloatArray:
    """Left minus right ankle, shape as given.

    Where one ankle is not seen, the other tells: in running its swing about the pelvis has the phase of the separation
    and half its size.

    Parameters
    ----------
    left, right, pelvis
        Ankles and hip midpoint in one frame, NaN allowed, each (T, 2).
    """
    by_one = 2.0 * np.where(np.isfinite(left), _swing(left - pelvis), -_swing(right - pelvis))
    apart: FloatArray = np.where(np.isfinite(left - right), left - right, by_one)
    return apart


def _swing(about_pelvis: FloatArray) -> FloatArray:
    known = np.isfinite(about_pelvis).any(axis=0)
    swing: FloatArray = about_pelvis - np.nanmean(np.where(known, about_pelvis, 0.0), axis=0)
    return swing


def measured_legs(view: ViewEstimate) -> tuple[Side, ...]:
    """The legs whose length is the unit: the near one, or both when neither is near."""
    return (view.near_side,) if view.near_side else SIDES
