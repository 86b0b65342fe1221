"""What a visitor does, in Chromium: upload, watch, download, save, compare, delete."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import pytest
from conftest import Served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    # Left open by the browser driver, not by the app.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def upload(page: Any, served: Served, clip: Path) -> None:
    page.goto(served.address)
    page.locator("input[type=file]").first.set_input_files(str(clip))


def measured(page: Any, served: Served, clip: Path, speed_kmh: str) -> None:
    """From the start page to the result."""
    upload(page, served, clip)
    page.get_by_role("heading", name="Is this your clip?").wait_for()
    page.get_by_label("Height (cm)").fill("175")
    page.get_by_label("Belt speed (km/h)").fill(speed_kmh)
    page.keyboard.press("Tab")
    page.get_by_text("More: camera side").click()
    page.get_by_text("About twice as fast").click()
    page.get_by_role("button", name="Measure", exact=True).click()
    page.get_by_role("button", name="Skip the questions").wait_for()
    page.reload()
    page.get_by_role("button", name="Skip the questions").click()
    page.get_by_role("heading", name="Your running form").wait_for(timeout=600_000)


def saved(page: Any, title: str, new_name: str = "") -> None:
    page.get_by_role("button", name="Save to a runner").click()
    if new_name:
        page.get_by_label("Name", exact=True).fill(new_name)
    page.get_by_label("Title").fill(title)
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text(title).first.wait_for()


def check_player(page: Any) -> None:
    """The video is real, it plays, and the curves lead it."""
    video, canvas = page.locator("video").first, page.locator("canvas[role=img]").first
    video.scroll_into_view_if_needed()
    page.wait_for_function("video => video.readyState >= 3 && video.videoWidth > 0", arg=video.element_handle())
    now = lambda: float(video.evaluate("video => video.currentTime"))  # noqa: E731
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("video => video.currentTime > 0.3", arg=video.element_handle())
    page.get_by_role("button", name="Pause", exact=True).click()
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    before = now()
    canvas.click(position={"x": box["width"] * 0.85, "y": 40})
    page.wait_for_function("([v, t]) => Math.abs(v.currentTime - t) > 0.2", arg=[video.element_handle(), before])
    clicked = now()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("([v, t]) => v.currentTime > t", arg=[video.element_handle(), clicked])
    assert 0.0 < now() - clicked < 0.15


def check_pdf(page: Any, folder: Path) -> None:
    page.get_by_role("button", name="Download", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Report (PDF)").click()
    path = folder / "report.pdf"
    download.value.save_as(path)
    content = path.read_bytes()
    assert content.startswith(b"%PDF-") and b"%%EOF" in content[-1024:]
    page.keyboard.press("Escape")


def test_from_upload_to_delete(page: Any, served: Served, runner_clip: Path, tmp_path: Path) -> None:
    outside: list[str] = []
    page.on("request", lambda request: outside.append(request.url) if _leaves(request.url) else None)
    known = set(served.poses.glob("*.npz"))
    measured(page, served, runner_clip, "8.6")
    poses = set(served.poses.glob("*.npz"))
    assert poses
    check_player(page)
    check_pdf(page, tmp_path)
    saved(page, "First clip", new_name="Ada Testrunner")
    person = page.url
    measured(page, served, runner_clip, "8.6")
    saved(page, "Second clip")
    page.goto(f"{served.address}/compare?{person.partition('?')[2]}")
    page.get_by_role("heading", name=re.compile("No detectable change|What changed")).wait_for()
    page.get_by_text("no detectable change").first.wait_for()
    page.goto(person)
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("button", name="Delete this runner for good").click()
    page.get_by_text("Nobody yet").wait_for()
    left = [path for path in served.store.rglob("*") if path.is_file() and path.parent.name != "jobs"]
    assert {path.name for path in left} <= {"gaitcheck.db", "gaitcheck.db-wal", "gaitcheck.db-shm"}
    assert all(b"Testrunner" not in path.read_bytes() and b"First clip" not in path.read_bytes() for path in left)
    assert len(poses - set(served.poses.glob("*.npz"))) == 1
    assert set(served.poses.glob("*.npz")) <= known
    assert outside == []


def _leaves(address: str) -> bool:
    """Whether a request leaves this machine."""
    parts = urlparse(address)
    return parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1"


@pytest.mark.parametrize(
    ("name", "content"),
    [("notes.mp4", b"just text\n" * 40), ("empty.mov", b""), ("noise.mp4", bytes(range(256)) * 4000)],
)
def test_a_bad_upload_gets_a_helpful_page(page: Any, served: Served, tmp_path: Path, name: str, content: bytes) -> None:
    clip = tmp_path / name
    clip.write_bytes(content)
    upload(page, served, clip)
    page.get_by_role("heading", name="This file cannot be measured").wait_for()
    page.get_by_text(name).first.wait_for()
    page.get_by_role("button", name="Delete this clip and choose another").click()
    page.get_by_role("heading", name="See how you run").wait_for()
