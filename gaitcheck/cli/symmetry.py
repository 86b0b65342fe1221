"""``gaitcheck symmetry CLIP [OTHER SIDE]``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from gaitcheck.cli.compare import read_summary
from gaitcheck.cli.outcome import reported
from gaitcheck.symmetry import paired_differences, single_view_differences


@reported
def symmetry_command(
    clip: Annotated[Path, typer.Argument(help="Result folder or analysis.json of a side view.")],
    other: Annotated[
        Path | None, typer.Argument(help="The same of the other side, filmed in the same session.", show_default=False)
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show details of an error.")] = False,
) -> None:
    """Compare left and right, from one side view or, much better, from a clip of each side."""
    summary = read_summary(clip)
    found = single_view_differences(summary) if other is None else paired_differences(summary, read_summary(other))
    console = Console(soft_wrap=True)
    for difference in found:
        console.print(difference.message, markup=False, highlight=False)
