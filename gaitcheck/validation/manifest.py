"""Several clips with their truths: a CSV file, read whole before anything is compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gaitcheck.delimited import finite_number, read_delimited, unknown_column
from gaitcheck.errors import UsageError
from gaitcheck.skeleton import Side
from gaitcheck.validation.compare import validate
from gaitcheck.validation.force import FORCE_THRESHOLD_N
from gaitcheck.validation.model import ClipValidation
from gaitcheck.validation.read import read_truth
from gaitcheck.validation.tables import side_of

#: Column -> what it means; the first two are required.
COLUMNS: Mapping[str, str] = {
    "analysis": "folder that 'gaitcheck analyze' wrote, relative to the manifest's folder or absolute",
    "truth": "file with the truth of that run, likewise",
    "angles": "a second truth on the same clock: angles beside events",
    "offset_s": "truth time plus this is the clip's [s]",
    "runner": "who runs, any text; needed to tell runners from clips",
    "first_foot": "which foot makes the first contact of a C3D file: left or right",
}
_REQUIRED = ("analysis", "truth")


@dataclass(frozen=True, kw_only=True)
class ManifestRow:
    """One clip with its truth; what is not given is ``None``."""

    line: int
    analysis: Path
    truth: Path
    angles: Path | None
    offset_s: float | None
    runner: str | None
    first_foot: Side | None


def read_validation_manifest(manifest: Path) -> tuple[ManifestRow, ...]:
    """The rows of a manifest.

    Raises
    ------
    UsageError
        A column or cell is wrong; the sentence names the row (the header is row 1).
    """
    table = read_delimited(manifest, "The manifest")
    for name in table.header:
        if name not in COLUMNS:
            raise UsageError(f"{manifest.name}: unknown column {name!r}; {unknown_column(name, COLUMNS)}")
        if table.header.count(name) > 1:
            raise UsageError(f"{manifest.name}: the column {name} appears more than once.")
    for name in _REQUIRED:
        if name not in table.header:
            raise UsageError(f"{manifest.name}: there is no column {name!r}.")
    rows = []
    for line, cells in table.rows:
        try:
            rows.append(_row(line, cells, manifest.parent))
        except ValueError as error:
            raise UsageError(f"{manifest.name}, row {line}: {error}.") from error
    _check_repeats(manifest, rows)
    return tuple(rows)


def _row(line: int, cells: Mapping[str, str], folder: Path) -> ManifestRow:
    if "" in cells:
        raise ValueError(f"more cells than columns ({cells['']})")
    paths = {name: folder / cells[name] if cells.get(name) else None for name in ("analysis", "truth", "angles")}
    analysis, truth, angles = paths["analysis"], paths["truth"], paths["angles"]
    if analysis is None or truth is None:
        raise ValueError(f"the cell of {'analysis' if analysis is None else 'truth'} is empty")
    for path in (analysis, truth, angles):
        if path is not None and not path.exists():
            raise ValueError(f"there is no file {path}")
    return ManifestRow(
        line=line,
        analysis=analysis,
        truth=truth,
        angles=angles,
        offset_s=finite_number(cells["offset_s"]) if cells.get("offset_s") else None,
        runner=cells.get("runner") or None,
        first_foot=side_of(cells["first_foot"]) if cells.get("first_foot") else None,
    )


def _check_repeats(manifest: Path, rows: list[ManifestRow]) -> None:
    earlier: dict[Path, int] = {}
    for row in rows:
        first = earlier.setdefault(row.analysis.resolve(), row.line)
        if first != row.line:
            raise UsageError(f"{manifest.name}, row {row.line}: {row.analysis.name} is in row {first} already.")


def validate_rows(
    manifest: Path,
    rows: tuple[ManifestRow, ...],
    *,
    align_clocks: bool = False,
    force_threshold_n: float = FORCE_THRESHOLD_N,
) -> Iterator[ClipValidation]:
    """Compare each clip of a manifest with its truth; raises as `validate` does, with the row."""
    for row in rows:
        try:
            truth, angles = (
                None
                if path is None
                else read_truth(path, force_threshold_n=force_threshold_n, first_foot=row.first_foot)
                for path in (row.truth, row.angles)
            )
            assert truth is not None
            yield validate(
                row.analysis, truth, angles=angles, offset_s=row.offset_s, align_clocks=align_clocks, runner=row.runner
            )
        except UsageError as error:
            raise UsageError(f"{manifest.name}, row {row.line}: {error}") from error
