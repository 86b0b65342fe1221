"""What the store hands out: frozen records, never open database objects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gaitcheck.metrics.metric import Metric
from gaitcheck.skeleton import Side


@dataclass(frozen=True, kw_only=True)
class Person:
    """A runner.

    Parameters
    ----------
    id
        Random, the same in the database and in no file name outside it.
    name, note
        Free text.
    height_cm
        Standing height; ``None`` when not known. [cm]
    sessions
        How many are kept.
    """

    id: str
    name: str
    note: str = ""
    height_cm: float | None = None
    sessions: int = 0


@dataclass(frozen=True, kw_only=True)
class SessionDetails:
    """What the user says about a session.

    Parameters
    ----------
    day
        When it was filmed.
    title, note, shoes
        Free text.
    tags
        Short words.
    """

    day: date
    title: str = ""
    note: str = ""
    shoes: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Session:
    """A kept result.

    Parameters
    ----------
    id, person_id
        Which, and whose.
    details
        As the user described it.
    view, near_side, speed_kmh, clip_name
        From the analysis.
    folder
        Its files.
    has_clip
        Whether the original clip is among them.
    metrics
        Every number with its interval.
    """

    id: str
    person_id: str
    details: SessionDetails
    view: str
    near_side: str | None
    speed_kmh: float | None
    clip_name: str
    folder: Path
    has_clip: bool
    metrics: tuple[Metric, ...]

    def metric(self, name: str, side: Side | None) -> Metric | None:
        """One number of it, assessed; else ``None``."""
        return next((m for m in self.metrics if (m.name, m.side) == (name, side) and m.assessed), None)


@dataclass(frozen=True, kw_only=True)
class DiaryEntry:
    """How the knee felt on one day, 0 (none) to 10; ``None`` when not asked."""

    id: str
    day: date
    during: int | None = None
    after: int | None = None
    next_morning: int | None = None
    note: str = ""
