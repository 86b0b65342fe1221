"""The tables of a batch, from the kept results, in the order of the clips' paths.

Nothing in them depends on when, where or in which order the clips were measured: the same clips and options
give the same bytes.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from gaitcheck._version import __version__
from gaitcheck.batch.columns import Json, StrideSource, TableColumn, VideoRow, stride_columns, video_columns
from gaitcheck.batch.item import Outcome
from gaitcheck.batch.keep import Keep, move_folder, set_aside
from gaitcheck.errors import OutputError
from gaitcheck.export.document import DOCUMENT
from gaitcheck.export.frames import FRAMES

VIDEOS_SCHEMA = "gaitcheck.videos/1"
STRIDES_SCHEMA = "gaitcheck.strides/1"
#: Rows held in memory at a time, also the row groups of the files.
_ROWS_AT_ONCE = 2048


def write_tables(outcomes: Sequence[Outcome], out: Path) -> None:
    """Write ``videos.parquet``, ``strides.parquet`` and ``frames/`` into ``out``.

    Each appears in one step, complete; a reader, or another batch on the same folder, never meets half of one.

    Parameters
    ----------
    outcomes
        One per clip, in any order.
    out
        The batch's folder, with the kept results in ``items``.

    Raises
    ------
    OutputError
        The folder cannot be written, or a kept result has gone.
    """
    ordered = sorted(outcomes, key=lambda outcome: outcome.item.order)
    keep = Keep(out / "items")
    try:
        _write_table(_video_rows(ordered, keep), video_columns(), VIDEOS_SCHEMA, out / "videos.parquet")
        _write_table(_stride_rows(ordered, keep), stride_columns(), STRIDES_SCHEMA, out / "strides.parquet")
        _link_frames(ordered, keep, out / "frames")
    except OSError as error:
        raise OutputError(f"The tables cannot be written to {out} ({error}); start the batch again.") from error


def _document(outcome: Outcome, keep: Keep) -> Json | None:
    if outcome.status != "ok" or outcome.key is None:
        return None
    document: Json = json.loads((keep.place(outcome.key) / DOCUMENT).read_text(encoding="utf-8"))
    return document


def _video_rows(ordered: Iterable[Outcome], keep: Keep) -> Iterator[VideoRow]:
    first: dict[str, str] = {}
    for outcome in ordered:
        name = outcome.item.name
        original = name if outcome.key is None else first.setdefault(outcome.key, name)
        yield VideoRow(
            outcome=outcome,
            duplicate_of=None if original == name else original,
            document=_document(outcome, keep),
        )


def _distinct(ordered: Iterable[Outcome]) -> Iterator[tuple[str, Outcome]]:
    """Measured clips with their key, copies of the same clip once."""
    seen: set[str] = set()
    for outcome in ordered:
        if outcome.status == "ok" and outcome.key is not None and outcome.key not in seen:
            seen.add(outcome.key)
            yield outcome.key, outcome


def _stride_rows(ordered: Iterable[Outcome], keep: Keep) -> Iterator[StrideSource]:
    for _, outcome in _distinct(ordered):
        document = _document(outcome, keep)
        for number, stride in enumerate([] if document is None else document["strides"], start=1):
            yield StrideSource(outcome=outcome, number=number, stride=stride)


def table_schema(columns: Sequence[TableColumn], name: str) -> Any:
    """The ``pyarrow.Schema`` of a table, with unit and meaning of every column in its field's metadata."""
    import pyarrow as pa

    kinds = {"string": pa.string(), "double": pa.float64(), "int64": pa.int64()}
    fields = [pa.field(c.name, kinds[c.kind], metadata={"unit": c.unit, "description": c.description}) for c in columns]
    return pa.schema(fields, metadata={"schema": name, "version": __version__})


def _write_table(rows: Iterator[Any], columns: Sequence[TableColumn], name: str, path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = table_schema(columns, name)
    with _replacing(path) as part, pq.ParquetWriter(part, schema, compression="zstd") as writer:
        while chunk := list(islice(rows, _ROWS_AT_ONCE)):
            cells = {column.name: [column.value(row) for row in chunk] for column in columns}
            writer.write_table(pa.Table.from_pydict(cells, schema=schema))


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """A file beside ``path`` that takes its place when the block ends well."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    os.close(handle)
    part = Path(name)
    try:
        yield part
        part.chmod(0o644)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write_text(text: str, path: Path) -> None:
    """Replace a text file in one step; raises ``OSError``."""
    with _replacing(path) as part:
        part.write_text(text, encoding="utf-8")


def _link_frames(ordered: Iterable[Outcome], keep: Keep, folder: Path) -> None:
    """``frames/video_id=…/frames.parquet``: hard links to the kept files, copies where links are not possible."""
    working = Path(tempfile.mkdtemp(prefix=".frames-", dir=folder.parent))
    try:
        working.chmod(0o755)
        for key, _ in _distinct(ordered):
            place = working / f"video_id={key}"
            place.mkdir()
            _link(keep.place(key) / FRAMES, place / FRAMES)
        _exchange(working, folder)
    finally:
        shutil.rmtree(working, ignore_errors=True)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(source, target)


def _exchange(working: Path, folder: Path) -> None:
    """Put a folder in the place of another, again if a second batch was faster."""
    while not move_folder(working, folder):
        set_aside(folder)
