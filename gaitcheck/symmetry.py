"""Left against right, honestly: from one side view only what the far leg's error cannot explain, or from two clips.

From one side the far leg is partly hidden and measured worse, so a difference between the legs is mostly a
difference between near and far. Filming both sides of one session and comparing the two near legs removes that.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from gaitcheck.assessment.wording import number, unit_suffix
from gaitcheck.compare import SPEED_TOLERANCE, AnalysisSummary
from gaitcheck.errors import UsageError
from gaitcheck.metrics.metric import Metric
from gaitcheck.metrics.registry import definition, definitions

#: Metrics whose side difference means something; flight time belongs to neither leg.
_COMPARED = tuple(name for name, row in definitions().items() if row.per_side and name != "flight_time_ms")

DifferenceStatus = Literal["different", "no_difference_shown", "not_assessed"]


@dataclass(frozen=True, kw_only=True)
class SideDifference:
    """Left minus right of one metric.

    Parameters
    ----------
    metric, unit
        Registered name and unit.
    difference, low, high
        Left minus right with its 95 % interval; ``None`` when not assessed.
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


def _difference(left: Metric, right: Metric, *, single_view: bool) -> SideDifference:
    row = definition(left.name)
    if left.value is None or right.value is None:
        return _not_assessed(left.name, left.reason or right.reason or "not measured on both sides.")
    assert left.low is not None and left.high is not None and right.low is not None and right.high is not None
    half = math.hypot(0.5 * (left.high - left.low), 0.5 * (right.high - right.low))
    value = left.value - right.value
    shown = f"{number(value, row.decimals)} ± {number(half, row.decimals)}{unit_suffix(row.unit)}"
    if abs(value) <= half:
        if single_view:
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
        _difference(clip.metrics.get(name, "left"), clip.metrics.get(name, "right"), single_view=True)
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
    return tuple(
        _difference(left.metrics.get(name, "left"), right.metrics.get(name, "right"), single_view=False)
        for name in _COMPARED
    )
