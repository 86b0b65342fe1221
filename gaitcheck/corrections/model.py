"""`Corrections`: changes made by hand, in the order in which they were made.

Times are seconds of clip, as the frames have them, so that a correction holds whatever the slow-motion factor is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from gaitcheck.errors import UsageError
from gaitcheck.events.model import EventKind
from gaitcheck.skeleton import Side

#: A name longer than this is cut.
MAX_NAME = 80


@dataclass(frozen=True, kw_only=True)
class EventAdded:
    """A contact or toe-off that was missed. [s of clip]"""

    side: Side
    kind: EventKind
    clip_s: float


@dataclass(frozen=True, kw_only=True)
class EventRemoved:
    """A contact or toe-off that is none. [s of clip]"""

    side: Side
    kind: EventKind
    clip_s: float


@dataclass(frozen=True, kw_only=True)
class EventMoved:
    """A contact or toe-off that lies elsewhere. [s of clip]"""

    side: Side
    kind: EventKind
    from_clip_s: float
    to_clip_s: float


@dataclass(frozen=True, kw_only=True)
class LegsExchanged:
    """Left and right leg exchanged in the frames of the span [start, end). [s of clip]"""

    start_clip_s: float
    end_clip_s: float

    def __post_init__(self) -> None:
        if self.end_clip_s <= self.start_clip_s:
            raise UsageError("The legs are exchanged over a span: its end must lie after its start.")


@dataclass(frozen=True, kw_only=True)
class LandmarkMoved:
    """A landmark put elsewhere in the frame nearest to a time. [s of clip], [px]"""

    clip_s: float
    landmark: str
    x_px: float
    y_px: float


@dataclass(frozen=True, kw_only=True)
class PersonChosen:
    """Another person is measured, counted from the left, from 1; corrections before it are of somebody else."""

    person: int


Change = EventAdded | EventRemoved | EventMoved | LegsExchanged | LandmarkMoved | PersonChosen


@dataclass(frozen=True, kw_only=True)
class Signature:
    """Who, in their own words, and when (with a time zone)."""

    by: str
    at: datetime

    def __post_init__(self) -> None:
        name = " ".join("".join(c if c.isprintable() else " " for c in self.by).split())[:MAX_NAME]
        if not name:
            raise UsageError("Corrections are signed: give your name or initials first.")
        object.__setattr__(self, "by", name)
        if self.at.tzinfo is None:
            raise ValueError("expected a time with its zone")


@dataclass(frozen=True, kw_only=True)
class Correction:
    """One change, who made it, and who took it back; ``undone`` is ``None`` while it holds."""

    change: Change
    made: Signature
    undone: Signature | None = None

    @property
    def holds(self) -> bool:
        """Whether it has not been taken back."""
        return self.undone is None


@dataclass(frozen=True)
class Corrections:
    """All corrections of one analysis, also those taken back.

    Parameters
    ----------
    entries
        In the order in which they were made.
    """

    entries: tuple[Correction, ...] = ()

    @property
    def active(self) -> tuple[Correction, ...]:
        """What counts: corrections that hold, of the person measured now."""
        held = [entry for entry in self.entries if entry.holds]
        choices = [i for i, entry in enumerate(held) if isinstance(entry.change, PersonChosen)]
        return tuple(held[choices[-1] :] if choices else held)

    @property
    def changes(self) -> tuple[Change, ...]:
        """The active changes."""
        return tuple(entry.change for entry in self.active)

    @property
    def person(self) -> int | None:
        """The person chosen by hand, counted from the left, from 1; ``None`` when nobody was."""
        first = self.changes[:1]
        return first[0].person if first and isinstance(first[0], PersonChosen) else None

    def made(self, change: Change, signature: Signature) -> Corrections:
        """With one more."""
        return Corrections((*self.entries, Correction(change=change, made=signature)))

    def undone(self, number: int, signature: Signature) -> Corrections:
        """With entry ``number`` (from 0) taken back; raises `UsageError` when it does not hold."""
        if not 0 <= number < len(self.entries) or not self.entries[number].holds:
            raise UsageError("This correction has been taken back already.")
        entries = list(self.entries)
        entries[number] = replace(entries[number], undone=signature)
        return Corrections(tuple(entries))
