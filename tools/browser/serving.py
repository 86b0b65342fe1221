"""The app on a free port of this machine, with everything it writes in one folder."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
_START_TIMEOUT_S = 300.0
_STOP_TIMEOUT_S = 120.0


@dataclass(frozen=True)
class Served:
    """A running app.

    Parameters
    ----------
    address
        Where it answers.
    folder
        Holds its store, kept poses, temporary files and log.
    pid
        Of the server; the analyses are children of it.
    """

    address: str
    folder: Path
    pid: int

    @property
    def store(self) -> Path:
        """Jobs, sessions and the database."""
        return self.folder / "store"

    @property
    def poses(self) -> Path:
        """Kept poses."""
        return self.folder / "poses"


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """Run the app until the block ends; raises ``RuntimeError`` with its own words when it does not start."""
    port = _free_port()
    temporary = folder / "tmp"
    temporary.mkdir(parents=True, exist_ok=True)
    environment = {
        **os.environ,
        "GAITCHECK_STORE_DIR": str(folder / "store"),
        "GAITCHECK_CACHE_DIR": str(folder / "poses"),
        "TMPDIR": str(temporary),
    }
    environment.pop("GAITCHECK_DATABASE_URL", None)
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
    log_path = folder / "server.log"
    with log_path.open("wb") as log:
        process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            if not _answers(address, process):
                raise RuntimeError(f"the app did not start: {log_path.read_text(errors='replace')[-2000:]}")
            yield Served(address, folder, process.pid)
        finally:
            process.terminate()
            process.wait(timeout=_STOP_TIMEOUT_S)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(address: str, process: subprocess.Popen[bytes]) -> bool:
    end = time.monotonic() + _START_TIMEOUT_S
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return True
        except OSError:
            time.sleep(0.3)
    return False
