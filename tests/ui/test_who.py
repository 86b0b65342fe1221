"""Choosing the runner: before the long work on a picture, and afterwards on the result."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from pages import alone, app, press, words
from PIL import Image
from simulated import detection_of, info_of, runner, seen
from streamlit.testing.v1 import AppTest

from gaitcheck.analysis.pipeline import analyze_people
from gaitcheck.config import WHOLE, AnalysisOptions, PersonAt
from gaitcheck.export import load_analysis
from gaitcheck.jobs.folder import Job
from gaitcheck.jobs.look import look_now
from gaitcheck.jobs.model import JobState
from gaitcheck.jobs.result import kept_corrections
from gaitcheck.pose.look import Look, Sighting
from gaitcheck.pose.recorded import save_detection
from gaitcheck.pose.track import PoseTrack
from gaitcheck.results import POSES, write_data

pytestmark = pytest.mark.filterwarnings("default")

PERSON = Sighting(
    x_px=500.0, y_px=400.0, size_px=300.0, left_px=420.0, top_px=200.0, right_px=600.0, bottom_px=600.0
)  # fmt: skip
OTHER = Sighting(x_px=900.0, y_px=410.0, size_px=120.0, left_px=850.0, top_px=330.0, right_px=950.0, bottom_px=480.0)


def looked(job: Job, *people: Sighting) -> Look:
    """Somebody has looked and found these."""
    found = Look(clip_s=4.0, people=people)
    job.set_look(found)
    job.look_picture.write_bytes(picture())
    return found


def picture() -> bytes:
    into = BytesIO()
    Image.new("RGB", (64, 36), "grey").save(into, "jpeg")
    return into.getvalue()


@pytest.fixture
def submitted(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """Jobs that were asked for; none is really begun."""
    asked: list[Job] = []
    for page in ("setup", "adjust"):
        monkeypatch.setattr(f"gaitcheck.ui.{page}.submit", asked.append)
    return asked


def test_two_people_are_asked_about_before_measuring(new_job: Job, submitted: list[Job]) -> None:
    found = looked(new_job, PERSON, OTHER)
    test = app(job=new_job.id)
    assert not test.exception
    choice = test.radio(key=f"who-{new_job.id}-4.00")
    assert choice.options == ["Find the runner for me", "Number 1", "Number 2"]
    choice.set_value(2).run()
    press(test, "Measure")
    assert submitted == [new_job]
    assert new_job.options.person == found.place(2)


def test_nobody_needs_to_choose(new_job: Job, submitted: list[Job]) -> None:
    looked(new_job, PERSON, OTHER)
    press(app(job=new_job.id), "Measure")
    assert submitted == [new_job] and new_job.options.person is None


def test_a_lone_runner_is_not_asked_about_but_on_demand(new_job: Job) -> None:
    looked(new_job, PERSON)
    test = app(job=new_job.id)
    key = f"who-{new_job.id}-4.00"
    assert key not in [radio.key for radio in test.radio]
    next(toggle for toggle in test.toggle if "More than one" in toggle.label).set_value(True).run()
    assert not test.exception
    assert test.radio(key=key).options == ["Find the runner for me", "Number 1"]


@pytest.mark.parametrize("measured", [False, True])
def test_a_clip_of_an_earlier_version_opens_whatever_letters_its_address_has(
    new_job: Job, measured_files: Path, measured: bool
) -> None:
    looked(new_job, PERSON, OTHER)
    old = Job(new_job.folder.rename(new_job.folder.with_name("__QutaQyzYELn8j_")))
    if measured:
        shutil.copytree(measured_files, old.result)
        old.set_state(JobState(status="done", stage="drawing", stage_share=1.0))
    assert not app(job=old.id).exception


CLICK = """
from pathlib import Path
import streamlit as st
from gaitcheck.jobs.folder import Job
from gaitcheck.config import WHOLE
from gaitcheck.ui.who import chosen_person, take
job = Job(Path(st.query_params["folder"]))
take(job, job.look, {picked})
st.text(str(chosen_person(job, WHOLE)))
"""


@pytest.mark.parametrize(
    ("picked", "person"),
    [
        ("{'number': 2}", PersonAt(x_px=900.0, y_px=410.0, clip_s=4.0)),
        ("{'x_px': 33.5, 'y_px': 44.0}", PersonAt(x_px=33.5, y_px=44.0, clip_s=4.0)),
        ("None", None),
    ],
)
def test_a_click_names_a_person_or_a_place(new_job: Job, picked: str, person: PersonAt | None) -> None:
    looked(new_job, PERSON, OTHER)
    test = AppTest.from_string(CLICK.format(picked=picked), default_timeout=120)
    test.query_params["folder"] = str(new_job.folder)
    test.run()
    assert not test.exception
    assert test.text[0].value == str(person)


def test_what_the_look_found_is_said_at_once(new_job: Job) -> None:
    looked(new_job)
    assert "Nobody is seen in five pictures" in words(app(job=new_job.id))
    looked(new_job, OTHER)
    assert "only about 150 px tall" in words(app(job=new_job.id))


def test_a_look_that_fails_claims_nothing(new_job: Job) -> None:
    look_now(new_job, WHOLE)
    assert new_job.look == Look(clip_s=0.0) and not new_job.look_picture.exists()
    test = app(job=new_job.id)
    assert not test.exception
    assert "Nobody is seen" not in words(test) and "Looking who" not in words(test)


def beside(track: PoseTrack, by_px: float) -> PoseTrack:
    return replace(track, xy_px=track.xy_px + np.array([by_px, 0.0]))


@pytest.fixture
def two_people(new_job: Job) -> Job:
    """A finished job with two runners in view; the left one was measured."""
    left = seen(runner(0))
    detection = detection_of(left, beside(seen(runner(1)), 700.0))
    analysis = analyze_people(info_of(left), detection, AnalysisOptions(person=1))
    new_job.result.mkdir()
    write_data(analysis, new_job.result)
    save_detection(detection, new_job.result / POSES)
    new_job.set_options(analysis.options)
    new_job.set_state(JobState(status="done"))
    new_job.set_answers(None)
    (new_job.folder / "people.json").write_text(json.dumps({"count": 2, "chosen": 1}))
    return new_job


def test_another_person_is_measured_from_the_result(two_people: Job, submitted: list[Job]) -> None:
    test = app(job=two_people.id)
    assert "number 1 was measured" in words(test)
    press(test, "Measure number 2 instead")
    assert not test.exception
    assert submitted == [two_people] and two_people.options.person == 2


def test_the_result_measures_another_person_after_a_choice_in_review_too(two_people: Job, submitted: list[Job]) -> None:
    review = alone("review", job=two_people.id)
    review.text_input(key="review-by").set_value("Ada").run()
    press(review, "Measure number 2")
    assert not review.exception
    test = app(job=two_people.id)
    assert "number 2 was measured" in words(test)
    press(test, "Measure number 1 instead")
    assert not test.exception
    assert submitted == [two_people]
    analysis = load_analysis(two_people.result)
    assert analysis.corrections.person == 1 and len(analysis.corrections.entries) == 2
    assert kept_corrections(two_people.result, two_people.options) == analysis.corrections
    assert "number 1 was measured" in words(app(job=two_people.id))


def test_corrections_are_not_carried_to_a_person_chosen_before_measuring(two_people: Job) -> None:
    review = alone("review", job=two_people.id)
    review.text_input(key="review-by").set_value("Ada").run()
    press(review, "Exchange the legs")
    again = AnalysisOptions(person=PersonAt(x_px=1400.0, y_px=400.0, clip_s=1.0))
    assert kept_corrections(two_people.result, two_people.options).entries
    assert not kept_corrections(two_people.result, again).entries
    assert not kept_corrections(two_people.folder / "nothing", again).entries


def test_a_choice_by_place_reads_back_as_it_was(two_people: Job) -> None:
    options = AnalysisOptions(person=PersonAt(x_px=100.0 / 3, y_px=2.0 / 3, clip_s=1.0 / 7))
    two_people.set_options(options)
    first = two_people.options
    analysis = load_analysis(two_people.result)
    folder = two_people.folder / "again"
    folder.mkdir()
    write_data(replace(analysis, options=first), folder)
    assert load_analysis(folder).options == first
