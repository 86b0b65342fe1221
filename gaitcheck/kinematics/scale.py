"""Leg length in the picture, the unit of the body frame."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gaitcheck.arrays import FloatArray
from gaitcheck.pose.track import PoseTrack
from gaitcheck.skeleton import Side

_JOINTS = ("hip", "knee", "ankle")


def leg_length(points: Mapping[str, FloatArray], sides: tuple[Side, ...]) -> float:
    """Median of hip-knee plus knee-ankle, averaged over ``sides``, in the unit of ``points``; NaN when never seen.

    Parameters
    ----------
    points
        Positions by landmark (with side), each (T, 2).
    """
    lengths = []
    for side in sides:
        hip, knee, ankle = (points[f"{side}_{joint}"] for joint in _JOINTS)
        length = np.linalg.norm(hip - knee, axis=1) + np.linalg.norm(knee - ankle, axis=1)
        known = length[np.isfinite(length)]
        lengths.append(float(np.median(known)) if known.size else float("nan"))
    return float(np.mean(lengths))


def leg_length_px(pose: PoseTrack, sides: tuple[Side, ...]) -> float:
    """`leg_length` in the picture. [px]"""
    return leg_length({f"{s}_{joint}": pose.point(f"{s}_{joint}") for s in sides for joint in _JOINTS}, sides)
