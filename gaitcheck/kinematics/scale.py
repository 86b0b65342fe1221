"""Leg length in the picture, the unit of the body frame."""

from __future__ import annotations

import numpy as np

from gaitcheck.pose.track import PoseTrack
from gaitcheck.skeleton import Side


def leg_length_px(pose: PoseTrack, sides: tuple[Side, ...]) -> float:
    """Median of hip-knee plus knee-ankle, averaged over ``sides``; NaN when they were never seen. [px]"""
    lengths = []
    for side in sides:
        hip, knee, ankle = (pose.point(f"{side}_{joint}") for joint in ("hip", "knee", "ankle"))
        length = np.linalg.norm(hip - knee, axis=1) + np.linalg.norm(knee - ankle, axis=1)
        known = length[np.isfinite(length)]
        lengths.append(float(np.median(known)) if known.size else float("nan"))
    return float(np.mean(lengths))
