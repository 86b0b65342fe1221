"""An analysis as a short readable table."""

from __future__ import annotations

import math

from rich.console import Console
from rich.table import Table

from gaitcheck.analysis.model import Analysis
from gaitcheck.metrics.metric import Metric
from gaitcheck.metrics.registry import definition, definitions

_MARKS = {"ok": "ok", "warn": "note", "fail": "problem"}


def formatted(metric: Metric) -> str:
    """``169 ± 1``, half the interval rounded up so that it is never overstated; a dash when not assessed."""
    if metric.value is None or metric.low is None or metric.high is None:
        return "–"
    digits = definition(metric.name).decimals
    half = 0.5 * (metric.high - metric.low)
    shown = math.ceil(half * 10**digits - 1e-9) / 10**digits
    return f"{metric.value:.{digits}f} ± {shown:.{digits}f}"


def _row(name: str, metrics: list[Metric]) -> tuple[str, str, str, str, str] | None:
    shown = {metric.side: formatted(metric) for metric in metrics if metric.assessed}
    if not shown:
        return None
    title, unit = definition(name).title, definition(name).unit
    return title, unit, shown.get(None, ""), shown.get("left", ""), shown.get("right", "")


def _headline(analysis: Analysis) -> str:
    video, view = analysis.video, analysis.kinematics.view
    rate = "" if video.fps is None else f", {video.fps:.4g} fps"
    part = "" if video.trim.whole else f" from {video.start_s:.2f} s on"
    seen = f"{analysis.pose.detected_pct:.0f} %"
    return (
        f"{video.path.name}: {video.n_frames} frames{rate}, {video.duration_s:.1f} s{part}; "
        f"view {view.view}, {analysis.kinematics.gait}; person found in {seen} of frames"
    )


def _metric_table(analysis: Analysis) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("Metric", "Unit", "Both", "Left", "Right"):
        table.add_column(title, overflow="fold")
    for name in definitions():
        row = _row(name, [metric for metric in analysis.metrics.metrics if metric.name == name])
        if row is not None:
            table.add_row(*row)
    return table


def _reasons(analysis: Analysis) -> dict[str, list[str]]:
    """Reason -> titles of the metrics it applies to."""
    reasons: dict[str, list[str]] = {}
    for metric in analysis.metrics.metrics:
        if metric.reason is not None:
            titles = reasons.setdefault(metric.reason, [])
            title = definition(metric.name).title.lower()
            if title not in titles:
                titles.append(title)
    return reasons


def print_analysis(analysis: Analysis, console: Console) -> None:
    """Print what was measured, what was not and why, and what limits the result."""
    console.print(_headline(analysis), highlight=False, markup=False)
    console.print()
    console.print(_metric_table(analysis), highlight=False)
    console.print("Values are means with their 95 % interval.", style="dim", highlight=False)
    for reason, titles in _reasons(analysis).items():
        console.print(f"Not assessed: {', '.join(titles)}. {reason}", style="dim", highlight=False, markup=False)
    for check in analysis.quality:
        if check.status != "ok":
            console.print(f"{_MARKS[check.status].capitalize()}: {check.message}", highlight=False, markup=False)
