"""The page Review: a therapist looks at the events, corrects, and writes down the session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from gaitcheck.analysis.model import Analysis
from gaitcheck.arrays import FloatArray
from gaitcheck.corrections.document import change_from_json
from gaitcheck.corrections.model import Change, LegsExchanged, PersonChosen
from gaitcheck.corrections.words import change_text, signature_text
from gaitcheck.errors import GaitcheckError
from gaitcheck.jobs.queue import submit
from gaitcheck.jobs.result import is_drawn
from gaitcheck.results import VIDEO
from gaitcheck.review.revise import correct, people_in_view, take_back
from gaitcheck.skeleton import SIDES
from gaitcheck.ui import html
from gaitcheck.ui.components import component_key, mount_component
from gaitcheck.ui.current import remember_reviewer, reviewer
from gaitcheck.ui.html import asset
from gaitcheck.ui.loaded import Loaded, plain
from gaitcheck.ui.player import player_data, video_address
from gaitcheck.ui.review_notes import notes_form
from gaitcheck.ui.review_numbers import numbers
from gaitcheck.ui.reviewed import Reviewed, reviewed
from gaitcheck.ui.routes import link

_JOINTS = ("shoulder", "hip", "knee", "ankle", "heel", "foot_index")
_NAME = "review-by"
_REFUSED = "review-refused"


def page() -> None:
    """The result that the address names, with everything that can be put right."""
    try:
        subject = reviewed()
        if subject is None:
            st.title("Review")
            html.state(
                "Nothing to review yet", "Open a result, of a clip or of a saved session, and choose Review there."
            )
            link("analyse", "Measure a clip")
            return
        _review(subject)
    except GaitcheckError as error:
        st.title("Review")
        html.state("This result cannot be reviewed", str(error))
        link("analyse", "Measure a clip")


def _review(subject: Reviewed) -> None:
    subject.back()
    st.title("Review")
    html.lead(
        "Step through the events and put right what the clip got wrong. Numbers follow at once; every correction is "
        "kept with your name, can be taken back, and is named in the report."
    )
    shown = subject.load()
    by = st.text_input(
        "Your name or initials", reviewer(), key=_NAME, max_chars=80, placeholder="Signs every correction"
    )
    remember_reviewer(by)
    refused = st.session_state.pop(_REFUSED, "")
    if refused:
        st.warning(refused)
    _video(subject, shown, by)
    numbers(shown)
    _more(subject, shown, by)
    _history(subject, shown.analysis, by)
    notes_form(subject, by)


def _apply(subject: Reviewed, work: Callable[[], Analysis]) -> None:
    """Do it and tell the store; a refusal is shown when the page is drawn again."""
    try:
        subject.renew(work())
    except GaitcheckError as error:
        st.session_state[_REFUSED] = str(error)


def _change(subject: Reviewed, change: Change, by: str) -> None:
    _apply(subject, lambda: correct(subject.folder, change, by))


def _video(subject: Reviewed, shown: Loaded, by: str) -> None:
    if not (shown.folder / VIDEO).exists():
        html.state("The video was not kept", "Events can still be looked at in the numbers below.")
        return
    key = component_key(f"review-{subject.id}")

    def changed() -> None:
        asked = st.session_state[key].change
        if asked:
            _change(subject, change_from_json(asked), st.session_state.get(_NAME, by))

    mount_component(
        "gaitcheck_review",
        key,
        _data(shown, key),
        asset("player.css") + asset("review.css"),
        asset("player_core.js") + asset("review.js"),
        on_change_change=changed,
    )
    if not is_drawn(shown.analysis, shown.folder):
        _redraw(subject)


def _redraw(subject: Reviewed) -> None:
    html.small(
        "The lines drawn in the video are those before your corrections; curves, bars and numbers hold them. The "
        "report leaves its three stills out until they are drawn anew."
    )
    job = subject.job
    if job is not None and job.clip_path is not None:
        if st.button("Draw video and stills anew", key="redraw"):
            submit(job)
            subject.leave()
    else:
        html.small("The clip was not kept with this session, so they stay as they are.")


def _data(shown: Loaded, key: str) -> dict[str, Any]:
    """The player's data with single events and the landmarks of both legs. [px]"""
    analysis = shown.analysis
    names = [f"{side}_{joint}" for side in SIDES for joint in _JOINTS]
    columns = [analysis.pose.point(name) for name in names]
    return {
        **player_data(analysis, video_address(shown.folder / VIDEO, key)),
        "events": [
            {"side": event.side, "kind": event.kind, "t": round(event.time_s, 4)} for event in analysis.events.all()
        ],
        "landmarks": {
            "names": names,
            "xy": [[_place(column[i]) for column in columns] for i in range(analysis.pose.time_s.size)],
        },
    }


def _place(xy_px: FloatArray) -> list[float | None] | None:
    x, y = plain(xy_px)
    return None if x is None or y is None else [round(x, 1), round(y, 1)]


def _more(subject: Reviewed, shown: Loaded, by: str) -> None:
    """Legs over a typed span, and another person; both also without a mouse."""
    first_s, end_s = shown.analysis.video.start_s, float(shown.analysis.pose.time_s[-1])
    with st.expander("Exchange left and right over a span"):
        first, second = st.columns(2)
        start = first.number_input("From (s of clip)", first_s, end_s, first_s, 0.1, "%.2f", key="legs-from")
        end = second.number_input("To (s of clip)", first_s, end_s + 1.0, end_s, 0.1, "%.2f", key="legs-to")
        if st.button("Exchange the legs", key="legs-now"):
            _apply(
                subject,
                lambda: correct(subject.folder, LegsExchanged(start_clip_s=start, end_clip_s=end), by),
            )
            st.rerun()
    count = people_in_view(shown.folder)
    if count > 1:
        _people(subject, shown.analysis, count, by)


def _people(subject: Reviewed, analysis: Analysis, count: int, by: str) -> None:
    with st.expander("Measure another person"):
        html.small(f"{count} people are in view, counted from the left. Corrections made so far are of this one.")
        if subject.job is not None and subject.job.people_picture.exists():
            html.photograph(subject.job.people_picture, "Everybody in view, with numbers", 420)
        for number in range(1, count + 1):
            if number != analysis.corrections.person and st.button(f"Measure number {number}", key=f"person-{number}"):
                _change(subject, PersonChosen(person=number), by)
                st.rerun()


def _history(subject: Reviewed, analysis: Analysis, by: str) -> None:
    st.subheader("Corrections")
    entries = analysis.corrections.entries
    if not entries:
        html.small("None. Everything is as it was measured.")
    for number, entry in reversed(list(enumerate(entries))):
        words, action = st.columns([4, 1], vertical_alignment="center")
        said = change_text(entry.change)
        signed = signature_text(entry.made)
        taken = "" if entry.undone is None else f"; taken back by {signature_text(entry.undone)}"
        title = html.text(said[0].upper() + said[1:])
        title = f"<s>{title}</s>" if entry.undone else f"<strong>{title}</strong>"
        words.html(f'{title}<br><span class="gc-muted">{html.text(signed + taken)}</span>')
        if entry.holds and action.button("Take back", key=f"undo-{number}", width="stretch"):
            _apply(subject, lambda number=number: take_back(subject.folder, number, by))  # type: ignore[misc]
            st.rerun()
