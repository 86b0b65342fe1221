"""``gaitcheck``: the program and its commands."""

from __future__ import annotations

import gc
import importlib
import signal
import sys
from types import FrameType
from typing import Annotated, NoReturn

import typer

from gaitcheck._version import __version__

#: Command -> module and function. Only the one that is asked for is loaded: some need libraries that take a second.
_COMMANDS = {
    "analyze": ("gaitcheck.cli.analyze", "analyze_command"),
    "batch": ("gaitcheck.cli.batch", "batch_command"),
    "dictionary": ("gaitcheck.cli.batch", "dictionary_command"),
    "compare": ("gaitcheck.cli.compare", "compare_command"),
    "export": ("gaitcheck.cli.export", "export_command"),
    "guidance": ("gaitcheck.cli.guidance", "guidance_command"),
    "symmetry": ("gaitcheck.cli.symmetry", "symmetry_command"),
    "validate": ("gaitcheck.cli.validate", "validate_command"),
    "app": ("gaitcheck.cli.app", "app_command"),
}


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"gaitcheck {__version__}")
        raise typer.Exit


def _common(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Running form from a treadmill clip, measured on your own machine."""


def program(only: str | None = None) -> typer.Typer:
    """The program with all its commands, or with one of them; a name that is none of them gives all."""
    app = typer.Typer(
        name="gaitcheck",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_common)
    for name in [only] if only in _COMMANDS else _COMMANDS:
        module, function = _COMMANDS[name]
        app.command(name)(getattr(importlib.import_module(module), function))
    return app


def _on_terminate(_signal: int, _frame: FrameType | None) -> NoReturn:
    # The same clean-up as Ctrl-C: temporary folders and child processes go.
    raise KeyboardInterrupt


def main() -> None:
    """Entry point of the ``gaitcheck`` program; see `gaitcheck.errors` for the exit codes."""
    signal.signal(signal.SIGTERM, _on_terminate)
    try:
        program(sys.argv[1] if len(sys.argv) > 1 else None)()
    finally:
        # The interpreter looks for cycles once more as it ends; in hundreds of modules that takes a tenth of a second.
        gc.freeze()
