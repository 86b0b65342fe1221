"""A saved analysis, ``analysis.json`` with ``frames.parquet`` beside it, back as an `Analysis`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from gaitcheck.analysis.model import Analysis, QualityCheck, Timing
from gaitcheck.arrays import FloatArray
from gaitcheck.assessment.finding import Finding
from gaitcheck.corrections.document import corrections_from_json
from gaitcheck.errors import UsageError
from gaitcheck.events.model import FootEvents, GaitEvents
from gaitcheck.export.document import DOCUMENT, SCHEMA
from gaitcheck.export.frames import ANGLES, FRAMES, JOINTS
from gaitcheck.export.options import options_from_json
from gaitcheck.kinematics.model import Kinematics, LegKinematics, LegSwap, ViewEstimate
from gaitcheck.metrics.gait_metrics import GaitMetrics, StrideRow
from gaitcheck.metrics.metric import Metric
from gaitcheck.pose.track import PoseSource, PoseTrack
from gaitcheck.skeleton import Side
from gaitcheck.video import VideoInfo

Json = Mapping[str, Any]
Columns = Mapping[str, FloatArray]


def load_analysis(saved: Path | str) -> Analysis:
    """Read what ``gaitcheck analyze`` saved.

    Parameters
    ----------
    saved
        The results folder, or the ``analysis.json`` in it.

    Returns
    -------
    Analysis
        Arrays exactly as they were; numbers of the JSON file to its six decimals. Of the video only the
        file's name is known, not where it was.

    Raises
    ------
    UsageError
        A file is missing, damaged, or of another version of the format.
    """
    path = Path(saved)
    path = path / DOCUMENT if path.is_dir() else path
    document = _read_document(path)
    columns = _read_frames(path.with_name(FRAMES))
    try:
        return _analysis(document, columns)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UsageError(f"{path} is not complete; analyse the clip again.") from error


def _read_document(path: Path) -> Json:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} is not a saved analysis; give the folder that 'gaitcheck analyze' wrote.") from error
    found = document.get("schema") if isinstance(document, dict) else None
    if found != SCHEMA:
        raise UsageError(f"{path} has the format {found!r}; this version of gaitcheck reads {SCHEMA!r}.")
    result: Json = document
    return result


def _read_frames(path: Path) -> Columns:
    """Columns by name, null as NaN."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path, partitioning=None)
    except (OSError, pa.ArrowException) as error:
        raise UsageError(f"{path} is missing or damaged; it belongs beside analysis.json.") from error
    return {
        name: np.asarray(table.column(name).to_numpy(zero_copy_only=False), dtype=np.float64)
        for name in table.column_names
    }


def _analysis(document: Json, columns: Columns) -> Analysis:
    video = document["video"]
    return Analysis(
        version=document["version"],
        options=options_from_json(document["options"]),
        video=_video(document, _frame_times(document, columns["clip_time_s"])),
        timing=Timing(
            slow_motion_factor=video["slow_motion_factor"],
            time_base=video["time_base"],
            question=video["time_question"],
        ),
        pose=_pose(document["pose"], columns),
        kinematics=_kinematics(document, columns),
        events=_events(document),
        metrics=_metrics(document),
        findings=tuple(Finding(**(row | {"sources": tuple(row["sources"])})) for row in document["findings"]),
        quality=tuple(QualityCheck(**row) for row in document["quality"]),
        notes=tuple(document["notes"]),
        corrections=corrections_from_json(document.get("corrections", ())),
    )


def _frame_times(document: Json, posed_s: FloatArray) -> FloatArray:
    """Times of all frames: of a fast clip only every k-th was posed and saved, those between are spread evenly."""
    every = int(document["pose"]["options"].get("every_nth_frame", 1))
    n_frames = document["video"]["n_frames"]
    if every == 1 or posed_s.size < 2:
        return posed_s
    place = every * np.arange(posed_s.size)
    after = np.arange(1, max(n_frames - int(place[-1]), 1)) / document["video"]["fps"]
    return np.concatenate([np.interp(np.arange(place[-1] + 1), place, posed_s), posed_s[-1] + after])


