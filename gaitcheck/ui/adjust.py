"""Putting right what the clip alone could not tell, without measuring again where that is possible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from gaitcheck.analysis.model import Analysis, Timing
from gaitcheck.analysis.timing import RAMP_NOTE, SPEED_CHANGES
from gaitcheck.config import AnalysisOptions, RunnerInfo, View
from gaitcheck.corrections.model import PersonChosen
from gaitcheck.errors import GaitcheckError, UsageError
from gaitcheck.jobs.folder import Job
from gaitcheck.jobs.queue import submit
from gaitcheck.review.revise import correct, with_runner
from gaitcheck.ui import html
from gaitcheck.ui.current import reviewer
from gaitcheck.ui.setup import VIEW_NAMES, runner_fields

_FACTORS = {"Real speed": 1, "2× slower": 2, "4× slower": 4, "8× slower": 8}
#: Signs a choice of person by somebody who has not given a name.
_ON_THIS_PAGE = "on the result page"


def adjust(job: Job, analysis: Analysis) -> None:
    """Only the questions that this clip raises, then height and speed."""
    people = job.people or {"count": 1}
    _slow_motion(job, analysis.timing)
    if people["count"] > 1:
        _ask_person(job, analysis, people["count"])
    if analysis.kinematics.view.view == "unknown":
        _ask_view(job)
    with st.expander("Change height or belt speed"):
        _runner(job, analysis)


def _again(job: Job, options: AnalysisOptions) -> None:
    """Measure with other options; the poses are kept, so this takes seconds."""
    try:
        job.set_options(options)
        submit(job)
    except UsageError as error:
        html.warning(error)
        return
    st.rerun()


def _slow_motion(job: Job, timing: Timing) -> None:
    """Asked where the factor is not known, or was only inferred."""
    if (timing.question or "").startswith(SPEED_CHANGES):
        # No one factor puts a ramp right; where only the belt changed, the clip's times were right all along.
        _ask_slow_motion(job, "The clip's speed changes", RAMP_NOTE, {"The belt changed; the clip is at real speed": 1})
    elif timing.question:
        _ask_slow_motion(job, "Is this slow motion?", timing.question)
    elif timing.time_base == "inferred":
        words = "The file does not say so; the step rate and the body's fall in flight do. Every time rests on it."
        title = f"Measured as {timing.slow_motion_factor:.3g}× slow motion. Is that right?"
        _ask_slow_motion(job, title, words)


def _ask_slow_motion(job: Job, title: str, words: str, factors: Mapping[str, int] = _FACTORS) -> None:
    with st.container(border=True):
        st.markdown(f"**{title}**")
        html.small(words)
        columns = st.columns(len(factors))
        for column, (label, factor) in zip(columns, factors.items(), strict=True):
            if column.button(label, key=f"slow-{factor}", width="stretch"):
                _again(job, replace(job.options, slow_motion_factor=float(factor)))


def _ask_person(job: Job, analysis: Analysis, count: int) -> None:
    chosen = analysis.corrections.person or (job.people or {}).get("chosen", 1)
    with st.container(border=True):
        st.markdown(f"**{count} people are in view; number {chosen} was measured.**")
        picture, choice = st.columns([2, 3])
        if job.people_picture.exists():
            picture.image(job.people_picture.read_bytes(), width="stretch")
        for number in range(1, count + 1):
            if number != chosen and choice.button(f"Measure number {number} instead", key=f"person-{number}"):
                _measure_person(job, analysis, number)


def _measure_person(job: Job, analysis: Analysis, number: int) -> None:
    """Another person from here on; corrections made by hand are of the one before and stay in the record, set aside."""
    if not analysis.corrections.entries:
        _again(job, replace(job.options, person=number))
        return
    try:
        correct(job.result, PersonChosen(person=number), reviewer() or _ON_THIS_PAGE)
    except GaitcheckError as error:
        html.warning(error)
        return
    _again(job, job.options)


def _ask_view(job: Job) -> None:
    with st.container(border=True):
        st.markdown("**From where was this filmed?**")
        view: View | None = st.selectbox(
            "The camera sees",
            list(VIEW_NAMES),
            index=None,
            format_func=VIEW_NAMES.__getitem__,
            label_visibility="collapsed",
        )
        if view and st.button("Measure with this view"):
            _again(job, replace(job.options, view=view))


def _runner(job: Job, analysis: Analysis) -> None:
    known = analysis.options.runner
    height_cm, speed_kmh = runner_fields(known, "adjust")
    if st.button("Update the numbers"):
        try:
            runner = RunnerInfo(height_cm=height_cm, speed_kmh=speed_kmh)
        except UsageError as error:
            html.warning(error)
            return
        job.set_options(replace(job.options, runner=runner))
        with_runner(job.result, runner)
        st.rerun()
