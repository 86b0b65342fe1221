"""A runner's sessions: the list, and one of them opened."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from gaitcheck.assessment.wording import metric_text
from gaitcheck.metrics.registry import definition
from gaitcheck.store.records import Session
from gaitcheck.ui import html
from gaitcheck.ui.downloads import downloads
from gaitcheck.ui.loaded import forget, load
from gaitcheck.ui.result import result_body
from gaitcheck.ui.routes import RUNNER, SESSION, go, link
from gaitcheck.ui.saving import details_fields
from gaitcheck.ui.stores import store
from gaitcheck.ui.words import day

_SHOWN = ("cadence_spm", "knee_flexion_stance_peak_deg", "overstride_leg_pct")


def session_list(sessions: Sequence[Session]) -> None:
    """Newest first, each with a few of its numbers."""
    st.subheader("Sessions")
    if not sessions:
        html.state("No session yet", "Measure a clip and save it to this runner.")
        link("analyse", "Measure a clip")
        return
    for session in reversed(sessions):
        with st.container(border=True):
            words, action = st.columns([4, 1], vertical_alignment="center")
            words.html(_summary(session))
            if action.button("Open", key=f"session-{session.id}", width="stretch"):
                go("runners", **{SESSION: session.id})


def _summary(session: Session) -> str:
    details = session.details
    title = f"<strong>{html.text(details.title or day(details.day))}</strong>"
    about = [day(details.day)] if details.title else []
    about += [session.view.replace("-", ", "), *([f"{session.speed_kmh:.1f} km/h"] if session.speed_kmh else [])]
    about += [details.shoes] if details.shoes else []
    tags = " ".join(html.tag(tag) for tag in details.tags)
    numbers = "".join(
        f"<div><dt>{html.text(name)}</dt><dd>{html.text(said)}</dd></div>" for name, said in _few(session)
    )
    said = html.text(" · ".join(about))
    return f'{title} {tags}<br><span class="gc-muted">{said}</span><dl class="gc-facts">{numbers}</dl>'


def _few(session: Session) -> list[tuple[str, str]]:
    near = session.near_side
    chosen = [m for m in session.metrics if m.name in _SHOWN and m.assessed and m.side in (None, near)]
    return [(definition(metric.name).title, metric_text(metric)) for metric in chosen]


def one_session(session: Session) -> None:
    """A saved result, as on the day it was measured."""
    person = store().person(session.person_id)
    link("runners", person.name, **{RUNNER: person.id})
    shown = load(session.folder, store().answers(session.id), person.name)
    st.title(session.details.title or day(session.details.day))
    html.facts([("Saved as", session.clip_name), *shown.content.facts])
    if session.details.note:
        html.lead(session.details.note)
    edit, files, review, drop = st.columns(4)
    with edit.popover("Edit", width="stretch"):
        details = details_fields(f"session-{session.id}", session.details)
        if st.button("Save", type="primary", key="session-save"):
            store().edit_session(session.id, details)
            st.rerun()
    with files.popover("Download", width="stretch"):
        downloads(shown, session.id)
    if review.button("Review", width="stretch", help="Check and correct events, legs and landmarks; add notes."):
        go("review", **{SESSION: session.id})
    with drop.popover("Delete", width="stretch"):
        _delete(session)
    result_body(shown, session.id)


def _delete(session: Session) -> None:
    html.small("The numbers, the video, the notes and the kept poses of this session go for good.")
    if st.button("Delete this session for good", type="primary", key="delete-session"):
        store().delete_session(session.id)
        forget()
        go("runners", **{RUNNER: session.person_id})
