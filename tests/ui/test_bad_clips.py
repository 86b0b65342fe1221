"""Files and clips without a result: each has a page that says what is wrong and what to do, and life goes on."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from clip_tools import noise_pictures, write_pictures, write_sound
from pages import app, press, words
from simulated import detection_of, info_of, runner, seen, slowed, walker
from streamlit.testing.v1 import AppTest

from gaitcheck.analysis.pipeline import analyze_people
from gaitcheck.config import AnalysisOptions
from gaitcheck.guidance.table import filming_hints
from gaitcheck.jobs import worker
from gaitcheck.jobs.folder import Job, all_jobs, create_job
from gaitcheck.jobs.model import JobState
from gaitcheck.pose.track import PoseTrack
from gaitcheck.results import write_data
from gaitcheck.store.places import jobs_folder

pytestmark = pytest.mark.filterwarnings("default")


def text(folder: Path) -> bytes:
    return b"These are my notes.\n" * 40


def nothing(folder: Path) -> bytes:
    return b""


def noise(folder: Path) -> bytes:
    return np.random.default_rng(0).bytes(3_000_000)


def sound(folder: Path) -> bytes:
    return write_sound(folder / "sound.mp4").read_bytes()


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (text, "notes.mp4 is not a video that can be read"),
        (nothing, "notes.mp4 is empty (0 bytes)"),
        (noise, "notes.mp4 is not a video that can be read"),
        (sound, "notes.mp4 has no moving picture"),
    ],
)
def test_an_upload_that_is_no_video_is_explained(content: Callable[[Path], bytes], wrong: str, tmp_path: Path) -> None:
    test = app()
    (uploader,) = test.get("file_uploader")
    uploader.set_value(("notes.mp4", content(tmp_path), "video/mp4")).run()
    shown = words(test)
    assert not test.exception
    assert "This file cannot be measured" in shown and wrong in shown and "Choose the original MP4 or MOV" in shown
    assert [button.label for button in test.button] == ["Delete this clip and choose another"]
    press(test, "Delete this clip and choose another")
    assert list(all_jobs(jobs_folder())) == []
    lives_on(test)


def lives_on(test: AppTest) -> None:
    """Back at the start, ready for another clip."""
    assert not test.exception
    assert "See how you run" in words(test) and test.get("file_uploader")


def test_nobody_in_the_picture_is_said_before_settings_are_offered(tmp_path: Path) -> None:
    clip = write_pictures(tmp_path / "wall.mp4", noise_pictures(12))
    job = create_job(jobs_folder(), "wall.mp4", BytesIO(clip.read_bytes()))
    job.set_state(JobState(status="queued"))
    worker.run(job)
    assert (job.state.status, job.state.error) == ("failed", "NoRunnerError")
    test = app(job=job.id)
    shown = words(test)
    assert "This clip could not be measured" in shown and "No person was found" in shown
    assert filming_hints()["fill"] in shown
    assert [button.label for button in test.button] == [
        "Delete this clip and choose another",
        "Change settings and try again",
    ]
    press(test, "Delete this clip and choose another")
    lives_on(test)


def measured(job: Job, track: PoseTrack) -> AppTest:
    """The result page of a clip in which this was seen."""
    analysis = analyze_people(info_of(track), detection_of(track), AnalysisOptions())
    shutil.rmtree(job.result, ignore_errors=True)
    job.result.mkdir()
    write_data(analysis, job.result)
    job.set_state(JobState(status="done"))
    job.set_answers(None)
    test = app(job=job.id)
    assert not test.exception
    return test


def smaller(track: PoseTrack, height_px: float) -> PoseTrack:
    """The same, filmed from far away."""
    y_px = track.xy_px[..., 1]
    share = height_px / float(np.nanmax(y_px) - np.nanmin(y_px))
    return replace(track, xy_px=600.0 + share * (track.xy_px - 600.0), depth_px=share * track.depth_px)


def test_a_walk_is_named_and_not_compared(new_job: Job) -> None:
    test = measured(new_job, seen(walker()))
    shown = words(test)
    assert "No running to compare" in shown and "This clip shows walking" in shown and "film a steady run" in shown
    assert "Your running form" not in shown and "Measured beside published ranges" not in shown
    lives_on(press(test, "Another clip"))


def test_a_tiny_runner_from_behind_is_called_too_small(new_job: Job) -> None:
    test = measured(new_job, smaller(seen(runner(0), view="rear"), 90.0))
    shown = words(test)
    assert "We cannot tell from this clip" in shown and "What to film next" in shown
    assert "px tall; film closer" in shown.partition("What to film next")[0], "the reason comes before the numbers"
    lives_on(press(test, "Another clip"))


@pytest.mark.parametrize("factor", [4.0, 8.0])
def test_unmarked_slow_motion_is_asked_about(new_job: Job, factor: float) -> None:
    test = measured(new_job, slowed(seen(runner(0), fps=240.0), factor))
    labels = {button.label for button in test.button}
    assert {"Real speed", "4× slower", "8× slower"} <= labels
    assert "slow motion" in words(test)
    lives_on(press(test, "Another clip"))


def test_after_a_speed_ramp_no_factor_is_offered(new_job: Job) -> None:
    track = seen(runner(1), 120.0)
    steps_s = np.diff(track.time_s, prepend=track.time_s[0] - 1 / 120)
    steps_s[track.time_s > 5.0] *= 1.25
    test = measured(new_job, replace(track, time_s=np.cumsum(steps_s)))
    assert "speed changes" in words(test)
    labels = {button.label for button in test.button}
    assert "4× slower" not in labels and "The belt changed; the clip is at real speed" in labels
