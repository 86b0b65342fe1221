"""PoseTrack -> Kinematics."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gaitcheck.arrays import FloatArray, seen
from gaitcheck.config import View
from gaitcheck.errors import NoRunnerError
from gaitcheck.kinematics.angles import flexion_deg, hanging_angle_deg, lying_angle_deg, standing_angle_deg
from gaitcheck.kinematics.gait import find_rhythm
from gaitcheck.kinematics.model import Kinematics, LegKinematics, LegSwap, ViewEstimate
from gaitcheck.kinematics.view import estimate_view
from gaitcheck.pose.track import PoseTrack
from gaitcheck.signals import smooth
from gaitcheck.skeleton import Side

#: Low-pass for positions: running signals end near 12 Hz; 10 Hz costs the peak knee angles under 0.3 deg
#: (resampled force-plate-synchronised marker data: Fukuchi et al. 2017, doi 10.7717/peerj.3298). [Hz]
CUTOFF_HZ = 10.0
#: Longest span without the runner that is interpolated: well under half a swing. [s]
LONGEST_GAP_S = 0.1
#: Fewest frames with the runner for any measurement.
_FEWEST_FRAMES = 8


@dataclass(frozen=True)
class _Frame:
    """Picture to body frame: origin [px], unit [px], +1 when forward is image-right."""

    origin_px: FloatArray
    unit_px: float
    forward: float

    def place(self, xy_px: FloatArray) -> FloatArray:
        placed: FloatArray = (xy_px - self.origin_px) / self.unit_px * np.array([self.forward, -1.0])
        return placed


def leg_length_px(pose: PoseTrack, side: Side) -> float:
    """Median of hip-knee plus knee-ankle in the picture. [px]"""
    hip, knee, ankle = (pose.point(f"{side}_{joint}") for joint in ("hip", "knee", "ankle"))
    length = np.linalg.norm(hip - knee, axis=1) + np.linalg.norm(knee - ankle, axis=1)
    return float(np.nanmedian(length))


def _body_frame(pose: PoseTrack, view: ViewEstimate) -> _Frame:
    hips = 0.5 * (pose.point("left_hip") + pose.point("right_hip"))
    sides: tuple[Side, ...] = (view.near_side,) if view.near_side else ("left", "right")
    unit_px = float(np.mean([leg_length_px(pose, side) for side in sides]))
    # Seen from behind, the runner's right is image-right; seen from the front, it is image-left.
    forward = -1.0 if view.facing in ("image-left", "toward-camera") else 1.0
    return _Frame(origin_px=np.nanmean(hips, axis=0), unit_px=unit_px, forward=forward)


def _leg(pose: PoseTrack, frame: _Frame, side: Side, time_s: FloatArray, cutoff_hz: float) -> LegKinematics:
    hip, knee, ankle, heel, toe = (
        smooth(
            time_s,
            frame.place(pose.point(f"{side}_{name}")),
            cutoff_hz=cutoff_hz,
            longest_gap_s=LONGEST_GAP_S,
        )
        for name in ("hip", "knee", "ankle", "heel", "foot_index")
    )
    flexion = flexion_deg(hip, knee, ankle)
    return LegKinematics(
        side=side,
        hip=hip,
        knee=knee,
        ankle=ankle,
        heel=heel,
        toe=toe,
        knee_flexion_deg=flexion,
        knee_flexion_raw_deg=flexion,
        thigh_angle_deg=hanging_angle_deg(hip, knee),
        shank_angle_deg=hanging_angle_deg(knee, ankle),
        foot_angle_deg=lying_angle_deg(heel, toe),
    )


def _swing_knee_deg(left: LegKinematics, right: LegKinematics) -> float:
    both = np.concatenate([left.knee_flexion_deg, right.knee_flexion_deg])
    return float(np.nanpercentile(both, 97)) if np.isfinite(both).any() else float("nan")


def build_kinematics(
    pose: PoseTrack,
    *,
    view: View | None = None,
    slow_motion_factor: float = 1.0,
    cutoff_hz: float = CUTOFF_HZ,
    swaps: tuple[LegSwap, ...] = (),
) -> Kinematics:
    """The runner's motion from landmarks.

    Parameters
    ----------
    pose
        Raw landmarks, in clip time.
    view
        The user's word on the view, if any.
    slow_motion_factor
        Seconds of clip per real second; frame times are divided by it.
    cutoff_hz
        Low-pass, in real time. [Hz]
    swaps
        Left/right exchanges already repaired in ``pose``, for the record.

    Raises
    ------
    NoRunnerError
        Hips, knees and ankles were seen in too few frames.
    """
    time_s = pose.time_s / slow_motion_factor
    estimate = estimate_view(pose, view)
    frame = _body_frame(pose, estimate)
    observed = seen(pose.point("left_hip")) & seen(pose.point("left_ankle"))
    if observed.sum() < _FEWEST_FRAMES or not np.isfinite(frame.unit_px):
        raise NoRunnerError(
            "The person's hips, knees and ankles are seen in too few frames to measure anything; "
            "film the whole body for at least ten seconds."
        )
    left, right = (_leg(pose, frame, side, time_s, cutoff_hz) for side in ("left", "right"))
    pelvis = 0.5 * (left.hip + right.hip)
    shoulders = 0.5 * (frame.place(pose.point("left_shoulder")) + frame.place(pose.point("right_shoulder")))
    shoulders = smooth(time_s, shoulders, cutoff_hz=cutoff_hz, longest_gap_s=LONGEST_GAP_S)
    rhythm = find_rhythm(time_s, pelvis[:, 1], left.ankle - right.ankle, _swing_knee_deg(left, right))
    return Kinematics(
        time_s=time_s,
        left=left,
        right=right,
        pelvis=pelvis,
        shoulders=shoulders,
        trunk_lean_deg=standing_angle_deg(pelvis, shoulders),
        observed=observed,
        view=estimate,
        gait=rhythm.gait,
        step_frequency_hz=rhythm.step_frequency_hz,
        leg_length_px=frame.unit_px,
        cutoff_hz=cutoff_hz,
        swaps=swaps,
    )
