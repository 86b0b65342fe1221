"""The short questionnaire before a result."""

from __future__ import annotations

import streamlit as st

from gaitcheck.assessment.questionnaire import PAIN_LIMITS, Answers, LoadChange
from gaitcheck.guidance.table import wording
from gaitcheck.jobs.folder import Job
from gaitcheck.ui import html

_PAIN = {"during": "while running", "after": "after running", "morning": "the next morning"}
_LOAD: dict[LoadChange, str] = {
    "no": "No",
    "a_little": "A little",
    "a_lot": "A lot",
    "unknown": "Not sure",
}
_SILENT = "–"


def questionnaire(job: Job) -> None:
    """Ask; the answers are kept with the clip."""
    low, high = PAIN_LIMITS
    scale = [_SILENT, *(str(number) for number in range(low, high + 1))]
    with st.form("questions", border=True):
        st.markdown("**Knee discomfort lately**, from 0 (none) to 10")
        columns = st.columns(3)
        pain = [
            column.selectbox(when.capitalize(), scale, key=f"pain-{key}")
            for column, (key, when) in zip(columns, _PAIN.items(), strict=True)
        ]
        load = st.radio(
            "Did distance, speed or hills go up in the last weeks?",
            list(_LOAD),
            index=len(_LOAD) - 1,
            format_func=_LOAD.__getitem__,
            horizontal=True,
        )
        flags = _flags()
        show, skip = st.columns([1, 1])
        answered = show.form_submit_button("Save answers", type="primary", width="stretch")
        skipped = skip.form_submit_button("Skip the questions", width="stretch")
    if answered:
        values = [None if text == _SILENT else int(text) for text in pain]
        job.set_answers(
            Answers(
                pain_during=values[0],
                pain_after=values[1],
                pain_next_morning=values[2],
                load_change=load,
                red_flags=flags,
            )
        )
        st.rerun()
    if skipped:
        job.set_answers(None)
        st.rerun()


def _flags() -> tuple[str, ...]:
    words = wording()
    st.markdown("**Does any of this apply?**")
    html.small("Then seeing somebody comes before working on running form.")
    ticked = [flag.id for flag in words.red_flags if st.checkbox(flag.text, key=f"flag-{flag.id}")]
    return tuple(ticked)
