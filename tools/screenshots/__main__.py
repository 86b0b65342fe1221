"""Photograph every page: ``python -m tools.screenshots OUT``, or ``--readme`` for the pictures in the README.

Measures the sample clips into a store of its own (``--kept FOLDER`` keeps it for the next time), opens the app on it
and photographs all pages on a desktop and on a phone, light and dark; below each name it prints what keeps people out
of that page. ``--readme`` takes a few parts of pages instead and writes them to ``docs/pictures``. Needs Chromium and
``pip install playwright``.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from gaitcheck.store.places import DATABASE
from gaitcheck.store.store import Store
from tools.browser import chromium, serving
from tools.browser.access import faults
from tools.screenshots import pages, readme
from tools.screenshots.seed import Seeded, seed

_PAGE_TIMEOUT_MS = 240_000


def main() -> None:
    """Photograph all pages in both sizes, light and dark, or the README's few."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, nargs="?", help="folder of the pictures")
    parser.add_argument("--readme", action="store_true", help="the README's pictures, into docs/pictures")
    parser.add_argument("--kept", type=Path, help="folder of a store to make, or to use again")
    parser.add_argument("--only", nargs="*", help="names of pages")
    given = parser.parse_args()
    if given.out is None and not given.readme:
        parser.error("say where the pictures go, or --readme")
    with tempfile.TemporaryDirectory(prefix="gaitcheck-pictures-") as temporary:
        folder = (given.kept or Path(temporary)).absolute()
        seeded = _seeded(folder)
        with serving.served(folder) as app, chromium.browser() as browser:
            if given.readme:
                readme.write(browser, app.address, seeded)
            else:
                _all(browser, app.address, seeded, given.out, given.only)


def _seeded(folder: Path) -> Seeded:
    """What is in the store; made when the folder has none."""
    known = folder / "seeded.json"
    if known.exists():
        values = json.loads(known.read_text())
        return Seeded(**(values | {"sessions": tuple(values["sessions"])}))
    (folder / "store").mkdir(parents=True, exist_ok=True)
    os.environ["GAITCHECK_CACHE_DIR"] = str(folder / "poses")
    store = Store(folder / "store", f"sqlite:///{folder / 'store' / DATABASE}")
    try:
        seeded = seed(store, folder / "store" / "jobs", date.today())
    finally:
        store.close()
    known.write_text(json.dumps(asdict(seeded)))
    return seeded


def _all(browser: Any, address: str, seeded: Seeded, out: Path, only: list[str] | None) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for scheme in pages.SCHEMES:
        for size in pages.SIZES:
            with visitor(browser, size, scheme) as page:
                for shot in pages.shots(seeded):
                    if only and shot.name not in only:
                        continue
                    pages.show(page, address, shot)
                    pages.take(page, out / f"{shot.name}-{size}-{scheme}.png")
                    print("\n  ".join([f"{shot.name}-{size}-{scheme}", *faults(page)]), flush=True)


@contextmanager
def visitor(browser: Any, size: str, scheme: str) -> Iterator[Any]:
    """A page of a fresh visitor with a window of that size."""
    width, height = pages.SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    context.set_default_timeout(_PAGE_TIMEOUT_MS)
    try:
        yield context.new_page()
    finally:
        context.close()


if __name__ == "__main__":
    main()
