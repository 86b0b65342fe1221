"""What a visitor does, one function a step. Every step waits for what it caused."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from tools.browser.serving import Served

#: An analysis on a busy machine. [ms]
ANALYSIS_TIMEOUT_MS = 900_000
#: After this time a click that led nowhere is tried again. [ms]
_AGAIN_MS = 20_000
_TRIES = 9


def upload(page: Any, served: Served, clip: Path) -> None:
    """Open the start page and drop a clip."""
    page.goto(served.address)
    page.locator("input[type=file]").first.set_input_files(str(clip))


def press_until_gone(button: Any) -> None:
    """Click a button that leads to another page; one drawn anew between press and release swallows the click."""
    from playwright.sync_api import TimeoutError as TookLong

    for _ in range(_TRIES):
        try:
            button.click(timeout=_AGAIN_MS)
            button.wait_for(state="hidden", timeout=_AGAIN_MS)
        except TookLong:
            if button.is_hidden():
                return
        else:
            return
    button.wait_for(state="hidden")


def fresh_clip(page: Any) -> None:
    """Wait for the page that asks about a clip."""
    page.get_by_role("heading", name="Is this your clip?").wait_for()


def trim(page: Any, *, start_s: str, end_s: str) -> None:
    """Measure only a part of the clip; ends when the pictures of both ends are there."""
    fresh_clip(page)
    page.get_by_text("Measure only a part of the clip").click()
    page.get_by_label("Start (s)").fill(start_s)
    page.get_by_label("End (s)").fill(end_s)
    page.keyboard.press("Tab")
    for caption in ("First picture", "Last picture"):
        page.get_by_text(caption, exact=True).wait_for()


def choose_person(page: Any, number: int) -> None:
    """Click a person in the picture, counted from the left; ends when the page has taken it."""
    fresh_clip(page)
    person = page.get_by_role("button", name=f"Measure person {number} from the left")
    person.click()
    page.get_by_role("radio", name=f"Number {number}", checked=True).wait_for()
    page.get_by_role("button", name=f"Measure person {number} from the left", pressed=True).wait_for()


def begin(page: Any, *, height_cm: str, speed_kmh: str) -> None:
    """From the page of a fresh clip to the work, with the quicker model."""
    fresh_clip(page)
    page.get_by_label("Height (cm)").fill(height_cm)
    page.get_by_label("Belt speed (km/h)").fill(speed_kmh)
    page.keyboard.press("Tab")
    page.get_by_text("More: camera side").click()
    page.get_by_text("About twice as fast").click()
    press_until_gone(page.get_by_role("button", name="Measure", exact=True))
    page.get_by_role("button", name="Skip the questions").wait_for()


def skip_questions(page: Any) -> None:
    """Leave the questions unanswered while the work goes on."""
    press_until_gone(page.get_by_role("button", name="Skip the questions"))


def wait_for_result(page: Any) -> None:
    """Skip the questions and wait."""
    skip_questions(page)
    page.get_by_role("heading", name="Your running form").wait_for(timeout=ANALYSIS_TIMEOUT_MS)


def measured(page: Any, served: Served, clip: Path, *, height_cm: str, speed_kmh: str) -> None:
    """From the start page to the result."""
    upload(page, served, clip)
    begin(page, height_cm=height_cm, speed_kmh=speed_kmh)
    wait_for_result(page)


def saved(page: Any, title: str, new_name: str = "", *, keep_clip: bool = False) -> None:
    """Save the result shown, to a new runner where there is a name; ends on the runner's page."""
    page.get_by_role("button", name="Save to a runner").click()
    if new_name:
        page.get_by_test_id("stSelectbox").filter(has_text="Runner").click()
        page.get_by_role("option", name="A new runner").click()
        page.get_by_label("Name", exact=True).fill(new_name)
    page.get_by_label("Title").fill(title)
    page.keyboard.press("Tab")
    if keep_clip:
        page.get_by_text("Keep the original video too").click()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("heading", name="Sessions", exact=True).wait_for()
    page.get_by_text(title).first.wait_for()


def pdf(page: Any, target: Path) -> Path:
    """Download the report of the result shown."""
    page.get_by_role("button", name="Download", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Report (PDF)").click()
    download.value.save_as(target)
    page.keyboard.press("Escape")
    return target


def table_row(page: Any, measure: str) -> tuple[str, ...]:
    """The cells of a measure in the first table that has it."""
    row = page.locator("tr", has=page.get_by_role("cell", name=re.compile(f"^{re.escape(measure)}$"))).first
    row.wait_for()
    return tuple(row.locator("td").all_inner_texts())
