"""``gaitcheck``: the program and its commands."""

from __future__ import annotations

import signal
from types import FrameType
from typing import Annotated, NoReturn

import typer

from gaitcheck._version import __version__
from gaitcheck.cli.analyze import analyze_command
from gaitcheck.cli.batch import batch_command, dictionary_command
from gaitcheck.cli.compare import compare_command
from gaitcheck.cli.export import export_command
from gaitcheck.cli.guidance import guidance_command
from gaitcheck.cli.outcome import reported
from gaitcheck.cli.symmetry import symmetry_command

app = typer.Typer(
    name="gaitcheck",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("analyze")(analyze_command)
app.command("batch")(batch_command)
app.command("dictionary")(dictionary_command)
app.command("compare")(compare_command)
app.command("export")(export_command)
app.command("guidance")(guidance_command)
app.command("symmetry")(symmetry_command)


@app.command("app")
@reported
def app_command(
    address: Annotated[
        str, typer.Option(help="What to listen on; anything but this machine's own lets others in.")
    ] = "127.0.0.1",
) -> None:
    """Open the app in the browser, on this machine only."""
    from gaitcheck.ui.launch import launch

    launch(address)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"gaitcheck {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Running form from a treadmill clip, measured on your own machine."""


def _on_terminate(_signal: int, _frame: FrameType | None) -> NoReturn:
    # The same clean-up as Ctrl-C: temporary folders and child processes go.
    raise KeyboardInterrupt


def main() -> None:
    """Entry point of the ``gaitcheck`` program; see `gaitcheck.errors` for the exit codes."""
    signal.signal(signal.SIGTERM, _on_terminate)
    app()
