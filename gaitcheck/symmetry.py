"""Left against right, honestly: from one side view only what the far leg's error cannot explain, or from two clips.

From one side the far leg is partly hidden and measured worse, so a difference between the legs is mostly a
difference between near and far. Two clips that show both sides of one session each give left minus right, once with
the left leg near and once with the right: in their mean, what is wrong with near and far legs drops out, and so does
what is wrong with both legs of a clip alike (clothes, light, the runner's build). What is left is smaller than the
error of either leg and has a row of its own (`pair` in ``metrics/measurement_error.toml``).

Many metrics are compared at once, and one in twenty would differ by chance alone. The intervals are widened so that
all of them together hold with 95 % (Sidak 1967, doi 10.1080/01621459.1967.10482935).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

from gaitcheck.assessment.wording import number, unit_suffix
from gaitcheck.compare import SPEED_TOLERANCE, AnalysisSummary
from gaitcheck.errors import UsageError
from gaitcheck.metrics.interval import YAW_FREE_DEG, condition_factor, half_width, measurement_errors
from gaitcheck.metrics.metric import Metric
from gaitcheck.metrics.quantiles import Z_95
from gaitcheck.metrics.registry import definition, definitions
from gaitcheck.skeleton import SIDES

#: Metrics whose side difference means something; flight time belongs to neither leg.
_COMPARED = tuple(name for name, row in definitions().items() if row.per_side and name != "flight_time_ms")
#: From the 95 % interval of one comparison to the one that makes all comparisons together hold with 95 %.
_ALL_TOGETHER = NormalDist().inv_cdf(0.5 * (1.0 + 0.95 ** (1.0 / len(_COMPARED)))) / Z_95

_OBLIQUE = "from a camera off square one leg reads unlike the other; film both sides, square to the treadmill."

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


def _mean_difference_half_width(legs: tuple[Metric, ...], factor: float) -> float:
    """Stride spread of all four legs and the error of a pair's difference. [unit of the metric]"""
    spread = [half_width(metric.sd or 0.0, metric.n, 0.0) for metric in legs]
    return math.hypot(0.5 * math.hypot(*spread), Z_95 * factor * measurement_errors()[legs[0].name].pair)


def _said(name: str, value: float, half: float) -> SideDifference:
    """What a difference means whose interval is ``value`` give or take ``half``."""
    row = definition(name)
    shown = f"{number(value, row.decimals)} ± {number(half, row.decimals)}{unit_suffix(row.unit)}"
    status: DifferenceStatus = "different" if abs(value) > half else "no_difference_shown"
    meaning = "more than the method's error" if abs(value) > half else "no difference beyond the method's error"
    return SideDifference(
        metric=name, unit=row.unit, difference=value, low=value - half, high=value + half,
        status=status, message=f"{row.title}: left minus right {shown}; {meaning}.",
    )  # fmt: skip


def _single_view_difference(name: str, clip: AnalysisSummary) -> SideDifference:
    left, right = clip.metrics.get(name, "left"), clip.metrics.get(name, "right")
    if left.value is None or right.value is None:
        return _not_assessed(name, left.reason or right.reason or "not measured on both sides.")
    found = _said(name, left.value - right.value, _ALL_TOGETHER * _single_view_half_width(left, right))
    if found.status == "different":
        return found
    return _not_assessed(name, "one side view cannot show a difference this small; film the other side too.")


def _paired_difference(name: str, clips: tuple[AnalysisSummary, AnalysisSummary], factor: float) -> SideDifference:
    legs = tuple(clip.metrics.get(name, side) for clip in clips for side in SIDES)
    values = [leg.value for leg in legs if leg.value is not None]
    if len(values) < len(legs):
        return _not_assessed(name, next((leg.reason for leg in legs if leg.reason), "not measured on both sides."))
    first_left, first_right, second_left, second_right = values
    value = 0.5 * (first_left - first_right + second_left - second_right)
    return _said(name, value, _ALL_TOGETHER * _mean_difference_half_width(legs, factor))


def single_view_differences(clip: AnalysisSummary) -> tuple[SideDifference, ...]:
    """Left against right within one side view; mostly not assessed, and that is the honest answer.

    Not from a camera found off square: how the legs slant inward then leans them in the picture, the near one forward
    and the far one back or the other way round.
    """
    if (clip.yaw_deg or 0.0) > YAW_FREE_DEG:
        return tuple(_not_assessed(name, _OBLIQUE) for name in _COMPARED)
    return tuple(_single_view_difference(name, clip) for name in _COMPARED)


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
    """Left against right from a left-side and a right-side clip of one session.

    Raises
    ------
    UsageError
        The clips do not show both sides, or differ in gait, speed or pose model.
    """
    left, right = (first, second) if first.near_side == "left" else (second, first)
    _check_pair(left, right)
    factor = max(condition_factor(clip.yaw_deg, clip.model) for clip in (left, right))
    return tuple(_paired_difference(name, (left, right), factor) for name in _COMPARED)