def _video(document: Json, time_s: FloatArray) -> VideoInfo:
    values = document["video"]
    same = (
        "sha256",
        "width_px",
        "height_px",
        "rotation_deg",
        "nominal_fps",
        "declared_duration_s",
        "codec",
        "container",
        "capture_fps",
        "decode_errors",
        "declared_n_frames",
        "dropped_frames",
    )
    facts = {name: values[name] for name in same}
    trim = options_from_json(document["options"]).trim
    return VideoInfo(path=Path(values["name"]), time_s=time_s, notes=tuple(values["notes"]), trim=trim, **facts)


def _pose(values: Json, columns: Columns) -> PoseTrack:
    names = tuple(name.removesuffix("_x_px") for name in columns if name.endswith("_x_px"))

    def stacked(suffix: str) -> FloatArray:
        return np.stack([columns[f"{name}_{suffix}"] for name in names], axis=1)

    source = {key: values[key] for key in ("backend", "version", "model", "model_sha256", "options")}
    return PoseTrack(
        time_s=columns["clip_time_s"],
        xy_px=np.stack([stacked("x_px"), stacked("y_px")], axis=2),
        visibility=stacked("visibility"),
        depth_px=stacked("depth_px"),
        names=names,
        source=PoseSource(**source),
    )


def _point(columns: Columns, name: str) -> FloatArray:
    return np.stack([columns[f"{name}_x_leg"], columns[f"{name}_y_leg"]], axis=1)


def _leg(columns: Columns, side: Side) -> LegKinematics:
    positions = {joint: _point(columns, f"{side}_{joint}") for joint in JOINTS}
    angles = {name: columns[f"{side}_{name}"] for name in ANGLES}
    return LegKinematics(side=side, **positions, **angles)


def _view(document: Json) -> ViewEstimate:
    return ViewEstimate(
        view=document["view"],
        facing=document["facing"],
        near_side=document["near_side"],
        yaw_deg=document["view_yaw_deg"],
        yaw_sd_deg=document["view_yaw_sd_deg"],
        source=document["view_source"],
    )


def _kinematics(document: Json, columns: Columns) -> Kinematics:
    return Kinematics(
        time_s=columns["time_s"],
        left=_leg(columns, "left"),
        right=_leg(columns, "right"),
        pelvis=_point(columns, "pelvis"),
        shoulders=_point(columns, "shoulders"),
        trunk_lean_deg=columns["trunk_lean_deg"],
        observed=columns["observed"].astype(np.bool_),
        view=_view(document),
        gait=document["gait"],
        step_frequency_hz=document["step_frequency_hz"],
        leg_length_px=document["leg_length_px"],
        origin_px=np.array(document["origin_px"], dtype=np.float64),
        cutoff_hz=document["cutoff_hz"],
        swaps=tuple(LegSwap(**swap) for swap in document["leg_swaps"]),
    )


def _foot(document: Json, side: Side) -> FootEvents:
    def of(kind: str, what: str) -> FloatArray:
        rows = [row for row in document["events"] if row["side"] == side and row["kind"] == kind]
        return np.array([row[what] for row in rows], dtype=np.float64)

    return FootEvents(
        side=side,
        contact_s=of("contact", "time_s"),
        toe_off_s=of("toe_off", "time_s"),
        contact_confidence=of("contact", "confidence"),
        toe_off_confidence=of("toe_off", "confidence"),
    )


def _events(document: Json) -> GaitEvents:
    return GaitEvents(
        left=_foot(document, "left"),
        right=_foot(document, "right"),
        dropped=document["dropped_steps"],
        dropped_reasons=tuple(document["dropped_reasons"]),
    )


def _metrics(document: Json) -> GaitMetrics:
    return GaitMetrics(
        metrics=tuple(Metric(**row) for row in document["metrics"]),
        strides=tuple(StrideRow(**row) for row in document["strides"]),
    )
