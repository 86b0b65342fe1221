"""The band for one runner: published rows adjusted for belt speed and height, or widened without them."""

from __future__ import annotations

from dataclasses import dataclass

from gaitcheck.config import RunnerInfo, View
from gaitcheck.guidance.model import Guideline
from gaitcheck.guidance.table import guidelines


@dataclass(frozen=True, kw_only=True)
class Band:
    """What a metric of this runner is compared with.

    Parameters
    ----------
    row
        The guidance row (the first, when several were joined for want of a speed).
    low, high
        Limits in the metric's unit; ``None`` is open.
    notes
        Sentences on what widened the band.
    """

    row: Guideline
    low: float | None
    high: float | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NoBand:
    """Why there is nothing to compare with."""

    reason: str


def rows_for(metric: str, view: View) -> tuple[Guideline, ...]:
    """Guidance rows of a metric that hold in this camera view."""
    return tuple(row for row in guidelines() if row.metric == metric and view in row.views)


def band_for(metric: str, view: View, runner: RunnerInfo) -> Band | NoBand:
    """The band for one metric of one runner.

    Parameters
    ----------
    metric
        Registered name.
    view
        Camera view.
    runner
        Belt speed and height where known; each unknown widens the band and is said.
    """
    rows = rows_for(metric, view)
    if not rows:
        return NoBand(reason="There is no published range that we could verify for this number.")
    speed = runner.speed_mps
    if speed is None:
        return _joined([_at_speed(row, edge, runner) for row in rows for edge in row.speed_mps], rows)
    for row in rows:
        if row.speed_mps[0] <= speed < row.speed_mps[1]:
            return _at_speed(row, speed, runner)
    return NoBand(reason=_outside(rows))


def _outside(rows: tuple[Guideline, ...]) -> str:
    low = min(row.speed_mps[0] for row in rows) * 3.6
    high = max(row.speed_mps[1] for row in rows) * 3.6
    return f"The published ranges are for belt speeds of {low:.0f} to {high:.0f} km/h."


def _at_speed(row: Guideline, speed_mps: float, runner: RunnerInfo) -> Band:
    faster = 0.0 if row.reference_speed_mps is None else speed_mps - row.reference_speed_mps
    shift, slack, notes = _height_terms(row, runner)
    return Band(
        row=row,
        low=None if row.low is None else row.low + row.low_per_mps * faster + shift - slack,
        high=None if row.high is None else row.high + row.high_per_mps * faster + shift + slack,
        notes=notes,
    )


def _height_terms(row: Guideline, runner: RunnerInfo) -> tuple[float, float, tuple[str, ...]]:
    """Shift and widening of the band for height, with the sentence that says so."""
    if row.reference_height_cm is None:
        return 0.0, 0.0, ()
    if runner.height_cm is None:
        return 0.0, row.height_allowance, ("Without your height the range is wider.",)
    return row.per_height_cm * (runner.height_cm - row.reference_height_cm), 0.0, ()


def _joined(bands: list[Band], rows: tuple[Guideline, ...]) -> Band:
    """The union over speeds; says so when speed matters for this metric."""
    lows = [band.low for band in bands]
    highs = [band.high for band in bands]
    matters = len({(band.low, band.high) for band in bands}) > 1
    note = ("Without the belt speed the range is wider.",) if matters else ()
    return Band(
        row=rows[0],
        low=None if any(x is None for x in lows) else min(x for x in lows if x is not None),
        high=None if any(x is None for x in highs) else max(x for x in highs if x is not None),
        notes=bands[0].notes + note,
    )
