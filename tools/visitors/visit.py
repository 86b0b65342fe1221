"""One visitor, from the upload to a saved session, and what has to be true of what they saw."""

from __future__ import annotations

import json
import re
import shutil
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.browser import chromium, steps
from tools.browser.serving import Served

#: Measured cadence may differ by this much from the truth of the visitor's own clip. [spm]
CADENCE_TOLERANCE_SPM = 2.0
#: The others' analyses keep both cores busy meanwhile. [ms]
_STEP_TIMEOUT_MS = 240_000
#: The last in line waits for everybody's analysis. [ms]
_RESULT_TIMEOUT_MS = 3_600_000
_BEGUN = ("Finding the runner", "Drawing the video", "Your running form")
_BOX = 64


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Who comes with what.

    Parameters
    ----------
    number
        From 1.
    clip
        A copy of a sample under the visitor's own name.
    sample, speed_kmh, cadence_spm
        Which sample it is, its belt speed and its true cadence.
    """

    number: int
    clip: Path
    sample: str
    speed_kmh: float
    cadence_spm: float

    @property
    def name(self) -> str:
        """As the visitor's runner is called."""
        return f"Visitor Number-{self.number:02d}"

    @property
    def height_cm(self) -> int:
        """Different for everybody, so that a mix-up shows."""
        return 150 + self.number


@dataclass(frozen=True, kw_only=True)
class Visit:
    """What became of a visitor.

    Parameters
    ----------
    waited_s
        From the upload to the begin of the own analysis, as the page said it. [s]
    result_s, saved_s
        From the upload to the result, and to the saved session. [s]
    ahead
        Most analyses that the page said were ahead.
    cadence_spm
        As the page showed it; ``None`` when it showed none.
    wrong
        What was not as it should be; empty when all was well.
    """

    visitor: Visitor
    waited_s: float = 0.0
    result_s: float = 0.0
    saved_s: float = 0.0
    ahead: int = 0
    cadence_spm: float | None = None
    wrong: tuple[str, ...] = ()


def visitor(number: int, sample: Path, speed_kmh: float, folder: Path) -> Visitor:
    """A copy of the sample that no other visitor has, byte for byte different, so that everybody's is measured."""
    clip = folder / f"clip-of-visitor-{number:02d}.mp4"
    shutil.copyfile(sample, clip)
    with clip.open("ab") as file:
        # An empty box at the end, which players skip.
        file.write(_BOX.to_bytes(4, "big") + b"free" + f"{number:056d}".encode())
    truth = json.loads(sample.with_suffix(".truth.json").read_text())
    cadence = next(m["value"] for m in truth["metrics"] if m["name"] == "cadence_spm")
    return Visitor(number=number, clip=clip, sample=sample.stem, speed_kmh=speed_kmh, cadence_spm=cadence)


def visit(who: Visitor, others: list[Visitor], served: Served, start: threading.Barrier) -> Visit:
    """Everything one visitor does; a failure becomes part of the answer."""
    try:
        with chromium.browser() as browser:
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            context.set_default_timeout(_STEP_TIMEOUT_MS)
            page = context.new_page()
            page.goto(served.address)
            page.get_by_role("heading", name="See how you run").wait_for()
            start.wait()
            return _measured(page, who, others, served)
    except Exception as error:
        start.abort()
        return Visit(visitor=who, wrong=(" ".join(f"{type(error).__name__}: {error}".split()),))


def _measured(page: Any, who: Visitor, others: list[Visitor], served: Served) -> Visit:
    began = time.monotonic()
    steps.upload(page, served, who.clip)
    steps.begin(page, height_cm=str(who.height_cm), speed_kmh=f"{who.speed_kmh:.1f}")
    steps.skip_questions(page)
    waited_s, ahead = _queue(page, began)
    page.get_by_role("heading", name="Your running form").wait_for(timeout=_RESULT_TIMEOUT_MS)
    result_s = time.monotonic() - began
    cadence, wrong = _look(page, who, others)
    steps.saved(page, f"Clip {who.number}", new_name=who.name)
    saved_s = time.monotonic() - began
    if who.name not in page.get_by_role("heading", level=1).first.inner_text():
        wrong.append("saved to somebody else")
    page.goto(served.address)
    page.get_by_role("heading", name="See how you run").wait_for()
    wrong += _strangers(page.inner_text("body"), others, "the start page")
    return Visit(
        visitor=who,
        waited_s=waited_s,
        result_s=result_s,
        saved_s=saved_s,
        ahead=ahead,
        cadence_spm=cadence,
        wrong=tuple(wrong),
    )


def _queue(page: Any, began: float) -> tuple[float, int]:
    """Seconds until the page no longer says that the clip waits, and the most analyses it said were ahead."""
    ahead = 0
    while True:
        said = page.inner_text("body")
        # The result may come between two looks.
        if any(words in said for words in _BEGUN):
            return time.monotonic() - began, ahead
        found = re.search(r"(\d+) anal\w+ (?:is|are) ahead", said)
        ahead = max(ahead, int(found.group(1)) if found else 0)
        page.wait_for_timeout(500)


def _look(page: Any, who: Visitor, others: list[Visitor]) -> tuple[float | None, list[str]]:
    """Cadence as shown, and whatever on the page is not this visitor's own."""
    cells = steps.table_row(page, "Cadence")
    found = re.search(r"\d+", " ".join(cells[1:]))
    cadence = float(found.group()) if found else None
    said = page.inner_text("body").replace("\N{NO-BREAK SPACE}", " ")
    wrong = _strangers(said, others, "the result")
    if who.clip.name not in said or f"{who.height_cm} cm" not in said:
        wrong.append("the result does not name the visitor's clip and height")
    if cadence is None or abs(cadence - who.cadence_spm) > CADENCE_TOLERANCE_SPM:
        wrong.append(f"cadence {cadence}, but the clip's is {who.cadence_spm:.1f}")
    page.wait_for_function("video => video.readyState >= 1", arg=page.locator("video").first.element_handle())
    return cadence, wrong


def _strangers(said: str, others: list[Visitor], where: str) -> list[str]:
    return [f"{where} names {other.clip.name}" for other in others if other.clip.name in said]
