"""The session's checklist and the therapist's comments."""

from __future__ import annotations

import streamlit as st

from gaitcheck.errors import GaitcheckError
from gaitcheck.review.checklist import Item, checklist
from gaitcheck.review.notes import MAX_COMMENTS, Answer, TherapistNotes, load_notes, save_notes
from gaitcheck.ui import html
from gaitcheck.ui.reviewed import Reviewed

_YES_NO = {True: "Yes", False: "No"}


def notes_form(subject: Reviewed, by: str) -> None:
    """Everything optional; what is filled in is printed in the report."""
    known = load_notes(subject.folder)
    st.subheader("Checklist and comments")
    html.small("What you fill in is printed in the report, under your name.")
    with st.form(f"notes-{subject.id}", border=True):
        answers: dict[str, Answer] = {}
        for column, group in zip(st.columns(len(checklist())), checklist(), strict=True):
            with column:
                st.markdown(f"**{group.title}**")
                for item in group.items:
                    answer = _ask(item, known.answers.get(item.id))
                    if answer is not None and answer != "":
                        answers[item.id] = answer
        comments = st.text_area("Comments", known.comments, max_chars=MAX_COMMENTS, height=140, key="notes-comments")
        if st.form_submit_button("Save checklist and comments", type="primary"):
            _save(subject, TherapistNotes(by=by.strip() or known.by, answers=answers, comments=comments))


def _save(subject: Reviewed, notes: TherapistNotes) -> None:
    try:
        save_notes(subject.folder, notes)
    except (GaitcheckError, OSError) as error:
        st.warning(str(error))
        return
    st.rerun()


def _ask(item: Item, known: Answer | None) -> Answer | None:
    key = f"notes-{item.id}"
    if item.kind == "yes_no":
        given = known if isinstance(known, bool) else None
        chosen: bool | None = st.segmented_control(
            item.text, list(_YES_NO), default=given, format_func=_YES_NO.__getitem__, key=key
        )
        return chosen
    if item.kind == "number":
        value = float(known) if isinstance(known, int | float) else None
        label = item.text if item.unit.startswith("of") else f"{item.text} ({item.unit})"
        number: float | None = st.number_input(label, item.low, item.high, value, 1.0, "%g", key=key)
        return number
    return st.text_input(item.text, str(known or ""), key=key, max_chars=120)
