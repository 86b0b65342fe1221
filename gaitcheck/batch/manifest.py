"""The manifest: a CSV file that tells what is known of each clip; checked whole before the first clip starts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from gaitcheck.batch.errors import ManifestError
from gaitcheck.batch.item import BatchItem
from gaitcheck.config import (
    HEIGHT_CM_LIMITS,
    SLOW_MOTION_LIMITS,
    SPEED_KMH_LIMITS,
    AnalysisOptions,
    RunnerInfo,
    Trim,
    View,
)
from gaitcheck.delimited import plain_number, read_delimited, unknown_column
from gaitcheck.errors import UsageError

#: What may stand in the column ``side``: which side of the runner the camera sees.
_SIDES: Mapping[str, View] = {"left": "side-left", "right": "side-right", "rear": "rear", "front": "front"}

#: Column -> what it means; ``video`` alone is required.
COLUMNS: Mapping[str, str] = {
    "video": "the clip's file, relative to the manifest's folder or absolute",
    "subject": "who runs, any text",
    "condition": "what was varied, any text",
    "height_cm": "the runner's height [cm]",
    "speed_kmh": "the belt's speed [km/h]",
    "side": f"what the camera sees: {', '.join(_SIDES)}",
    "slow_motion_factor": "seconds of clip per real second",
    "trim_start_s": "where in the clip to start [s]",
    "trim_end_s": "where in the clip to stop [s]",
}


class _Problem(Exception):
    """One thing wrong in one cell."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column = column
        self.sentence = sentence


def _number(low: float, high: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        value = plain_number(text)
        if not low <= value <= high:
            raise ValueError(f"{text} is not between {low:g} and {high:g}")
        return value

    return read


def _side(text: str) -> View:
    if text.lower() not in _SIDES:
        raise ValueError(f"{text!r} is none of {', '.join(_SIDES)}")
    return _SIDES[text.lower()]


_READERS: Mapping[str, Callable[[str], Any]] = {
    "subject": str,
    "condition": str,
    "height_cm": _number(*HEIGHT_CM_LIMITS),
    "speed_kmh": _number(*SPEED_KMH_LIMITS),
    "side": _side,
    "slow_motion_factor": _number(*SLOW_MOTION_LIMITS),
    "trim_start_s": _number(0.0, 1e6),
    "trim_end_s": _number(0.0, 1e6),
}


def read_manifest(manifest: Path, options: AnalysisOptions, videos: Sequence[Path] | None) -> tuple[BatchItem, ...]:
    """The clips of a batch, with what the manifest tells of each.

    Parameters
    ----------
    manifest
        CSV in UTF-8 with a header; comma or semicolon between the cells.
    options
        For everything that a row leaves empty.
    videos
        The clips found among the inputs; ``None`` when the manifest alone names them. Rows and clips must
        then match one to one.

    Raises
    ------
    ManifestError
        With all problems, each with its row (the header is row 1) and column.
    UsageError
        The file cannot be read at all.
    """
    table = read_delimited(manifest, "The manifest")
    header, rows = table.header, table.rows
    problems = list(_header_problems(header))
    items: list[tuple[int, BatchItem]] = []
    sound: list[tuple[int, BatchItem]] = []
    for number, row in rows if "video" in header else ():
        found, wrong = _item(row, manifest.parent, options)
        problems += [f"row {number}, column {problem.column}: {problem.sentence}" for problem in wrong]
        if found is not None:
            items.append((number, found))
            # A row with a mistake elsewhere may look like a repetition only because of it.
            sound += [] if wrong else [(number, found)]
    problems += _repeats(sound)
    if videos is not None and "video" in header:
        problems += _mismatches(items, videos)
    if problems:
        raise ManifestError(str(manifest), problems)
    return tuple(item for _, item in items)


def _header_problems(header: Sequence[str]) -> Iterator[str]:
    if "video" not in header:
        yield "row 1: there is no column 'video'"
    for name in header:
        if name not in COLUMNS:
            yield f"row 1, column {name}: unknown column; {unknown_column(name, COLUMNS)}"
    for name in sorted({name for name in header if header.count(name) > 1}):
        yield f"row 1, column {name}: the column appears more than once"


def _values(row: Mapping[str, str]) -> tuple[dict[str, Any], list[_Problem]]:
    values: dict[str, Any] = {}
    problems = [_Problem("(none)", f"more cells than columns: {row['']}")] if "" in row else []
    for column, read in _READERS.items():
        if row.get(column):
            try:
                values[column] = read(row[column])
            except ValueError as error:
                problems.append(_Problem(column, str(error)))
    return values, problems


def _video(row: Mapping[str, str], folder: Path) -> Path:
    if not row.get("video"):
        raise _Problem("video", "the cell is empty")
    path = folder / row["video"]
    if not path.is_file():
        raise _Problem("video", f"there is no file {path}")
    return path


def _item(row: Mapping[str, str], folder: Path, options: AnalysisOptions) -> tuple[BatchItem | None, list[_Problem]]:
    values, problems = _values(row)
    try:
        values["trim"] = Trim(start_s=values.get("trim_start_s"), end_s=values.get("trim_end_s"))
    except UsageError as error:
        problems.append(_Problem("trim_end_s", str(error).rstrip(".")))
    try:
        video = _video(row, folder)
    except _Problem as problem:
        return None, [problem, *problems]
    item = BatchItem(
        video=video.absolute(),
        name=video.as_posix(),
        options=_with_values(options, values),
        subject=values.get("subject"),
        condition=values.get("condition"),
    )
    return item, problems


def _with_values(options: AnalysisOptions, values: Mapping[str, Any]) -> AnalysisOptions:
    runner = RunnerInfo(
        height_cm=values.get("height_cm", options.runner.height_cm),
        speed_kmh=values.get("speed_kmh", options.runner.speed_kmh),
    )
    return replace(
        options,
        runner=runner,
        view=values.get("side", options.view),
        slow_motion_factor=values.get("slow_motion_factor", options.slow_motion_factor),
        trim=values.get("trim", options.trim),
    )


def _repeats(items: Sequence[tuple[int, BatchItem]]) -> Iterator[str]:
    earlier: dict[tuple[Path, Trim], int] = {}
    for number, item in items:
        first = earlier.setdefault((item.video, item.options.trim), number)
        if first != number:
            yield f"row {number}, column video: {item.video.name} is in row {first} already, with the same trim"


def _mismatches(items: Sequence[tuple[int, BatchItem]], videos: Sequence[Path]) -> Iterator[str]:
    given = {video.resolve() for video in videos}
    listed = {item.video.resolve() for _, item in items}
    for number, item in items:
        if item.video.resolve() not in given:
            yield f"row {number}, column video: {item.name} is not among the inputs"
    for video in sorted(given - listed):
        yield f"no row, column video: {video.name} is among the inputs but not in the manifest"
