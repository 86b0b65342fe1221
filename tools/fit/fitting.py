"""Fits offsets and event rule from clips with known truth."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from gaitcheck.arrays import FloatArray
from gaitcheck.config import MODEL_NAMES, ModelName
from gaitcheck.events import rules as event_model
from gaitcheck.events.model import EventKind
from gaitcheck.kinematics.build import build_kinematics
from gaitcheck.kinematics.offsets import Distance
from gaitcheck.skeleton import Side, other_side
from tools.accuracy.clips import TruthClip, grid_clips
from tools.accuracy.measure import runner_pose
from tools.accuracy.mirror import mirrored_pose
from tools.fit import events as event_fit
from tools.fit import offsets as offset_fit
from tools.fit.intervals import fitted_elsewhere
from tools.fit.offsets import Seen, course_samples, fit_part, fit_shoulder, posture_samples

Way = Literal["apart", "posture", "together"]
"""Posture first and the course to what it leaves, as gaitcheck has it; posture alone; both in one fit."""
_LEGS: tuple[Distance, ...] = ("near", "far")
_KINDS: tuple[EventKind, ...] = ("contact", "toe_off")


def fit_clips() -> list[TruthClip]:
    """The clips everything is fitted on."""
    return [clip for clip in grid_clips("fit") if clip.is_plain_side]


def _side(clip: TruthClip, leg: Distance) -> Side:
    near: Side = "left" if clip.near_side == "left" else "right"
    return near if leg == "near" else other_side(near)


def _seen(clips: list[TruthClip], model: ModelName) -> list[Seen]:
    """Every clip as filmed and in a mirror, so that both facings show the same runs."""
    filmed = [Seen(clip, runner_pose(clip, model)) for clip in clips]
    return filmed + [Seen(clip, mirrored_pose(clip, model), mirrored=True) for clip in clips]


def _apart(seen: list[Seen], model: ModelName) -> offset_fit.ModelTables:
    posture, course = {}, {}
    for leg in _LEGS:
        samples = [posture_samples(one, _side(one.clip, leg)) for one in seen]
        posture[leg] = fit_part(samples) | fit_shoulder(samples)
    # The course is fitted where it is added: to landmarks that posture has moved.
    with fitted_elsewhere({model: {"posture": posture}}, event_model.event_rules()):
        for leg in _LEGS:
            course[leg] = fit_part([course_samples(one, _side(one.clip, leg)) for one in seen])
    return {"posture": posture, "course": course}


def _posture(seen: list[Seen], model: ModelName) -> offset_fit.ModelTables:
    """With a course of nothing: what the course is worth."""
    tables = _apart(seen, model)
    nothing = {leg: {name: 0.0 * table for name, table in tables["course"][leg].items()} for leg in _LEGS}
    return tables | {"course": nothing}


def _together(seen: list[Seen], _model: ModelName) -> offset_fit.ModelTables:
    """Closer to the truth over the stride, and draws runners toward each other."""
    posture, course = {}, {}
    for leg in _LEGS:
        own = [posture_samples(one, _side(one.clip, leg)) for one in seen]
        besides = [course_samples(one, _side(one.clip, leg), corrected=False) for one in seen]
        both = fit_part(
            [replace(a, features=np.hstack([a.features, b.features])) for a, b in zip(own, besides, strict=True)]
        )
        terms = own[0].features.shape[1]
        posture[leg] = {name: table[:terms] for name, table in both.items()} | fit_shoulder(own)
        course[leg] = {name: table[terms:] for name, table in both.items()}
    return {"posture": posture, "course": course}


def fit_offsets(
    clips: list[TruthClip], models: tuple[ModelName, ...] = MODEL_NAMES, way: Way = "apart"
) -> offset_fit.Tables:
    """Landmark offsets of these models from these clips."""
    fit = {"apart": _apart, "posture": _posture, "together": _together}[way]
    return {model: fit(_seen(clips, model), model) for model in models}


def _true_s(clip: TruthClip, side: str, kind: str) -> FloatArray:
    return np.array([e["time_s"] for e in clip.truth["events"] if e["side"] == side and e["kind"] == kind])


def fit_events(clips: list[TruthClip], *, report: bool = False) -> event_fit.Rules:
    """The event rule on the heavy model's landmarks; with ``report``, print how it does on left-out clips."""
    # Events are found on kinematics without the course over the stride; plain clips play at real speed.
    pairs = [(clip, build_kinematics(runner_pose(clip, "heavy"))) for clip in clips]
    rules: event_fit.Rules = {}
    for kind in _KINDS:
        legs = [
            event_fit.cue_errors(clip.name, kinematics, side, kind, _true_s(clip, side, kind))
            for clip, kinematics in pairs
            for side in ("left", "right")
        ]
        legs = [leg for leg in legs if leg.errors.shape[0] >= 4]
        rules[kind] = event_fit.fit_rule(legs, kind)
        if report:
            _report(kind, legs, rules[kind])
    return rules


def _report(kind: EventKind, legs: list[event_fit.CueErrors], rule: event_fit.Rule) -> None:
    print(f"{kind}: {len(legs)} legs; shares of a stride, x 1000 (about 0.7 ms each)")
    for i, name in enumerate(event_fit.names(kind)):
        means = np.array(
            [np.nanmean(leg.errors[:, i]) if np.isfinite(leg.errors[:, i]).any() else np.nan for leg in legs]
        )
        within = np.nanmean([np.nanstd(leg.errors[:, i]) for leg in legs])
        weight = rule.get(name, (0.0, 0.0, 0.0))[1]
        print(
            f"  {name:24s} mean {1000 * np.nanmean(means):+7.1f} between {1000 * np.nanstd(means):6.1f} "
            f"within {1000 * within:5.1f} weight {weight:.2f}"
        )
    left_out = event_fit.left_out_errors(legs, kind)
    biases = np.array([np.nanmean(errors) for errors in left_out])
    print(
        f"  left-out clips: bias {1000 * biases.mean():+.1f}, between {1000 * biases.std():.1f}, "
        f"within {1000 * np.mean([np.nanstd(e) for e in left_out]):.1f}"
    )
