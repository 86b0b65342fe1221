"""The page Analyse: from a clip to its result, one step at a time."""

from __future__ import annotations

import time
from dataclasses import replace

import streamlit as st

from gaitcheck.config import RunnerInfo
from gaitcheck.errors import UsageError
from gaitcheck.guidance.table import wording
from gaitcheck.jobs.folder import Job, create_job
from gaitcheck.jobs.inspect import inspect_clip
from gaitcheck.jobs.model import Clip, JobState
from gaitcheck.jobs.queue import cancel, waiting_before
from gaitcheck.store.places import jobs_folder
from gaitcheck.ui import account, html
from gaitcheck.ui.current import current_job, my_jobs, show_job
from gaitcheck.ui.ended import ended, unusable
from gaitcheck.ui.questions import questionnaire
from gaitcheck.ui.result import result
from gaitcheck.ui.samples import Sample, samples
from gaitcheck.ui.setup import setup
from gaitcheck.ui.words import about

_LOOK_EVERY_S = 1.0
#: Who waits in line sees nothing move; with many in line, looking costs as much as measuring.
_ASK_QUEUED_EVERY_S = 3.0
_SAMPLES_A_ROW = 3
_TYPES = ["mp4", "mov", "m4v", "avi", "mkv", "webm", "3gp", "mts", "m2ts", "mpg", "mpeg", "wmv"]
_STAGES = {
    "waiting": "Waiting for its turn",
    "finding": "Finding the runner in every frame",
    "measuring": "Measuring",
    "drawing": "Drawing the video",
}


def page() -> None:
    """The step this clip is at."""
    try:
        job = current_job()
    except UsageError as error:
        html.state("Nothing here", str(error))
        if st.button("Start with a clip"):
            show_job(None)
        return
    if job is None:
        _start()
    else:
        _step(job)


def _step(job: Job) -> None:
    clip = inspect_clip(job)
    state = job.state
    if not clip.usable:
        unusable(job, clip)
    elif state.status == "new":
        setup(job, clip)
    elif state.active:
        _working_page(job, clip)
    elif state.status == "done":
        if job.asked:
            result(job)
        else:
            _before_result(job)
    else:
        ended(job, state)


def _start() -> None:
    st.title("See how you run")
    html.lead(wording().tagline + " Nothing leaves this computer.")
    uploaded = st.file_uploader(
        "A clip of treadmill running, filmed square from the side or from behind",
        type=_TYPES,
        key=f"upload-{st.session_state.get('uploads', 0)}",
    )
    if uploaded is not None:
        st.session_state["uploads"] = st.session_state.get("uploads", 0) + 1
        job = create_job(jobs_folder(), uploaded.name, uploaded, account.owner())
        uploaded.close()
        show_job(job)
    _offer_samples()
    _offer_recent()


def _offer_samples() -> None:
    found = samples()
    if not found:
        return
    st.subheader("Or try a sample")
    html.small("A computer-generated runner, so nobody was filmed, and everything measurable is known exactly.")
    for row in (found[i : i + _SAMPLES_A_ROW] for i in range(0, len(found), _SAMPLES_A_ROW)):
        for column, sample in zip(st.columns(_SAMPLES_A_ROW), row, strict=False):
            with column.container(border=True, height="stretch", vertical_alignment="distribute"):
                st.markdown(f"**{sample.title}**  \n{sample.text}")
                if st.button("Use this clip", key=f"sample-{sample.path.stem}"):
                    _use_sample(sample)


def _use_sample(sample: Sample) -> None:
    with sample.path.open("rb") as file:
        job = create_job(jobs_folder(), sample.path.name, file, account.owner())
    job.set_options(replace(job.options, runner=RunnerInfo(speed_kmh=sample.speed_kmh)))
    show_job(job)


def _offer_recent() -> None:
    jobs = my_jobs()
    if not jobs:
        return
    st.subheader("Clips of this visit")
    for job in jobs:
        name, action = st.columns([4, 1], vertical_alignment="center")
        name.markdown(f"{_escaped(job.name)}  \n:small[:gray[{_STATUS[job.state.status]}]]")
        if action.button("Open", key=f"open-{job.id}", width="stretch"):
            show_job(job)


_STATUS = {
    "new": "not measured yet",
    "queued": "waiting for its turn",
    "running": "being measured",
    "done": "measured, not saved to a runner",
    "failed": "could not be measured",
    "cancelled": "cancelled",
    "stopped": "stopped",
}


def _escaped(words: str) -> str:
    """A file's name that Markdown leaves alone."""
    return "".join(f"\\{character}" if character in "\\`*_{}[]()<>#+-.!|:$~^" else character for character in words)


def _working_page(job: Job, clip: Clip) -> None:
    st.title("Measuring your clip")
    html.lead("You may leave or reload this page; the work goes on and this address leads back to it.")
    queued = job.state.status == "queued"
    st.fragment(_working, run_every=_ASK_QUEUED_EVERY_S if queued else _LOOK_EVERY_S)(job, queued)
    if not job.asked:
        st.divider()
        questionnaire(job)
    elif job.first_picture.exists():
        html.photograph(job.first_picture, f"The first picture of {clip.name}", 420)


def _working(job: Job, queued: bool) -> None:
    state = job.state
    if not state.active or queued != (state.status == "queued"):
        st.rerun()
    st.progress(state.share, text=_progress_words(job, state))
    if st.button("Cancel", key="cancel"):
        cancel(job)


def _progress_words(job: Job, state: JobState) -> str:
    if job.cancel_wish.exists():
        return "Stopping…"
    if state.status == "queued":
        ahead = waiting_before(job)
        wait = (
            "it starts in a moment" if not ahead else f"{ahead} {'analysis is' if ahead == 1 else 'analyses are'} ahead"
        )
        return f"{_STAGES['waiting']}: {wait}"
    left_s = state.left_s(time.time())
    return _STAGES[state.stage] + ("" if left_s is None else f", {about(left_s)} left")


def _before_result(job: Job) -> None:
    st.title("Your result is ready")
    html.lead("Three short questions first. They change the order of the advice, never a number.")
    questionnaire(job)
