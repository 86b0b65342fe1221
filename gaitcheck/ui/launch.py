"""Starts the app's server in this process."""

from __future__ import annotations

import sys
from pathlib import Path

from gaitcheck.errors import MissingLibraryError

#: Where only this machine reaches it.
LOCAL = "127.0.0.1"
#: Without usage statistics, whatever the folder the user stands in.
_SETTINGS = (
    "--browser.gatherUsageStats=false",
    "--server.maxUploadSize=2000",
    "--server.fileWatcherType=none",
    "--client.showErrorLinks=false",
)


def launch(address: str = LOCAL) -> None:
    """Run the app until the user stops it.

    Parameters
    ----------
    address
        What it listens on; anything but the default lets other machines reach it, and is warned of.

    Raises `MissingLibraryError` without Streamlit.
    """
    if address != LOCAL:
        sys.stderr.write(
            f"gaitcheck: WARNING: listening on {address}: other machines can reach this app, and videos of people "
            "travel over the network; set up sign-in and encryption first (docs/privacy.md).\n"
        )
    try:
        from streamlit.web import cli
    except ImportError as error:
        raise MissingLibraryError("Streamlit is not installed; install gaitcheck again.") from error
    sys.argv = [
        "streamlit",
        "run",
        str(Path(__file__).with_name("entry.py")),
        f"--server.address={address}",
        *_SETTINGS,
    ]
    cli.main()
