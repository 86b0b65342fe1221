"""Clips measured with what was fitted on others: what intervals and choices rest on.

Two ways to leave out. A clip that moves as a real runner does is measured with the event model that was fitted without
the runner and without the bodies of the runner's clips. A clip with a generated gait is measured with the model that
was fitted without its body. The landmark offsets are either the packaged ones, or fitted without the body (slow: every
fit clip is posed in a mirror too).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from gaitcheck.analysis.belt import belt_speed
from gaitcheck.analysis.model import Analysis
from gaitcheck.config import ModelName
from gaitcheck.events.event_model import EventModel, event_models
from gaitcheck.events.model import EventKind
from tools.accuracy.clips import TruthClip, real_motion_clips
from tools.accuracy.measure import measure
from tools.accuracy.observe import ClipObservation
from tools.fit.fitting import Way, fit_offsets
from tools.fit.intervals import fitted_elsewhere


@dataclass(frozen=True)
class HeldOut:
    """A clip measured with what was fitted on others."""

    analysis: Analysis
    observation: ClipObservation


def models_without(runner: str) -> dict[EventKind, EventModel]:
    """The packaged event models as they are without a runner, or without whoever's bodies are his."""
    return {
        kind: EventModel(rule=model.without[runner], without=model.without, kept=model.kept)
        for kind, model in event_models().items()
    }


@contextmanager
def without_runner(runner: str | None) -> Iterator[None]:
    """Measure with the event model fitted without this runner; nothing changes for one that it was not fitted on."""
    known = runner is not None and all(runner in model.without for model in event_models().values())
    with fitted_elsewhere(models=models_without(runner) if runner is not None and known else None):
        yield


def runner_of_body() -> dict[str, str]:
    """Which runner's motion a body was rendered with; each body belongs to one."""
    return {clip.body: clip.runner for clip in real_motion_clips() if clip.runner is not None}


def on_other_runners(clips: list[TruthClip], model: ModelName = "heavy") -> list[HeldOut]:
    """Every clip, measured with the event model that knows neither its motion nor its body."""
    owners, measured = runner_of_body(), []
    for clip in clips:
        with without_runner(clip.runner or owners.get(clip.body)):
            measured.append(HeldOut(*measure(clip, model)))
    return measured


def on_other_bodies(clips: list[TruthClip], way: Way = "apart", model: ModelName = "heavy") -> list[HeldOut]:
    """Every clip, measured with offsets and event model of other bodies than its own."""
    measured = []
    for body in sorted({clip.body for clip in clips}):
        tables = fit_offsets([clip for clip in clips if clip.body != body], (model,), way)
        with fitted_elsewhere(tables), without_runner(runner_of_body().get(body)):
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
