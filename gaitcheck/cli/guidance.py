"""``gaitcheck guidance``."""

from __future__ import annotations

import typer

from gaitcheck.cli.outcome import reported
from gaitcheck.guidance.page import guidance_markdown


@reported
def guidance_command() -> None:
    """Print the guidance that measurements are compared with, every row with its sources."""
    typer.echo(guidance_markdown())
