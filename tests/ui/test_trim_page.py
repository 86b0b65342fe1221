"""Choosing the part of a clip that is measured."""

from __future__ import annotations

import shutil
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pages import alone, app, press, words
from simulated import detection_of, info_of, runner, seen
from streamlit.testing.v1 import AppTest

from gaitcheck.analysis.pipeline import analyze_people
from gaitcheck.config import AnalysisOptions, Trim
from gaitcheck.export import load_analysis
from gaitcheck.jobs.folder import Job, create_job
from gaitcheck.jobs.inspect import inspect_clip
from gaitcheck.jobs.model import JobState
from gaitcheck.pose.look import Look
from gaitcheck.pose.recorded import save_detection
from gaitcheck.results import POSES, write_data
from gaitcheck.store.places import jobs_folder
from gaitcheck.ui.compare_view import clip_data
from gaitcheck.ui.loaded import load
from gaitcheck.ui.player import player_data

pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture
def submitted(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """Jobs that were asked for; none is really begun, and nobody looks who is in them."""
    asked: list[Job] = []
    monkeypatch.setattr("gaitcheck.ui.setup.submit", asked.append)
    monkeypatch.setattr("gaitcheck.ui.who.start_look", lambda *_: None)
    return asked


def trimmed(job: Job, start_s: float | None, end_s: float | None) -> AppTest:
    test = app(job=job.id)
    test.number_input(key=f"trim-start-{job.id}").set_value(start_s)
    return test.number_input(key=f"trim-end-{job.id}").set_value(end_s).run()


@pytest.mark.parametrize(
    ("start_s", "end_s", "wrong"),
    [
        (8.0, 3.0, "The trim must start before it ends, got 8 to 3 s."),
        (25.0, None, "The trim starts at 25 s, but the clip is 20.0 s long."),
        (2.0, 90.0, "The trim ends at 90 s, but the clip is 20.0 s long."),
        (4.0, 5.0, "The trim leaves 1 s; at least 2 s are needed, twenty are better."),
    ],
)
def test_a_part_that_cannot_be_measured_is_refused_with_a_sentence(
    new_job: Job, submitted: list[Job], start_s: float, end_s: float | None, wrong: str
) -> None:
    test = trimmed(new_job, start_s, end_s)
    assert [warning.value for warning in test.warning] == [wrong]
    press(test, "Measure")
    assert not test.exception and not submitted and new_job.options.trim.whole
    assert {warning.value for warning in test.warning} == {wrong}


def test_the_part_and_pictures_of_both_ends(short_clip: Path, submitted: list[Job]) -> None:
    job = create_job(jobs_folder(), "run.mp4", BytesIO(short_clip.read_bytes()))
    assert inspect_clip(job).usable
    test = trimmed(job, 0.0, 2.0)
    assert not test.exception and not test.warning
    assert sorted(path.name for path in job.folder.glob("at-*.jpg")) == ["at-0.000.jpg", "at-1.950.jpg"]
    press(test, "Measure")
    assert submitted == [job] and job.options.trim == Trim(start_s=0.0, end_s=2.0)


def test_whoever_was_chosen_outside_the_part_is_asked_about_again(new_job: Job, submitted: list[Job]) -> None:
    new_job.set_look(Look(clip_s=2.0))
    new_job.look_picture.write_bytes(b"")
    assert "Nobody is seen" in words(app(job=new_job.id))
    assert "Nobody is seen" not in words(trimmed(new_job, 5.0, None))
    assert "Looking who" in words(trimmed(new_job, 5.0, None))


@pytest.fixture
def part(new_job: Job) -> Job:
    """A finished job of the seconds 3 to 8 of a clip."""
    trim = Trim(start_s=3.0, end_s=8.0)
    detection = detection_of(seen(runner(0))).within(trim)

    info = replace(info_of(seen(runner(0))), time_s=detection.frame_time_s, trim=trim)
    shutil.rmtree(new_job.result, ignore_errors=True)
    new_job.result.mkdir()
    write_data(analyze_people(info, detection, AnalysisOptions(trim=trim)), new_job.result)
    save_detection(detection, new_job.result / POSES)
    new_job.set_state(JobState(status="done"))
    new_job.set_answers(None)
    return new_job


def test_times_of_a_part_stay_those_of_the_clip(part: Job) -> None:
    test = app(job=part.id)
    assert not test.exception
    assert "from 3.0 to 8.0" in words(test) and "counted from the beginning of the clip" in words(test)
    analysis = load_analysis(part.result)
    assert analysis.video.trim == analysis.options.trim == Trim(start_s=3.0, end_s=8.0)
    data = player_data(analysis, "")
    assert (data["start"], data["time"][0]) == (3.0, 3.0)
    assert all(3.0 <= t < 8.0 for leg in data["legs"].values() for t in leg["contacts"])
    strides = clip_data(load(part.result, None), "x")["strides"]
    assert strides and all(0.0 <= start < end <= 5.0 for start, end in strides), "the written video begins at zero"


def test_review_of_a_part_works_in_the_times_of_the_clip(part: Job) -> None:
    review = alone("review", job=part.id)
    assert review.number_input(key="legs-from").value == 3.0
    review.text_input(key="review-by").set_value("Ada").run()
    review.number_input(key="legs-to").set_value(4.0)
    press(review, "Exchange the legs")
    assert not review.exception
    assert "exchanged from 3.00 to 4.00" in words(review)
    corrected = load_analysis(part.result)
    assert corrected.video.trim == Trim(start_s=3.0, end_s=8.0) and len(corrected.corrections.active) == 1
