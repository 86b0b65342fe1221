"""Corrections of contacts and toe-offs, applied to what was detected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from gaitcheck.arrays import FloatArray
from gaitcheck.corrections.model import Change, EventAdded, EventMoved, EventRemoved
from gaitcheck.events.model import EventKind, FootEvents, GaitEvents

#: An event is the one meant when it lies within this share of a stride; the next of its kind is a stride away.
_SAME_SHARE = 0.4
#: The same without a stride to compare with. [s of clip]
_SAME_S = 0.25
#: An event that a person placed.
_SURE = 1.0


def corrected_events(events: GaitEvents, changes: Sequence[Change], slow_motion_factor: float = 1.0) -> GaitEvents:
    """The events with the changes made in their order; changes of other kinds are passed over.

    Parameters
    ----------
    events
        As detected, in real seconds.
    changes
        In seconds of clip.
    slow_motion_factor
        Seconds of clip per real second.
    """
    for change in changes:
        if isinstance(change, EventAdded | EventRemoved | EventMoved):
            foot = _foot(events.foot(change.side), change, slow_motion_factor)
            events = replace(events, left=foot) if change.side == "left" else replace(events, right=foot)
    return events


def _foot(foot: FootEvents, change: EventAdded | EventRemoved | EventMoved, factor: float) -> FootEvents:
    if isinstance(change, EventRemoved):
        return _without(foot, change.kind, change.clip_s / factor)
    if isinstance(change, EventMoved):
        foot = _without(foot, change.kind, change.from_clip_s / factor)
        return _with(foot, change.kind, change.to_clip_s / factor)
    return _with(foot, change.kind, change.clip_s / factor)


def _times(foot: FootEvents, kind: EventKind) -> tuple[FloatArray, FloatArray]:
    if kind == "contact":
        return foot.contact_s, foot.contact_confidence
    return foot.toe_off_s, foot.toe_off_confidence


def _set(foot: FootEvents, kind: EventKind, time_s: FloatArray, confidence: FloatArray) -> FootEvents:
    if kind == "contact":
        return replace(foot, contact_s=time_s, contact_confidence=confidence)
    return replace(foot, toe_off_s=time_s, toe_off_confidence=confidence)


def nearest_event(foot: FootEvents, kind: EventKind, time_s: float) -> int | None:
    """Index of the foot's event of that kind that is meant by a time, ``None`` when there is none so near."""
    times_s, _ = _times(foot, kind)
    if not times_s.size:
        return None
    reach_s = _SAME_SHARE * float(np.median(np.diff(times_s))) if times_s.size > 1 else _SAME_S
    index = int(np.argmin(np.abs(times_s - time_s)))
    return index if abs(float(times_s[index]) - time_s) <= reach_s else None


def _without(foot: FootEvents, kind: EventKind, time_s: float) -> FootEvents:
    index = nearest_event(foot, kind, time_s)
    if index is None:
        return foot
    times_s, confidence = _times(foot, kind)
    return _set(foot, kind, np.delete(times_s, index), np.delete(confidence, index))


def _with(foot: FootEvents, kind: EventKind, time_s: float) -> FootEvents:
    """One more event; one of its kind at the very same time is replaced."""
    times_s, confidence = _times(foot, kind)
    other = times_s != time_s
    times_s, confidence = times_s[other], confidence[other]
    at = int(np.searchsorted(times_s, time_s))
    return _set(foot, kind, np.insert(times_s, at, time_s), np.insert(confidence, at, _SURE))
