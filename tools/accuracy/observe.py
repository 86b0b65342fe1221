"""One clip measured: what gaitcheck says beside what is true."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from gaitcheck.analysis.model import Analysis
from gaitcheck.compare import AnalysisSummary, summary_of
from gaitcheck.events.model import GaitEvents
from gaitcheck.metrics.gait_metrics import GaitMetrics
from gaitcheck.metrics.interval import half_width
from gaitcheck.pose.track import PoseTrack
from gaitcheck.validation.matching import match_events
from tools.accuracy.clips import TruthClip

FloatArray = npt.NDArray[np.float64]

#: Legs can be told apart in a frame when the ankles are this far apart, in leg lengths.
APART_LEG = 0.12


@dataclass(frozen=True, kw_only=True)
class MetricObservation:
    """One metric of one side of one clip; ``stride_half_width`` is what stride spread alone explains."""

    clip: str
    name: str
    side: str | None
    near: bool
    estimate: float | None
    low: float | None
    high: float | None
    truth: float
    stride_half_width: float | None

    @property
    def error(self) -> float | None:
        """Estimate minus truth; ``None`` when not assessed."""
        return None if self.estimate is None else self.estimate - self.truth

    @property
    def held(self) -> bool | None:
        """Whether the stated interval holds the truth."""
        return None if self.low is None or self.high is None else self.low <= self.truth <= self.high


@dataclass(frozen=True, kw_only=True)
class EventObservation:
    """All events of one kind of one foot of one clip; errors in milliseconds."""

    clip: str
    side: str
    near: bool
    kind: str
    n_true: int
    n_found: int
    errors_ms: FloatArray


@dataclass(frozen=True, kw_only=True)
class ClipObservation:
    """Everything compared in one clip."""

    clip: TruthClip
    model: str
    view: str
    gait: str
    yaw_deg: float | None
    slow_motion_factor: float | None
    detected_pct: float
    swapped_before_pct: float
    swapped_after_pct: float
    summary: AnalysisSummary
    knee_errors_deg: dict[str, FloatArray] = field(default_factory=dict)
    knee_raw_errors_deg: dict[str, FloatArray] = field(default_factory=dict)
    metrics: list[MetricObservation] = field(default_factory=list)
    events: list[EventObservation] = field(default_factory=list)


def _joint_px(truth: dict[str, Any], name: str) -> FloatArray:
    frames = truth["frames"]
    return np.stack([np.asarray(frames[f"{name}_{axis}_px"], dtype=np.float64) for axis in "xy"], axis=1)


def swapped_pct(pose: PoseTrack, truth: dict[str, Any], frames: npt.NDArray[np.intp]) -> float:
    """Share of frames in which knees and ankles fit the other leg's truth better than their own. [%]

    Frames in which the true ankles are close together cannot be told apart and count as right; NaN where the
    truth holds no joint positions.
    """
    if "left_knee_x_px" not in truth["frames"]:
        return float("nan")
    points = {s: {j: pose.point(f"{s}_{j}") for j in ("knee", "ankle")} for s in ("left", "right")}
    true = {s: {j: _joint_px(truth, f"{s}_{j}")[frames] for j in ("knee", "ankle")} for s in ("left", "right")}
    leg_px = float(np.median(np.linalg.norm(true["left"]["knee"] - true["left"]["ankle"], axis=1))) * 2.0
    own, crossed = np.zeros(frames.size), np.zeros(frames.size)
    for side, other in (("left", "right"), ("right", "left")):
        for joint in ("knee", "ankle"):
            own += np.linalg.norm(points[side][joint] - true[side][joint], axis=1)
            crossed += np.linalg.norm(points[other][joint] - true[side][joint], axis=1)
    apart = np.linalg.norm(true["left"]["ankle"] - true["right"]["ankle"], axis=1) > APART_LEG * leg_px
    return float(100.0 * np.mean((crossed < own) & apart))


def matched_frames(time_s: FloatArray, truth: dict[str, Any]) -> npt.NDArray[np.intp]:
    """Index of the true frame for each measured frame, by time."""
    true_s = np.asarray(truth.get("container_time_s", truth["time_s"]), dtype=np.float64)
    return np.abs(true_s[None, :] - time_s[:, None]).argmin(axis=1)


def observe_metrics(clip: TruthClip, metrics: GaitMetrics) -> list[MetricObservation]:
    """Every metric of a clip that has a truth."""
    truth = {(row["name"], row["side"]): row["value"] for row in clip.truth["metrics"]}
    observed = []
    for metric in metrics.metrics:
        true = truth.get((metric.name, metric.side))
        if true is not None:
            observed.append(
                MetricObservation(
                    clip=clip.name,
                    name=metric.name,
                    side=metric.side,
                    near=metric.side is None or metric.side == clip.near_side,
                    estimate=metric.value,
                    low=metric.low,
                    high=metric.high,
                    truth=float(true),
                    stride_half_width=None if metric.sd is None else half_width(metric.sd, metric.n, 0.0),
                )
            )
    return observed


def true_events_s(clip: TruthClip, side: str, kind: str) -> FloatArray:
    """True events of one foot. [s]"""
    return np.array([e["time_s"] for e in clip.truth["events"] if e["side"] == side and e["kind"] == kind])


def observe_events(clip: TruthClip, events: GaitEvents) -> list[EventObservation]:
    """Every event of both feet beside its truth."""
    observed = []
    for side in ("left", "right"):
        foot = events.left if side == "left" else events.right
        for kind, found_s in (("contact", foot.contact_s), ("toe_off", foot.toe_off_s)):
            true_s = true_events_s(clip, side, kind)
            observed.append(
                EventObservation(
                    clip=clip.name,
                    side=side,
                    near=side == clip.near_side,
                    kind=kind,
                    n_true=int(true_s.size),
                    n_found=int(found_s.size),
                    errors_ms=1000.0 * match_events(found_s, true_s),
                )
            )
    return observed


def observe(clip: TruthClip, analysis: Analysis, raw: PoseTrack, model: str) -> ClipObservation:
    """Compare one analysis with its truth; ``raw`` is the runner's track before legs were put right."""
    frames = matched_frames(analysis.pose.time_s, clip.truth)
    knees, raws = {}, {}
    if clip.near_side is not None and analysis.kinematics.view.near_side is not None:
        for side in ("left", "right"):
            true = np.asarray(clip.truth["frames"][f"{side}_knee_flexion_deg"], dtype=np.float64)[frames]
            leg = analysis.kinematics.left if side == "left" else analysis.kinematics.right
            name = "near" if side == clip.near_side else "far"
            knees[name] = leg.knee_flexion_deg - true
            raws[name] = leg.knee_flexion_raw_deg - true
    return ClipObservation(
        clip=clip,
        model=model,
        view=analysis.kinematics.view.view,
        gait=analysis.kinematics.gait,
        yaw_deg=analysis.kinematics.view.yaw_deg,
        slow_motion_factor=analysis.timing.slow_motion_factor,
        detected_pct=analysis.pose.detected_pct,
        swapped_before_pct=swapped_pct(raw, clip.truth, frames),
        swapped_after_pct=swapped_pct(analysis.pose, clip.truth, frames),
        summary=summary_of(analysis),
        knee_errors_deg=knees,
        knee_raw_errors_deg=raws,
        metrics=observe_metrics(clip, analysis.metrics),
        events=observe_events(clip, analysis.events),
    )
