"""Real runners' markers as a side camera sees them: what a perfect pose model would report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from gaitcheck.pose.track import PoseSource, PoseTrack
from gaitcheck.skeleton import BLAZEPOSE_33
from gaitcheck.synthetic.landmarks import SyntheticCamera
from tools.real_motion.runs import RealRun, Side

FloatArray = npt.NDArray[np.float64]
SideView = Literal["side-left", "side-right"]

#: Shoulders stand above the hips, lean forward and turn against the legs; the files give legs only, and nothing that
#: is compared with the force plates comes from the trunk.
_TRUNK_M = 0.5
_LEAN = 0.10
_SHOULDER_HALF_WIDTH_M = 0.18
_SHOULDER_SWING = 0.1


@dataclass(frozen=True, kw_only=True)
class MarkerCamera:
    """How a marker run is filmed.

    Parameters
    ----------
    view, fps
        Which side is near, and frames a second. [Hz]
    yaw_deg
        Off square, + toward the runner's front. [deg]
    noise_leg
        SD of the noise added to every landmark in every frame. [leg lengths]
    seed
        Of the noise.
    """

    view: SideView = "side-right"
    fps: float = 60.0
    yaw_deg: float = 0.0
    noise_leg: float = 0.0
    seed: int = 0

    @property
    def near_side(self) -> Side:
        """The leg that the camera sees first."""
        return "right" if self.view == "side-right" else "left"


def _placed(run: RealRun, time_s: FloatArray) -> dict[str, FloatArray]:
    """Markers at other times, the pelvis's mean place above the middle of the belt, with shoulders added. [m]"""
    points = {
        name: np.stack([np.interp(time_s, run.time_s, column) for column in xyz.T], axis=1)
        for name, xyz in run.points_m.items()
    }
    hips = 0.5 * (points["left_hip"] + points["right_hip"])
    shift = np.array([hips[:, 0].mean(), 0.0, hips[:, 2].mean()])
    swing = _SHOULDER_SWING * (points["left_ankle"] - points["right_ankle"])[:, 0]
    for side, outward in (("left", -1.0), ("right", 1.0)):
        across = np.full_like(swing, outward * _SHOULDER_HALF_WIDTH_M)
        points[f"{side}_shoulder"] = hips + np.stack(
            [_TRUNK_M * _LEAN + 0.5 * outward * swing, np.full_like(swing, _TRUNK_M), across], axis=1
        )
    return {name: xyz - shift for name, xyz in points.items()}


def film_markers(run: RealRun, camera: MarkerCamera) -> PoseTrack:
    """Landmarks of a run; the track's time starts at the run's first sample (`clip_time_s` converts events)."""
    time_s = np.arange(run.time_s[0], run.time_s[-1], 1.0 / camera.fps)
    eye = SyntheticCamera(view=camera.view, yaw_deg=camera.yaw_deg)
    xy_px = np.full((time_s.size, len(BLAZEPOSE_33), 2), np.nan)
    points = _placed(run, time_s)
    for name, xyz in points.items():
        xy_px[:, BLAZEPOSE_33.index(name)] = eye.project(xyz)[0]
    if camera.noise_leg:
        leg_px = float(np.median(np.linalg.norm(xy_px[:, BLAZEPOSE_33.index("left_hip")]
                                                - xy_px[:, BLAZEPOSE_33.index("left_ankle")], axis=1)))  # fmt: skip
        xy_px += np.random.default_rng(camera.seed).normal(0.0, camera.noise_leg * leg_px, xy_px.shape)
    known = np.isfinite(xy_px[..., 0])
    return PoseTrack(
        time_s=time_s - time_s[0],
        xy_px=xy_px,
        visibility=np.where(known, 1.0, np.nan),
        depth_px=np.full(known.shape, np.nan),
        names=BLAZEPOSE_33,
        source=PoseSource(backend="markers", version="1", model="markers"),
    )


def clip_time_s(run: RealRun, times_s: FloatArray) -> FloatArray:
    """Event times on the clock of `film_markers`. [s]"""
    return times_s - run.time_s[0]
