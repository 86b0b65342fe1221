"""What a visitor does, one function a step. Every step waits for what it caused."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from tools.browser.serving import Served

#: An analysis on a busy machine. [ms]
ANALYSIS_TIMEOUT_MS = 900_000


def upload(page: Any, served: Served, clip: Path) -> None:
    """Open the start page and drop a clip."""
    page.goto(served.address)
    page.locator("input[type=file]").first.set_input_files(str(clip))


def begin(page: Any, *, height_cm: str, speed_kmh: str) -> None:
    """From the page of a fresh clip to the work, with the quicker model."""
    page.get_by_role("heading", name="Is this your clip?").wait_for()
    page.get_by_label("Height (cm)").fill(height_cm)
    page.get_by_label("Belt speed (km/h)").fill(speed_kmh)
    page.keyboard.press("Tab")
    page.get_by_text("More: camera side").click()
    page.get_by_text("About twice as fast").click()
    page.get_by_role("button", name="Measure", exact=True).click()
    page.get_by_role("button", name="Skip the questions").wait_for()


def wait_for_result(page: Any) -> None:
    """Skip the questions and wait."""
    page.get_by_role("button", name="Skip the questions").click()
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
