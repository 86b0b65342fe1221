"""A clip that is uploaded, looked at and shown, while this process could not decode it (see conftest)."""

from __future__ import annotations

from pathlib import Path

import pytest
from pages import PROJECT, app, words

from gaitcheck.jobs.folder import create_job
from gaitcheck.jobs.inspect import inspect_clip
from gaitcheck.video.reader import probe

pytestmark = pytest.mark.filterwarnings("default")

SAMPLE = PROJECT / "sample_videos" / "runner_side_right.mp4"


def test_the_guard_works() -> None:
    with pytest.raises(AssertionError, match="own process"):
        probe(SAMPLE)


def test_an_uploaded_clip_is_looked_at_by_a_child(empty_store: Path) -> None:
    with SAMPLE.open("rb") as upload:
        job = create_job(empty_store / "jobs", "me.mp4", upload)
    clip = inspect_clip(job)
    assert (clip.error, clip.fps) == ("", 30.0)
    assert job.first_picture.stat().st_size > 1000
    test = app(job=job.id)
    assert not test.exception
    assert "me.mp4" in words(test)
