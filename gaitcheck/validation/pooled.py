"""Several clips together: by metric and by near or far leg, with the runner as the unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from gaitcheck.arrays import FloatArray
from gaitcheck.events.model import KINDS, EventKind
from gaitcheck.metrics.registry import definition, definitions
from gaitcheck.validation.model import (
    LEGS,
    AngleComparison,
    ClipValidation,
    EventComparison,
    Leg,
    MetricComparison,
    Reference,
)
from gaitcheck.validation.statistics import Agreement, Coverage, agreement, coverage, root_mean_square, slope
from gaitcheck.validation.truth import ANGLES

_REFERENCES: tuple[Reference, ...] = ("absolute", "from_contact", "scatter")


@dataclass(frozen=True, kw_only=True)
class PooledEvents:
    """All events of one kind and leg.

    Parameters
    ----------
    kind, reference, leg
        Which, and what their errors can say.
    n_legs, n_true, n_missed
        Legs of clips, true events within the clips, and those without a partner.
    agreement
        Of single events, in ms; ``None`` with fewer than two.
    """

    kind: EventKind
    reference: Reference
    leg: Leg
    n_legs: int
    n_true: int
    n_missed: int
    agreement: Agreement | None


@dataclass(frozen=True, kw_only=True)
class PooledMetric:
    """One metric of one leg over all clips, each clip's mean one value.

    Parameters
    ----------
    name, unit, leg
        Which.
    n_refused
        Values that the analysis declined to give.
    agreement
        In the metric's unit; ``None`` with fewer than two values.
    slope
        Of found on true; ``None`` where too few or too equal clips tell it.
    coverage
        Intervals that hold the truth; ``None`` without any.
    half_width
        Median half width of the intervals.
    """

    name: str
    unit: str
    leg: Leg
    n_refused: int
    agreement: Agreement | None
    slope: float | None
    coverage: Coverage | None
    half_width: float | None


@dataclass(frozen=True, kw_only=True)
class PooledAngle:
    """One angle of one leg over all clips.

    Parameters
    ----------
    name, leg, n_legs
        Which, and the legs of clips behind it.
    bias_deg, sd_of_biases_deg
        Mean of the legs' biases and their SD; the latter ``None`` for a single leg. [deg]
    rmse_deg
        Over all frames of all legs. [deg]
    """

    name: str
    leg: Leg
    n_legs: int
    bias_deg: float
    sd_of_biases_deg: float | None
    rmse_deg: float


@dataclass(frozen=True, kw_only=True)
class Pooled:
    """Several clips summed up.

    Parameters
    ----------
    n_clips, n_runners
        Clips, and runners where all are named; otherwise ``None``.
    events, metrics, angles
        Rows by kind or name, then leg.
    intervals
        All stated intervals together.
    """

    n_clips: int
    n_runners: int | None
    events: tuple[PooledEvents, ...]
    metrics: tuple[PooledMetric, ...]
    angles: tuple[PooledAngle, ...]
    intervals: Coverage | None


def pool(clips: Sequence[ClipValidation]) -> Pooled:
    """Sum up clips; errors of one runner count as one runner's."""
    runners = {clip.runner for clip in clips}
    return Pooled(
        n_clips=len(clips),
        n_runners=None if None in runners else len(runners),
        events=tuple(_events(clips)),
        metrics=tuple(_metrics(clips)),
        angles=tuple(_angles(clips)),
        intervals=coverage(metric.held for clip in clips for metric in clip.metrics),
    )


def _events(clips: Sequence[ClipValidation]) -> Iterator[PooledEvents]:
    every = [(event, clip.runner) for clip in clips for event in clip.events]
    for kind in KINDS:
        for reference in _REFERENCES:
            for leg in LEGS:
                mine = [e for e in every if (e[0].kind, e[0].reference, e[0].leg) == (kind, reference, leg)]
                if mine:
                    yield _pooled_events(mine, kind, reference, leg)


def _pooled_events(
    mine: Sequence[tuple[EventComparison, str | None]], kind: EventKind, reference: Reference, leg: Leg
) -> PooledEvents:
    errors = [(float(error), runner) for event, runner in mine for error in event.errors_ms]
    return PooledEvents(
        kind=kind,
        reference=reference,
        leg=leg,
        n_legs=len(mine),
        n_true=sum(event.n_true for event, _ in mine),
        n_missed=sum(event.n_missed for event, _ in mine),
        agreement=agreement([error for error, _ in errors], [runner for _, runner in errors]),
    )


def _metrics(clips: Sequence[ClipValidation]) -> Iterator[PooledMetric]:
    every = [(metric, clip.runner) for clip in clips for metric in clip.metrics]
    for name in definitions():
        for leg in LEGS:
            mine = [m for m in every if (m[0].name, m[0].leg) == (name, leg)]
            if mine:
                yield _pooled_metric(mine, name, leg)


def _pooled_metric(mine: Sequence[tuple[MetricComparison, str | None]], name: str, leg: Leg) -> PooledMetric:
    errors = [(metric.error, runner) for metric, runner in mine if metric.error is not None]
    widths = [metric.high - metric.low for metric, _ in mine if metric.high is not None and metric.low is not None]
    return PooledMetric(
        name=name,
        unit=definition(name).unit,
        leg=leg,
        n_refused=len(mine) - len(errors),
        agreement=agreement([error for error, _ in errors], [runner for _, runner in errors]),
        slope=slope([(metric.true, metric.found) for metric, _ in mine if metric.found is not None]),
        coverage=coverage(metric.held for metric, _ in mine),
        half_width=float(np.median(widths)) / 2.0 if widths else None,
    )


def _angles(clips: Sequence[ClipValidation]) -> Iterator[PooledAngle]:
    every = [angle for clip in clips for angle in clip.angles]
    for name in ANGLES:
        for leg in LEGS:
            mine = [angle for angle in every if (angle.name, angle.leg) == (name, leg)]
            if mine:
                yield _pooled_angle(mine, name, leg)


def _pooled_angle(mine: Sequence[AngleComparison], name: str, leg: Leg) -> PooledAngle:
    biases: FloatArray = np.array([angle.bias_deg for angle in mine])
    return PooledAngle(
        name=name,
        leg=leg,
        n_legs=len(mine),
        bias_deg=float(biases.mean()),
        sd_of_biases_deg=float(biases.std(ddof=1)) if biases.size > 1 else None,
        rmse_deg=root_mean_square(np.concatenate([angle.errors_deg for angle in mine])),
    )
