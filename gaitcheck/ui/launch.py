"""Starts the app's server in this process."""

from __future__ import annotations

import sys
from pathlib import Path

from gaitcheck.errors import MissingLibraryError

#: Bound to this machine, without usage statistics, whatever the folder the user stands in.
_SETTINGS = (
    "--server.address=127.0.0.1",
    "--browser.gatherUsageStats=false",
    "--server.maxUploadSize=2000",
    "--client.showErrorLinks=false",
)


def launch() -> None:
    """Run the app until the user stops it; raises `MissingLibraryError` without Streamlit."""
    try:
        from streamlit.web import cli
    except ImportError as error:
        raise MissingLibraryError("Streamlit is not installed; install gaitcheck again.") from error
    sys.argv = ["streamlit", "run", str(Path(__file__).with_name("entry.py")), *_SETTINGS]
    cli.main()
