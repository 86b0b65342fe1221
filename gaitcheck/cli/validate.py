"""``gaitcheck validate ANALYSIS TRUTH --out DIR`` and ``gaitcheck validate MANIFEST.csv --out DIR``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from gaitcheck.cli.outcome import reported
from gaitcheck.errors import UsageError
from gaitcheck.output_folder import output_folder
from gaitcheck.skeleton import Side
from gaitcheck.validation.force import FORCE_THRESHOLD_N

if TYPE_CHECKING:
    from gaitcheck.validation.document import Validation


def _validation(
    analysis: Path,
    truth: Path | None,
    angles: Path | None,
    offset_s: float | None,
    align: bool,
    force_threshold_n: float,
    first_foot: Side | None,
) -> Validation:
    from gaitcheck.validation.compare import validate
    from gaitcheck.validation.document import Validation
    from gaitcheck.validation.manifest import read_validation_manifest, validate_rows
    from gaitcheck.validation.read import read_truth

    if truth is not None:
        known, beside = (
            None if path is None else read_truth(path, force_threshold_n=force_threshold_n, first_foot=first_foot)
            for path in (truth, angles)
        )
        assert known is not None
        return Validation.of([validate(analysis, known, angles=beside, offset_s=offset_s, align_clocks=align)])
    if analysis.suffix.lower() != ".csv":
        raise UsageError("Give an analysis and its truth, or a manifest (.csv) of several.")
    if not (angles is None and offset_s is None and first_foot is None):
        raise UsageError("With a manifest, --angles, --offset-s and --first-foot are columns of it.")
    rows = read_validation_manifest(analysis)
    return Validation.of(list(validate_rows(analysis, rows, align_clocks=align, force_threshold_n=force_threshold_n)))


def _print(validation: Validation, console: Console) -> None:
    from gaitcheck.validation.words import headline, sentences, tables

    console.print(headline(validation), highlight=False, markup=False)
    for found in tables(validation):
        table = Table(box=None, pad_edge=False, header_style="bold", title=found.title, title_justify="left")
        for name in found.header:
            table.add_column(name, overflow="fold")
        for row in found.rows:
            table.add_row(*row)
        console.print()
        console.print(table, highlight=False, markup=False)
    console.print()
    console.print("Differences are gaitcheck minus truth.", style="dim", highlight=False, markup=False)
    for sentence in sentences(validation):
        console.print(sentence, highlight=False, markup=False)


@reported
def validate_command(
    analysis: Annotated[
        Path,
        typer.Argument(
            help="Folder that 'gaitcheck analyze' wrote; alone, a manifest (.csv) of several.", show_default=False
        ),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the results.", show_default=False)],
    truth: Annotated[
        Path | None,
        typer.Argument(
            help="Events or angles (.csv), counted frames (.json), force plates (.c3d).", show_default=False
        ),
    ] = None,
    angles: Annotated[
        Path | None, typer.Option(help="Angles (.csv) on the same clock as a truth of events.", show_default=False)
    ] = None,
    offset_s: Annotated[
        float | None, typer.Option("--offset-s", help="Truth time plus this is the clip's. [s]", show_default=False)
    ] = None,
    align: Annotated[
        bool, typer.Option("--align", help="Estimate the offset from the contacts; their own bias is then lost.")
    ] = False,
    force_threshold_n: Annotated[
        float, typer.Option("--force-threshold-n", min=1.0, help="Vertical force of a foot on the ground (C3D). [N]")
    ] = FORCE_THRESHOLD_N,
    first_foot: Annotated[
        Side | None,
        typer.Option(help="Which foot makes the first contact (C3D); by its markers if not given.", show_default=False),
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show details of an error.")] = False,
) -> None:
    """Compare an analysis with a laboratory's truth: bias, scatter, limits of agreement, whether intervals held."""
    from gaitcheck.validation.page import PAGE, write_validation

    found = _validation(analysis, truth, angles, offset_s, align, force_threshold_n, first_foot)
    with output_folder(out) as folder:
        write_validation(found, folder)
    _print(found, Console())
    typer.echo(f"\nResults are in {out}; open {out / PAGE}")
