"""The fit half measured with tables that were fitted on other bodies: what intervals and choices rest on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gaitcheck.analysis.belt import belt_speed
from gaitcheck.analysis.model import Analysis
from gaitcheck.config import ModelName
from gaitcheck.events import rules as event_model
from gaitcheck.metrics.registry import definitions
from tools.accuracy.clips import TruthClip
from tools.accuracy.measure import measure
from tools.accuracy.observe import ClipObservation, MetricObservation
from tools.accuracy.tables import FEWEST_FOR_SLOPE, slope, table
from tools.fit.events import opinions
from tools.fit.fitting import Way, fit_events, fit_offsets
from tools.fit.intervals import fitted_elsewhere


@dataclass(frozen=True)
class HeldOut:
    """A clip measured with what was fitted on the other bodies."""

    analysis: Analysis
    observation: ClipObservation


def on_other_bodies(clips: list[TruthClip], way: Way = "apart", model: ModelName = "heavy") -> list[HeldOut]:
    """Every clip, measured with offsets and event rule fitted on the clips of all bodies but its own."""
    measured = []
    for body in sorted({clip.body for clip in clips}):
        others = [clip for clip in clips if clip.body != body]
        tables = fit_offsets(others, (model,), way)
        with fitted_elsewhere(tables, event_model.event_rules()):
            rules = opinions(fit_events(others))
        with fitted_elsewhere(tables, rules):
            measured += [HeldOut(*measure(clip, model)) for clip in clips if clip.body == body]
    return measured


def _row(name: str, leg: str, seen: list[MetricObservation]) -> list[str]:
    errors = np.array([metric.error for metric in seen], dtype=np.float64)
    return [name, leg, str(len(seen)), f"{errors.mean():+.2f}", f"{errors.std(ddof=1):.2f}", slope(seen)]


def metric_table(measured: list[HeldOut]) -> str:
    """Bias and SD between clips of every metric, and the slope of what was measured on what is true."""
    rows = []
    for name in definitions():
        for leg in ("near", "far"):
            seen = [
                metric
                for clip in measured
                for metric in clip.observation.metrics
                if metric.name == name and metric.near == (leg == "near") and metric.error is not None
            ]
            if len(seen) >= FEWEST_FOR_SLOPE:
                rows.append(_row(name, leg, seen))
    return table(("metric", "leg", "n", "bias", "SD", "slope"), rows)


def knee_line(measured: list[HeldOut]) -> str:
    """RMSE of knee flexion over the stride, mean over clips."""
    errors = {leg: [clip.observation.knee_errors_deg[leg] for clip in measured] for leg in ("near", "far")}
    means = {leg: np.mean([np.sqrt(np.nanmean(e**2)) for e in found]) for leg, found in errors.items()}
    return f"knee flexion over the stride: RMSE {means['near']:.2f} near, {means['far']:.2f} far"


def belt_line(measured: list[HeldOut]) -> str:
    """The standing foot's speed over the belt's: mean and SD between clips."""
    ratios = []
    for clip in measured:
        truth = clip.observation.clip.truth
        height_cm = 100.0 * truth["body"]["body_height_m"]
        found = belt_speed(clip.analysis.kinematics, clip.analysis.events, height_cm, clip.analysis.pose.source.model)
        if found is not None:
            ratios.append(found.value_mps / truth["belt_speed_mps"])
    return f"standing foot over belt: mean {np.mean(ratios):.3f}, SD {np.std(ratios, ddof=1):.3f}, {len(ratios)} clips"
