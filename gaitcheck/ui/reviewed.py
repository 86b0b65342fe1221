"""What is reviewed: the result of a clip, or a saved session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import streamlit as st

from gaitcheck.analysis.model import Analysis
from gaitcheck.assessment.questionnaire import Answers
from gaitcheck.errors import UsageError
from gaitcheck.jobs.folder import Job
from gaitcheck.ui.current import JOB, current_job
from gaitcheck.ui.loaded import Loaded, load
from gaitcheck.ui.routes import SESSION, go, link
from gaitcheck.ui.stores import store


@dataclass(frozen=True, kw_only=True)
class Reviewed:
    """A result that can be corrected.

    Parameters
    ----------
    id, folder
        Of the result.
    answers, name
        The questionnaire and the runner's name, for the report.
    job
        The clip's job; ``None`` for a saved session.
    renew
        Called with every new measurement.
    page, about
        The page that shows the result, and what its address says.
    """

    id: str
    folder: Path
    answers: Answers | None
    name: str
    job: Job | None
    renew: Callable[[Analysis], None]
    page: str
    about: dict[str, str]

    def load(self) -> Loaded:
        """The result as it is now."""
        return load(self.folder, self.answers, self.name)

    def back(self) -> None:
        """A link to the result."""
        link(self.page, "Back to the result", **self.about)

    def leave(self) -> NoReturn:
        """Turn to the result."""
        go(self.page, **self.about)


def reviewed() -> Reviewed | None:
    """The result that the address names; ``None`` when it names none. Raises `UsageError` when it is gone."""
    session_id = st.query_params.get(SESSION)
    return _of_session(session_id) if session_id else _of_job(current_job())


def _of_session(session_id: str) -> Reviewed:
    session = store().session(session_id)
    return Reviewed(
        id=session.id,
        folder=session.folder,
        answers=store().answers(session.id),
        name=store().person(session.person_id).name,
        job=None,
        renew=lambda analysis: store().renew_session(session.id, analysis),
        page="runners",
        about={SESSION: session.id},
    )


def _of_job(job: Job | None) -> Reviewed | None:
    if job is None:
        return None
    if job.state.status != "done":
        raise UsageError("This clip has no result yet.")
    return Reviewed(
        id=job.id,
        folder=job.result,
        answers=job.answers,
        name="",
        job=job,
        renew=lambda _: None,
        page="analyse",
        about={JOB: job.id},
    )
