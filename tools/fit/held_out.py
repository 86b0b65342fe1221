"""The fit half measured with tables that were fitted on other bodies: what intervals and choices rest on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gaitcheck.analysis.belt import belt_speed
from gaitcheck.analysis.model import Analysis
from gaitcheck.config import ModelName
from gaitcheck.events import rules as event_model
from tools.accuracy.clips import TruthClip
from tools.accuracy.measure import measure
from tools.accuracy.observe import ClipObservation
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
        # The event rule comes from the heavy model's landmarks, whichever model it is used on.
        tables = fit_offsets(others, tuple({model, "heavy"}), way)
        with fitted_elsewhere(tables, event_model.event_rules()):
            rules = opinions(fit_events(others))
        with fitted_elsewhere(tables, rules):
            measured += [HeldOut(*measure(clip, model)) for clip in clips if clip.body == body]
    return measured


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
