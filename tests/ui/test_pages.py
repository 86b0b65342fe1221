"""Every page in every state, run by Streamlit itself without a browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pages import alone, app, press, words
from streamlit.testing.v1 import AppTest

from gaitcheck.assessment.questionnaire import Answers
from gaitcheck.export import load_analysis
from gaitcheck.guidance.table import wording
from gaitcheck.jobs.folder import Job, find_job
from gaitcheck.jobs.model import Clip, JobState
from gaitcheck.store.places import database_url
from gaitcheck.store.records import SessionDetails
from gaitcheck.store.store import Store

pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture
def store(empty_store: Path) -> Iterator[Store]:
    opened = Store(empty_store, database_url())
    yield opened
    opened.close()


def test_the_start_page(empty_store: Path) -> None:
    test = app()
    assert not test.exception
    assert "See how you run" in words(test)
    assert wording().disclaimer[:60] in words(test)


def test_an_unknown_job_is_a_calm_page() -> None:
    test = app(job="AAAAAAAAAAAAAAAA")
    assert not test.exception
    assert "no longer here" in words(test)


def test_setup_asks_only_what_the_clip_cannot_tell(new_job: Job) -> None:
    test = app(job=new_job.id)
    assert not test.exception
    assert {field.label for field in test.number_input} >= {"Height (cm)", "Belt speed (km/h)"}
    assert all(field.value is None for field in test.number_input)
    test.segmented_control[0].select("mph, feet").run()
    assert {field.label for field in test.number_input} >= {"Height (feet)", "Belt speed (mph)"}


def test_a_bad_file_is_explained(new_job: Job) -> None:
    new_job.set_clip(Clip(name="notes.mp4", error="notes.mp4 is not a video."))
    test = app(job=new_job.id)
    assert not test.exception
    assert "notes.mp4 is not a video." in words(test)
    test.button[0].click().run()
    assert not new_job.folder.exists()


@pytest.mark.parametrize("status", ["failed", "cancelled", "stopped"])
def test_an_analysis_that_ended_early_can_be_tried_again(new_job: Job, status: str) -> None:
    new_job.set_state(JobState(status=status, error="NoRunnerError", message="No person was found."))
    test = app(job=new_job.id)
    assert not test.exception
    next(button for button in test.button if "try again" in button.label).click().run()
    assert new_job.state.status == "new"


def test_questions_come_before_the_result(done_job: Job) -> None:
    test = app(job=done_job.id)
    assert not test.exception
    assert "Your result is ready" in words(test)
    assert len(test.checkbox) >= len(wording().red_flags)
    next(button for button in test.button if button.label == "Skip the questions").click().run()
    assert not test.exception
    assert "Your running form" in words(test)
    assert done_job.asked and done_job.answers is None


def test_a_result_shows_numbers_with_their_intervals(done_job: Job) -> None:
    done_job.set_answers(None)
    shown = words(app(job=done_job.id))
    analysis = load_analysis(done_job.result)
    for metric in analysis.metrics.metrics:
        if metric.assessed and metric.name == "cadence_spm":
            assert f"{metric.value:.0f}\N{NO-BREAK SPACE}±" in shown
    assert "not a health score" in shown
    assert "All measures" in shown


def test_a_red_flag_withholds_every_comparison(done_job: Job) -> None:
    done_job.set_answers(Answers(red_flags=(wording().red_flags[0].id,)))
    test = app(job=done_job.id)
    assert not test.exception
    shown = words(test)
    assert wording().get_checked in shown
    assert "Measured beside published ranges" not in shown
    assert "of 100" not in shown


def test_a_changed_speed_needs_no_new_analysis(done_job: Job) -> None:
    done_job.set_answers(None)
    test = app(job=done_job.id)
    speed = next(field for field in test.number_input if field.label == "Belt speed (km/h)")
    speed.set_value(12.0)
    next(button for button in test.button if button.label == "Update the numbers").click().run()
    assert not test.exception
    assert find_job(done_job.folder.parent, done_job.id).options.runner.speed_kmh == 12.0
    assert load_analysis(done_job.result).options.runner.speed_kmh == 12.0


@pytest.mark.parametrize("name", ["learn", "methods", "compare", "runners"])
def test_other_pages_draw_on_an_empty_store(name: str) -> None:
    test = alone(name)
    assert not test.exception
    assert len(words(test)) > 100


def test_a_saved_session_and_a_comparison(store: Store, done_job: Job) -> None:
    analysis = load_analysis(done_job.result)
    person = store.add_person("Ada")
    about = [SessionDetails(day=date(2026, 1, day), title=f"No {day}") for day in (1, 2)]
    ids = [store.add_session(person.id, analysis, done_job.result, details).id for details in about]
    assert not alone("runners", runner=person.id).exception
    assert not alone("runners", session=ids[0]).exception
    test = alone("compare")
    assert not test.exception
    assert "No detectable change" in words(test)


def test_nothing_is_kept_outside_the_store(done_job: Job, tmp_path: Path) -> None:
    done_job.set_answers(None)
    before = set(Path.home().glob(".local/share/gaitcheck*"))
    assert not app(job=done_job.id).exception
    assert set(Path.home().glob(".local/share/gaitcheck*")) == before
    assert os.environ["GAITCHECK_STORE_DIR"].startswith(str(tmp_path))


def reviewed_page(**about: str) -> AppTest:
    return alone("review", **about)


def test_review_corrects_names_and_takes_back(done_job: Job) -> None:
    done_job.set_answers(None)
    test = reviewed_page(job=done_job.id)
    assert not test.exception
    press(test, "Exchange the legs")
    assert "give your name" in test.warning[0].value
    test.text_input(key="review-by").set_value("Ada").run()
    test.number_input(key="legs-to").set_value(1.0)
    press(test, "Exchange the legs")
    assert not test.exception
    shown = words(test)
    assert "Left and right leg exchanged from 0.00 to 1.00" in shown and "Ada" in shown
    assert "Automatic" in shown and "Corrected" in shown
    press(test, "Take back")
    assert "taken back by Ada" in words(test)
    assert load_analysis(done_job.result).corrections.active == ()


def test_checklist_and_comments_are_kept_and_shown_again(done_job: Job) -> None:
    test = reviewed_page(job=done_job.id)
    test.text_area(key="notes-comments").set_value("Left heel turns in.")
    test.number_input(key="notes-warm_up_min").set_value(6.0)
    press(test, "Save checklist and comments")
    assert not test.exception
    again = reviewed_page(job=done_job.id)
    assert again.text_area(key="notes-comments").value == "Left heel turns in."
    assert again.number_input(key="notes-warm_up_min").value == 6.0


def test_reviewing_a_saved_session_renews_its_numbers_in_the_store(store: Store, done_job: Job) -> None:
    person = store.add_person("Ada")
    analysis = load_analysis(done_job.result)
    session = store.add_session(person.id, analysis, done_job.result, SessionDetails(day=date(2026, 1, 1)))
    test = reviewed_page(session=session.id)
    test.text_input(key="review-by").set_value("Ada").run()
    press(test, "Exchange the legs")
    assert not test.exception
    renewed = store.session(session.id)
    corrected = load_analysis(renewed.folder)
    assert len(corrected.corrections.active) == 1
    assert [m.value for m in renewed.metrics] == pytest.approx(
        [m.value for m in corrected.metrics.metrics], abs=1e-5, nan_ok=True
    )


@pytest.mark.parametrize("about", [{}, {"job": "AAAAAAAAAAAAAAAA"}, {"session": "0" * 32}])
def test_review_of_nothing_is_a_calm_page(about: dict[str, str]) -> None:
    test = reviewed_page(**about)
    assert not test.exception
    assert "review" in words(test).lower()
