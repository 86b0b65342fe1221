"""What a visitor may choose before and after measuring, in Chromium: a part of the clip, and a person."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from clip_tools import pictures_of, side_by_side, write_pictures
from player_checks import Watched

from tools.browser import steps
from tools.browser.serving import Served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    # Left open by the browser driver, not by the app.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

#: Steps a minute of the two clips, as rendered.
LEFT_SPM, RIGHT_SPM = 150.0, 168.0
NEAR_SPM = 5.0


def test_a_part_is_measured(page: Any, served: Served, sample: Path) -> None:
    steps.upload(page, served, sample / "before_overstriding.mp4")
    steps.trim(page, start_s="3", end_s="7")
    steps.begin(page, height_cm="175", speed_kmh="10.1")
    steps.wait_for_result(page)
    facts = page.locator(".gc-facts").first.inner_text().replace("\N{NO-BREAK SPACE}", " ")
    assert "4 s (from 3.0 to 7.0 s)" in facts
    watched = Watched(page)
    assert watched.video.evaluate("video => video.duration") == pytest.approx(4.0, abs=0.1)
    assert watched.page.get_by_text(re.compile(r"^3\.\d\d s$")).first.is_visible(), "the clock is the whole clip's"


def test_the_runner_who_is_clicked_is_measured(page: Any, served: Served, sample: Path, tmp_path: Path) -> None:
    halves = [
        pictures_of(sample / f"{name}.mp4", every=2, count=120)
        for name in ("before_overstriding", "after_shorter_steps")
    ]
    clip = write_pictures(tmp_path / "two.mp4", side_by_side(*halves))
    steps.upload(page, served, clip)
    steps.choose_person(page, 2)
    steps.begin(page, height_cm="175", speed_kmh="10.1")
    steps.wait_for_result(page)
    page.get_by_text("2 people are in view; number 2 was measured.").wait_for()
    assert cadence_spm(page) == pytest.approx(RIGHT_SPM, abs=NEAR_SPM)
    page.get_by_role("button", name="Measure number 1 instead").click()
    page.get_by_text("2 people are in view; number 1 was measured.").wait_for(timeout=steps.ANALYSIS_TIMEOUT_MS)
    assert cadence_spm(page) == pytest.approx(LEFT_SPM, abs=NEAR_SPM)


def cadence_spm(page: Any) -> float:
    cells = " ".join(steps.table_row(page, "Cadence"))
    found = re.search(r"\d+", cells)
    assert found is not None, cells
    return float(found.group())
