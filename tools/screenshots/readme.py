"""The pictures in the README: parts of pages, small files, written to ``docs/pictures``."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from tools.screenshots import pages
from tools.screenshots.seed import Seeded

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
_QUALITY = 82


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one picture shows.

    Parameters
    ----------
    name, shot
        Of the file, and of the page.
    heading
        Stands at the top of the picture; the page's top where it is empty.
    width_px, height_px, scheme
        Of the window.
    """

    name: str
    shot: str
    heading: str = ""
    width_px: int = 1100
    height_px: int = 820
    scheme: str = "light"


PARTS = (
    Part(name="result", shot="result"),
    Part(name="player", shot="session", heading="Watch it", height_px=1070),
    Part(name="compare", shot="compare", heading="Knee bend over the stride", height_px=930, scheme="dark"),
    Part(name="phone", shot="session", heading="Measured beside published ranges", width_px=390, height_px=844),
)


def write(browser: Any, address: str, seeded: Seeded) -> None:
    """Take them all anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    known = {shot.name: shot for shot in pages.shots(seeded)}
    for part in PARTS:
        window = {"width": part.width_px, "height": part.height_px}
        context = browser.new_context(viewport=window, color_scheme=part.scheme)
        page = context.new_page()
        pages.show(page, address, known[part.shot])
        _scroll(page, part.heading)
        target = FOLDER / f"{part.name}.webp"
        Image.open(BytesIO(page.screenshot())).convert("RGB").save(target, quality=_QUALITY, method=6)
        print(f"{target.name}: {target.stat().st_size / 1000:.0f} kB")
        context.close()


def _scroll(page: Any, heading: str) -> None:
    if heading:
        # Below the bar that stays at the top.
        found = page.get_by_role("heading", name=heading).first
        found.evaluate("node => { node.style.scrollMarginTop = '4.5rem'; node.scrollIntoView(); }")
        pages.settle(page)
