"""The pain diary of a runner."""

from __future__ import annotations

from datetime import date

import streamlit as st

from gaitcheck.assessment.questionnaire import PAIN_LIMITS
from gaitcheck.store.records import DiaryEntry, Person
from gaitcheck.ui import html
from gaitcheck.ui.stores import store
from gaitcheck.ui.words import day_short

_SHOWN = 14
_SILENT = "–"
_WHEN = ("While running", "After", "Next morning")


def diary(person: Person) -> None:
    """The last entries and a form for today."""
    st.subheader("Diary")
    entries = store().diary(person.id)
    if entries:
        rows = (_row(entry) for entry in entries[:_SHOWN])
        html.table(("Day", *_WHEN, "Note"), rows)
    else:
        html.small("How the knee feels during, after and the morning after a run, from 0 (none) to 10.")
    with st.popover("Add to the diary"):
        _form(person)
    if entries:
        with st.popover("Remove an entry"):
            _remove(entries)


def _row(entry: DiaryEntry) -> tuple[str, ...]:
    numbers = (_said(x) for x in (entry.during, entry.after, entry.next_morning))
    return (day_short(entry.day), *numbers, entry.note)


def _said(number: int | None) -> str:
    return _SILENT if number is None else str(number)


def _form(person: Person) -> None:
    low, high = PAIN_LIMITS
    scale = [_SILENT, *(str(number) for number in range(low, high + 1))]
    day = st.date_input("Day", date.today(), max_value=date.today(), key="diary-day")
    said = [st.selectbox(when, scale, key=f"diary-{when}") for when in _WHEN]
    note = st.text_input("Note", key="diary-note")
    if st.button("Add", type="primary", key="diary-add"):
        values = [None if text == _SILENT else int(text) for text in said]
        store().add_diary(person.id, day, during=values[0], after=values[1], next_morning=values[2], note=note)
        st.rerun()


def _remove(entries: tuple[DiaryEntry, ...]) -> None:
    chosen = st.selectbox("Entry", entries, format_func=lambda entry: f"{day_short(entry.day)} {entry.note}")
    if st.button("Remove", key="diary-remove") and chosen is not None:
        store().delete_diary(chosen.id)
        st.rerun()
