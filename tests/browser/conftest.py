"""The real app behind a real browser; skipped where Chromium or Playwright is missing."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)


@dataclass(frozen=True)
class Served:
    """A running app: its address and its store folder."""

    address: str
    store: Path
    poses: Path


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, process: subprocess.Popen[bytes], at_most_s: float = 120.0) -> None:
    end = time.monotonic() + at_most_s
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.3)
    raise AssertionError("the app did not start")


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, kept_poses: Path) -> Iterator[Served]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    pytest.importorskip("playwright.sync_api")
    folder, port = tmp_path_factory.mktemp("app"), _free_port()
    store, poses = folder / "store", folder / "poses"
    # A copy: the app deletes poses, and the kept ones belong to all tests.
    shutil.copytree(kept_poses, poses)
    environment = {**os.environ, "GAITCHECK_STORE_DIR": str(store), "GAITCHECK_CACHE_DIR": str(poses)}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, process)
            yield Served(address, store, poses)
        finally:
            process.terminate()
            process.wait(timeout=30)


@pytest.fixture
def page(served: Served) -> Iterator[Any]:
    """A fresh visitor."""
    from playwright.sync_api import sync_playwright

    # The browser's sockets need a short path.
    with sync_playwright() as player, tempfile.TemporaryDirectory(prefix="gc-", dir="/tmp") as short:
        context = player.chromium.launch_persistent_context(
            f"{short}/profile",
            executable_path=CHROMIUM,
            env={**os.environ, "TMPDIR": short},
            args=list(ARGUMENTS),
            headless=True,
            viewport={"width": 1280, "height": 900},
            accept_downloads=True,
        )
        context.set_default_timeout(120_000)
        yield context.new_page()
        context.close()
