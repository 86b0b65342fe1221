"""Left against right, honestly: from one side view only what the far leg's error cannot explain, or from two clips.

From one side the far leg is partly hidden and measured worse, so a difference between the legs is mostly a
difference between near and far. Filming both sides of one session and comparing the two near legs removes that, and
what is wrong with both clips alike (clothes, light, the runner's build) drops out of the difference, so a pair's
interval rests on an error of its own (`pair` in ``metrics/measurement_error.toml``).

Many metrics are compared at once, and one in twenty would differ by chance alone. The intervals are widened so that
all of them together hold with 95 % (Sidak 1967, doi 10.1080/01621459.1967.10482935).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from scipy.special import ndtri

from gaitcheck.assessment.wording import number, unit_suffix
from gaitcheck.compare import SPEED_TOLERANCE, AnalysisSummary
from gaitcheck.errors import UsageError
from gaitcheck.metrics.interval import Z_95, condition_factor, half_width, measurement_errors
from gaitcheck.metrics.metric import Metric
from gaitcheck.metrics.registry import definition, definitions

#: Metrics whose side difference means something; flight time belongs to neither leg.
_COMPARED = tuple(name for name, row in definitions().items() if row.per_side and name != "flight_time_ms")
#: From the 95 % interval of one comparison to the one that makes all comparisons together hold with 95 %.
_ALL_TOGETHER = float(ndtri(0.5 * (1.0 + 0.95 ** (1.0 / len(_COMPARED))))) / Z_95

DifferenceStatus = Literal["different", "no_difference_shown", "not_assessed"]


@dataclass(frozen=True, kw_only=True)
class SideDifference:
    """Left minus right of one metric.

    Parameters
    ----------
    metric, unit
        Registered name and unit.
    difference, low, high
        Left minus right with the interval that holds for all metrics together with 95 %; ``None`` when not
        assessed.
    status
        ``different`` only when the whole interval lies on one side of zero.
    message
        Plain sentence.
    """

    metric: str
    unit: str
    difference: float | None
    low: float | None
    high: float | None
    status: DifferenceStatus
    message: str


def _not_assessed(name: str, reason: str) -> SideDifference:
    row = definition(name)
    return SideDifference(
        metric=name, unit=row.unit, difference=None, low=None, high=None, status="not_assessed",
        message=f"{row.title}: {reason}",
    )  # fmt: skip


def _single_view_half_width(left: Metric, right: Metric) -> float:
    """Both legs' intervals together: near and far leg share no error. [unit of the metric]"""
    assert left.low is not None and left.high is not None and right.low is not None and right.high is not None
    return math.hypot(0.5 * (left.high - left.low), 0.5 * (right.high - right.low))


def _paired_half_width(left: Metric, right: Metric, factor: float) -> float:
    """Stride spread of both legs and the error of a pair's difference. [unit of the metric]"""
    spread = [half_width(metric.sd or 0.0, metric.n, 0.0) for metric in (left, right)]
    return math.hypot(*spread, Z_95 * factor * measurement_errors()[left.name].pair)


def _difference(left: Metric, right: Metric, *, pair_factor: float | None) -> SideDifference:
    """Left minus right, from one view when ``pair_factor`` is ``None``, else from a pair of clips."""
    row = definition(left.name)
    if left.value is None or right.value is None:
        return _not_assessed(left.name, left.reason or right.reason or "not measured on both sides.")
    if pair_factor is None:
        half = _ALL_TOGETHER * _single_view_half_width(left, right)
    else:
        half = _ALL_TOGETHER * _paired_half_width(left, right, pair_factor)
    value = left.value - right.value
    shown = f"{number(value, row.decimals)} ± {number(half, row.decimals)}{unit_suffix(row.unit)}"
    if abs(value) <= half:
        if pair_factor is None:
            reason = "one side view cannot show a difference this small; film the other side too."
            return _not_assessed(left.name, reason)
        status: DifferenceStatus = "no_difference_shown"
        message = f"{row.title}: left minus right {shown}; no difference beyond the method's error."
    else:
        status = "different"
        message = f"{row.title}: left minus right {shown}; more than the method's error."
    return SideDifference(
        metric=left.name, unit=row.unit, difference=value, low=value - half, high=value + half,
        status=status, message=message,
    )  # fmt: skip


def single_view_differences(clip: AnalysisSummary) -> tuple[SideDifference, ...]:
    """Left against right within one side view; mostly not assessed, and that is the honest answer."""
    return tuple(
        _difference(clip.metrics.get(name, "left"), clip.metrics.get(name, "right"), pair_factor=None)
        for name in _COMPARED
    )


def _check_pair(left: AnalysisSummary, right: AnalysisSummary) -> None:
    if (left.near_side, right.near_side) != ("left", "right"):
        raise UsageError("Symmetry needs one clip that shows the left side and one that shows the right side.")
    if left.gait != "running" or right.gait != "running":
        raise UsageError("Symmetry needs two clips of running.")
    speeds_known = left.speed_kmh is not None and right.speed_kmh is not None
    if speeds_known and abs(left.speed_kmh / right.speed_kmh - 1.0) > SPEED_TOLERANCE:  # type: ignore[operator]
        raise UsageError("The two clips were filmed at different belt speeds; symmetry needs the same speed.")
    if left.model != right.model:
        raise UsageError("The two clips were measured with different pose models; measure both with the same.")


def paired_differences(first: AnalysisSummary, second: AnalysisSummary) -> tuple[SideDifference, ...]:
    """Left against right from a left-side and a right-side clip of one session, each by its near leg.

    Raises
    ------
    UsageError
        The clips do not show both sides, or differ in gait, speed or pose model.
    """
    left, right = (first, second) if first.near_side == "left" else (second, first)
    _check_pair(left, right)
    factor = max(condition_factor(clip.yaw_deg, clip.model) for clip in (left, right))
    return tuple(
        _difference(left.metrics.get(name, "left"), right.metrics.get(name, "right"), pair_factor=factor)
        for name in _COMPARED
    )
