"""A validation as tables and sentences: the same for the terminal and for the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gaitcheck.assessment.wording import counted, number, plus_minus
from gaitcheck.events.model import EventKind
from gaitcheck.metrics.registry import definition
from gaitcheck.validation.document import Validation
from gaitcheck.validation.model import (
    AngleComparison,
    ClipValidation,
    EventComparison,
    Leg,
    MetricComparison,
    Reference,
)
from gaitcheck.validation.pooled import Pooled, PooledAngle, PooledEvents, PooledMetric
from gaitcheck.validation.statistics import HOLD_AIM_PCT, Coverage

_NONE = "–"
_KIND: dict[EventKind, str] = {"contact": "Contact", "toe_off": "Toe-off"}
_REFERENCE: dict[Reference, str] = {
    "absolute": "",
    "scatter": ", about their median",
    "from_contact": ", from contact",
}
_ANGLE = {"knee_flexion_deg": "Knee flexion", "thigh_angle_deg": "Thigh angle", "shank_angle_deg": "Shank angle"}
#: Digits of milliseconds and of frame-by-frame degrees.
_FINE = 1

HOW_TO_READ = (
    "Every difference is gaitcheck minus truth. Bias is its mean, SD its scatter, RMSE both together; 95 % of "
    "differences like these lie within the limits of agreement if they are about normal (Bland & Altman 1986). "
    "What was measured stands with its 95 % interval, which holds when the true value lies within it."
)
OF_ONE_CLIP = (
    "From one clip the figures tell of this runner, camera and day; what another runner's would be, only more runners "
    "can tell."
)


@dataclass(frozen=True, kw_only=True)
class TextTable:
    """A table ready to be shown: every row has as many cells as the header."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables(validation: Validation) -> Iterator[TextTable]:
    """The tables of a validation, without empty ones."""
    found = _of_pool(validation.pooled) if validation.pooled is not None else _of_clip(validation.clips[0])
    yield from (table for table in found if table.rows)


def sentences(validation: Validation) -> Iterator[str]:
    """What the tables do not say: how often intervals held, and each clip's notes."""
    pooled = validation.pooled
    if pooled is None:
        (clip,) = validation.clips
        yield from clip.notes
        yield OF_ONE_CLIP
        return
    if pooled.intervals is not None:
        yield f"Of all {pooled.intervals.n} intervals together, {_held(pooled.intervals)} hold the truth."
    if pooled.n_runners is None:
        yield (
            "Who ran is not said for every clip (column runner), so clips of one runner count as several: SD between "
            "runners and the range of the bias are not given."
        )
    elif pooled.n_runners == 1:
        yield "All clips are of one runner; what another's figures would be, only more runners can tell."
    for clip in validation.clips:
        yield from (f"{clip.name}: {note}" for note in clip.notes)


def headline(validation: Validation) -> str:
    """What was compared."""
    if validation.pooled is None:
        (clip,) = validation.clips
        return f"{clip.name} ({clip.view}) beside {' and '.join(clip.truth_names)}"
    runners = validation.pooled.n_runners
    who = "" if runners is None else f" of {counted(runners, 'runner', 'runners')}"
    return f"{counted(validation.pooled.n_clips, 'clip', 'clips')}{who} beside their truth"


def _of_clip(clip: ClipValidation) -> Iterator[TextTable]:
    yield TextTable(
        title="Events, in ms",
        header=("event", "leg", "true", "missed", "extra", "bias", "SD", "RMSE", "95 % limits"),
        rows=tuple(_event_row(event) for event in clip.events),
    )
    yield TextTable(
        title="Metrics of the clip",
        header=("metric", "leg", "true (strides)", "measured", "difference", "interval holds"),
        rows=tuple(_metric_row(metric) for metric in clip.metrics),
    )
    yield TextTable(
        title="Angles frame by frame, in degrees",
        header=("angle", "leg", "frames", "bias", "SD", "RMSE"),
        rows=tuple(_angle_row(angle) for angle in clip.angles),
    )


def side_text(side: str | None, leg: Leg) -> str:
    """``left (near)``; ``both`` for what belongs to neither leg."""
    if side is None:
        return "both"
    return side if leg == "either" else f"{side} ({leg})"


def event_name(kind: EventKind, reference: Reference) -> str:
    """``Toe-off, from contact``."""
    return _KIND[kind] + _REFERENCE[reference]


def angle_name(name: str) -> str:
    """Plain title of an angle."""
    return _ANGLE[name]


def signed(value: float, decimals: int) -> str:
    """With its sign, also a plus."""
    shown = number(value, decimals)
    return f"+{shown}" if round(value, decimals) > 0 else shown


def _limits(limits: tuple[float, float], decimals: int) -> str:
    return f"{signed(limits[0], decimals)} to {signed(limits[1], decimals)}"


