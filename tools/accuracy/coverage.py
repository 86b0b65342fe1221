"""How many of the 95 % intervals hold the truth, by metric."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gaitcheck.metrics.registry import MetricDefinition, definitions
from gaitcheck.validation.statistics import coverage
from tools.accuracy.observe import ClipObservation
from tools.accuracy.tables import table


def _row(metric: MetricDefinition, clips: Sequence[ClipObservation]) -> list[str] | None:
    seen = [m for clip in clips for m in clip.metrics if m.name == metric.name and m.held is not None]
    found = coverage(m.held for m in seen)
    if found is None:
        return None
    low, high = found.range_pct
    widths = [m.high - m.low for m in seen if m.high is not None and m.low is not None]
    counted = [f"{found.held} of {found.n}", f"{found.share_pct:.1f} %", f"{low:.0f}-{high:.0f} %"]
    return [metric.name, metric.tier, *counted, f"± {np.median(widths) / 2:.2f}", found.verdict]


def coverage_table(clips: Sequence[ClipObservation]) -> str:
    """By metric, both legs together: intervals that hold the truth, what that tells of all such intervals, widths."""
    header = ("metric", "tier", "hold", "share", "95 % range of the share", "median width", "90-98 %")
    rows = [_row(metric, clips) for metric in definitions().values()]
    return table(header, [row for row in rows if row is not None])


def coverage_line(clips: Sequence[ClipObservation]) -> str:
    """How many of all intervals hold the truth."""
    found = coverage(metric.held for clip in clips for metric in clip.metrics)
    if found is None:
        return "There is no interval."
    return f"Of all {found.n} intervals together, {found.share_pct:.1f} % hold the truth."
