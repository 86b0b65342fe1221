"""Joint and segment angles from positions in the body frame (x forward, y up). Degrees."""

from __future__ import annotations

import numpy as np

from gaitcheck.arrays import FloatArray


def flexion_deg(proximal: FloatArray, joint: FloatArray, distal: FloatArray) -> FloatArray:
    """180 degrees minus the angle at ``joint``; 0 is straight.

    Parameters
    ----------
    proximal, joint, distal
        Positions, shape (..., 2) or (..., 3), any unit.

    Returns
    -------
    ndarray, shape (...)
        0 to 180. [deg]
    """
    upper, lower = joint - proximal, distal - joint
    cosine = np.sum(upper * lower, axis=-1) / (np.linalg.norm(upper, axis=-1) * np.linalg.norm(lower, axis=-1))
    angle: FloatArray = np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))
    return angle


def hanging_angle_deg(upper: FloatArray, lower: FloatArray) -> FloatArray:
    """Angle of the line upper-to-lower against straight down, positive with the lower end ahead. [deg]"""
    line = lower - upper
    angle: FloatArray = np.degrees(np.arctan2(line[..., 0], -line[..., 1]))
    return angle


def standing_angle_deg(lower: FloatArray, upper: FloatArray) -> FloatArray:
    """Angle of the line lower-to-upper against straight up, positive with the upper end ahead. [deg]"""
    line = upper - lower
    angle: FloatArray = np.degrees(np.arctan2(line[..., 0], line[..., 1]))
    return angle


def lying_angle_deg(back: FloatArray, front: FloatArray) -> FloatArray:
    """Angle of the line back-to-front against the horizontal, positive with the front end up. [deg]"""
    line = front - back
    angle: FloatArray = np.degrees(np.arctan2(line[..., 1], line[..., 0]))
    return angle
