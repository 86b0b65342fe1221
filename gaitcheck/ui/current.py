"""What the visit is about: the job, whose id is in the address so that a reload finds it, and who reviews."""

from __future__ import annotations

import streamlit as st

from gaitcheck.errors import UsageError
from gaitcheck.jobs.folder import Job, find_job
from gaitcheck.store.places import jobs_folder
from gaitcheck.ui import account

JOB = "job"
_MINE = "my_jobs"
_REVIEWER = "reviewer"


def current_job() -> Job | None:
    """The job of this page; ``None`` when there is none in the address. Raises `UsageError` when it is gone."""
    job_id = st.query_params.get(JOB)
    return None if job_id is None else find_job(jobs_folder(), job_id, account.owner())


def show_job(job: Job | None) -> None:
    """Turn to a job, or to the start page, and run the page again."""
    if job is None:
        st.query_params.pop(JOB, None)
    else:
        st.query_params[JOB] = job.id
        mine: list[str] = st.session_state.setdefault(_MINE, [])
        if job.id not in mine:
            mine.append(job.id)
    st.rerun()


def my_jobs() -> list[Job]:
    """Clips of this visit that are still here, newest first; nobody sees those of another visitor."""
    found = []
    for job_id in reversed(st.session_state.get(_MINE, [])):
        try:
            found.append(find_job(jobs_folder(), job_id, account.owner()))
        except UsageError:
            continue
    return found


def reviewer() -> str:
    """The name that signs corrections in this visit; empty before one was given."""
    return str(st.session_state.get(_REVIEWER, ""))


def remember_reviewer(name: str) -> None:
    """Keep the name for this visit."""
    st.session_state[_REVIEWER] = name
