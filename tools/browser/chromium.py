"""Debian's Chromium, driven by Playwright, without any connection of its own."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)


@contextmanager
def browser() -> Iterator[Any]:
    """One Chromium; every context of it is a visitor of its own. Needs ``pip install playwright``."""
    from playwright.sync_api import sync_playwright

    if CHROMIUM is None:
        raise RuntimeError("Chromium is not installed (Debian: apt-get install chromium)")
    # The browser's sockets need a short path.
    with sync_playwright() as player, tempfile.TemporaryDirectory(prefix="gc-", dir="/tmp") as short:
        launched = player.chromium.launch(
            executable_path=CHROMIUM,
            env={**os.environ, "TMPDIR": short},
            args=list(_ARGUMENTS),
            headless=True,
        )
        try:
            yield launched
        finally:
            launched.close()
