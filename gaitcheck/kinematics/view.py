"""From which side the camera looks, which way the runner faces, and how far off the ideal direction it stands.

The heading of the body about the vertical shows in two places: the feet point along it (their length in the
picture shrinks with the cosine seen from the side) and the shoulders lie across it (their width in the picture
grows with the sine). Arm swing turns the shoulders both ways, so widths are averaged with their sign.
"""

from __future__ import annotations

import numpy as np

from gaitcheck.arrays import FloatArray
from gaitcheck.config import View
from gaitcheck.kinematics.model import Facing, ViewEstimate
from gaitcheck.pose.track import PoseTrack
from gaitcheck.skeleton import SIDES, Side

#: Shoulder width and foot length seen square on, as shares of the trunk's length (hip to shoulder midpoint),
#: as BlazePose places them.
SHOULDER_WIDTH_TRUNK = 0.74
FOOT_LENGTH_TRUNK = 0.38
#: Beyond this deviation a side view is no side view any more. [deg]
LARGEST_SIDE_YAW_DEG = 45.0
#: Standard uncertainty of the yaw estimate. On rendered clips it is off by 2 to 3 within 10 degrees of square; beyond,
#: by 5, always too low (docs/accuracy.md, clip by clip). [deg]
YAW_SD_DEG = 5.0

_NEAR_SIDE: dict[Facing, Side] = {"image-left": "left", "image-right": "right"}
_VIEWS: dict[Facing, View] = {
    "image-left": "side-left",
    "image-right": "side-right",
    "toward-camera": "front",
    "away-from-camera": "rear",
    "unknown": "unknown",
}
_FACINGS: dict[View, Facing] = {view: facing for facing, view in _VIEWS.items()}


def _trunk_px(pose: PoseTrack) -> float:
    shoulders = 0.5 * (pose.point("left_shoulder") + pose.point("right_shoulder"))
    hips = 0.5 * (pose.point("left_hip") + pose.point("right_hip"))
    length = np.linalg.norm(shoulders - hips, axis=1)
    known = length[np.isfinite(length)]
    return float(np.median(known)) if known.size else float("nan")


def _mean_x(values: FloatArray) -> float:
    return float(np.nanmean(values[:, 0])) if np.isfinite(values[:, 0]).any() else 0.0


def _forward_share(pose: PoseTrack, trunk_px: float) -> float:
    """How far the body points to image-right, -1 to 1: the feet, or without feet the nose before the ears."""
    feet = [pose.point(f"{side}_foot_index") - pose.point(f"{side}_heel") for side in SIDES]
    if any(np.isfinite(foot).any() for foot in feet):
        return float(np.mean([_mean_x(foot) for foot in feet])) / (FOOT_LENGTH_TRUNK * trunk_px)
    ears = np.nanmean([pose.point("left_ear"), pose.point("right_ear")], axis=0)
    return _mean_x(pose.point("nose") - ears) / (0.4 * FOOT_LENGTH_TRUNK * trunk_px)


def estimate_view(pose: PoseTrack, wanted: View | None = None) -> ViewEstimate:
    """View, facing, near side and yaw of a clip.

    Parameters
    ----------
    pose
        The runner's raw landmarks.
    wanted
        The user's own word on the view; the facing then follows it and the yaw is still estimated.

    Returns
    -------
    ViewEstimate
        ``unknown`` when the body is oblique by more than `LARGEST_SIDE_YAW_DEG` from every ideal view, or when
        shoulders, hips or feet were not seen.
    """
    trunk_px = _trunk_px(pose)
    if not np.isfinite(trunk_px) or trunk_px <= 0:
        return ViewEstimate(view="unknown", facing="unknown", near_side=None, yaw_deg=None, yaw_sd_deg=None)
    width = _mean_x(pose.point("left_shoulder") - pose.point("right_shoulder")) / (SHOULDER_WIDTH_TRUNK * trunk_px)
    forward = _forward_share(pose, trunk_px)
    facing = _FACINGS[wanted] if wanted is not None else _facing(forward, width)
    return ViewEstimate(
        view=_VIEWS[facing],
        facing=facing,
        near_side=_NEAR_SIDE.get(facing),
        yaw_deg=_yaw_deg(facing, forward, width),
        yaw_sd_deg=YAW_SD_DEG if facing != "unknown" else None,
        source="estimated" if wanted is None else "user",
    )


def _facing(forward: float, width: float) -> Facing:
    if abs(forward) < 0.3 and abs(width) < 0.3:
        return "unknown"
    if abs(width) <= abs(forward) * np.tan(np.radians(LARGEST_SIDE_YAW_DEG)):
        return "image-right" if forward > 0 else "image-left"
    # The left shoulder is at image-right when the chest is toward the camera.
    return "toward-camera" if width > 0 else "away-from-camera"


def _yaw_deg(facing: Facing, forward: float, width: float) -> float | None:
    if facing == "unknown":
        return None
    across = width if facing in ("image-left", "image-right") else forward
    return float(np.degrees(np.arcsin(np.clip(abs(across), 0.0, 1.0))))
