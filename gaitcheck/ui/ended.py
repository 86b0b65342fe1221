"""What a clip's page says when there is no result: what is wrong, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from gaitcheck.guidance.table import filming_hints
from gaitcheck.jobs.folder import Job
from gaitcheck.jobs.model import Clip, JobState
from gaitcheck.jobs.queue import delete_job
from gaitcheck.ui import html
from gaitcheck.ui.current import show_job


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How an analysis without a result is explained.

    Parameters
    ----------
    title
        Of the page.
    advice
        What to do next, after the sentence that says what is wrong.
    sentence
        What is wrong, where the job has no sentence of its own.
    film
        Filming hints that help, by their names in the guidance.
    again
        Whether the same clip may well work at another try.
    """

    title: str
    advice: str
    sentence: str = ""
    film: tuple[str, ...] = ()
    again: bool = True


_CANNOT = "This clip could not be measured"
_CANCELLED = Ending(
    title="Cancelled", sentence="The analysis was cancelled.", advice="Nothing was kept of it. The clip is still here."
)
_STOPPED = Ending(
    title="Interrupted",
    sentence="The analysis stopped unexpectedly.",
    advice="The machine may have run out of memory or been switched off. The clip is still here; try again, perhaps "
    "with the quicker model or a shorter part of the clip.",
)
_UNKNOWN = Ending(title=_CANNOT, advice="Your other clips are not affected.")
#: By the name of the error class.
_FAILED = {
    "NoRunnerError": Ending(
        title=_CANNOT,
        advice="Choose another clip. What helps the program to find the runner:",
        film=("fill", "side", "light"),
        again=False,
    ),
    "VideoError": Ending(
        title=_CANNOT,
        advice="Choose the original file from the phone, or export the clip again as MP4 (H.264).",
        again=False,
    ),
    "UsageError": Ending(title=_CANNOT, advice="Change the setting and try again."),
    "ModelError": Ending(title=_CANNOT, advice="The installation is not complete; install gaitcheck again."),
    "MissingLibraryError": Ending(title=_CANNOT, advice="The installation is not complete."),
}
_FILE_ADVICE = (
    "Choose the original MP4 or MOV file from the phone. Files that were sent through a messenger or copied halfway "
    "may be cut off."
)


def unusable(job: Job, clip: Clip) -> None:
    """The page of a file that could not be opened."""
    st.title("This file cannot be measured")
    html.state(clip.error or "It could not be opened.", _FILE_ADVICE)
    _another(job, main=True)


def ended(job: Job, state: JobState) -> None:
    """The page of an analysis that ended without a result."""
    ending = ending_of(state)
    st.title(ending.title)
    html.state(ending.sentence or state.message, ending.advice)
    if ending.film:
        html.bullets(filming_hints()[name] for name in ending.film)
    if job.first_picture.exists():
        html.photograph(job.first_picture, "The first picture of the clip", 360)
    if ending.again:
        _again(job, main=True)
    _another(job, main=not ending.again)
    if not ending.again:
        _again(job, main=False)


def ending_of(state: JobState) -> Ending:
    """What fits a state that is neither active nor done."""
    if state.status == "failed":
        return _FAILED.get(state.error, _UNKNOWN)
    return _CANCELLED if state.status == "cancelled" else _STOPPED


def _again(job: Job, *, main: bool) -> None:
    if st.button("Change settings and try again", type="primary" if main else "secondary"):
        job.set_state(JobState())
        st.rerun()


def _another(job: Job, *, main: bool) -> None:
    if st.button("Delete this clip and choose another", type="primary" if main else "secondary"):
        delete_job(job)
        show_job(None)
