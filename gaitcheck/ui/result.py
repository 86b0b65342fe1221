"""The result of one clip: what matters first, then the pictures, then everything else."""

from __future__ import annotations

import streamlit as st

from gaitcheck.errors import UsageError
from gaitcheck.jobs.folder import Job
from gaitcheck.jobs.queue import delete_job
from gaitcheck.report import ReportContent
from gaitcheck.results import VIDEO
from gaitcheck.ui import html, sections
from gaitcheck.ui.adjust import adjust
from gaitcheck.ui.current import JOB, show_job
from gaitcheck.ui.downloads import downloads
from gaitcheck.ui.loaded import Loaded, load
from gaitcheck.ui.player import player
from gaitcheck.ui.routes import go
from gaitcheck.ui.saving import save_box


def result(job: Job) -> None:
    """The page of a finished job."""
    try:
        shown = load(job.result, job.answers)
    except UsageError as error:
        html.state("This result cannot be read", str(error))
        if st.button("Delete it and choose another clip"):
            delete_job(job)
            show_job(None)
        return
    st.title("Your clip" if shown.content.gate == "not_running" else "Your running form")
    html.facts([("File", job.name), *shown.content.facts])
    _actions(job, shown)
    adjust(job, shown.analysis)
    result_body(shown, job.id)


def _actions(job: Job, shown: Loaded) -> None:
    save, files, review, another = st.columns(4)
    with save.popover("Save to a runner", width="stretch"):
        save_box(job, shown.analysis)
    with files.popover("Download", width="stretch"):
        downloads(shown, job.id)
    if review.button("Review", width="stretch", help="Check and correct events, legs and landmarks; add notes."):
        go("review", **{JOB: job.id})
    if another.button("Another clip", width="stretch"):
        show_job(None)


def result_body(shown: Loaded, key: str) -> None:
    """Everything below the title, also for a saved session."""
    content = shown.content
    sections.what_matters(content)
    sections.metronome(shown, key)
    if (shown.folder / VIDEO).exists():
        st.subheader("Watch it")
        player(shown.analysis, shown.folder / VIDEO, key)
    _measures(content)
    sections.stills(content)
    sections.curve(content)
    sections.capture(content)
    sections.all_measures(content)
    sections.why(content)
    sections.method(content)


def _measures(content: ReportContent) -> None:
    sections.form_match(content)
    sections.cards(content)
