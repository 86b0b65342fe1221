"""PoseTrack -> Kinematics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gaitcheck.arrays import BoolArray, FloatArray, seen
from gaitcheck.config import View
from gaitcheck.errors import NoRunnerError
from gaitcheck.kinematics.angles import flexion_deg, standing_angle_deg
from gaitcheck.kinematics.frame import BodyFrame, forward_sign
from gaitcheck.kinematics.gait import Rhythm, find_rhythm, stride_frequency_hz, swing_axis
from gaitcheck.kinematics.held import pinned
from gaitcheck.kinematics.legs import LEG_POINTS, ankles_apart, leg_motion, measured_legs
from gaitcheck.kinematics.model import Kinematics, LegKinematics, LegSwap, ViewEstimate
from gaitcheck.kinematics.offsets import fitted_offsets, moved, posture, trunk_deviation
from gaitcheck.kinematics.scale import leg_length, leg_length_px
from gaitcheck.kinematics.smoothing import filter_limits, filtered_positions
from gaitcheck.kinematics.view import estimate_view
from gaitcheck.pose.track import PoseTrack
from gaitcheck.skeleton import SIDES, Side

#: Fewest frames with the runner for any measurement.
_FEWEST_FRAMES = 8


def _body_frame(pose: PoseTrack, view: ViewEstimate) -> BodyFrame:
    hips = 0.5 * (pose.point("left_hip") + pose.point("right_hip"))
    unit_px = leg_length_px(pose, measured_legs(view))
    known = hips[seen(hips)]
    origin_px = known.mean(axis=0) if known.size else np.zeros(2)
    return BodyFrame(origin_px=origin_px, unit_px=unit_px, forward=forward_sign(view.facing))


def _observed(pose: PoseTrack, frame: BodyFrame) -> BoolArray:
    """Frames that show the runner; raises `NoRunnerError` when they are too few."""
    hips, ankles = ([seen(pose.point(f"{side}_{joint}")) for side in SIDES] for joint in ("hip", "ankle"))
    # Everything is measured about the hips' midpoint.
    observed: BoolArray = hips[0] & hips[1] & (ankles[0] | ankles[1])
    if observed.sum() < _FEWEST_FRAMES or not np.isfinite(frame.unit_px):
        raise NoRunnerError(
            "The person's hips, knees and ankles are seen in too few frames to measure anything; "
            "film the whole body for at least ten seconds."
        )
    return observed


_POINTS = (*(f"{side}_{point}" for side in SIDES for point in LEG_POINTS), "left_shoulder", "right_shoulder")


def _leg(side: Side, points: dict[str, FloatArray], raw: dict[str, FloatArray]) -> LegKinematics:
    raw_flexion_deg = flexion_deg(*(raw[f"{side}_{joint}"] for joint in ("hip", "knee", "ankle")))
    return leg_motion(side, {point: points[f"{side}_{point}"] for point in LEG_POINTS}, raw_flexion_deg)


def _filtered(pose: PoseTrack, frame: BodyFrame, time_s: FloatArray) -> tuple[dict[str, FloatArray], float | None]:
    """Filtered landmarks by name, in the body frame, and the stride frequency of a steady gait."""
    raw = np.stack([frame.place(pose.point(name)) for name in _POINTS], axis=1)
    pelvis = 0.5 * (raw[:, _POINTS.index("left_hip")] + raw[:, _POINTS.index("right_hip")])
    ankles = raw[:, _POINTS.index("left_ankle")], raw[:, _POINTS.index("right_ankle")]
    # Only legs that are both seen say whether this is a gait.
    stride_hz = stride_frequency_hz(time_s, ankles[0] - ankles[1])
    apart = ankles_apart(*ankles, pelvis)
    positions = filtered_positions(time_s, raw, pelvis, stride_hz, apart[:, swing_axis(apart)])
    return {name: positions[:, j] for j, name in enumerate(_POINTS)}, stride_hz


def _swing_knee_deg(left: LegKinematics, right: LegKinematics) -> float:
    both = np.concatenate([left.knee_flexion_deg, right.knee_flexion_deg])
    return float(np.nanpercentile(both, 97)) if np.isfinite(both).any() else float("nan")


def _at_joint_centres(points: dict[str, FloatArray], pose: PoseTrack, near_side: Side | None) -> dict[str, FloatArray]:
    """Landmarks moved to the joint centres where offsets are known: side views of a fitted pose model."""
    tables = fitted_offsets(pose.source)
    if tables is None or near_side is None:
        return points
    centres, trunk = dict(points), _trunk(points, near_side)
    for side in SIDES:
        leg = {point: points[f"{side}_{point}"] for point in LEG_POINTS}
        table = tables["posture"]["near" if side == near_side else "far"]
        centres |= {f"{side}_{point}": xy for point, xy in moved(leg, table, posture(leg, trunk)).items()}
        centres[f"{side}_shoulder"] = points[f"{side}_shoulder"] + table["shoulder"][0]
    return centres


def _trunk(points: dict[str, FloatArray], near_side: Side) -> float:
    """How long the trunk looks; see `trunk_deviation`."""
    pelvis = 0.5 * (points["left_hip"] + points["right_hip"])
    shoulders = 0.5 * (points["left_shoulder"] + points["right_shoulder"])
    return trunk_deviation(pelvis, shoulders, leg_length(points, (near_side,)))


@dataclass(frozen=True)
class _Body:
    """Legs and trunk in leg lengths; the unit is that length as the body frame measures it."""

    left: LegKinematics
    right: LegKinematics
    pelvis: FloatArray
    shoulders: FloatArray
    unit: float


def _body(points: dict[str, FloatArray], raw: dict[str, FloatArray], measured: tuple[Side, ...]) -> _Body:
    unit = leg_length(points, measured)
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
    places_px: Mapping[str, FloatArray] | None = None,
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
        Move landmarks to the joint centres where the pose model's offsets are known, as far as posture tells;
        see `offsets`.
    places_px
        Where a person placed landmarks, from `placed_px`; they stay there.

    Raises
    ------
    NoRunnerError
        Hips, knees and ankles were seen in too few frames.
    """
    time_s = pose.time_s / slow_motion_factor
    estimate = estimate_view(pose, view)
    frame = _body_frame(pose, estimate)
    observed = _observed(pose, frame)
    filtered, stride_hz = _filtered(pose, frame, time_s)
    places = {name: frame.place(xy_px) for name, xy_px in (places_px or {}).items()}
    raw = pinned(time_s, filtered, places, stride_hz)
    centres = _at_joint_centres(raw, pose, estimate.near_side if corrected else None)
    points = pinned(time_s, centres, places, stride_hz)
    body = _body(points, raw, measured_legs(estimate))
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
        cutoff_hz=filter_limits(stride_hz).cutoff_hz,
        swaps=swaps,
    )
