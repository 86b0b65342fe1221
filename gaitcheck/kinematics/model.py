"""`Kinematics`: one runner's motion in the body frame, with view, facing and gait.

Body frame (side views): origin at the clip's mean hip midpoint, x toward where the runner faces, y up,
unit = leg length (hip-knee plus knee-ankle in the picture). Rear and front views: x toward the runner's right,
y up, same unit. Angles in degrees.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gaitcheck.arrays import BoolArray, FloatArray
from gaitcheck.config import Gait, View
from gaitcheck.skeleton import Side

Facing = Literal["image-left", "image-right", "toward-camera", "away-from-camera", "unknown"]


@dataclass(frozen=True, kw_only=True)
class ViewEstimate:
    """From where the camera looks at the runner.

    Parameters
    ----------
    view
        ``side-left`` means that the camera sees the runner's left side (he faces image-left).
    facing
        Where the runner faces in the picture.
    near_side
        The side the camera sees, ``None`` unless a side view.
    yaw_deg, yaw_sd_deg
        Size of the camera's horizontal deviation from the ideal direction of that view, and its standard
        uncertainty; ``None`` when it cannot be told. [deg]
    source
        ``estimated`` from the landmarks or ``user``.
    """

    view: View
    facing: Facing
    near_side: Side | None
    yaw_deg: float | None
    yaw_sd_deg: float | None
    source: Literal["estimated", "user"] = "estimated"


@dataclass(frozen=True, kw_only=True)
class LegKinematics:
    """One leg over time; every array has shape (T,) or (T, 2), NaN where not seen.

    Parameters
    ----------
    hip, knee, ankle, heel, toe
        Filtered positions in the body frame, shape (T, 2). [leg lengths]
    knee_flexion_deg
        180 minus the angle hip-knee-ankle; 0 is straight, corrected for landmark offsets where a correction
        is known. [deg]
    knee_flexion_raw_deg
        The same from the landmarks as the pose model gives them, filtered only. [deg]
    thigh_angle_deg
        Hip-to-knee line against the vertical, positive with the knee ahead. [deg]
    shank_angle_deg
        Knee-to-ankle line against the vertical, positive with the ankle ahead. [deg]
    foot_angle_deg
        Heel-to-toe line against the horizontal, positive with toes up. [deg]
    """

    side: Side
    hip: FloatArray
    knee: FloatArray
    ankle: FloatArray
    heel: FloatArray
    toe: FloatArray
    knee_flexion_deg: FloatArray
    knee_flexion_raw_deg: FloatArray
    thigh_angle_deg: FloatArray
    shank_angle_deg: FloatArray
    foot_angle_deg: FloatArray


@dataclass(frozen=True, kw_only=True)
class LegSwap:
    """A span in which left and right were exchanged by the pose model and put right. [s]"""

    start_s: float
    end_s: float


@dataclass(frozen=True, kw_only=True)
class Kinematics:
    """The runner's motion.

    Parameters
    ----------
    time_s
        Frame times in real seconds from the first frame, shape (T,). [s]
    left, right
        The legs.
    pelvis, shoulders
        Midpoints of hips and shoulders in the body frame, shape (T, 2). [leg lengths]
    trunk_lean_deg
        Hip midpoint to shoulder midpoint against the vertical, positive forward, shape (T,). [deg]
    observed
        Frames in which the runner was seen (not gap-filled), shape (T,).
    view
        View, facing, near side, yaw.
    gait
        ``running`` (no double support), ``walking``, or ``none``.
    step_frequency_hz
        Steps per real second from the periodicity of the ankles' separation; ``None`` without a gait. [Hz]
    leg_length_px
        Hip-knee plus knee-ankle in the picture, the unit of the body frame. [px]
    origin_px
        Picture position of the body frame's origin, shape (2,). [px]
    cutoff_hz
        Of the zero-phase low-pass filter. [Hz]
    swaps
        Left/right exchanges that were repaired.
    """

    time_s: FloatArray
    left: LegKinematics
    right: LegKinematics
    pelvis: FloatArray
    shoulders: FloatArray
    trunk_lean_deg: FloatArray
    observed: BoolArray
    view: ViewEstimate
    gait: Gait
    step_frequency_hz: float | None
    leg_length_px: float
    origin_px: FloatArray
    cutoff_hz: float
    swaps: tuple[LegSwap, ...] = ()

    def leg(self, side: Side) -> LegKinematics:
        """The leg on ``side``."""
        return self.left if side == "left" else self.right
