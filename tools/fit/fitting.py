"""Fits the landmark offsets from clips with known truth."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from gaitcheck.config import MODEL_NAMES, ModelName
from gaitcheck.kinematics.offsets import Distance
from gaitcheck.skeleton import Side, other_side
from tools.accuracy.clips import TruthClip, grid_clips
from tools.accuracy.measure import runner_pose
from tools.accuracy.mirror import mirrored_pose
from tools.fit import offsets as offset_fit
from tools.fit.intervals import fitted_elsewhere
from tools.fit.offsets import Seen, course_samples, fit_part, fit_shoulder, posture_samples

Way = Literal["apart", "posture", "together"]
"""Posture first and the course to what it leaves, as gaitcheck has it; posture alone; both in one fit."""
_LEGS: tuple[Distance, ...] = ("near", "far")


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
    with fitted_elsewhere({model: {"posture": posture}}):
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
