"""PoseTrack -> Kinematics."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gaitcheck.arrays import BoolArray, FloatArray, seen
from gaitcheck.config import View
from gaitcheck.errors import NoRunnerError
from gaitcheck.kinematics.angles import flexion_deg, hanging_angle_deg, lying_angle_deg, standing_angle_deg
from gaitcheck.kinematics.gait import Rhythm, find_rhythm, stride_frequency_hz, swing_axis
from gaitcheck.kinematics.held import through_held
from gaitcheck.kinematics.model import Kinematics, LegKinematics, LegSwap, ViewEstimate
from gaitcheck.kinematics.offsets import corrected_leg, offset_tables, trunk_deviation
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


def _measured_legs(view: ViewEstimate) -> tuple[Side, ...]:
    """The legs whose length is the unit: the near one, or both when neither is near."""
    return (view.near_side,) if view.near_side else SIDES


def _body_frame(pose: PoseTrack, view: ViewEstimate) -> _Frame:
    hips = 0.5 * (pose.point("left_hip") + pose.point("right_hip"))
    unit_px = leg_length_px(pose, _measured_legs(view))
    # Seen from behind, the runner's right is image-right; seen from the front, it is image-left.
    forward = -1.0 if view.facing in ("image-left", "toward-camera") else 1.0
    known = hips[seen(hips)]
    origin_px = known.mean(axis=0) if known.size else np.zeros(2)
    return _Frame(origin_px=origin_px, unit_px=unit_px, forward=forward)


def _observed(pose: PoseTrack, frame: _Frame) -> BoolArray:
    """Frames that show the runner; raises `NoRunnerError` when they are too few."""
    observed = seen(pose.point("left_hip")) & seen(pose.point("left_ankle"))
    if observed.sum() < _FEWEST_FRAMES or not np.isfinite(frame.unit_px):
        raise NoRunnerError(
            "The person's hips, knees and ankles are seen in too few frames to measure anything; "
            "film the whole body for at least ten seconds."
        )
    return observed


_LEG_POINTS = ("hip", "knee", "ankle", "heel", "foot_index")
_POINTS = (*(f"{side}_{point}" for side in SIDES for point in _LEG_POINTS), "left_shoulder", "right_shoulder")


def _leg(side: Side, points: dict[str, FloatArray], raw: dict[str, FloatArray]) -> LegKinematics:
    hip, knee, ankle, heel, toe = (points[f"{side}_{point}"] for point in _LEG_POINTS)
    return LegKinematics(
        side=side,
        hip=hip,
        knee=knee,
        ankle=ankle,
        heel=heel,
        toe=toe,
        knee_flexion_deg=flexion_deg(hip, knee, ankle),
        knee_flexion_raw_deg=flexion_deg(*(raw[f"{side}_{joint}"] for joint in ("hip", "knee", "ankle"))),
        thigh_angle_deg=hanging_angle_deg(hip, knee),
        shank_angle_deg=hanging_angle_deg(knee, ankle),
        foot_angle_deg=lying_angle_deg(heel, toe),
    )


def _filtered(pose: PoseTrack, frame: _Frame, time_s: FloatArray, held: BoolArray | None) -> dict[str, FloatArray]:
    """Filtered landmarks by name, in the body frame."""
    raw = np.stack([frame.place(pose.point(name)) for name in _POINTS], axis=1)
    pelvis = 0.5 * (raw[:, _POINTS.index("left_hip")] + raw[:, _POINTS.index("right_hip")])
    separation = raw[:, _POINTS.index("left_ankle")] - raw[:, _POINTS.index("right_ankle")]
    stride_hz = stride_frequency_hz(time_s, separation)
    positions = filtered_positions(time_s, raw, pelvis, stride_hz, separation[:, swing_axis(separation)])
    if held is not None and held.any():
        columns = [pose.names.index(name) for name in _POINTS]
        positions = through_held(time_s, positions, raw, held[:, columns], stride_hz)
    return {name: positions[:, j] for j, name in enumerate(_POINTS)}


def _swing_knee_deg(left: LegKinematics, right: LegKinematics) -> float:
    both = np.concatenate([left.knee_flexion_deg, right.knee_flexion_deg])
    return float(np.nanpercentile(both, 97)) if np.isfinite(both).any() else float("nan")


def _at_joint_centres(points: dict[str, FloatArray], pose: PoseTrack, near_side: Side | None) -> dict[str, FloatArray]:
    """Landmarks moved to the joint centres where offsets are known: side views of a fitted pose model."""
    tables = offset_tables().get(pose.source.model) if pose.source.backend == "mediapipe" else None
    if tables is None or near_side is None:
        return points
    moved, trunk = dict(points), _trunk(points, near_side)
    for side in SIDES:
        leg = {point: points[f"{side}_{point}"] for point in _LEG_POINTS}
        table = tables["near" if side == near_side else "far"]
        moved |= {f"{side}_{point}": xy for point, xy in corrected_leg(leg, table, trunk).items()}
        moved[f"{side}_shoulder"] = points[f"{side}_shoulder"] + table["shoulder"][0]
    return moved


def _trunk(points: dict[str, FloatArray], near_side: Side) -> float:
    """How long the trunk looks; see `trunk_deviation`."""
    pelvis = 0.5 * (points["left_hip"] + points["right_hip"])
    shoulders = 0.5 * (points["left_shoulder"] + points["right_shoulder"])
    return trunk_deviation(pelvis, shoulders, _leg_length(points, (near_side,)))


def _leg_length(points: dict[str, FloatArray], sides: tuple[Side, ...]) -> float:
    """Median of hip-knee plus knee-ankle over the given legs, in the points' unit."""
    lengths = [
        np.linalg.norm(points[f"{s}_hip"] - points[f"{s}_knee"], axis=1)
        + np.linalg.norm(points[f"{s}_knee"] - points[f"{s}_ankle"], axis=1)
        for s in sides
    ]
    return float(np.mean([np.median(length[np.isfinite(length)]) for length in lengths]))


