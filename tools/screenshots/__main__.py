"""Photograph every page: ``python -m tools.screenshots OUT``.

Needs Chromium and ``pip install playwright``. The store that ``GAITCHECK_STORE_DIR`` names is shown; a runner with two
sessions in it makes the pictures of Runners and Compare worth looking at.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gaitcheck.store.places import database_url, store_folder
from gaitcheck.store.store import Store

PROJECT = Path(__file__).resolve().parents[2]
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
_TALLEST_PX = 9000
_SETTLE_MS = 2500


@dataclass(frozen=True)
class Shot:
    """A page by its address."""

    name: str
    path: str


def shots() -> list[Shot]:
    """Every page, and the newest runner's own where there is one."""
    found = [
        Shot(name, f"/{name}" if name != "analyse" else "/") for name in ("analyse", "runners", "learn", "methods")
    ]
    store = Store(store_folder(), database_url())
    try:
        people = [person for person in store.people() if person.sessions]
        if people:
            person = max(people, key=lambda person: person.sessions)
            session = store.sessions(person.id)[-1]
            found.append(Shot("runner", f"/runners?runner={person.id}"))
            found.append(Shot("result", f"/runners?session={session.id}"))
            found.append(Shot("compare", f"/compare?runner={person.id}"))
    finally:
        store.close()
    return found


@contextmanager
def served() -> Iterator[str]:
    """The app on a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                    break
            except OSError:
                time.sleep(0.3)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


def take(page: Any, address: str, shot: Shot, target: Path) -> None:
    """The whole page, as tall as it is."""
    size = page.viewport_size
    page.goto(address + shot.path)
    page.get_by_role("heading", level=1).first.wait_for(timeout=120_000)
    page.wait_for_timeout(_SETTLE_MS)
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": min(_TALLEST_PX, max(height, size["height"]))})
    page.wait_for_timeout(_SETTLE_MS)
    page.screenshot(path=str(target))
    page.set_viewport_size(size)


def main() -> None:
    """Photograph all pages in both sizes, light and dark."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with served() as address, sync_playwright() as player, tempfile.TemporaryDirectory(prefix="gc-") as short:
        for scheme in ("light", "dark"):
            context = player.chromium.launch_persistent_context(
                f"{short}/{scheme}",
                executable_path=chromium,
                args=list(ARGUMENTS),
                color_scheme=scheme,
                env={**os.environ, "TMPDIR": short},
            )
            page = context.new_page()
            for size, (width, height) in SIZES.items():
                page.set_viewport_size({"width": width, "height": height})
                for shot in shots():
                    take(page, address, shot, out / f"{shot.name}-{size}-{scheme}.png")
            context.close()


if __name__ == "__main__":
    main()
