"""Hip, knee and ankle: exact geometry of a two-segment leg in space."""

import numpy as np

from .arrays import FloatArray
from .body import BodyDimensions


def knee_from_distance(body: BodyDimensions, distance_m: FloatArray) -> FloatArray:
    """Knee flexion in radians (0 straight) for a hip-ankle distance; NaN where the leg cannot reach."""
    a, b = body.thigh_m, body.shank_m
    cos = (distance_m**2 - a**2 - b**2) / (2 * a * b)
    return np.asarray(np.where(cos > 1, np.nan, np.arccos(np.clip(cos, -1, 1))))


def distance_from_knee(body: BodyDimensions, knee_rad: FloatArray) -> FloatArray:
    """Hip-ankle distance in metres for a knee flexion."""
    a, b = body.thigh_m, body.shank_m
    return np.asarray(np.sqrt(a**2 + b**2 + 2 * a * b * np.cos(knee_rad)))


def thigh_ahead_of_axis(body: BodyDimensions, knee_rad: FloatArray) -> FloatArray:
    """Angle in radians between the thigh and the line from hip to ankle."""
    return np.asarray(np.arctan2(body.shank_m * np.sin(knee_rad), body.thigh_m + body.shank_m * np.cos(knee_rad)))


def sagittal_thigh(body: BodyDimensions, hip_m: FloatArray, ankle_m: FloatArray, knee_rad: FloatArray) -> FloatArray:
    """Thigh against the vertical in the sagittal plane (+ knee ahead), were the leg in that plane; radians."""
    reach = ankle_m - hip_m
    return np.asarray(np.arctan2(reach[..., 0], -reach[..., 1]) + thigh_ahead_of_axis(body, knee_rad))


def ankle_from_angles(
    body: BodyDimensions, hip_m: FloatArray, thigh_rad: FloatArray, knee_rad: FloatArray, ankle_z_m: FloatArray
) -> FloatArray:
    """Inverse of `sagittal_thigh` for a given lateral place of the ankle: ankle (..., 3) metres."""
    across = ankle_z_m - hip_m[..., 2]
    in_plane = np.sqrt(distance_from_knee(body, knee_rad) ** 2 - across**2)
    axis = thigh_rad - thigh_ahead_of_axis(body, knee_rad)
    reach = np.stack([in_plane * np.sin(axis), -in_plane * np.cos(axis), across], axis=-1)
    return np.asarray(hip_m + reach)


def place_knee(
    body: BodyDimensions, hip_m: FloatArray, ankle_m: FloatArray, knee_rad: FloatArray, inward: FloatArray
) -> FloatArray:
    """Knee (..., 3): in the plane of hip, ankle and the forward direction turned about the hip-ankle line.

    ``inward`` is the turn in radians that carries the bent knee toward +z (the caller gives the side's sign).
    """
    reach = ankle_m - hip_m
    axis = reach / np.linalg.norm(reach, axis=-1, keepdims=True)
    ahead = np.array([1.0, 0.0, 0.0]) - axis[..., :1] * axis
    ahead = ahead / np.linalg.norm(ahead, axis=-1, keepdims=True)
    side = np.cross(axis, ahead)  # down x ahead = +z
    bend = thigh_ahead_of_axis(body, knee_rad)[..., None]
    direction = np.cos(inward)[..., None] * ahead + np.sin(inward)[..., None] * side
    return np.asarray(hip_m + body.thigh_m * (np.cos(bend) * axis + np.sin(bend) * direction))
