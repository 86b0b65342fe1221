"""Which pages are photographed, and how one is taken."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.screenshots.seed import Seeded

SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
SCHEMES = ("light", "dark")
_TALLEST_PX = 9000
_HEADING_TIMEOUT_MS = 240_000
#: The app's script has ended, fonts and pictures are there, videos show a picture.
_READY = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  if (!app || app.dataset.testScriptState !== 'notRunning' || document.fonts.status !== 'loaded') return false;
  if (document.querySelector('[data-testid=stSpinner], [data-testid=stSkeleton]')) return false;
  const found = [];
  const walk = (root) => root.querySelectorAll('*').forEach((node) => {
    if (node.tagName === 'VIDEO' || node.tagName === 'IMG') found.push(node);
    if (node.shadowRoot) walk(node.shadowRoot);
  });
  walk(document);
  return found.every((node) => node.tagName === 'IMG' ? node.complete : node.readyState >= 2 && !node.seeking);
}"""
_MAIN = "document.querySelector('[data-testid=stMain]')"


@dataclass(frozen=True)
class Shot:
    """A page by its address.

    Parameters
    ----------
    name, path
        Of the picture, and of the page.
    seek_s
        Where the first video stands; ``None`` leaves it at its begin. [s]
    """

    name: str
    path: str
    seek_s: float | None = None


def shots(seeded: Seeded) -> list[Shot]:
    """Every page, with something on it, and the pages that have an empty state."""
    before, after = seeded.sessions
    return [
        Shot("analyse", "/"),
        Shot("analyse-clip", f"/?job={seeded.new_job}"),
        Shot("result", f"/?job={seeded.done_job}", 2.2),
        Shot("runners", "/runners"),
        Shot("runner", f"/runners?runner={seeded.runner}"),
        Shot("session", f"/runners?session={after}", 2.2),
        Shot("compare", f"/compare?runner={seeded.runner}&before={before}&after={after}"),
        Shot("review", f"/review?session={after}", 2.2),
        Shot("review-empty", "/review"),
        Shot("learn", "/learn"),
        Shot("methods", "/methods"),
    ]


def show(page: Any, address: str, shot: Shot) -> None:
    """Go there and wait until the page rests."""
    page.goto(address + shot.path)
    page.get_by_role("heading", level=1).first.wait_for(timeout=_HEADING_TIMEOUT_MS)
    settle(page)
    if shot.seek_s is not None:
        page.locator("video").first.evaluate("(video, at) => { video.currentTime = at; }", shot.seek_s)
        settle(page)


def settle(page: Any) -> None:
    """Until nothing loads and the page keeps its height."""
    height = -1
    while True:
        page.wait_for_function(_READY)
        page.wait_for_timeout(500)
        now = page.evaluate(f"{_MAIN}.scrollHeight")
        if now == height:
            return
        height = now


def take(page: Any, target: Path) -> None:
    """The whole page that is shown, as tall as it is."""
    size = page.viewport_size
    height = page.evaluate(f"{_MAIN}.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": min(_TALLEST_PX, max(height, size["height"]))})
    settle(page)
    page.screenshot(path=str(target))
    page.set_viewport_size(size)
