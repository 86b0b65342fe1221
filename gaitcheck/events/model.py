"""`GaitEvents`: when each foot met and left the belt, and the strides between."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np

from gaitcheck.arrays import FloatArray, read_only
from gaitcheck.skeleton import Side

EventKind = Literal["contact", "toe_off"]
KINDS: tuple[EventKind, ...] = get_args(EventKind)


@dataclass(frozen=True, kw_only=True)
class Event:
    """One contact or toe-off in real seconds from the first frame, with a 0-1 confidence."""

    side: Side
    kind: EventKind
    time_s: float
    confidence: float


@dataclass(frozen=True, kw_only=True)
class Stride:
    """Half-open interval [start_s, end_s) from contact to the same foot's next contact, with its toe-off."""

    side: Side
    start_s: float
    toe_off_s: float
    end_s: float


@dataclass(frozen=True, kw_only=True)
class FootEvents:
    """Contacts and toe-offs of one foot, each ascending, in real seconds from the first frame. [s]"""

    side: Side
    contact_s: FloatArray
    toe_off_s: FloatArray
    contact_confidence: FloatArray
    toe_off_confidence: FloatArray

    def __post_init__(self) -> None:
        for name in ("contact_s", "toe_off_s", "contact_confidence", "toe_off_confidence"):
            object.__setattr__(self, name, read_only(getattr(self, name)))
        if np.any(np.diff(self.contact_s) <= 0) or np.any(np.diff(self.toe_off_s) <= 0):
            raise ValueError("expected ascending event times")

    def all(self) -> tuple[Event, ...]:
        """Contacts, then toe-offs."""
        return (
            *_events(self.side, "contact", self.contact_s, self.contact_confidence),
            *_events(self.side, "toe_off", self.toe_off_s, self.toe_off_confidence),
        )


def _events(side: Side, kind: EventKind, times_s: FloatArray, confidences: FloatArray) -> tuple[Event, ...]:
    pairs = zip(times_s, confidences, strict=True)
    return tuple(Event(side=side, kind=kind, time_s=float(t), confidence=float(c)) for t, c in pairs)


def no_foot_events(side: Side) -> FootEvents:
    """A foot without events."""
    empty = np.empty(0)
    return FootEvents(side=side, contact_s=empty, toe_off_s=empty, contact_confidence=empty, toe_off_confidence=empty)


@dataclass(frozen=True, kw_only=True)
class GaitEvents:
    """Events of both feet.

    Parameters
    ----------
    left, right
        Events per foot.
    dropped
        Candidate steps that failed the order or plausibility checks; they are left out, not repaired.
    dropped_reasons
        One line per kind of failure.
    """

    left: FootEvents
    right: FootEvents
    dropped: int = 0
    dropped_reasons: tuple[str, ...] = field(default_factory=tuple)

    def foot(self, side: Side) -> FootEvents:
        """Events of the foot on ``side``."""
        return self.left if side == "left" else self.right

    def strides(self, side: Side) -> tuple[Stride, ...]:
        """Complete strides of one foot: a contact, exactly one toe-off, and the next contact.

        A gap left by a dropped step is longer than 1.5 median strides and yields no stride.
        """
        foot = self.foot(side)
        longest = 1.5 * float(np.median(np.diff(foot.contact_s))) if foot.contact_s.size > 1 else 0.0
        strides = []
        for start, end in zip(foot.contact_s[:-1], foot.contact_s[1:], strict=True):
            inside = foot.toe_off_s[(foot.toe_off_s > start) & (foot.toe_off_s < end)]
            if inside.size == 1 and end - start <= longest:
                strides.append(Stride(side=side, start_s=float(start), toe_off_s=float(inside[0]), end_s=float(end)))
        return tuple(strides)

    def all(self) -> tuple[Event, ...]:
        """Every event, ascending in time."""
        events = [event for foot in (self.left, self.right) for event in foot.all()]
        return tuple(sorted(events, key=lambda event: event.time_s))