@dataclass(frozen=True)
class _Body:
    """Legs and trunk in leg lengths; the unit is that length as the body frame measures it."""

    left: LegKinematics
    right: LegKinematics
    pelvis: FloatArray
    shoulders: FloatArray
    unit: float


def _body(points: dict[str, FloatArray], raw: dict[str, FloatArray], measured: tuple[Side, ...]) -> _Body:
    unit = _leg_length(points, measured)
    points = {name: xy / unit for name, xy in points.items()}
    left, right = (_leg(side, points, raw) for side in SIDES)
    pelvis = 0.5 * (left.hip + right.hip)
    shoulders = 0.5 * (points["left_shoulder"] + points["right_shoulder"])
    return _Body(left=left, right=right, pelvis=pelvis, shoulders=shoulders, unit=unit)


def _rhythm(time_s: FloatArray, body: _Body) -> Rhythm:
    separation = body.left.ankle - body.right.ankle
    return find_rhythm(time_s, body.pelvis[:, 1], separation, _swing_knee_deg(body.left, body.right))


def build_kinematics(
    pose: PoseTrack,
    *,
    view: View | None = None,
    slow_motion_factor: float = 1.0,
    swaps: tuple[LegSwap, ...] = (),
    corrected: bool = True,
    held: BoolArray | None = None,
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
    corrected
        Move landmarks to the joint centres where the pose model's offsets are known; see `offsets`.
    held
        Landmarks of ``pose`` that a person placed, shape (T, K); the filter keeps to them.

    Raises
    ------
    NoRunnerError
        Hips, knees and ankles were seen in too few frames.
    """
    time_s = pose.time_s / slow_motion_factor
    estimate = estimate_view(pose, view)
    frame = _body_frame(pose, estimate)
    observed = _observed(pose, frame)
    raw = _filtered(pose, frame, time_s, held)
    points = _at_joint_centres(raw, pose, estimate.near_side if corrected else None)
    body = _body(points, raw, _measured_legs(estimate))
    rhythm = _rhythm(time_s, body)
    return Kinematics(
        time_s=time_s,
        left=body.left,
        right=body.right,
        pelvis=body.pelvis,
        shoulders=body.shoulders,
        trunk_lean_deg=standing_angle_deg(body.pelvis, body.shoulders),
        observed=observed,
        view=estimate,
        gait=rhythm.gait,
        step_frequency_hz=rhythm.step_frequency_hz,
        leg_length_px=frame.unit_px * body.unit,
        origin_px=frame.origin_px,
        cutoff_hz=CUTOFF_HZ,
        swaps=swaps,
    )
