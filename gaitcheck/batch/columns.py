"""Columns of the batch tables: name, type, unit, meaning, and how a row's value is found.

One list per table serves the writer and the data dictionary, so that neither can drift from the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Literal

from gaitcheck.batch.item import BatchItem, Outcome
from gaitcheck.metrics.registry import MetricDefinition, definitions
from gaitcheck.skeleton import SIDES, Side

Json = Mapping[str, Any]
Kind = Literal["string", "double", "int64"]

#: Capture checks that an analysis reports; others are appended to ``quality_messages`` only.
QUALITY_CHECKS = (
    "gait",
    "runner_found",
    "complete",
    "view",
    "size",
    "frame_rate",
    "even_time",
    "strides",
    "people",
)


@dataclass(frozen=True, kw_only=True)
class VideoRow:
    """What a row of ``videos.parquet`` is made of; ``document`` is ``None`` for a clip that failed."""

    outcome: Outcome
    duplicate_of: str | None
    document: Json | None

    @cached_property
    def metrics(self) -> Mapping[tuple[str, Side | None], Json]:
        """Metrics by name and side."""
        found = () if self.document is None else self.document["metrics"]
        return {(metric["name"], metric["side"]): metric for metric in found}


@dataclass(frozen=True, kw_only=True)
class StrideSource:
    """What a row of ``strides.parquet`` is made of."""

    outcome: Outcome
    number: int
    stride: Json


@dataclass(frozen=True, kw_only=True)
class TableColumn:
    """One column.

    Parameters
    ----------
    name, kind, unit, description
        What it is; the name carries the unit too.
    value
        The cell, from a `VideoRow` or a `StrideSource`.
    """

    name: str
    kind: Kind
    unit: str
    description: str
    value: Callable[[Any], Any]


def _column(name: str, kind: Kind, unit: str, description: str, value: Callable[[Any], Any]) -> TableColumn:
    return TableColumn(name=name, kind=kind, unit=unit, description=description, value=value)


def _of_item(name: str, kind: Kind, unit: str, description: str, value: Callable[[BatchItem], Any]) -> TableColumn:
    return _column(name, kind, unit, description, lambda row: value(row.outcome.item))


def _of_document(name: str, kind: Kind, unit: str, description: str, *path: str) -> TableColumn:
    def value(row: VideoRow) -> Any:
        found: Any = row.document
        for key in path:
            found = None if found is None else found[key]
        return found

    return _column(name, kind, unit, description, value)


def _identity() -> Iterator[TableColumn]:
    yield _column("video_id", "string", "", "name of the kept result; joins the tables", lambda row: row.outcome.key)
    yield _of_item("path", "string", "", "the clip as it was given", lambda item: item.name)
    yield _of_item("subject", "string", "", "from the manifest", lambda item: item.subject)
    yield _of_item("condition", "string", "", "from the manifest", lambda item: item.condition)


def _given() -> Iterator[TableColumn]:
    yield _of_item("height_cm", "double", "cm", "the runner's height, as given", lambda i: i.options.runner.height_cm)
    yield _of_item("speed_kmh", "double", "km/h", "the belt's speed, as given", lambda i: i.options.runner.speed_kmh)
    yield _of_item("view_given", "string", "", "the camera's view, as given", lambda i: i.options.view)
    yield _of_item(
        "slow_motion_given", "double", "1", "seconds of clip per real second, as given",
        lambda i: i.options.slow_motion_factor,
    )  # fmt: skip
    yield _of_item(
        "trim_start_s", "double", "s", "start of the part measured, clip time", lambda i: i.options.trim.start_s
    )
    yield _of_item("trim_end_s", "double", "s", "end of the part measured, clip time", lambda i: i.options.trim.end_s)


def _status() -> Iterator[TableColumn]:
    yield _column("status", "string", "", "ok or failed", lambda row: row.outcome.status)
    yield _column("error", "string", "", "kind of failure", lambda row: row.outcome.error)
    yield _column("reason", "string", "", "why the clip could not be measured", lambda row: row.outcome.reason)
    twin = "path of the first clip with the same bytes and options; its strides and frames are listed once"
    yield _column("duplicate_of", "string", "", twin, lambda row: row.duplicate_of)


def _clip() -> Iterator[TableColumn]:
    yield _of_document("video_sha256", "string", "", "SHA-256 of the file", "video", "sha256")
    yield _of_document("duration_s", "double", "s", "length of the part measured, clip time", "video", "duration_s")
    yield _of_document("n_frames", "int64", "1", "frames measured", "video", "n_frames")
    yield _of_document("fps", "double", "Hz", "frames per second of clip, from the timestamps", "video", "fps")
    yield _of_document("width_px", "int64", "px", "picture width as displayed", "video", "width_px")
    yield _of_document("height_px", "int64", "px", "picture height as displayed", "video", "height_px")
    factor = "seconds of clip per real second that was used"
    yield _of_document("slow_motion_factor", "double", "1", factor, "video", "slow_motion_factor")
    yield _of_document("time_base", "string", "", "how that factor was established", "video", "time_base")
    yield _of_document("detected_pct", "double", "%", "frames in which the runner was found", "pose", "detected_pct")
    yield _of_document("view", "string", "", "the camera's view", "view")
    yield _of_document("view_yaw_deg", "double", "deg", "the camera's deviation from that view", "view_yaw_deg")
    yield _of_document("near_side", "string", "", "the runner's side that the camera sees", "near_side")
    yield _of_document("gait", "string", "", "running, walking or none", "gait")


def _check_status(check: str) -> Callable[[VideoRow], Any]:
    def value(row: VideoRow) -> Any:
        found = [] if row.document is None else row.document["quality"]
        return next((entry["status"] for entry in found if entry["check"] == check), None)

    return value


def _check_messages(row: VideoRow) -> str | None:
    if row.document is None:
        return None
    return " ".join(entry["message"] for entry in row.document["quality"] if entry["status"] != "ok")


def _quality() -> Iterator[TableColumn]:
    for name in QUALITY_CHECKS:
        meaning = f"capture check '{name}': ok, warn or fail"
        yield _column(f"quality_{name}", "string", "", meaning, _check_status(name))
    yield _column("quality_messages", "string", "", "what the checks that are not ok say", _check_messages)


def _stride_count(side: Side) -> Callable[[VideoRow], Any]:
    def value(row: VideoRow) -> Any:
        return None if row.document is None else sum(stride["side"] == side for stride in row.document["strides"])

    return value


def _metric_part(name: str, side: Side | None, part: str) -> Callable[[VideoRow], Any]:
    def value(row: VideoRow) -> Any:
        metric = row.metrics.get((name, side))
        return None if metric is None else metric[part]

    return value


def _stride_part(name: str) -> Callable[[StrideSource], Any]:
    return lambda row: row.stride[name]


def _stride_value(name: str) -> Callable[[StrideSource], Any]:
    return lambda row: row.stride["values"].get(name)


def _metric(found: MetricDefinition, side: Side | None) -> Iterator[TableColumn]:
    base = found.name if side is None else f"{found.name}_{side}"
    whose = "" if side is None else f", {side} leg"
    parts: tuple[tuple[str, str, Kind, str, str], ...] = (
        ("", "value", "double", found.unit, f"{found.definition} Mean over strides{whose}."),
        ("_low", "low", "double", found.unit, f"lower end of the 95 % interval of {base}"),
        ("_high", "high", "double", found.unit, f"upper end of the 95 % interval of {base}"),
        ("_n", "n", "int64", "1", f"strides or steps behind {base}"),
        ("_sd", "sd", "double", found.unit, f"standard deviation between strides of {base}"),
        ("_reason", "reason", "string", "", f"why {base} was not assessed"),
    )
    for suffix, part, kind, unit, meaning in parts:
        yield _column(base + suffix, kind, unit, meaning, _metric_part(found.name, side, part))


@cache
def video_columns() -> tuple[TableColumn, ...]:
    """``videos.parquet``: a row a clip, in the order of path and trim."""
    columns = [*_identity(), *_status(), *_given(), *_clip(), *_quality()]
    columns += [
        _column(f"n_strides_{side}", "int64", "1", f"{side} strides measured", _stride_count(side)) for side in SIDES
    ]
    for found in definitions().values():
        for side in SIDES if found.per_side else (None,):
            columns += _metric(found, side)
    return tuple(columns)


_STRIDE_TIMES = {
    "start_s": "contact; real time from the clip's first frame",
    "toe_off_s": "toe-off of the same foot; real time",
    "end_s": "next contact of the same foot (not included); real time",
}


@cache
def stride_columns() -> tuple[TableColumn, ...]:
    """``strides.parquet``: a row a stride, in the order of clip and time."""
    columns = [*_identity()]
    columns.append(_column("stride", "int64", "1", "number within the clip, from 1, both feet", lambda row: row.number))
    columns.append(_column("side", "string", "", "foot: left or right", _stride_part("side")))
    columns += [_column(name, "double", "s", text, _stride_part(name)) for name, text in _STRIDE_TIMES.items()]
    columns += [
        _column(found.name, "double", found.unit, found.definition, _stride_value(found.name))
        for found in definitions().values()
    ]
    return tuple(columns)
