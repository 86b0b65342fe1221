"""Which part of the clip is measured: asked in seconds, with a picture of both ends."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from gaitcheck.config import WHOLE, Trim
from gaitcheck.errors import UsageError, VideoError
from gaitcheck.jobs.folder import Job
from gaitcheck.jobs.inspect import write_picture
from gaitcheck.jobs.model import Clip
from gaitcheck.ui import html

#: The picture at an end is the last one before it. [frames]
_BEFORE_END = 1.5
_USUAL_FPS = 30.0


def asked_trim(job: Job, clip: Clip) -> Trim:
    """The part that is asked for; raises `UsageError` when the clip has no such part."""
    before = job.options.trim
    trim = Trim(
        start_s=st.session_state.get(_key(job, "start"), before.start_s),
        end_s=st.session_state.get(_key(job, "end"), before.end_s),
    )
    if clip.duration_s is not None:
        trim.check_within(clip.duration_s)
    return trim


def valid_trim(job: Job, clip: Clip) -> Trim:
    """The same, or the whole clip as long as there is no such part."""
    try:
        return asked_trim(job, clip)
    except UsageError:
        return WHOLE


def trim_fields(job: Job, clip: Clip) -> None:
    """Both ends in seconds, what is wrong with them, or how the clip looks there."""
    before = job.options.trim
    with st.expander("Measure only a part of the clip"):
        first, second = st.columns(2)
        for column, end, value in ((first, "start", before.start_s), (second, "end", before.end_s)):
            column.number_input(
                f"{end.capitalize()} (s)",
                0.0,
                None,
                value,
                0.5,
                "%.2f",
                key=_key(job, end),
                placeholder=f"clip's {end}",
            )
        try:
            trim = asked_trim(job, clip)
        except UsageError as error:
            html.warning(error)
            return
        if trim.whole:
            html.small("Times of the result stay those of the whole clip.")
        else:
            _ends(job, clip, trim)


def _key(job: Job, end: str) -> str:
    return f"trim-{end}-{job.id}"


def _ends(job: Job, clip: Clip, trim: Trim) -> None:
    frame_s = 1.0 / (clip.fps or _USUAL_FPS)
    end_s = min(trim.last_s, clip.duration_s or trim.last_s)
    moments = (("First picture", trim.first_s - frame_s / 4), ("Last picture", end_s - _BEFORE_END * frame_s))
    for column, (name, at_s) in zip(st.columns(2), moments, strict=True):
        found = _picture(job, max(at_s, 0.0))
        if found is not None:
            column.image(found.read_bytes(), caption=name, width="stretch")


def _picture(job: Job, at_s: float) -> Path | None:
    """A picture of the clip, kept with it; ``None`` where there is none."""
    target = job.folder / f"at-{at_s:.3f}.jpg"
    try:
        if job.clip_path is not None and not target.exists():
            write_picture(job.clip_path, target, at_s)
    except VideoError:
        return None
    return target if target.exists() else None
