"""``gaitcheck app``."""

from __future__ import annotations

from typing import Annotated

import typer

from gaitcheck.cli.outcome import reported


@reported
def app_command(
    address: Annotated[
        str, typer.Option(help="What to listen on; anything but this machine's own lets others in.")
    ] = "127.0.0.1",
) -> None:
    """Open the app in the browser, on this machine only."""
    from gaitcheck.ui.launch import launch

    launch(address)
