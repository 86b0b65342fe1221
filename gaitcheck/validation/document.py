"""A validation as files: ``validation.json``, schema ``gaitcheck.validation/1``, and its pairs as CSV."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gaitcheck._version import __version__
from gaitcheck.export.options import DECIMALS
from gaitcheck.metrics.registry import definition
from gaitcheck.validation.model import AngleComparison, ClipValidation, EventComparison, MetricComparison
from gaitcheck.validation.pooled import Pooled, PooledAngle, PooledEvents, PooledMetric, pool
from gaitcheck.validation.statistics import Agreement, Coverage, ErrorSummary

DOCUMENT = "validation.json"
PAIRS = "validation.csv"
SCHEMA = "gaitcheck.validation/1"

Json = dict[str, Any]

#: Columns of the table of pairs.
PAIR_COLUMNS = (
    *("clip", "runner", "level", "name", "side", "leg", "unit", "time_s"),
    *("found", "true", "difference", "low", "high", "held", "reference"),
)


@dataclass(frozen=True, kw_only=True)
class Validation:
    """One clip or several beside their truth; ``pooled`` is ``None`` for one."""

    clips: tuple[ClipValidation, ...]
    pooled: Pooled | None

    @classmethod
    def of(cls, clips: Sequence[ClipValidation]) -> Validation:
        """Of at least one clip."""
        return cls(clips=tuple(clips), pooled=pool(clips) if len(clips) > 1 else None)


def to_document(validation: Validation) -> Json:
    """As plain JSON values; ``docs/validate.md`` says what each is."""
    document = {
        "schema": SCHEMA,
        "version": __version__,
        "clips": [_clip(clip) for clip in validation.clips],
        "pooled": None if validation.pooled is None else _pooled(validation.pooled),
    }
    plain: Json = _plain(document)
    return plain


def _plain(value: Any) -> Any:
    """Rounded, arrays as lists."""
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, float):
        return round(value, DECIMALS) if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _summary(summary: ErrorSummary | None, *, bias_known: bool = True) -> Json | None:
    if summary is None:
        return None
    if not bias_known:
        return {"n": summary.n, "bias": None, "sd": summary.sd, "rmse": None, "limits": None}
    return asdict(summary) | {"limits": summary.limits}


def _coverage(found: Coverage | None) -> Json | None:
    if found is None:
        return None
    return {
        "held": found.held,
        "n": found.n,
        "share_pct": found.share_pct,
        "range_pct": found.range_pct,
        "within_90_98": found.verdict,
    }


def _clip(clip: ClipValidation) -> Json:
    return {
        "name": clip.name,
        "runner": clip.runner,
        "truth": list(clip.truth_names),
        "forms": list(clip.forms),
        "analysis_version": clip.version,
        "model": clip.model,
        "video_sha256": clip.video_sha256,
        "view": clip.view,
        "near_side": clip.near_side,
        "clock": asdict(clip.clock),
        "event_sd_ms": clip.event_sd_ms,
        "events": [_event(event) for event in clip.events],
        "metrics": [_metric(metric) for metric in clip.metrics],
        "angles": [_angle(angle) for angle in clip.angles],
        "notes": list(clip.notes),
    }


def _event(event: EventComparison) -> Json:
    return {
        "kind": event.kind,
        "side": event.side,
        "leg": event.leg,
        "reference": event.reference,
        "n_true": event.n_true,
        "n_missed": event.n_missed,
        "n_extra": event.n_extra,
        "errors_ms": _summary(event.summary, bias_known=event.reference != "scatter"),
    }


def _metric(metric: MetricComparison) -> Json:
    return asdict(metric) | {"error": metric.error, "held": metric.held}


def _angle(angle: AngleComparison) -> Json:
    values = {key: value for key, value in vars(angle).items() if key != "errors_deg"}
    frames = int(angle.errors_deg.size)
    return values | {"n_frames": frames, "bias_deg": angle.bias_deg, "sd_deg": angle.sd_deg, "rmse_deg": angle.rmse_deg}


def _agreement(found: Agreement | None, *, bias_known: bool = True) -> Json | None:
    if found is None:
        return None
    parts = {"n_runners": found.n_runners, "sd_between": found.sd_between, "sd_within": found.sd_within}
    whole = _summary(found.errors, bias_known=bias_known) or {}
    if not bias_known:
        return whole | {"n_runners": found.n_runners, "sd_between": None, "sd_within": found.sd_within}
    bias = None if found.bias_low is None else [found.bias_low, found.bias_high]
    return whole | parts | {"bias_range": bias, "limits": found.limits}


def _pooled(pooled: Pooled) -> Json:
    return {
        "n_clips": pooled.n_clips,
        "n_runners": pooled.n_runners,
        "events": [_pooled_events(row) for row in pooled.events],
        "metrics": [_pooled_metric(row) for row in pooled.metrics],
        "angles": [_pooled_angle(row) for row in pooled.angles],
        "intervals": _coverage(pooled.intervals),
    }


def _pooled_events(row: PooledEvents) -> Json:
    counts = {"n_legs": row.n_legs, "n_true": row.n_true, "n_missed": row.n_missed}
    which = {"kind": row.kind, "reference": row.reference, "leg": row.leg}
    return which | counts | {"errors_ms": _agreement(row.agreement, bias_known=row.reference != "scatter")}


def _pooled_metric(row: PooledMetric) -> Json:
    return {
        "name": row.name,
        "unit": row.unit,
        "leg": row.leg,
        "n_refused": row.n_refused,
        "errors": _agreement(row.agreement),
        "slope": row.slope,
        "intervals": _coverage(row.coverage),
        "half_width": row.half_width,
    }


def _pooled_angle(row: PooledAngle) -> Json:
    return asdict(row)


def write_document(validation: Validation, path: Path) -> None:
    """Write ``validation.json``; raises ``OSError``."""
    text = json.dumps(to_document(validation), indent=1, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def pair_rows(validation: Validation) -> Iterator[Json]:
    """One row an event, a stride's value, or a clip's metric; of these alone there are intervals."""
    for clip in validation.clips:
        own = {"clip": clip.name, "runner": clip.runner}
        for event in clip.events:
            same = own | {"level": "event", "name": event.kind, "side": event.side, "leg": event.leg, "unit": "s"}
            same |= {"reference": event.reference}
            for found, true in zip(event.found_s, event.true_s, strict=True):
                yield same | {"time_s": true, "found": found, "true": true, "difference": found - true}
        for pair in clip.strides:
            yield own | {
                "level": "stride", "name": pair.name, "side": pair.side, "leg": pair.leg,
                "unit": definition(pair.name).unit, "time_s": pair.start_s, "found": pair.found, "true": pair.true,
                "difference": pair.found - pair.true,
            }  # fmt: skip
        for metric in clip.metrics:
            yield own | {
                "level": "clip", "name": metric.name, "side": metric.side, "leg": metric.leg, "unit": metric.unit,
                "found": metric.found, "true": metric.true, "difference": metric.error, "low": metric.low,
                "high": metric.high, "held": metric.held,
            }  # fmt: skip


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return round(float(value), DECIMALS) if isinstance(value, float) else value


def write_pairs(validation: Validation, path: Path) -> None:
    """Write ``validation.csv``, missing values empty; raises ``OSError``."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, PAIR_COLUMNS, restval="")
        writer.writeheader()
        for row in pair_rows(validation):
            writer.writerow({key: _cell(value) for key, value in row.items()})
