"""What the truth says of each stride, by the very definitions that the analysis is measured with."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from gaitcheck.analysis.model import Analysis
from gaitcheck.arrays import FloatArray
from gaitcheck.events.model import GaitEvents
from gaitcheck.kinematics.model import Kinematics, LegKinematics
from gaitcheck.metrics.gait_metrics import StrideRow
from gaitcheck.metrics.metric import Metric
from gaitcheck.metrics.registry import definition, definitions
from gaitcheck.metrics.strides import stride_rows
from gaitcheck.skeleton import SIDES, Side
from gaitcheck.validation.matching import MATCH_S, matched
from gaitcheck.validation.model import MS_PER_S, MetricComparison, StridePair, leg_of
from gaitcheck.validation.truth import TrueAngles

#: Fewer true strides make no mean.
FEWEST_TRUE_STRIDES = 3
#: How many event times a stride's value rests on, and what one second of it is in the value's unit: their errors
#: add up to the truth's own uncertainty.
_EVENTS_BEHIND: Mapping[str, tuple[int, float]] = {
    "stride_time_s": (2, 1.0),
    "contact_time_ms": (2, MS_PER_S),
    "flight_time_ms": (2, MS_PER_S),
}


def true_rows(events: GaitEvents, angles: TrueAngles | None, analysis: Analysis) -> tuple[StrideRow, ...]:
    """Values of every true stride; of angles only those that are known."""
    return stride_rows(_kinematics(angles, analysis), events)


def _kinematics(angles: TrueAngles | None, analysis: Analysis) -> Kinematics:
    """The true angles as kinematics without positions."""
    time_s = analysis.kinematics.time_s if angles is None else angles.time_s
    nothing = np.full((time_s.size, 2), np.nan)
    return Kinematics(
        time_s=time_s,
        left=_leg("left", angles, time_s),
        right=_leg("right", angles, time_s),
        pelvis=nothing,
        shoulders=nothing,
        trunk_lean_deg=nothing[:, 0],
        observed=np.ones(time_s.size, dtype=np.bool_),
        view=analysis.kinematics.view,
        gait=analysis.kinematics.gait,
        step_frequency_hz=None,
        leg_length_px=math.nan,
        origin_px=np.full(2, np.nan),
        cutoff_hz=math.nan,
    )


def _leg(side: Side, angles: TrueAngles | None, time_s: FloatArray) -> LegKinematics:
    nothing = np.full((time_s.size, 2), np.nan)
    unknown = nothing[:, 0]
    curves = {} if angles is None else {name: v for (s, name), v in angles.curves.items() if s == side}
    knee = curves.get("knee_flexion_deg", unknown)
    return LegKinematics(
        side=side,
        hip=nothing,
        knee=nothing,
        ankle=nothing,
        heel=nothing,
        toe=nothing,
        knee_flexion_deg=knee,
        knee_flexion_raw_deg=knee,
        thigh_angle_deg=curves.get("thigh_angle_deg", unknown),
        shank_angle_deg=curves.get("shank_angle_deg", unknown),
        foot_angle_deg=unknown,
    )


def stride_pairs(found: Sequence[StrideRow], true: Sequence[StrideRow], near_side: Side | None) -> list[StridePair]:
    """Values of strides that begin and end with the same contacts, in the registry's order."""
    pairs = []
    for side in SIDES:
        mine, theirs = ([row for row in rows if row.side == side] for rows in (found, true))
        i, j = matched(np.array([row.start_s for row in mine]), np.array([row.start_s for row in theirs]))
        for a, b in zip(i, j, strict=True):
            if abs(mine[a].end_s - theirs[b].end_s) < MATCH_S:
                pairs += _values(mine[a], theirs[b], near_side)
    return sorted(pairs, key=lambda pair: (list(definitions()).index(pair.name), pair.start_s))


def _values(found: StrideRow, true: StrideRow, near_side: Side | None) -> list[StridePair]:
    leg = leg_of(found.side, near_side)
    return [
        StridePair(name=name, side=found.side, leg=leg, start_s=true.start_s, found=found.values[name], true=value)
        for name, value in true.values.items()
        if name in found.values
    ]


def metric_comparisons(
    analysis: Analysis, events: GaitEvents, rows: Sequence[StrideRow], event_sd_s: float | None
) -> list[MetricComparison]:
    """Every metric of the analysis whose truth is known, in the registry's order."""
    compared = []
    for metric in analysis.metrics.metrics:
        if metric.name == "cadence_spm":
            true, n = true_cadence_spm(events)
            true_sd = None
        else:
            values = [r.values[metric.name] for r in rows if r.side == metric.side and metric.name in r.values]
            true, n = (float(np.mean(values)), len(values)) if values else (math.nan, 0)
            true_sd = _own_sd(metric.name, event_sd_s, n)
        if n >= FEWEST_TRUE_STRIDES:
            compared.append(_comparison(metric, analysis.kinematics.view.near_side, true, n, true_sd))
    order = list(definitions())
    return sorted(compared, key=lambda c: (order.index(c.name), c.side is not None, c.side or ""))


def _own_sd(name: str, event_sd_s: float | None, n: int) -> float | None:
    if event_sd_s is None or name not in _EVENTS_BEHIND or n == 0:
        return None
    events, unit_per_s = _EVENTS_BEHIND[name]
    return unit_per_s * event_sd_s * math.sqrt(events / n)


def _comparison(
    metric: Metric, near_side: Side | None, true: float, n_true: int, true_sd: float | None
) -> MetricComparison:
    return MetricComparison(
        name=metric.name,
        unit=definition(metric.name).unit,
        side=metric.side,
        leg=leg_of(metric.side, near_side),
        found=metric.value,
        low=metric.low,
        high=metric.high,
        n_found=metric.n,
        true=true,
        n_true=n_true,
        true_sd=true_sd,
    )


def true_cadence_spm(events: GaitEvents) -> tuple[float, int]:
    """Steps of both feet a minute, and the strides counted: from the first to the last contact of each foot.

    A contact that the truth lacks leaves a gap of two strides, which is counted as two.
    """
    total_s, strides = 0.0, 0
    for side in SIDES:
        gaps_s = np.diff(events.foot(side).contact_s)
        if gaps_s.size:
            total_s += float(gaps_s.sum())
            strides += int(np.round(gaps_s / np.median(gaps_s)).sum())
    return (120.0 * strides / total_s, strides) if strides else (math.nan, 0)
