"""``gaitcheck export RESULTS --out FILE``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gaitcheck.cli.outcome import reported
from gaitcheck.export import FORMATS, export_analysis, load_analysis
from gaitcheck.export.scale import ScaleSource

_SUFFIXES = ", ".join(f".{name}" for name in FORMATS)


@reported
def export_command(
    results: Annotated[
        Path, typer.Argument(help="Folder that 'gaitcheck analyze' wrote, or its analysis.json.", show_default=False)
    ],
    out: Annotated[
        list[Path], typer.Option("--out", "-o", help=f"File to write: {_SUFFIXES}; repeatable.", show_default=False)
    ],
    scale: Annotated[
        ScaleSource | None,
        typer.Option(help="What gives metres; height, else speed, else pixels if not given.", show_default=False),
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show details of an error.")] = False,
) -> None:
    """Write a saved analysis in the format of another program (OpenSim, C3D, spreadsheet, movement)."""
    analysis = load_analysis(results)
    for path in out:
        export_analysis(analysis, path, scale=scale)
        typer.echo(f"Wrote {path}")
