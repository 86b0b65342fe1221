"""A whole `Analysis` of a made-up runner, small and exact."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from assessment_builders import TYPICAL, metrics_of, view_of

from gaitcheck.analysis.model import Analysis, QualityCheck, Timing
from gaitcheck.config import AnalysisOptions, Gait, RunnerInfo, View
from gaitcheck.events.model import FootEvents, GaitEvents
from gaitcheck.kinematics.model import Kinematics, LegKinematics
from gaitcheck.pose.track import PoseSource, PoseTrack
from gaitcheck.skeleton import BLAZEPOSE_33, Side
from gaitcheck.video.info import VideoInfo

STRIDE_S = 0.714
FPS = 60.0
DURATION_S = 12.0


def time_axis() -> np.ndarray:
    return np.arange(int(DURATION_S * FPS)) / FPS


def knee_flexion_deg(phase: np.ndarray) -> np.ndarray:
    """A knee curve with bumps at 15 % and 70 % of the stride."""

    def bump(at: float, width: float) -> np.ndarray:
        away = (phase - at + 0.5) % 1.0 - 0.5
        return np.asarray(np.exp(-((away / width) ** 2)))

    return 11 + 32 * bump(0.15, 0.09) + 84 * bump(0.70, 0.14)


def leg(side: Side) -> LegKinematics:
    time_s = time_axis()
    phase = (time_s / STRIDE_S + (0.0 if side == "left" else 0.5)) % 1.0
    wobble = 2.0 * np.sin(2 * np.pi * time_s / 3.1)
    flexion = knee_flexion_deg(phase) + wobble
    still = np.zeros((time_s.size, 2))
    zero = np.zeros(time_s.size)
    return LegKinematics(
        side=side,
        hip=still,
        knee=still,
        ankle=still,
        heel=still,
        toe=still,
        knee_flexion_deg=flexion,
        knee_flexion_raw_deg=flexion,
        thigh_angle_deg=zero,
        shank_angle_deg=zero,
        foot_angle_deg=zero,
    )


def foot_events(side: Side) -> FootEvents:
    start = 0.0 if side == "left" else STRIDE_S / 2
    contact_s = np.arange(start + STRIDE_S, DURATION_S - STRIDE_S, STRIDE_S)
    sure = np.ones(contact_s.size)
    return FootEvents(
        side=side,
        contact_s=contact_s,
        toe_off_s=contact_s + 0.36 * STRIDE_S,
        contact_confidence=sure,
        toe_off_confidence=sure,
    )


def pose_track() -> PoseTrack:
    time_s = time_axis()
    xy = np.zeros((time_s.size, len(BLAZEPOSE_33), 2))
    xy[..., 0] = 600 + 80 * np.sin(np.linspace(0, 6, len(BLAZEPOSE_33)))
    xy[..., 1] = np.linspace(150, 600, len(BLAZEPOSE_33))
    source = PoseSource(backend="mediapipe", version="0.10.31", model="heavy")
    return PoseTrack(
        time_s=time_s,
        xy_px=xy,
        visibility=np.ones(xy.shape[:2]),
        depth_px=np.zeros(xy.shape[:2]),
        names=BLAZEPOSE_33,
        source=source,
    )


def analysis_of(
    values: Mapping[str, tuple[float, float]] = TYPICAL,
    view: View = "side-left",
    near_side: Side | None = "left",
    gait: Gait = "running",
    runner: RunnerInfo | None = None,
) -> Analysis:
    time_s = time_axis()
    zero = np.zeros((time_s.size, 2))
    return Analysis(
        version="0.1.0",
        options=AnalysisOptions(runner=runner or RunnerInfo(speed_kmh=10.0, height_cm=175.0)),
        video=VideoInfo(
            path=Path("clip.mp4"),
            sha256="ab" * 32,
            width_px=1280,
            height_px=720,
            rotation_deg=0,
            time_s=time_s,
            nominal_fps=FPS,
            declared_duration_s=DURATION_S,
            codec="h264",
            container="mp4",
        ),
        timing=Timing(slow_motion_factor=1.0, time_base="container"),
        pose=pose_track(),
        kinematics=Kinematics(
            time_s=time_s,
            left=leg("left"),
            right=leg("right"),
            pelvis=zero,
            shoulders=zero,
            trunk_lean_deg=np.zeros(time_s.size),
            observed=np.ones(time_s.size, dtype=np.bool_),
            view=view_of(view, near_side),
            gait=gait,
            step_frequency_hz=2.8,
            leg_length_px=250.0,
            origin_px=np.zeros(2),
            cutoff_hz=10.0,
        ),
        events=GaitEvents(left=foot_events("left"), right=foot_events("right")),
        metrics=metrics_of(values, reason="This view does not show it."),
        findings=(),
        quality=(
            QualityCheck(check="yaw", status="ok", message="The camera stands square to the belt."),
            QualityCheck(check="fps", status="warn", message="At 60 frames a second, contact time is coarse."),
        ),
        notes=("Belt speed and height as entered.",),
    )
