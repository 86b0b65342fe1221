"""One leg's motion from the positions of its landmarks, and back."""

from __future__ import annotations

from collections.abc import Mapping

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


def measured_legs(view: ViewEstimate) -> tuple[Side, ...]:
    """The legs whose length is the unit: the near one, or both when neither is near."""
    return (view.near_side,) if view.near_side else SIDES
