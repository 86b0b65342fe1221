"""Correcting a saved result: numbers, files, record, and what happens when it cannot be done."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gaitcheck.analysis.model import Analysis
from gaitcheck.config import RunnerInfo
from gaitcheck.corrections.model import EventAdded, EventMoved, EventRemoved, LegsExchanged, PersonChosen
from gaitcheck.errors import UsageError
from gaitcheck.export import load_analysis
from gaitcheck.jobs.result import is_drawn
from gaitcheck.report import build_content, render_html, render_pdf
from gaitcheck.results import POSES, assessment_of
from gaitcheck.review.checklist import checklist
from gaitcheck.review.notes import TherapistNotes, load_notes, save_notes, therapist_block
from gaitcheck.review.revise import automatic, correct, people_in_view, take_back, with_runner


@pytest.fixture
def folder(measured_files: Path, tmp_path: Path) -> Path:
    target = tmp_path / "result"
    shutil.copytree(measured_files, target)
    return target


def later(analysis: Analysis, number: int = 2, by_s: float = 0.05) -> EventMoved:
    toe_off_s = analysis.events.strides("left")[number].toe_off_s
    return EventMoved(side="left", kind="toe_off", from_clip_s=toe_off_s, to_clip_s=toe_off_s + by_s)


def contact_ms(analysis: Analysis) -> float:
    value = analysis.metrics.get("contact_time_ms", "left").value
    assert value is not None
    return value


def test_a_correction_changes_the_number_on_disk_and_taking_it_back_restores_it(folder: Path) -> None:
    before = load_analysis(folder)
    correct(folder, later(before), "Ada")
    after = load_analysis(folder)
    assert contact_ms(after) > contact_ms(before) + 1.0
    assert after.findings != before.findings or after.metrics != before.metrics
    assert not is_drawn(after, folder)
    # Saved landmarks are rounded to single precision, a millionth of a pixel or so.
    assert contact_ms(automatic(folder, after.options)) == pytest.approx(contact_ms(before), abs=1e-3)
    take_back(folder, 0, "Eve")
    again = load_analysis(folder)
    assert contact_ms(again) == pytest.approx(contact_ms(before), abs=1e-5)
    assert is_drawn(again, folder)
    (entry,) = again.corrections.entries
    assert entry.undone is not None
    assert (entry.made.by, entry.undone.by) == ("Ada", "Eve")


def test_what_is_kept_on_disk_is_measured_again_to_the_same_numbers(folder: Path) -> None:
    before = load_analysis(folder)
    same = with_runner(folder, before.options.runner)
    assert [m.value for m in same.metrics.metrics] == pytest.approx(
        [m.value for m in before.metrics.metrics], abs=1e-2, nan_ok=True
    )


def test_another_height_reaches_numbers_and_findings(folder: Path) -> None:
    before = load_analysis(folder)
    with_runner(folder, RunnerInfo(height_cm=190.0, speed_kmh=14.0))
    after = load_analysis(folder)
    ratio = [a.metrics.get("step_length_m", None).value for a in (after, before)]
    assert ratio[0] is not None and ratio[1] is not None
    assert ratio[0] / ratio[1] == pytest.approx(1.4, rel=1e-3)
    assert after.options.runner.height_cm == 190.0


def test_nothing_is_kept_of_a_correction_that_is_refused(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    contact_s = float(load_analysis(folder).events.left.contact_s[2])
    for change, by in (
        (EventAdded(side="left", kind="contact", clip_s=contact_s + 0.05), "Ada"),
        (PersonChosen(person=3), "Ada"),
        (EventRemoved(side="left", kind="contact", clip_s=contact_s), "  "),
    ):
        with pytest.raises(UsageError):
            correct(folder, change, by)
    kept = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != ".edit.lock"}
    assert kept == before
    assert [path.name for path in folder.parent.iterdir() if path.name.startswith(".revised")] == []


def test_a_result_without_landmarks_says_what_to_do(folder: Path) -> None:
    (folder / POSES).unlink()
    with pytest.raises(UsageError, match="measure the clip again"):
        correct(folder, LegsExchanged(start_clip_s=1.0, end_clip_s=2.0), "Ada")
    assert people_in_view(folder) == 1


def test_two_at_once_lose_nothing(folder: Path) -> None:
    analysis = load_analysis(folder)
    changes = [later(analysis, number) for number in (2, 4, 6)]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda change: correct(folder, change, "Ada"), changes))
    made = [entry.change for entry in load_analysis(folder).corrections.entries]
    places = sorted(change.to_clip_s for change in made if isinstance(change, EventMoved))
    assert places == pytest.approx([change.to_clip_s for change in changes], abs=1e-5)


def test_the_report_names_corrections_checklist_and_comments_as_typed(folder: Path) -> None:
    corrected = correct(folder, later(load_analysis(folder)), "Ada <b>Therapist</b>")
    notes = TherapistNotes(by="Ada", answers={"agreed": True, "incline_pct": 1.5}, comments="Lands hard.\n\n#let x = 1")
    save_notes(folder, notes)
    assert load_notes(folder) == notes
    content = build_content(corrected, assessment_of(corrected), therapist=therapist_block(load_notes(folder)))
    page = render_html(content).replace("\N{NO-BREAK SPACE}", " ")
    assert "Ada &lt;b&gt;Therapist&lt;/b&gt;" in page and "moved 50 ms later" in page
    assert "Lands hard." in page and "#let x = 1" in page and "Incline of the belt: <strong>1.5 %" in page
    assert render_pdf(content).startswith(b"%PDF-")


def test_notes_left_empty_are_not_printed() -> None:
    assert therapist_block(TherapistNotes(by="Ada", comments=" \n ")) is None


def test_the_checklist_has_one_answer_a_line() -> None:
    ids = [item.id for group in checklist() for item in group.items]
    assert len(ids) == len(set(ids)) > 10
    assert all(item.high > item.low for group in checklist() for item in group.items if item.kind == "number")
