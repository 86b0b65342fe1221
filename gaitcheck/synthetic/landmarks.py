"""What a pose estimator would say about a simulated body: landmarks in the picture, clean or spoiled on purpose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from gaitcheck.pose.track import PoseSource, PoseTrack
from gaitcheck.skeleton import BLAZEPOSE_33, mirror_permutation

from .arrays import BoolArray, FloatArray
from .motion import Motion

View = Literal["side-left", "side-right", "rear", "front"]
Span = tuple[float, float]

# Direction from the runner to the camera, degrees from straight ahead toward the runner's right, and which way a
# positive yaw turns it: toward the front in side views, toward the runner's right in the others.
AZIMUTH_DEG: dict[View, tuple[float, float]] = {
    "front": (0.0, 1.0),
    "side-right": (90.0, -1.0),
    "rear": (180.0, -1.0),
    "side-left": (270.0, 1.0),
}
# Landmarks that are joints by another name.
SAME = {"foot_index": "toe"}
# Fingers: metres beyond the wrist along the forearm, forward and up. Rough places on an adult; nothing is measured
# from them.
HAND = {"pinky": (0.09, 0.0, -0.02), "index": (0.10, 0.0, 0.02), "thumb": (0.05, 0.0, 0.03)}
EYE_HALF_WIDTH_M = 0.012
MOUTH_BELOW_NOSE_M = 0.055
MOUTH_HALF_WIDTH_M = 0.025
FAR_VISIBILITY = 0.6


@dataclass(frozen=True, kw_only=True)
class SyntheticCamera:
    """A level pinhole camera that looks at the vertical axis through x = z = 0.

    Parameters
    ----------
    view: where it stands. In ``side-left`` it sees the runner's left side, who then faces left in the picture.
    yaw_deg: off the ideal direction, + toward the runner's front (side views) or right (rear, front).
    distance_m: from the axis.  height_m: above the belt; also the height it looks at.
    focal_px: focal length; width_px, height_px: of the picture, the axis in its middle.
    """

    view: View = "side-left"
    yaw_deg: float = 0.0
    distance_m: float = 3.5
    height_m: float = 0.95
    focal_px: float = 1400.0
    width_px: int = 1280
    height_px: int = 720

    def axes(self) -> tuple[FloatArray, FloatArray]:
        """Unit vectors toward the camera and to the picture's right, in the lab frame."""
        start, sense = AZIMUTH_DEG[self.view]
        azimuth = np.radians(start + sense * self.yaw_deg)
        toward = np.array([np.cos(azimuth), 0.0, np.sin(azimuth)])
        return toward, np.cross([0.0, 1.0, 0.0], toward)

    def project(self, points_m: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Picture position (..., 2), y down, and distance in depth (...) in metres of lab points (..., 3)."""
        toward, right = self.axes()
        depth = self.distance_m - points_m @ toward
        x = self.width_px / 2 + self.focal_px * (points_m @ right) / depth
        y = self.height_px / 2 - self.focal_px * (points_m[..., 1] - self.height_m) / depth
        return np.stack([x, y], axis=-1), depth


@dataclass(frozen=True, kw_only=True)
class Faults:
    """How the landmarks are spoiled; the default is not at all.

    Parameters
    ----------
    white_px, wander_px: SD of independent noise per frame, and of noise correlated over ``wander_time_s``.
    hip_offset_m: (forward, up) shift of both hip landmarks, as pose models have it.
    missing: spans [start, end) in seconds without any landmark.
    missing_names: landmarks that are missing throughout.
    swapped: spans in which left and right legs carry each other's name.
    time_jitter_s: SD of the frame times about their even spacing (kept in order).
    seed: of all noise.
    """

    white_px: float = 0.0
    wander_px: float = 0.0
    wander_time_s: float = 0.15
    hip_offset_m: tuple[float, float] = (0.0, 0.0)
    missing: tuple[Span, ...] = ()
    missing_names: tuple[str, ...] = ()
    swapped: tuple[Span, ...] = ()
    time_jitter_s: float = 0.0
    seed: int = 0


NO_FAULTS = Faults()


def film(
    motion: Motion, camera: SyntheticCamera, *, fps: float, start_s: float = 0.0, faults: Faults = NO_FAULTS
) -> PoseTrack:
    """Landmarks of ``motion`` seen by ``camera``.

    Parameters
    ----------
    motion: what moves.  camera: who looks.  fps: frames per second.
    start_s: motion time of the first frame; the track's own time starts at 0 there.
    faults: what is wrong with the landmarks.

    Returns
    -------
    PoseTrack with the 33 BlazePose landmarks until the motion's end; depth in pixels behind the hips' middle.
    """
    rng = np.random.default_rng(faults.seed)
    time_s = frame_times(motion.duration_s - start_s, fps, faults.time_jitter_s, rng)
    points = landmark_points(motion, time_s + start_s, faults.hip_offset_m)
    xy_px, depth_m = camera.project(points)
    hips = [BLAZEPOSE_33.index(f"{side}_hip") for side in ("left", "right")]
    depth_px = (depth_m - depth_m[:, hips].mean(axis=1, keepdims=True)) * camera.focal_px / camera.distance_m
    xy_px = xy_px + noise_px(time_s, xy_px.shape, faults, rng)
    track = swap_legs(time_s, xy_px, faults.swapped)
    gone = missing_mask(time_s, faults)
    return PoseTrack(
        time_s=time_s,
        xy_px=np.where(gone[..., None], np.nan, track),
        visibility=np.where(gone, np.nan, np.where(depth_px > 0, FAR_VISIBILITY, 1.0)),
        depth_px=np.where(gone, np.nan, depth_px),
        names=BLAZEPOSE_33,
        source=PoseSource(backend="synthetic", version="1", model=motion.gait),
    )


def frame_times(duration_s: float, fps: float, jitter_s: float, rng: np.random.Generator) -> FloatArray:
    """Frame times (T,) from 0, evenly spaced or shaken but in order."""
    even = np.arange(int(np.floor(duration_s * fps)) + 1) / fps
    limit = 0.45 / fps  # never as far as the neighbour
    shaken = even + np.clip(jitter_s * rng.standard_normal(even.size), -limit, limit)
    return shaken - shaken[0] if jitter_s > 0 else even


def landmark_points(motion: Motion, time_s: FloatArray, hip_offset_m: tuple[float, float]) -> FloatArray:
    """The 33 landmarks in the lab frame, (T, 33, 3) metres."""
    joints = motion.joints(time_s)
    forward, up = hip_offset_m
    found = {name: joints[name] for name in joints if name in BLAZEPOSE_33}
    for side, lateral in (("left", -1.0), ("right", 1.0)):
        found[f"{side}_hip"] = found[f"{side}_hip"] + np.array([forward, up, 0.0])
        for name, joint in SAME.items():
            found[f"{side}_{name}"] = joints[f"{side}_{joint}"]
        found |= hand_points(joints, side)
        eye = joints[f"{side}_eye"]
        found[f"{side}_eye_inner"] = eye - lateral * np.array([0.0, 0.0, EYE_HALF_WIDTH_M])
        found[f"{side}_eye_outer"] = eye + lateral * np.array([0.0, 0.0, EYE_HALF_WIDTH_M])
        mouth = np.array([0.0, -MOUTH_BELOW_NOSE_M, lateral * MOUTH_HALF_WIDTH_M])
        found[f"mouth_{side}"] = joints["nose"] + mouth
    return np.stack([found[name] for name in BLAZEPOSE_33], axis=1)


def hand_points(joints: dict[str, FloatArray], side: str) -> dict[str, FloatArray]:
    """Fingers as continuations of the forearm."""
    wrist = joints[f"{side}_wrist"]
    along = wrist - joints[f"{side}_elbow"]
    along = along / np.linalg.norm(along, axis=-1, keepdims=True)
    return {
        f"{side}_{name}": wrist + reach * along + np.array([forward, up, 0.0])
        for name, (reach, forward, up) in HAND.items()
    }


def noise_px(time_s: FloatArray, shape: tuple[int, ...], faults: Faults, rng: np.random.Generator) -> FloatArray:
    """White plus wandering (first-order Markov) noise of ``shape`` (T, K, 2)."""
    white = faults.white_px * rng.standard_normal(shape)
    wander = rng.standard_normal(shape)
    for frame, step_s in enumerate(np.diff(time_s), start=1):
        memory = np.exp(-step_s / faults.wander_time_s)
        wander[frame] = memory * wander[frame - 1] + np.sqrt(1 - memory**2) * wander[frame]
    return np.asarray(white + faults.wander_px * wander)


def inside(time_s: FloatArray, spans: tuple[Span, ...]) -> BoolArray:
    """Whether each time lies in one of the spans [start, end), (T,)."""
    hit = np.zeros(time_s.shape, dtype=np.bool_)
    for start, end in spans:
        hit |= (time_s >= start) & (time_s < end)
    return hit


def swap_legs(time_s: FloatArray, xy_px: FloatArray, spans: tuple[Span, ...]) -> FloatArray:
    """Exchange left and right hips, knees, ankles and feet within the spans."""
    legs = ("hip", "knee", "ankle", "heel", "foot_index")
    order = np.arange(len(BLAZEPOSE_33))
    mirror = mirror_permutation(BLAZEPOSE_33)
    own = [k for k, name in enumerate(BLAZEPOSE_33) if name.endswith(legs)]
    order[own] = mirror[own]
    return np.where(inside(time_s, spans)[:, None, None], xy_px[:, order], xy_px)


def missing_mask(time_s: FloatArray, faults: Faults) -> BoolArray:
    """Landmarks that are not seen, (T, K)."""
    absent = np.array([name in faults.missing_names for name in BLAZEPOSE_33])
    return np.asarray(inside(time_s, faults.missing)[:, None] | absent)
