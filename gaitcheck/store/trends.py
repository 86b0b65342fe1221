"""One number over a runner's sessions, with the smallest change that such clips can show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gaitcheck.guidance.table import smallest_changes
from gaitcheck.metrics.metric import Metric
from gaitcheck.metrics.registry import definition, definitions
from gaitcheck.skeleton import Side
from gaitcheck.store.records import Session


@dataclass(frozen=True, kw_only=True)
class TrendValue:
    """One session's value."""

    session_id: str
    day: date
    metric: Metric


@dataclass(frozen=True, kw_only=True)
class Trend:
    """A number over time.

    Parameters
    ----------
    name, side, title, unit
        Which number.
    values
        Oldest first.
    quiet_low, quiet_high
        Around the first value: a later value inside is no detectable change; ``None`` when no smallest
        detectable change is known.
    """

    name: str
    side: Side | None
    title: str
    unit: str
    values: tuple[TrendValue, ...]
    quiet_low: float | None
    quiet_high: float | None


def trends(sessions: Sequence[Session], least: int = 2) -> tuple[Trend, ...]:
    """Trends of the numbers that at least ``least`` sessions share; near legs and both feet only."""
    keys = [(d.name, side) for d in definitions().values() if d.tier != "C" for side in _sides(d.per_side)]
    found = (_trend(sessions, name, side) for name, side in keys)
    return tuple(trend for trend in found if len(trend.values) >= least)


def _sides(per_side: bool) -> tuple[Side | None, ...]:
    return ("left", "right") if per_side else (None,)


def _trend(sessions: Sequence[Session], name: str, side: Side | None) -> Trend:
    values = tuple(
        TrendValue(session_id=session.id, day=session.details.day, metric=metric)
        for session in sessions
        if (metric := session.metric(name, side)) is not None and _near(session, side)
    )
    low, high = _quiet(values, name)
    plain = definition(name)
    return Trend(
        name=name, side=side, title=plain.title, unit=plain.unit, values=values, quiet_low=low, quiet_high=high
    )


def _near(session: Session, side: Side | None) -> bool:
    """Not the leg that is hidden part of the time."""
    return side is None or session.near_side in (None, side)


def _quiet(values: Sequence[TrendValue], name: str) -> tuple[float | None, float | None]:
    smallest = smallest_changes().get(name)
    first = values[0].metric.value if values else None
    if smallest is None or first is None:
        return None, None
    return first - smallest.value, first + smallest.value
