"""``gaitcheck compare BEFORE AFTER``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from gaitcheck.assessment.wording import title
from gaitcheck.cli.outcome import reported
from gaitcheck.compare import AnalysisSummary, Comparison, compare, summary_from_json
from gaitcheck.errors import UsageError
from gaitcheck.results import DOCUMENT

_HEADINGS = {
    "real_change": "Changed by more than this method's error:",
    "no_detectable_change": "No detectable change:",
    "cannot_tell": "Cannot tell:",
    "not_comparable": "Not comparable:",
}


def read_summary(path: Path) -> AnalysisSummary:
    """From a result folder or an ``analysis.json``."""
    document = path / DOCUMENT if path.is_dir() else path
    try:
        return summary_from_json(json.loads(document.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise UsageError(f"{document} does not exist; give a folder that 'gaitcheck analyze' wrote.") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UsageError(f"{document} is not an analysis that gaitcheck wrote.") from error


def _print(comparison: Comparison, console: Console) -> None:
    for obstacle in comparison.obstacles:
        console.print(f"Note: {obstacle.message}", markup=False, highlight=False)
    for verdict, heading in _HEADINGS.items():
        changes = [change for change in comparison.changes if change.verdict == verdict]
        if changes:
            console.print(f"\n{heading}", style="bold", markup=False)
            for change in changes:
                named = title(change.metric, change.side)
                text = change.message if change.message.startswith(named) else f"{named}: {change.message}"
                console.print(f"  {text}", markup=False, highlight=False)


@reported
def compare_command(
    before: Annotated[Path, typer.Argument(help="Result folder or analysis.json of the first clip.")],
    after: Annotated[Path, typer.Argument(help="Result folder or analysis.json of the second clip.")],
    debug: Annotated[bool, typer.Option("--debug", help="Show details of an error.")] = False,
) -> None:
    """Say what changed between two analyses of one runner, and what cannot be told."""
    _print(compare(read_summary(before), read_summary(after)), Console(soft_wrap=True))
