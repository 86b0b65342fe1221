"""From a finished job to a session of a runner."""

from __future__ import annotations

from datetime import date

import streamlit as st

from gaitcheck.analysis.model import Analysis
from gaitcheck.errors import GaitcheckError
from gaitcheck.jobs.folder import Job
from gaitcheck.jobs.queue import discard
from gaitcheck.store.records import Session, SessionDetails
from gaitcheck.ui.routes import RUNNER, go
from gaitcheck.ui.stores import store

_NEW = "A new runner"
_SEVERAL = 2


def save_box(job: Job, analysis: Analysis) -> None:
    """Choose or name the runner, describe the session, save."""
    people = store().people()
    names = {person.id: person.name for person in people}
    chosen = st.selectbox(
        "Runner",
        [*names, ""],
        # Among several nobody is chosen beforehand: a clip under the wrong name is hard to notice.
        index=0 if len(names) < _SEVERAL else None,
        format_func=lambda key: names.get(key, _NEW),
        key="save-person",
        placeholder="Choose",
    )
    name = st.text_input("Name", key="save-name", placeholder="Any name you like") if chosen == "" else ""
    details = details_fields("save")
    keep_clip = st.checkbox("Keep the original video too", help="Otherwise only the video with the blurred face stays.")
    if st.button("Save", type="primary", width="stretch", key="save-now"):
        if chosen is None:
            st.warning("Choose whose clip this is.")
            return
        try:
            person_id = chosen or store().add_person(name, height_cm=analysis.options.runner.height_cm).id
            save(job, analysis, person_id, details, keep_clip=keep_clip)
        except GaitcheckError as error:
            st.warning(str(error))
            return
        go("runners", **{RUNNER: person_id})


def save(job: Job, analysis: Analysis, person_id: str, details: SessionDetails, *, keep_clip: bool) -> Session:
    """Keep the job's result as a session; the job itself goes."""
    session = store().add_session(
        person_id,
        analysis,
        job.result,
        details,
        clip=job.clip_path if keep_clip else None,
        clip_name=job.name,
        answers=job.answers,
    )
    discard(job)
    return session


def details_fields(key: str, known: SessionDetails | None = None) -> SessionDetails:
    """What the user says about a session."""
    known = known or SessionDetails(day=date.today())
    day = st.date_input("Filmed on", known.day, max_value=date.today(), key=f"{key}-day")
    title = st.text_input("Title", known.title, key=f"{key}-title", placeholder="Easy run, week 3")
    shoes = st.text_input("Shoes", known.shoes, key=f"{key}-shoes")
    tags = st.text_input("Tags, with commas between", ", ".join(known.tags), key=f"{key}-tags")
    note = st.text_area("Note", known.note, key=f"{key}-note", height=80)
    return SessionDetails(day=day, title=title, shoes=shoes, note=note, tags=tuple(tags.split(",")))
