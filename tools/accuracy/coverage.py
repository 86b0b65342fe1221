"""How many of the 95 % intervals hold the truth, by metric."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.stats import binomtest

from gaitcheck.metrics.registry import MetricDefinition, definitions
from tools.accuracy.observe import ClipObservation
from tools.accuracy.tables import table

#: What is aimed at.
AIM_PCT = (90.0, 98.0)


def _verdict(share_pct: float, low_pct: float, high_pct: float) -> str:
    """Whether a share lies where it should, and if not, whether its range reaches there."""
    if AIM_PCT[0] <= share_pct <= AIM_PCT[1]:
        return "yes"
    return "cannot tell" if low_pct <= AIM_PCT[1] and high_pct >= AIM_PCT[0] else "no"


def _row(metric: MetricDefinition, clips: Sequence[ClipObservation]) -> list[str] | None:
    seen = [m for clip in clips for m in clip.metrics if m.name == metric.name and m.held is not None]
    if not seen:
        return None
    held, n = sum(bool(m.held) for m in seen), len(seen)
    share, (low, high) = 100.0 * held / n, (100.0 * end for end in binomtest(held, n).proportion_ci(0.95))
    widths = [m.high - m.low for m in seen if m.high is not None and m.low is not None]
    counted = [f"{held} of {n}", f"{share:.1f} %", f"{low:.0f}-{high:.0f} %"]
    return [metric.name, metric.tier, *counted, f"± {np.median(widths) / 2:.2f}", _verdict(share, low, high)]


def coverage_table(clips: Sequence[ClipObservation]) -> str:
    """By metric, both legs together: intervals that hold the truth, what that tells of all such intervals, widths."""
    header = ("metric", "tier", "hold", "share", "95 % range of the share", "median width", "90-98 %")
    rows = [_row(metric, clips) for metric in definitions().values()]
    return table(header, [row for row in rows if row is not None])


def coverage_line(clips: Sequence[ClipObservation]) -> str:
    """How many of all intervals hold the truth."""
    held = [metric.held for clip in clips for metric in clip.metrics if metric.held is not None]
    return f"Of all {len(held)} intervals together, {100.0 * np.mean(held):.1f} % hold the truth."
