"""`Analysis`: everything one clip yielded, with the configuration that produced it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from gaitcheck.assessment.finding import Finding
from gaitcheck.config import AnalysisOptions
from gaitcheck.corrections.model import Corrections
from gaitcheck.events.model import GaitEvents
from gaitcheck.kinematics.model import Kinematics
from gaitcheck.metrics.gait_metrics import GaitMetrics
from gaitcheck.pose.track import PoseTrack
from gaitcheck.video.info import TimeBase, VideoInfo

QualityStatus = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, kw_only=True)
class QualityCheck:
    """One capture check with a sentence a person can act on."""

    check: str
    status: QualityStatus
    message: str


@dataclass(frozen=True, kw_only=True)
class Timing:
    """How clip time relates to real time.

    Parameters
    ----------
    slow_motion_factor
        Seconds of clip per real second; 1 for an ordinary clip, ``None`` when it cannot be told.
    time_base
        How that was established.
    question
        What to ask the user, or why times cannot be assessed, when the factor is unknown.
    """

    slow_motion_factor: float | None
    time_base: TimeBase
    question: str | None = None


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """What `analyze` returns and what is saved.

    Parameters
    ----------
    version
        Of gaitcheck.
    options
        What the user asked for.
    video, timing, pose, kinematics, events, metrics, findings
        One noun per stage.
    quality
        Capture checks.
    notes
        Plain sentences about how far the result can be trusted.
    corrections
        What a person put right afterwards; all other parts hold them.
    """

    version: str
    options: AnalysisOptions
    video: VideoInfo
    timing: Timing
    pose: PoseTrack
    kinematics: Kinematics
    events: GaitEvents
    metrics: GaitMetrics
    findings: tuple[Finding, ...]
    quality: tuple[QualityCheck, ...]
    notes: tuple[str, ...]
    corrections: Corrections = field(default_factory=Corrections)
