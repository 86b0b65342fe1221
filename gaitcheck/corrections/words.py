"""Corrections in plain words, for the report and the page."""

from __future__ import annotations

from functools import singledispatch

from gaitcheck.corrections.model import (
    Change,
    Correction,
    EventAdded,
    EventMoved,
    EventRemoved,
    LandmarkMoved,
    LegsExchanged,
    PersonChosen,
    Signature,
)
from gaitcheck.events.model import EventKind

_KINDS: dict[EventKind, str] = {"contact": "contact", "toe_off": "toe-off"}
_MS_PER_S = 1000.0


@singledispatch
def change_text(change: Change) -> str:
    """What was changed, in seconds of clip."""
    raise TypeError(f"no words for {type(change).__name__}")


@change_text.register
def _(change: EventAdded) -> str:
    return f"{change.side} {_KINDS[change.kind]} added at {change.clip_s:.2f} s"


@change_text.register
def _(change: EventRemoved) -> str:
    return f"{change.side} {_KINDS[change.kind]} at {change.clip_s:.2f} s removed"


@change_text.register
def _(change: EventMoved) -> str:
    by_ms = _MS_PER_S * (change.to_clip_s - change.from_clip_s)
    later = "later" if by_ms > 0 else "earlier"
    return (
        f"{change.side} {_KINDS[change.kind]} at {change.from_clip_s:.2f} s moved {abs(by_ms):.0f} ms {later}, "
        f"to {change.to_clip_s:.2f} s"
    )


@change_text.register
def _(change: LegsExchanged) -> str:
    return f"left and right leg exchanged from {change.start_clip_s:.2f} to {change.end_clip_s:.2f} s"


@change_text.register
def _(change: LandmarkMoved) -> str:
    return f"{change.landmark.replace('_', ' ')} moved by hand at {change.clip_s:.2f} s"


@change_text.register
def _(change: PersonChosen) -> str:
    return f"person {change.person} from the left chosen as the runner"


def signature_text(signature: Signature) -> str:
    """Who and when."""
    return f"{signature.by}, {signature.at:%d %b %Y %H:%M} {signature.at.tzname()}"


def correction_text(correction: Correction) -> str:
    """What, who and when, in one line."""
    said = change_text(correction.change)
    return f"{said[0].upper()}{said[1:]} ({signature_text(correction.made)})"
