"""A made-up runner in a made-up room, and the `Analysis` that goes with it."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from gaitcheck.analysis.model import Analysis, Timing
from gaitcheck.config import AnalysisOptions, View
from gaitcheck.events.model import FootEvents, GaitEvents
from gaitcheck.kinematics.model import Kinematics, LegKinematics, ViewEstimate
from gaitcheck.metrics.gait_metrics import GaitMetrics
from gaitcheck.metrics.metric import Metric
from gaitcheck.pose.track import PoseSource, PoseTrack
from gaitcheck.skeleton import BLAZEPOSE_33, Side
from gaitcheck.video.info import VideoInfo

WIDTH_PX, HEIGHT_PX = 360, 640
STRIDE_S = 0.7
HEAD_PX = (180.0, 120.0)
GREY = 120


def body_px(real_s: float) -> dict[str, tuple[float, float]]:
    """Landmarks of a stick runner who faces image-left and swings his legs. [px]"""
    points = dict.fromkeys(BLAZEPOSE_33[:11], HEAD_PX)
    points |= {"nose": (160.0, 125.0), "left_ear": (195.0, 118.0), "right_ear": (197.0, 118.0)}
    for side, phase in (("left", 0.0), ("right", np.pi)):
        swing = np.sin(2 * np.pi * real_s / STRIDE_S + phase)
        knee = (180.0 - 45 * swing, 420.0)
        ankle = (knee[0] + 25 - 25 * swing, 520.0 - 20 * (1 + swing))
        points |= {
            f"{side}_shoulder": (185.0, 190.0),
            f"{side}_elbow": (200.0 + 30 * swing, 250.0),
            f"{side}_wrist": (170.0 + 40 * swing, 280.0),
            f"{side}_hip": (180.0, 320.0),
            f"{side}_knee": knee,
            f"{side}_ankle": ankle,
            f"{side}_heel": (ankle[0] + 12, ankle[1] + 10),
            f"{side}_foot_index": (ankle[0] - 30, ankle[1] + 14),
        }
    return points


def room(seed: int) -> np.ndarray:
    """A grey room with a head full of fine detail, shape (H, W, 3)."""
    rgb = np.full((HEIGHT_PX, WIDTH_PX, 3), GREY, np.uint8)
    noise = np.random.default_rng(seed).integers(0, 2, (88, 88)) * 255
    rgb[80:168, 136:224] = np.repeat(noise[:, :, None], 3, axis=2)
    return rgb


def write_room(path: Path, times_s: np.ndarray) -> Path:
    """The room as a clip whose metadata name a place and a person."""
    with av.open(str(path), "w", options={"movflags": "use_metadata_tags"}) as container:
        container.metadata.update({"location": "+48.1+011.5/", "artist": "Jane Doe", "title": "Jane runs"})
        stream = container.add_stream("libx264", rate=30, options={"crf": "12", "g": "15"})
        stream.width, stream.height, stream.pix_fmt = WIDTH_PX, HEIGHT_PX, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        for i, time_s in enumerate(times_s):
            frame = av.VideoFrame.from_ndarray(room(i), format="rgb24")
            frame.pts, frame.time_base = round(1000 * time_s), Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def _pose(times_s: np.ndarray, slow_motion: float, lost: slice | None) -> PoseTrack:
    bodies = [body_px(t / slow_motion) for t in times_s]
    xy = np.array([[body.get(name, (np.nan, np.nan)) for name in BLAZEPOSE_33] for body in bodies])
    visibility = np.where(np.isfinite(xy).all(axis=2), 0.9, np.nan)
    if lost is not None:
        xy[lost], visibility[lost] = np.nan, np.nan
    source = PoseSource(backend="made-up", version="1", model="none")
    depth = np.full(visibility.shape, np.nan)
    return PoseTrack(time_s=times_s, xy_px=xy, visibility=visibility, depth_px=depth, names=BLAZEPOSE_33, source=source)


def _leg(side: Side, pose: PoseTrack) -> LegKinematics:
    hip, knee, ankle = (pose.point(f"{side}_{part}") for part in ("hip", "knee", "ankle"))
    thigh, shank = knee - hip, ankle - knee
    turn = np.arctan2(shank[:, 1], shank[:, 0]) - np.arctan2(thigh[:, 1], thigh[:, 0])
    flexion = np.abs(np.degrees(turn))
    return LegKinematics(
        side=side, hip=hip, knee=knee, ankle=ankle, heel=pose.point(f"{side}_heel"),
        toe=pose.point(f"{side}_foot_index"), knee_flexion_deg=flexion, knee_flexion_raw_deg=flexion,
        thigh_angle_deg=flexion, shank_angle_deg=flexion, foot_angle_deg=flexion,
    )  # fmt: skip


def _events(end_s: float) -> GaitEvents:
    def foot(side: Side, first_s: float) -> FootEvents:
        contact = np.arange(first_s, end_s, STRIDE_S)
        sure = np.ones(contact.size)
        return FootEvents(
            side=side, contact_s=contact, toe_off_s=contact + 0.2, contact_confidence=sure, toe_off_confidence=sure
        )  # fmt: skip

    return GaitEvents(left=foot("left", 0.1), right=foot("right", 0.45))


def make_analysis(
    path: Path,
    times_s: np.ndarray,
    *,
    slow_motion: float = 1.0,
    view: View = "side-left",
    lost: slice | None = None,
    cadence_spm: float | None = 171.4,
) -> Analysis:
    """The analysis of the made-up clip at ``path`` with frames at ``times_s`` (seconds of clip)."""
    pose = _pose(times_s, slow_motion, lost)
    near: Side | None = "left" if view == "side-left" else "right" if view == "side-right" else None
    estimate = ViewEstimate(view=view, facing="image-left", near_side=near, yaw_deg=None, yaw_sd_deg=None)
    nothing = np.full(times_s.size, np.nan)
    kinematics = Kinematics(
        time_s=times_s / slow_motion, left=_leg("left", pose), right=_leg("right", pose),
        pelvis=pose.point("left_hip"), shoulders=pose.point("left_shoulder"), trunk_lean_deg=nothing,
        observed=pose.detected, view=estimate, gait="running", step_frequency_hz=None,
        leg_length_px=200.0, origin_px=np.zeros(2), cutoff_hz=8.0,
    )  # fmt: skip
    cadence = (
        Metric.not_assessed("cadence_spm", None, "spm", "no steps")
        if cadence_spm is None
        else Metric(name="cadence_spm", side=None, unit="spm", value=cadence_spm, low=170, high=173, n=9, sd=1)
    )
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""
    video = VideoInfo(
        path=path, sha256=sha256, width_px=WIDTH_PX, height_px=HEIGHT_PX, rotation_deg=0, time_s=times_s,
        nominal_fps=None, declared_duration_s=None, codec="h264", container="mp4",
    )  # fmt: skip
    return Analysis(
        version="0", options=AnalysisOptions(), video=video, pose=pose, kinematics=kinematics,
        timing=Timing(slow_motion_factor=slow_motion, time_base="container"),
        events=_events(float(times_s[-1]) / slow_motion + 1), metrics=GaitMetrics(metrics=(cadence,)),
        findings=(), quality=(), notes=(),
    )  # fmt: skip
