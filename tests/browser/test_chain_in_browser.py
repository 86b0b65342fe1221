"""What a visitor does, in Chromium: upload, watch, download, save, compare, correct, take back, delete."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import player_checks
import pytest
from player_checks import Watched

from tools.browser import access, steps
from tools.browser.serving import Served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    # Left open by the browser driver, not by the app.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

NAME = "Ada Testrunner"
THERAPIST = "Grace Examiner"
CONTACT_TIME = "Ground contact time, left"
#: What an empty store still has: the database, and locks of the analyses.
DATABASE_FILES = {".db", ".db-wal", ".db-shm", ".lock"}
SPEED_KMH, HEIGHT_CM, FRAME_S = "10.1", "175", 1 / 60


def test_from_upload_to_delete(page: Any, served: Served, sample: Path, tmp_path: Path) -> None:
    outside: list[str] = []
    page.on("request", lambda request: outside.append(request.url) if _leaves(request.url) else None)
    clips = [sample / "before_overstriding.mp4", sample / "after_shorter_steps.mp4"]
    known = {path.name for path in served.poses.glob("*.npz")}
    measure(page, served, clips[0])
    watch(page)
    assert access.faults(page) == []
    assert "Cadence" in words(steps.pdf(page, tmp_path / "first.pdf"))
    steps.saved(page, "First clip", new_name=NAME, keep_clip=True)
    person = page.url
    measure(page, served, clips[1])
    steps.saved(page, "Second clip")
    compare(page, served, person)
    correct_and_take_back(page, person, tmp_path)
    pieces = [NAME, THERAPIST, "First clip", "Second clip", *(clip.name for clip in clips)]
    pieces += [hashlib.sha256(clip.read_bytes()).hexdigest() for clip in clips]
    marks = [piece.encode() for piece in pieces] + [cut(clips[0], place) for place in (40_000, -40_000)]
    assert set(marks) <= set(on_disk(served, marks))
    delete(page, person)
    assert on_disk(served, [*marks, cut(clips[1], 40_000)]) == {}
    assert {path.suffix for path in served.store.rglob("*") if path.is_file()} <= DATABASE_FILES
    assert {path.name for path in served.poses.glob("*.npz")} <= known
    assert outside == []


def measure(page: Any, served: Served, clip: Path) -> None:
    """From the start page to the result; the work survives a reload."""
    steps.upload(page, served, clip)
    steps.begin(page, height_cm=HEIGHT_CM, speed_kmh=SPEED_KMH)
    # A machine with kept poses may have finished by now.
    page.get_by_role("progressbar").or_(page.get_by_role("heading", name="Your result is ready")).wait_for()
    page.reload()
    steps.wait_for_result(page)


def watch(page: Any) -> None:
    watched = Watched(page)
    player_checks.plays(watched)
    player_checks.curve_leads(watched)
    player_checks.keys_step(watched, FRAME_S)
    player_checks.speed_obeys(watched)
    player_checks.stride_repeats(watched)


def compare(page: Any, served: Served, person: str) -> None:
    """The second clip's quicker steps are a change; the page says so in numbers."""
    page.goto(f"{served.address}/compare?{person.partition('?')[2]}")
    page.get_by_role("heading", name="What changed").wait_for()
    _, before, after, change, *_, verdict = steps.table_row(page, "Cadence")
    assert number(after) - number(before) == pytest.approx(number(change), abs=1.01)
    assert 10 < number(change) < 30
    assert verdict == "changed"
    page.locator(".pair video").nth(1).wait_for()
    assert access.faults(page) == []


def correct_and_take_back(page: Any, person: str, folder: Path) -> None:
    """A moved contact changes the number on the page and is named in the report; taken back, all is as it was."""
    page.goto(person)
    # The arrow of a list of choices is a button named Open, too, and may be drawn first.
    page.get_by_test_id("stButton").get_by_role("button", name="Open", exact=True).first.click()
    page.get_by_role("button", name="Review", exact=True).click()
    page.get_by_role("heading", name="Review", exact=True).wait_for()
    measured = steps.table_row(page, CONTACT_TIME)
    assert access.faults(page) == []
    move_a_contact(page)
    page.get_by_role("columnheader", name="Corrected").first.wait_for()
    _, automatic, corrected = steps.table_row(page, CONTACT_TIME)
    assert automatic == measured[1] and number(corrected) < number(automatic)
    page.get_by_text("Back to the result").click()
    page.get_by_role("heading", name="Your running form").or_(
        page.get_by_role("heading", name="Second clip")
    ).wait_for()
    said = words(steps.pdf(page, folder / "corrected.pdf"))
    assert re.search(r"Left contact at [\d.]+\s+s moved\s+\d+\s+ms later", said) and THERAPIST in said
    page.get_by_role("button", name="Review", exact=True).click()
    page.get_by_role("button", name="Take back", exact=True).click()
    page.get_by_text(f"taken back by {THERAPIST}").wait_for()
    page.get_by_role("columnheader", name="Value", exact=True).first.wait_for()
    assert steps.table_row(page, CONTACT_TIME) == measured


def move_a_contact(page: Any) -> None:
    """The third left contact, five frames later."""
    name = page.get_by_label("Your name or initials")
    name.fill(THERAPIST)
    name.press("Tab")
    watched, which = Watched(page), page.locator(".which")
    found = 0
    while found < 3:
        before = which.inner_text()
        watched.press("Next event")
        page.wait_for_function("([node, text]) => node.textContent !== text", arg=[which.element_handle(), before])
        found += which.inner_text().startswith("left contact")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.get_by_text("5 frames before this one").wait_for()
    watched.press("Move it here")
    page.get_by_text(re.compile(r"moved \d+\sms later")).first.wait_for()


def delete(page: Any, person: str) -> None:
    page.goto(person)
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("button", name="Delete this runner for good").click()
    page.get_by_text("Nobody yet").wait_for()


def cut(clip: Path, place: int) -> bytes:
    """A piece of a clip that is in no other file."""
    return clip.read_bytes()[place:][:64]


def on_disk(served: Served, marks: list[bytes]) -> dict[bytes, Path]:
    """Which marks are in any file that the app has written, and one place of each."""
    found: dict[bytes, Path] = {}
    for path in served.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            found |= {mark: path for mark in marks if mark in content}
    return found


def words(pdf: Path) -> str:
    """What the report says, on one line; that it is a PDF at all where the reader is missing."""
    content = pdf.read_bytes()
    assert content.startswith(b"%PDF-") and b"%%EOF" in content[-1024:]
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    done = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, text=True, check=True)
    return " ".join(done.stdout.split())


def number(cell: str) -> float:
    found = re.match(r"[+\-\N{MINUS SIGN}]?[\d.]+", cell)
    assert found is not None, cell
    return float(found.group().replace("\N{MINUS SIGN}", "-"))


def _leaves(address: str) -> bool:
    """Whether a request leaves this machine."""
    parts = urlparse(address)
    return parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1"