def _event_row(event: EventComparison) -> tuple[str, ...]:
    name = event_name(event.kind, event.reference)
    counts = (str(event.n_true), str(event.n_missed), str(event.n_extra))
    summary = event.summary
    if summary is None:
        return (name, side_text(event.side, event.leg), *counts, _NONE, _NONE, _NONE, _NONE)
    known = event.reference != "scatter"
    return (
        name,
        side_text(event.side, event.leg),
        *counts,
        signed(summary.bias, _FINE) if known else _NONE,
        number(summary.sd, _FINE),
        number(summary.rmse, _FINE) if known else _NONE,
        _limits(summary.limits, _FINE) if known else _NONE,
    )


def _digits(name: str) -> int:
    """One digit more than a value is shown with: a bias is the mean of many."""
    return definition(name).decimals + 1


def _metric_row(metric: MetricComparison) -> tuple[str, ...]:
    row, digits = definition(metric.name), _digits(metric.name)
    own = "" if metric.true_sd is None else f" ± {number(metric.true_sd, digits)} (1 SD)"
    truth = f"{number(metric.true, digits)}{own} ({metric.n_true})"
    which = (row.title, side_text(metric.side, metric.leg), truth)
    if metric.found is None or metric.low is None or metric.high is None or metric.error is None:
        return (*which, "not assessed", _NONE, _NONE)
    interval = plus_minus(metric.found, metric.low, metric.high, digits, row.unit)
    return (*which, interval, signed(metric.error, digits), "yes" if metric.held else "no")


def _angle_row(angle: AngleComparison) -> tuple[str, ...]:
    return (
        angle_name(angle.name),
        side_text(angle.side, angle.leg),
        str(angle.errors_deg.size),
        signed(angle.bias_deg, _FINE),
        number(angle.sd_deg, _FINE),
        number(angle.rmse_deg, _FINE),
    )


_POOLED = ("bias (95 % range)", "SD", "between runners", "RMSE", "95 % limits")


def _of_pool(pooled: Pooled) -> Iterator[TextTable]:
    yield TextTable(
        title="Single events, in ms",
        header=("event", "leg", "legs", "true", "missed", *_POOLED),
        rows=tuple(_pooled_event_row(row) for row in pooled.events),
    )
    yield TextTable(
        title="Metrics, each clip's mean",
        header=("metric", "unit", "leg", "n", "refused", *_POOLED, "slope", "intervals that hold", "half width"),
        rows=tuple(_pooled_metric_row(row) for row in pooled.metrics),
    )
    yield TextTable(
        title="Angles frame by frame, in degrees",
        header=("angle", "leg", "legs", "bias", "SD of biases", "RMSE"),
        rows=tuple(_pooled_angle_row(row) for row in pooled.angles),
    )


def _agreed(row: PooledEvents | PooledMetric, digits: int, *, bias_known: bool = True) -> tuple[str, ...]:
    found = row.agreement
    if found is None:
        return (_NONE,) * len(_POOLED)
    errors = found.errors
    if not bias_known:
        return (_NONE, number(errors.sd, digits), _NONE, _NONE, _NONE)
    spread = ""
    if found.bias_low is not None and found.bias_high is not None:
        spread = f" ({_limits((found.bias_low, found.bias_high), digits)})"
    return (
        signed(errors.bias, digits) + spread,
        number(errors.sd, digits),
        _NONE if found.sd_between is None else number(found.sd_between, digits),
        number(errors.rmse, digits),
        _limits(found.limits, digits),
    )


def _pooled_event_row(row: PooledEvents) -> tuple[str, ...]:
    name = event_name(row.kind, row.reference)
    agreed = _agreed(row, _FINE, bias_known=row.reference != "scatter")
    return (name, row.leg, str(row.n_legs), str(row.n_true), str(row.n_missed), *agreed)


def _held(found: Coverage) -> str:
    low, high = found.range_pct
    return f"{found.share_pct:.0f} % ({low:.0f} to {high:.0f} %)"


def _pooled_metric_row(row: PooledMetric) -> tuple[str, ...]:
    title, digits = definition(row.name).title, _digits(row.name)
    n = 0 if row.agreement is None else row.agreement.errors.n
    held = _NONE if row.coverage is None else f"{row.coverage.held} of {row.coverage.n}: {_held(row.coverage)}"
    slope = _NONE if row.slope is None else number(row.slope, 2)
    width = _NONE if row.half_width is None else f"± {number(row.half_width, digits)}"
    return (title, row.unit, row.leg, str(n), str(row.n_refused), *_agreed(row, digits), slope, held, width)


def _pooled_angle_row(row: PooledAngle) -> tuple[str, ...]:
    spread = _NONE if row.sd_of_biases_deg is None else number(row.sd_of_biases_deg, _FINE)
    return (
        angle_name(row.name),
        row.leg,
        str(row.n_legs),
        signed(row.bias_deg, _FINE),
        spread,
        number(row.rmse_deg, _FINE),
    )


AIM = (
    f"Of 95 % intervals that are neither too narrow nor wastefully wide, {HOLD_AIM_PCT[0]:.0f} to "
    f"{HOLD_AIM_PCT[1]:.0f} of 100 hold. The range in brackets is what so many cases tell (Clopper & Pearson 1934), as "
    "if they were independent. Limits count runners, not clips, where runners are named (Bland & Altman 2007)."
)
