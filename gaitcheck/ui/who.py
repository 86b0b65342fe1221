"""Who is measured: asked before the long work, on a picture of the clip."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

import streamlit as st

from gaitcheck.config import PersonAt, PersonChoice, Trim
from gaitcheck.jobs.folder import Job
from gaitcheck.jobs.look import looked, start_look
from gaitcheck.jobs.model import Clip
from gaitcheck.pose.look import Look
from gaitcheck.ui import html
from gaitcheck.ui.components import component_key, mount_component
from gaitcheck.ui.html import asset

#: Entries of the choice beside the numbers from 1.
_PROGRAM, _PLACE = 0, -1
_LOOK_EVERY_S = 1.0
#: A figure smaller than this has less exact landmarks. [px]
_SMALL_PX = 200.0


def who(job: Job, clip: Clip, trim: Trim) -> None:
    """The first picture, or a picture to choose the runner in where several people are seen or the user asks."""
    found = looked(job, trim)
    if found is None:
        _first_picture(job)
        _waiting(job, trim)
    elif not job.look_picture.exists():
        _first_picture(job)
    else:
        _seen(job, clip, found)


def person_hints(job: Job, trim: Trim) -> tuple[tuple[str, str], ...]:
    """What the look says about the filming."""
    found = looked(job, trim)
    if found is None or not job.look_picture.exists():
        return ()
    if not found.people:
        return (("problem", "Nobody is seen in five pictures of this clip; measuring it will hardly find anybody."),)
    tallest_px = max(person.bottom_px - person.top_px for person in found.people)
    if tallest_px >= _SMALL_PX:
        return ()
    return (("note", f"The runner is only about {tallest_px:.0f} px tall; film closer or sharper."),)


def chosen_person(job: Job, trim: Trim) -> PersonChoice:
    """Whom the visitor chose; ``None`` leaves it to the program."""
    found = looked(job, trim)
    choice = _PROGRAM if found is None else st.session_state.get(_key(job, found), _PROGRAM)
    if found is None or choice == _PROGRAM:
        return None
    return st.session_state.get(_place_key(job, found)) if choice == _PLACE else found.place(choice)


def _key(job: Job, found: Look) -> str:
    """A choice is one in this picture; another picture asks anew."""
    return f"who-{job.id}-{found.clip_s:.2f}"


def _place_key(job: Job, found: Look) -> str:
    return f"{_key(job, found)}-place"


def _first_picture(job: Job) -> None:
    if job.first_picture.exists():
        html.photograph(job.first_picture, "The first picture of the clip", 960)


@st.fragment(run_every=_LOOK_EVERY_S)
def _waiting(job: Job, trim: Trim) -> None:
    if looked(job, trim) is not None:
        st.rerun()
    start_look(job, trim)  # again and again: a look at another part may still be under way
    html.small("Looking who is in the picture. You need not wait for it.")


def _seen(job: Job, clip: Clip, found: Look) -> None:
    several, asked = len(found.people) > 1, f"who-asked-{job.id}"
    if several or st.session_state.get(asked):
        _ask(job, clip, found)
    else:
        _first_picture(job)
    if not several:
        st.toggle("More than one person in the picture?", key=asked)


def _ask(job: Job, clip: Clip, found: Look) -> None:
    choices = [_PROGRAM, *range(1, len(found.people) + 1)]
    place = st.session_state.get(_place_key(job, found))
    _picture(job, clip, found, place)
    st.radio(
        "Who is the runner? Click the person in the picture, or choose here.",
        choices if place is None else [*choices, _PLACE],
        format_func=_name,
        key=_key(job, found),
        horizontal=True,
    )


def _name(choice: int) -> str:
    names = {_PROGRAM: "Find the runner for me", _PLACE: "The place you clicked"}
    return names.get(choice, f"Number {choice}")


def _picture(job: Job, clip: Clip, found: Look, place: PersonAt | None) -> None:
    key = component_key(f"{_key(job, found)}-picture")

    def picked() -> None:
        take(job, found, st.session_state[key].picked)

    choice = st.session_state.get(_key(job, found), _PROGRAM)
    data = {
        "src": "data:image/jpeg;base64," + base64.b64encode(job.look_picture.read_bytes()).decode(),
        "size": [clip.width_px, clip.height_px],
        "people": [[p.left_px, p.top_px, p.right_px, p.bottom_px] for p in found.people],
        "chosen": choice,
        "place": [place.x_px, place.y_px] if place is not None and choice == _PLACE else None,
    }
    mount_component("gaitcheck_who", key, data, asset("who.css"), asset("who.js"), on_picked_change=picked)


def take(job: Job, found: Look, picked: Mapping[str, Any] | None) -> None:
    """Keep a click: on person ``number`` from the left, or on a place of the picture (``x_px``, ``y_px``)."""
    if not picked:
        return
    number = picked.get("number")
    if number is None:
        st.session_state[_place_key(job, found)] = PersonAt(
            x_px=picked["x_px"], y_px=picked["y_px"], clip_s=found.clip_s
        )
    st.session_state[_key(job, found)] = _PLACE if number is None else int(number)
