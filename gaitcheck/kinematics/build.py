"""PoseTrack -> Kinematics."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gaitcheck.arrays import FloatArray, seen
from gaitcheck.config import View
from gaitcheck.errors import NoRunnerError
from gaitcheck.kinematics.angles import flexion_deg, hanging_angle_deg, lying_angle_deg, standing_angle_deg
from gaitcheck.kinematics.gait import find_rhythm, stride_frequency_hz, swing_axis
from gaitcheck.kinematics.model import Kinematics, LegKinematics, LegSwap, ViewEstimate
from gaitcheck.kinematics.scale import leg_length_px
from gaitcheck.kinematics.smoothing import CUTOFF_HZ, filtered_positions
from gaitcheck.kinematics.view import estimate_view
from gaitcheck.pose.track import PoseTrack
from gaitcheck.skeleton import SIDES, Side

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


def _body_frame(pose: PoseTrack, view: ViewEstimate) -> _Frame:
    hips = 0.5 * (pose.point("left_hip") + pose.point("right_hip"))
    sides: tuple[Side, ...] = (view.near_side,) if view.near_side else ("left", "right")
    unit_px = leg_length_px(pose, sides)
    # Seen from behind, the runner's right is image-right; seen from the front, it is image-left.
    forward = -1.0 if view.facing in ("image-left", "toward-camera") else 1.0
    known = hips[seen(hips)]
    origin_px = known.mean(axis=0) if known.size else np.zeros(2)
    return _Frame(origin_px=origin_px, unit_px=unit_px, forward=forward)


_LEG_POINTS = ("hip", "knee", "ankle", "heel", "foot_index")
_POINTS = (*(f"{side}_{point}" for side in SIDES for point in _LEG_POINTS), "left_shoulder", "right_shoulder")


def _leg(side: Side, points: dict[str, FloatArray]) -> LegKinematics:
    hip, knee, ankle, heel, toe = (points[f"{side}_{point}"] for point in _LEG_POINTS)
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


def _filtered(pose: PoseTrack, frame: _Frame, time_s: FloatArray) -> tuple[dict[str, FloatArray], FloatArray]:
    """Filtered landmarks by name and the filtered pelvis, in the body frame."""
    raw = np.stack([frame.place(pose.point(name)) for name in _POINTS], axis=1)
    pelvis = 0.5 * (raw[:, _POINTS.index("left_hip")] + raw[:, _POINTS.index("right_hip")])
    separation = raw[:, _POINTS.index("left_ankle")] - raw[:, _POINTS.index("right_ankle")]
    stride_hz = stride_frequency_hz(time_s, separation)
    positions, pelvis = filtered_positions(
        time_s, raw, pelvis, stride_hz, separation[:, swing_axis(separation)]
    )
    return {name: positions[:, j] for j, name in enumerate(_POINTS)}, pelvis


def _swing_knee_deg(left: LegKinematics, right: LegKinematics) -> float:
    both = np.concatenate([left.knee_flexion_deg, right.knee_flexion_deg])
    return float(np.nanpercentile(both, 97)) if np.isfinite(both).any() else float("nan")


def build_kinematics(
    pose: PoseTrack,
    *,
    view: View | None = None,
    slow_motion_factor: float = 1.0,
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
    points, pelvis = _filtered(pose, frame, time_s)
    left, right = (_leg(side, points) for side in SIDES)
    shoulders = 0.5 * (points["left_shoulder"] + points["right_shoulder"])
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
        cutoff_hz=CUTOFF_HZ,
        swaps=swaps,
    )
