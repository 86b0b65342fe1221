"""Observations -> the benchmark's tables, as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt

from gaitcheck.metrics.registry import definitions
from gaitcheck.validation.statistics import root_mean_square, slope, summarise
from tools.accuracy.observe import ClipObservation, EventObservation, MetricObservation

FloatArray = npt.NDArray[np.float64]
Keep = Callable[[ClipObservation], bool]


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def _slope(observations: Sequence[MetricObservation]) -> str:
    """Slope of what was measured on what is true, or a dash where too few or too equal clips tell it."""
    found = slope([(o.truth, o.estimate) for o in observations if o.estimate is not None])
    return "–" if found is None else f"{found:.2f}"


def _metric_row(name: str, leg: str, observations: list[MetricObservation]) -> list[str] | None:
    errors = summarise(o.error for o in observations if o.error is not None)
    if errors is None:
        return None
    held = [o.held for o in observations if o.held is not None]
    widths = [o.high - o.low for o in observations if o.high is not None and o.low is not None]
    refused = sum(o.estimate is None for o in observations)
    low, high = errors.limits
    return [
        name,
        leg,
        str(errors.n),
        f"{errors.bias:+.2f}",
        f"{errors.sd:.2f}",
        f"{errors.rmse:.2f}",
        f"{low:+.2f} to {high:+.2f}",
        _slope(observations),
        f"{100 * np.mean(held):.0f} %",
        f"± {np.median(widths) / 2:.2f}",
        str(refused),
    ]


def metric_table(clips: Sequence[ClipObservation]) -> str:
    """Error of each clip's mean, by metric, near and far leg apart, with interval coverage and width."""
    header = (
        *("metric", "leg", "n", "bias", "SD", "RMSE", "95 % limits", "slope"),
        *("interval holds", "median width", "refused"),
    )
    rows = []
    for name in definitions():
        every = [o for clip in clips for o in clip.metrics if o.name == name]
        both = [o for o in every if o.side is None]
        near = [o for o in every if o.side is not None and o.near]
        far = [o for o in every if o.side is not None and not o.near]
        rows += [_metric_row(name, leg, part) for leg, part in (("both", both), ("near", near), ("far", far))]
    return table(header, [row for row in rows if row is not None])


def _event_row(label: str, events: list[EventObservation]) -> list[str] | None:
    found = [e for e in events if e.errors_ms.size >= 2]
    if not found:
        return None
    every = np.concatenate([e.errors_ms for e in found])
    biases = np.array([e.errors_ms.mean() for e in found])
    within = np.array([e.errors_ms.std(ddof=1) for e in found])
    missed = 100.0 * (1.0 - every.size / sum(e.n_true for e in found))
    return [
        label,
        str(len(found)),
        str(every.size),
        f"{every.mean():+.1f}",
        f"{every.std(ddof=1):.1f}",
        f"{root_mean_square(every):.1f}",
        f"{biases.std(ddof=1) if biases.size > 1 else 0.0:.1f}",
        f"{within.mean():.1f}",
        f"{within.max():.1f}",
        f"{missed:.1f} %",
    ]


EVENT_HEADER = (
    "events",
    "legs",
    "n",
    "bias",
    "SD",
    "RMSE",
    "SD of clip means",
    "SD within a clip",
    "worst clip",
    "missed",
)


def event_table(clips: Sequence[ClipObservation]) -> str:
    """Event errors in milliseconds, near and far leg apart."""
    rows = []
    for kind in ("contact", "toe_off"):
        for leg, near in (("near", True), ("far", False)):
            events = [e for clip in clips for e in clip.events if e.kind == kind and e.near == near]
            rows.append(_event_row(f"{kind}, {leg} leg [ms]", events))
    return table(EVENT_HEADER, [row for row in rows if row is not None])


def _rms(arrays: Iterable[FloatArray]) -> str:
    values = np.concatenate([array[np.isfinite(array)] for array in arrays] or [np.empty(0)])
    return f"{root_mean_square(values):.1f}" if values.size else "–"


def knee_table(groups: Sequence[tuple[str, Sequence[ClipObservation]]]) -> str:
    """RMSE of knee flexion over the whole stride, as the pose model gives it and corrected. [deg]"""
    header = ("clips", "n", "near raw", "near", "far raw", "far", "swapped before", "swapped after", "person found")
    rows = []
    for label, clips in groups:
        side = [clip for clip in clips if clip.knee_errors_deg]
        if side:
            rows.append(
                [
                    label,
                    str(len(side)),
                    *(
                        _rms(source[leg] for clip in side for source in [getattr(clip, name)])
                        for leg in ("near", "far")
                        for name in ("knee_raw_errors_deg", "knee_errors_deg")
                    ),
                    f"{np.mean([clip.swapped_before_pct for clip in side]):.2f} %",
                    f"{np.mean([clip.swapped_after_pct for clip in side]):.2f} %",
                    f"{np.mean([clip.detected_pct for clip in side]):.1f} %",
                ]
            )
    return table(header, rows)


def clip_table(clips: Sequence[ClipObservation]) -> str:
    """One row a clip: what was recognised and the main errors."""
    header = (
        "clip",
        "half",
        "camera",
        "fps",
        "found as",
        "slow motion",
        "cadence error",
        "contact bias",
        "toe-off bias",
        "knee RMSE near / far",
        "legs exchanged, before to after",
    )
    return table(header, [_clip_row(clip) for clip in clips])


def _clip_row(o: ClipObservation) -> list[str]:
    cadence = next((m.error for m in o.metrics if m.name == "cadence_spm"), None)

    def bias(kind: str) -> str:
        parts = [
            f"{e.errors_ms.mean():+.0f}"
            for e in sorted(o.events, key=lambda e: not e.near)
            if e.kind == kind and e.errors_ms.size
        ]
        return " / ".join(parts) or "–"

    knee = " / ".join(_rms([o.knee_errors_deg[leg]]) for leg in ("near", "far") if leg in o.knee_errors_deg) or "–"
    found = o.slow_motion_factor
    return [
        o.clip.name,
        o.clip.half,
        f"{o.clip.truth['view']}, {o.clip.truth['camera']['yaw_deg']:+.0f}°",
        f"{o.clip.fps:.0f}",
        f"{o.view}, {o.gait}" + ("" if o.summary.yaw_deg is None else f", {o.summary.yaw_deg:.0f}° off"),
        f"true {o.clip.slow_motion_factor:g}, found {'refused' if found is None else f'{found:.3g}'}",
        "refused" if cadence is None else f"{cadence:+.2f}",
        bias("contact"),
        bias("toe_off"),
        knee,
        "–" if np.isnan(o.swapped_after_pct) else f"{o.swapped_before_pct:.1f} to {o.swapped_after_pct:.1f} %",
    ]
