"""Before the long work: what the clip is, and the few things only the user knows."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import streamlit as st

from gaitcheck.assessment.units import KMH_PER_MPH, cm_from_feet, kmh_from_mph
from gaitcheck.config import (
    HEIGHT_CM_LIMITS,
    SLOW_MOTION_LIMITS,
    SPEED_KMH_LIMITS,
    AnalysisOptions,
    ModelName,
    PoseOptions,
    RunnerInfo,
    View,
)
from gaitcheck.errors import UsageError
from gaitcheck.jobs.folder import Job
from gaitcheck.jobs.model import Clip
from gaitcheck.jobs.queue import delete_job, submit
from gaitcheck.ui import html
from gaitcheck.ui.current import show_job
from gaitcheck.ui.trim import asked_trim, trim_fields, valid_trim
from gaitcheck.ui.who import chosen_person, person_hints, who
from gaitcheck.ui.words import clip_facts

Units = Literal["km/h, cm", "mph, feet"]
UNITS: tuple[Units, ...] = ("km/h, cm", "mph, feet")
VIEW_NAMES: dict[View, str] = {
    "side-left": "Left side of the runner",
    "side-right": "Right side of the runner",
    "rear": "From behind",
    "front": "From the front",
}
_MODELS: dict[ModelName, str] = {"heavy": "Most accurate", "full": "About twice as fast"}
_ESTIMATE = "Find out from the clip"


def setup(job: Job, clip: Clip) -> None:
    """First picture, facts, hints, and the form."""
    st.title("Is this your clip?")
    picture, words = st.columns([2, 3], gap="large")
    with picture:
        trim = valid_trim(job, clip)
        who(job, clip, trim)
        trim_fields(job, clip)
    with words:
        html.facts(clip_facts(clip))
        html.checks(
            [*person_hints(job, trim), *clip.hints] or [("fine", "Frame rate, length and size suit the measurement.")]
        )
        _form(job, clip)


def _form(job: Job, clip: Clip) -> None:
    st.subheader("What we cannot see")
    html.small("Both may stay empty. Then numbers that need them are not shown, and nothing is guessed.")
    runner = runner_fields(job.options.runner, "setup")
    with st.expander("More: camera side, slow motion, accuracy"):
        options = _more(replace(job.options, runner=RunnerInfo()), clip)
    start, drop = st.columns([2, 1])
    if start.button("Measure", type="primary", width="stretch"):
        _begin(job, clip, options, runner)
    if drop.button("Other clip", width="stretch"):
        delete_job(job)
        show_job(None)


def _begin(job: Job, clip: Clip, options: AnalysisOptions, runner: tuple[float | None, float | None]) -> None:
    try:
        known, trim = RunnerInfo(height_cm=runner[0], speed_kmh=runner[1]), asked_trim(job, clip)
        job.set_options(replace(options, runner=known, trim=trim, person=chosen_person(job, trim)))
        submit(job)
    except UsageError as error:
        html.warning(error)
        return
    st.rerun()


def runner_fields(known: RunnerInfo, key: str) -> tuple[float | None, float | None]:
    """Height and belt speed as entered, in cm and km/h; ``None`` where nothing was entered."""
    units = st.segmented_control("Units", UNITS, default=UNITS[0], key=f"{key}-units", label_visibility="collapsed")
    first, second = st.columns(2)
    if units != UNITS[1]:
        height = first.number_input(
            "Height (cm)", *HEIGHT_CM_LIMITS, value=known.height_cm, step=1.0, format="%.0f", key=f"{key}-cm"
        )
        speed = second.number_input(
            "Belt speed (km/h)", *SPEED_KMH_LIMITS, value=known.speed_kmh, step=0.1, format="%.1f", key=f"{key}-kmh"
        )
        return height, speed
    feet = first.number_input("Height (feet)", 2.0, 7.0, value=None, step=1.0, format="%.0f", key=f"{key}-ft")
    inches = first.number_input("and inches", 0.0, 11.5, value=None, step=0.5, format="%.1f", key=f"{key}-in")
    low, high = (limit / KMH_PER_MPH for limit in SPEED_KMH_LIMITS)
    given = None if known.speed_kmh is None else round(known.speed_kmh / KMH_PER_MPH, 1)
    mph = second.number_input("Belt speed (mph)", low, high, value=given, step=0.1, format="%.1f", key=f"{key}-mph")
    height_cm = None if feet is None else cm_from_feet(feet, inches or 0.0)
    return height_cm, None if mph is None else kmh_from_mph(mph)


def _more(options: AnalysisOptions, clip: Clip) -> AnalysisOptions:
    views: list[View | None] = [None, *VIEW_NAMES]
    view = st.selectbox(
        "The camera sees",
        views,
        index=views.index(options.view),
        format_func=lambda v: VIEW_NAMES[v] if v else _ESTIMATE,
    )
    slow = st.number_input(
        "Slow motion: seconds of clip per second of running",
        *SLOW_MOTION_LIMITS,
        value=options.slow_motion_factor or clip.slow_motion_factor,
        step=1.0,
        help="8 for 240 frames a second played at 30. Empty: the file's own mark is used, or we ask after measuring.",
    )
    models = list(_MODELS)
    model = st.radio(
        "Accuracy", models, index=models.index(options.pose.model), format_func=_MODELS.__getitem__, horizontal=True
    )
    pose = PoseOptions(model=model, max_people=options.pose.max_people)
    return replace(options, view=view, slow_motion_factor=slow, pose=pose)
