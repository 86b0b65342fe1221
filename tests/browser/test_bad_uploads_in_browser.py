"""Files that are not clips of a runner: each gets a helpful page, and the app lives on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from clip_tools import write_sound

from tools.browser import steps
from tools.browser.serving import Served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    # Left open by the browser driver, not by the app.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def bad_files(tmp_path: Path) -> list[Path]:
    contents = {
        "notes.mp4": b"just text\n" * 40,
        "empty.mov": b"",
        "noise.mp4": bytes(range(256)) * 4000,
        "<b>shout</b>.mp4": b"x" * 100,
    }
    for name, content in contents.items():
        (tmp_path / name.replace("/", "_")).write_bytes(content)
    return [*sorted(tmp_path.glob("*.mp4")), *tmp_path.glob("*.mov"), write_sound(tmp_path / "song.m4v")]


def test_bad_uploads_get_a_helpful_page_one_after_the_other(page: Any, served: Served, bad_files: list[Path]) -> None:
    assert len(bad_files) == 5
    for clip in bad_files:
        steps.upload(page, served, clip)
        page.get_by_role("heading", name="This file cannot be measured").wait_for()
        page.get_by_role("status").get_by_text(clip.name).first.wait_for()
        page.get_by_role("button", name="Delete this clip and choose another").click()
        page.get_by_role("heading", name="See how you run").wait_for()
    assert not list(served.store.glob("jobs/*/clip.*"))
