"""Clip time to real time: is this clip slow motion, and how slow?

Exported slow motion often carries no mark. Two clocks in the picture tell: nobody runs at 60 steps a minute, and
a runner's flight is free fall. The body's rise and fall follow from step time and the share of it in contact
(`metrics.bouncing`); the height seen in leg lengths and the leg's length in metres therefore give the step time in real
seconds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gaitcheck.analysis.model import Timing
from gaitcheck.config import AnalysisOptions, RunnerInfo
from gaitcheck.events.model import GaitEvents
from gaitcheck.kinematics.gait import PERIODIC_SHARE, stride_frequency_hz
from gaitcheck.kinematics.model import Kinematics
from gaitcheck.metrics.bouncing import bounce_leg, implied_bounce_m, leg_length_m
from gaitcheck.video import VideoInfo

#: Step rates at which people run; outside, the time scale is doubtful. [steps/min]
_RUNNING_SPM = (120.0, 230.0)
#: Step rates that an inferred factor must lead to: the ordinary range, narrower than the possible one. [steps/min]
_ORDINARY_SPM = (138.0, 215.0)
#: Largest gravity factor at which an ordinary cadence is taken at its word.
_NORMAL_GRAVITY_FACTOR = 1.5
#: A candidate factor and the gravity clock agree within this ratio.
_AGREEMENT = 1.4
#: Rates at which phones capture slow motion; the factor is one of them over the clip's own rate. [Hz]
_CAPTURE_FPS = (60.0, 120.0, 240.0, 480.0, 960.0)
#: Stride frequencies of the clip's thirds that differ by more than this ratio are a speed ramp.
_RAMP_RATIO = 1.2
#: Share of the ankles' movement that its main frequency must explain for a rate where there is no gait.
_STEADY_SHARE = 0.7

SLOW_MOTION_QUESTION = (
    "The clip looks like slow motion, but by how much cannot be told: how many times slower than real does it "
    "play (8 for 240 frames a second played at 30)?"
)
SPEED_CHANGES = "The clip's own speed changes (a slow-motion ramp or a belt change), so times are not assessed"
RAMP_NOTE = f"{SPEED_CHANGES}; measure a part at one speed instead, by trimming the clip to it."


@dataclass(frozen=True, kw_only=True)
class TimeEvidence:
    """What the picture says about time.

    Parameters
    ----------
    apparent_spm
        Steps per minute of clip, NaN where a ramp leaves no one rate. [steps/min]
    gravity_factor
        Seconds of clip per real second by the fall of the body; ``None`` when it cannot be told.
    ramp
        Whether stride times change through the clip by more than a runner's do.
    """

    apparent_spm: float
    gravity_factor: float | None
    ramp: bool


def gravity_factor(kinematics: Kinematics, events: GaitEvents, runner: RunnerInfo) -> float | None:
    """Seconds of clip per real second, from free fall; about 15 % uncertain.

    Parameters
    ----------
    kinematics, events
        In clip time.
    runner
        Height, when known, gives the leg's length.
    """
    bounce, implied_m = bounce_leg(kinematics, events), implied_bounce_m(kinematics, events)
    if bounce is None or implied_m is None or bounce <= 0:
        return None
    return math.sqrt(implied_m / (bounce * leg_length_m(runner)))


def _rates_hz(kinematics: Kinematics, least_share: float) -> list[float | None]:
    """Stride frequency of each third of the clip."""
    apart = kinematics.left.ankle - kinematics.right.ankle
    thirds = np.array_split(np.arange(kinematics.time_s.size), 3)
    return [stride_frequency_hz(kinematics.time_s[part], apart[part], least_share=least_share) for part in thirds]


def _has_ramp(kinematics: Kinematics) -> bool:
    """Whether the stride frequencies of the clip's thirds differ by more than a runner's do."""
    if kinematics.gait == "none":
        # Legs that move without a rhythm have rates of a kind too: here both ends must show a steady one.
        first, _, last = _rates_hz(kinematics, _STEADY_SHARE)
        rates_hz = [] if first is None or last is None else [first, last]
    else:
        rates_hz = [rate for rate in _rates_hz(kinematics, PERIODIC_SHARE) if rate is not None]
    return len(rates_hz) > 1 and max(rates_hz) > _RAMP_RATIO * min(rates_hz)


def time_evidence(kinematics: Kinematics, events: GaitEvents, runner: RunnerInfo) -> TimeEvidence | None:
    """What the picture says about time, or ``None`` when nobody runs in it."""
    if kinematics.gait == "none" and _has_ramp(kinematics):
        # A steep ramp has no one rhythm by which to tell a gait.
        return TimeEvidence(apparent_spm=math.nan, gravity_factor=None, ramp=True)
    if kinematics.gait != "running" or kinematics.step_frequency_hz is None:
        return None
    return TimeEvidence(
        apparent_spm=60.0 * kinematics.step_frequency_hz,
        gravity_factor=gravity_factor(kinematics, events, runner),
        ramp=_has_ramp(kinematics),
    )


def _inferred(evidence: TimeEvidence, fps: float) -> float | None:
    """The one factor that both clocks accept, else ``None``."""
    if evidence.gravity_factor is None:
        return None
    low_spm, high_spm = _ORDINARY_SPM
    fitting = [
        factor
        for factor in (capture_fps / fps for capture_fps in _CAPTURE_FPS)
        if factor > 1.5
        and low_spm <= evidence.apparent_spm * factor <= high_spm
        and 1 / _AGREEMENT <= factor / evidence.gravity_factor <= _AGREEMENT
    ]
    return fitting[0] if len(fitting) == 1 else None


def _tagged(video: VideoInfo, evidence: TimeEvidence | None) -> float | None:
    """The factor by the camera's own tag, when it leads to a possible cadence."""
    if video.capture_fps is None or video.fps is None:
        return None
    factor = video.capture_fps / video.fps
    if factor < 1.3:
        return None
    spm = None if evidence is None else evidence.apparent_spm * factor
    return factor if spm is None or _RUNNING_SPM[0] <= spm <= _RUNNING_SPM[1] else None


def establish_timing(video: VideoInfo, options: AnalysisOptions, evidence: TimeEvidence | None) -> Timing:
    """How clip time relates to real time, and how that is known.

    Parameters
    ----------
    video
        For frame rate and the camera's slow-motion tag.
    options
        The user's own word comes first.
    evidence
        What the picture says; ``None`` when nobody runs in it.
    """
    if options.slow_motion_factor is not None:
        return Timing(slow_motion_factor=options.slow_motion_factor, time_base="user")
    tagged = _tagged(video, evidence)
    if tagged is not None:
        return Timing(slow_motion_factor=tagged, time_base="container")
    if evidence is None:
        return Timing(slow_motion_factor=1.0, time_base="container")
    if evidence.ramp:
        return Timing(slow_motion_factor=None, time_base="unknown", question=RAMP_NOTE)
    falls_normally = evidence.gravity_factor is None or evidence.gravity_factor <= _NORMAL_GRAVITY_FACTOR
    if _RUNNING_SPM[0] <= evidence.apparent_spm <= _RUNNING_SPM[1] and falls_normally:
        return Timing(slow_motion_factor=1.0, time_base="container")
    factor = _inferred(evidence, video.fps) if video.fps is not None else None
    if factor is not None:
        return Timing(slow_motion_factor=factor, time_base="inferred")
    return Timing(slow_motion_factor=None, time_base="unknown", question=SLOW_MOTION_QUESTION)
