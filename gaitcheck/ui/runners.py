"""The page Runners: people, and one runner's sessions, trends and diary."""

from __future__ import annotations

import tempfile
from pathlib import Path

import streamlit as st

from gaitcheck.errors import GaitcheckError
from gaitcheck.store.records import Person
from gaitcheck.store.transfer import export_person, import_person
from gaitcheck.ui import html
from gaitcheck.ui.diary import diary
from gaitcheck.ui.loaded import forget
from gaitcheck.ui.routes import RUNNER, SESSION, go, link
from gaitcheck.ui.sessions import one_session, session_list
from gaitcheck.ui.stores import store
from gaitcheck.ui.trend_view import trend_view


def page() -> None:
    """Everybody, one runner, or one session, as the address says."""
    try:
        session_id, person_id = st.query_params.get(SESSION), st.query_params.get(RUNNER)
        if session_id:
            one_session(store().session(session_id))
        elif person_id:
            _runner(store().person(person_id))
        else:
            _everybody()
    except GaitcheckError as error:
        html.state("Nothing here", str(error))
        link("runners", "All runners")


def _everybody() -> None:
    st.title("Runners")
    people = store().people()
    if people:
        html.lead("Everything here is on this computer. Deleting a runner deletes every file of theirs.")
        for person in people:
            _line(person)
    else:
        html.state(
            "Nobody yet",
            "Measure a clip and save it to a runner. From the second session on you see trends and can compare.",
        )
        link("analyse", "Measure a clip")
    st.divider()
    new, bring = st.columns(2)
    with new.popover("Add a runner", width="stretch"):
        _add()
    with bring.popover("Import a runner", width="stretch"):
        _import()


def _line(person: Person) -> None:
    with st.container(border=True):
        words, action = st.columns([4, 1], vertical_alignment="center")
        count = f"{person.sessions} session{'' if person.sessions == 1 else 's'}"
        words.html(f"<strong>{html.text(person.name)}</strong><br><span class='gc-muted'>{count}</span>")
        if action.button("Open", key=f"person-{person.id}", width="stretch"):
            go("runners", **{RUNNER: person.id})


def _add() -> None:
    name = st.text_input("Name", key="new-name")
    if st.button("Add", type="primary", key="new-add"):
        person = store().add_person(name)
        go("runners", **{RUNNER: person.id})


def _import() -> None:
    source = st.file_uploader("A runner exported by gaitcheck", type=["zip"], key="import-zip")
    if source is not None and st.button("Import", type="primary"):
        person = import_person(store(), source)
        go("runners", **{RUNNER: person.id})


def _runner(person: Person) -> None:
    link("runners", "All runners")
    st.title(person.name)
    if person.note:
        html.lead(person.note)
    sessions = store().sessions(person.id)
    session_list(sessions)
    trend_view(sessions)
    diary(person)
    _housekeeping(person)


def _housekeeping(person: Person) -> None:
    st.subheader("Keep, take along, delete")
    edit, take, drop = st.columns(3)
    with edit.popover("Edit", width="stretch"):
        _edit(person)
    take.download_button(
        "Export everything (zip)",
        lambda: _zipped(person.id),
        "runner.zip",
        "application/zip",
        on_click="ignore",
        width="stretch",
    )
    with drop.popover("Delete", width="stretch"):
        html.small("All sessions, videos, notes, the diary and the kept poses of this runner go for good.")
        if st.button("Delete this runner for good", type="primary", key="delete-person"):
            store().delete_person(person.id)
            forget()
            go("runners")


def _edit(person: Person) -> None:
    name = st.text_input("Name", person.name, key="edit-name")
    height = st.number_input("Height (cm)", 90.0, 230.0, person.height_cm, 1.0, "%.0f", key="edit-height")
    note = st.text_area("Note", person.note, key="edit-note")
    if st.button("Save", type="primary", key="edit-save"):
        store().edit_person(person.id, name=name, height_cm=height, note=note)
        st.rerun()


def _zipped(person_id: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="gaitcheck-export-") as folder:
        return export_person(store(), person_id, Path(folder) / "runner.zip").read_bytes()
