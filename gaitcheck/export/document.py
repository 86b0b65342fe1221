"""The saved form of an analysis: ``analysis.json``, schema ``gaitcheck.analysis/1``."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gaitcheck.analysis.model import Analysis
from gaitcheck.assessment.finding import Finding
from gaitcheck.corrections.document import corrections_to_json
from gaitcheck.export.options import DECIMALS, options_to_json
from gaitcheck.metrics.gait_metrics import StrideRow
from gaitcheck.metrics.metric import Metric

DOCUMENT = "analysis.json"
SCHEMA = "gaitcheck.analysis/1"


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DECIMALS)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return value


def _video(analysis: Analysis) -> dict[str, Any]:
    video = analysis.video
    return {
        "name": video.path.name,
        "sha256": video.sha256,
        "width_px": video.width_px,
        "height_px": video.height_px,
        "rotation_deg": video.rotation_deg,
        "codec": video.codec,
        "container": video.container,
        "n_frames": video.n_frames,
        "declared_n_frames": video.declared_n_frames,
        "fps": video.fps,
        "nominal_fps": video.nominal_fps,
        "capture_fps": video.capture_fps,
        "duration_s": video.duration_s,
        "declared_duration_s": video.declared_duration_s,
        "slow_motion_factor": analysis.timing.slow_motion_factor,
        "time_base": analysis.timing.time_base,
        "time_question": analysis.timing.question,
        "decode_errors": video.decode_errors,
        "dropped_frames": video.dropped_frames,
        "notes": list(video.notes),
    }


def _pose(analysis: Analysis) -> dict[str, Any]:
    source = analysis.pose.source
    return {
        "backend": source.backend,
        "version": source.version,
        "model": source.model,
        "model_sha256": source.model_sha256,
        "options": dict(source.options),
        "detected_pct": analysis.pose.detected_pct,
    }


def _metric(metric: Metric) -> dict[str, Any]:
    row = asdict(metric)
    order = ("name", "side", "value", "unit", "low", "high", "n", "sd", "status", "reason")
    return {key: row[key] for key in order}


def _stride(row: StrideRow) -> dict[str, Any]:
    times = {"start_s": row.start_s, "toe_off_s": row.toe_off_s, "end_s": row.end_s}
    return {"side": row.side, **times, "values": dict(row.values)}


def _finding(finding: Finding) -> dict[str, Any]:
    return asdict(finding)


def to_document(analysis: Analysis) -> dict[str, Any]:
    """The analysis as plain JSON values, in the order in which a person reads it.

    Event times are real seconds from the first frame; ``fps`` is frames per second of clip.
    """
    kinematics, view = analysis.kinematics, analysis.kinematics.view
    document = {
        "schema": SCHEMA,
        "version": analysis.version,
        "video": _video(analysis),
        "pose": _pose(analysis),
        "view": view.view,
        "view_yaw_deg": view.yaw_deg,
        "view_yaw_sd_deg": view.yaw_sd_deg,
        "view_source": view.source,
        "near_side": view.near_side,
        "facing": view.facing,
        "gait": kinematics.gait,
        "step_frequency_hz": kinematics.step_frequency_hz,
        "leg_length_px": kinematics.leg_length_px,
        "origin_px": kinematics.origin_px.tolist(),
        "cutoff_hz": kinematics.cutoff_hz,
        "metrics": [_metric(metric) for metric in analysis.metrics.metrics],
        "events": [asdict(event) for event in analysis.events.all()],
        "dropped_steps": analysis.events.dropped,
        "dropped_reasons": list(analysis.events.dropped_reasons),
        "strides": [_stride(row) for row in analysis.metrics.strides],
        "leg_swaps": [asdict(swap) for swap in kinematics.swaps],
        "findings": [_finding(finding) for finding in analysis.findings],
        "quality": [asdict(check) for check in analysis.quality],
        "notes": list(analysis.notes),
        "corrections": corrections_to_json(analysis.corrections),
        "options": options_to_json(analysis.options),
    }
    rounded: dict[str, Any] = _rounded(document)
    return rounded


def write_document(analysis: Analysis, path: Path) -> None:
    """Write ``analysis.json``; raises ``OSError``."""
    text = json.dumps(to_document(analysis), indent=1, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")
