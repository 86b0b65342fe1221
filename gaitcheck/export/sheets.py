"""Tables for people: one workbook (``.xlsx``), or the frames as ``.csv``."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from gaitcheck.analysis.model import Analysis
from gaitcheck.errors import MissingLibraryError
from gaitcheck.export.frames import BODY_FRAME, frame_columns
from gaitcheck.metrics.registry import definition, definitions

Row = Sequence[Any]

#: A spreadsheet takes a text that begins so for a formula, or for one after the blanks it drops.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def _plain(value: Any) -> Any:
    """A cell: NaN is empty, numpy scalars are Python's."""
    plain = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(plain, float) and not math.isfinite(plain) else plain


def frame_rows(analysis: Analysis) -> Iterator[Row]:
    """Header, then a row a frame; as ``frames.parquet``."""
    columns = frame_columns(analysis.pose.names)
    yield [column.name for column in columns]
    for cells in zip(*(column.values(analysis) for column in columns), strict=True):
        yield [_plain(cell) for cell in cells]


def write_csv(analysis: Analysis, path: Path) -> None:
    """Frames as CSV, units in the names, missing values empty; raises ``OSError``."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(frame_rows(analysis))


def _metric_rows(analysis: Analysis) -> Iterator[Row]:
    yield "metric", "side", "value", "unit", "low 95 %", "high 95 %", "n", "sd", "reason"
    for m in analysis.metrics.metrics:
        yield m.name, m.side, m.value, m.unit, m.low, m.high, m.n, m.sd, m.reason


def _stride_rows(analysis: Analysis) -> Iterator[Row]:
    names = [name for name in definitions() if any(name in row.values for row in analysis.metrics.strides)]
    yield ["stride", "side", "start_s", "toe_off_s", "end_s", *names]
    for i, row in enumerate(analysis.metrics.strides, start=1):
        yield [i, row.side, row.start_s, row.toe_off_s, row.end_s, *(row.values.get(name) for name in names)]


def _event_rows(analysis: Analysis) -> Iterator[Row]:
    yield "time_s", "side", "kind", "confidence"
    for event in analysis.events.all():
        yield event.time_s, event.side, event.kind, event.confidence


def _quality_rows(analysis: Analysis) -> Iterator[Row]:
    yield "check", "status", "message"
    for check in analysis.quality:
        yield check.check, check.status, check.message


def _about_rows(analysis: Analysis) -> Iterator[Row]:
    yield "name", "unit", "meaning"
    yield "gaitcheck", "", analysis.version
    yield "video", "", analysis.video.path.name
    yield "video_sha256", "", analysis.video.sha256
    yield "view", "", analysis.kinematics.view.view
    yield "body frame", "", BODY_FRAME
    for name in definitions():
        yield name, definition(name).unit, definition(name).definition
    for column in frame_columns(analysis.pose.names):
        yield column.name, column.unit, column.description


def _harmless(sheet: Any, value: Any) -> Any:
    """Texts as texts, whatever they begin with, without characters that a workbook cannot hold."""
    if not isinstance(value, str):
        return value
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    kept = ILLEGAL_CHARACTERS_RE.sub("", value)
    if not kept.startswith(_FORMULA_STARTS):
        return kept
    cell = WriteOnlyCell(sheet, kept)
    cell.data_type = "s"
    # Also when somebody edits the cell.
    cell.quotePrefix = True
    return cell


def write_xlsx(analysis: Analysis, path: Path) -> None:
    """Metrics, strides, events, quality, frames and definitions as sheets.

    Raises ``OSError``, and `MissingLibraryError` when openpyxl is not installed.
    """
    try:
        from openpyxl import Workbook
    except ImportError as error:
        raise MissingLibraryError("Workbooks need openpyxl; install it with 'pip install openpyxl'.") from error
    book = Workbook(write_only=True)
    sheets = {
        "Metrics": _metric_rows,
        "Strides": _stride_rows,
        "Events": _event_rows,
        "Quality": _quality_rows,
        "Frames": frame_rows,
        "About": _about_rows,
    }
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        for row in rows(analysis):
            sheet.append([_harmless(sheet, cell) for cell in row])
    book.save(path)
