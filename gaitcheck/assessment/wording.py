"""Numbers and verdicts as people read them: every number with its interval and no digit too many."""

from __future__ import annotations

import math

from gaitcheck.guidance.model import Grade
from gaitcheck.metrics.metric import Metric
from gaitcheck.metrics.registry import definition
from gaitcheck.skeleton import Side

_UNIT_SUFFIX = {"deg": "°", "%": " %", "% leg length": " % of leg length"}
_MINUS = "\N{MINUS SIGN}"


def unit_suffix(unit: str) -> str:
    """What follows a number, with its space where one belongs."""
    return _UNIT_SUFFIX.get(unit, f" {unit}")


def number(value: float, decimals: int) -> str:
    """A number with a true minus sign and no negative zero."""
    rounded = round(value, decimals) + 0.0
    return f"{rounded:.{decimals}f}".replace("-", _MINUS)


def counted(count: int, one: str, several: str) -> str:
    """``1 place``, ``2 places``."""
    return f"{count} {one if count == 1 else several}"


def plus_minus(value: float, low: float, high: float, decimals: int, unit: str) -> str:
    """``45 ± 6°`` for a symmetric interval, ``45° (38 to 55)`` for a lopsided one.

    The half-width is rounded up, so that a displayed interval never claims more than the measured one.
    """
    step = 10.0**-decimals
    below, above = (_round_up(distance, step) for distance in (value - low, high - value))
    suffix = unit_suffix(unit)
    if abs(below - above) <= step * 1.0001:
        return f"{number(value, decimals)} ± {number(max(below, above), decimals)}{suffix}"
    return f"{number(value, decimals)}{suffix} ({number(value - below, decimals)} to {number(value + above, decimals)})"


def _round_up(distance: float, step: float) -> float:
    return max(1, math.ceil(distance / step - 1e-9)) * step


def metric_text(metric: Metric) -> str:
    """An assessed metric with its interval; a dash when it was not assessed."""
    if metric.value is None or metric.low is None or metric.high is None:
        return "–"
    decimals = definition(metric.name).decimals
    return plus_minus(metric.value, metric.low, metric.high, decimals, metric.unit)


def band_text(low: float | None, high: float | None, unit: str, decimals: int) -> str:
    """The band in words."""
    suffix = unit_suffix(unit)
    if low is not None and high is not None:
        return f"{number(low, decimals)} to {number(high, decimals)}{suffix}"
    if high is not None:
        return f"up to {number(high, decimals)}{suffix}"
    if low is not None:
        return f"from {number(low, decimals)}{suffix}"
    return "no cut-off"


def title(name: str, side: Side | None) -> str:
    """Plain title of a metric with its side."""
    plain = definition(name).title
    return plain if side is None else f"{plain}, {side}"


def grades_text(load: Grade, pain: Grade) -> str:
    """One sentence on how sure the literature is."""
    return f"Evidence that this lowers load on the front of the knee: {load}. Evidence on pain: {pain}."
