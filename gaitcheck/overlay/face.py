"""Where the runner's face is in every frame, also in those in which the pose was lost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gaitcheck.arrays import BoolArray, FloatArray
from gaitcheck.pose.track import PoseTrack
from gaitcheck.skeleton import FACE

#: Radius of the hidden disc over the spread of the face landmarks, which end at the ears and the mouth...
SPREAD_FACTOR = 1.6
#: ... and its limits over the trunk's length (a head is about a quarter of it in radius).
TRUNK_LIMITS = (0.30, 0.60)
#: Where a backend has no face landmarks: the head's centre above the shoulders and its radius, in trunks.
HEAD_ABOVE_SHOULDERS = 0.48
HEAD_RADIUS = 0.42
#: Without a pose the disc stays and grows: per second without one, and at most, relative to its size. The runner may be
#: anywhere by then; `heads` finds him wherever he is.
GROWTH_PER_S = 3.0
LARGEST_GROWTH = 1.6
#: No disc is larger than head and shoulders: radius over the trunk's length.
LARGEST_TRUNKS = 0.8
#: Landmarks of one frame may jump; the disc covers both the frame's own place and the median of its neighbours.
MEDIAN_REACH = 3


@dataclass(frozen=True)
class FaceTrack:
    """A disc that covers the face in every frame.

    Parameters
    ----------
    xy_px
        Centres, shape (T, 2); NaN throughout when the head was never seen. [px]
    radius_px
        Radii, shape (T,). [px]
    """

    xy_px: FloatArray
    radius_px: FloatArray


def face_track(pose: PoseTrack) -> FaceTrack:
    """The disc over the face: from the face landmarks, else from the trunk, held and growing through gaps."""
    trunk_px = _trunk_px(pose)
    centre, radius = _from_landmarks(pose, trunk_px)
    above, radius_above = _from_trunk(pose, trunk_px)
    blind = np.isnan(radius)
    centre[blind], radius[blind] = above[blind], radius_above[blind]
    seen = np.isfinite(radius)
    if not seen.any():
        return FaceTrack(centre, radius)
    centre, radius = _steadied(centre, radius, seen)
    held = _held(pose.time_s, centre, radius, seen)
    largest_px = LARGEST_TRUNKS * trunk_px if np.isfinite(trunk_px) else np.inf
    return FaceTrack(held.xy_px, np.minimum(held.radius_px, largest_px))


def _middle(pose: PoseTrack, part: str) -> FloatArray:
    return np.asarray((pose.point(f"left_{part}") + pose.point(f"right_{part}")) / 2.0)


def _trunk_px(pose: PoseTrack) -> float:
    """Median length of the trunk in the picture; NaN if it was never seen. [px]"""
    length = np.linalg.norm(_middle(pose, "shoulder") - _middle(pose, "hip"), axis=1)
    length = length[np.isfinite(length)]
    return float(np.median(length)) if length.size else float("nan")


def _from_landmarks(pose: PoseTrack, trunk_px: float) -> tuple[FloatArray, FloatArray]:
    points = np.stack([pose.point(name) for name in FACE], axis=1)
    known: BoolArray = np.asarray(np.isfinite(points).all(axis=2))
    low = np.where(known[..., None], points, np.inf).min(axis=1)
    high = np.where(known[..., None], points, -np.inf).max(axis=1)
    seen = known.any(axis=1)
    centre, spread = np.full_like(low, np.nan), np.full(seen.size, np.nan)
    centre[seen] = (low[seen] + high[seen]) / 2.0
    spread[seen] = np.linalg.norm(high[seen] - low[seen], axis=1) / 2.0
    radius = SPREAD_FACTOR * spread
    if np.isfinite(trunk_px):
        smallest, largest = (limit * trunk_px for limit in TRUNK_LIMITS)
        radius = np.clip(radius, smallest, largest)
    return centre, radius


def _from_trunk(pose: PoseTrack, trunk_px: float) -> tuple[FloatArray, FloatArray]:
    shoulders, hips = _middle(pose, "shoulder"), _middle(pose, "hip")
    centre = shoulders + HEAD_ABOVE_SHOULDERS * (shoulders - hips)
    radius = np.where(np.isfinite(centre).all(axis=1), HEAD_RADIUS * trunk_px, np.nan)
    return centre, radius


def _steadied(centre: FloatArray, radius: FloatArray, seen: BoolArray) -> tuple[FloatArray, FloatArray]:
    """Centre on the median of seen neighbours; the radius grows by the jump, so the frame's own place is in."""
    index = np.flatnonzero(seen)
    steady, wide = centre.copy(), radius.copy()
    for k, i in enumerate(index):
        near = index[max(0, k - MEDIAN_REACH) : k + MEDIAN_REACH + 1]
        steady[i] = np.median(centre[near], axis=0)
        wide[i] = np.median(radius[near]) + np.linalg.norm(centre[i] - steady[i])
    return steady, wide


def _held(time_s: FloatArray, centre: FloatArray, radius: FloatArray, seen: BoolArray) -> FaceTrack:
    known_s = time_s[seen]
    xy = np.stack([np.interp(time_s, known_s, centre[seen, axis]) for axis in (0, 1)], axis=1)
    after = np.clip(np.searchsorted(known_s, time_s), 0, known_s.size - 1)
    before = np.clip(after - 1, 0, known_s.size - 1)
    away_s = np.minimum(np.abs(time_s - known_s[after]), np.abs(time_s - known_s[before]))
    growth = np.minimum(1.0 + GROWTH_PER_S * away_s, LARGEST_GROWTH)
    return FaceTrack(xy, np.interp(time_s, known_s, radius[seen]) * growth)
