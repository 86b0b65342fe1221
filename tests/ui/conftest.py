"""A made-up runner's finished job, and the app on an empty store."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path

import av
import cv2
import pytest

from gaitcheck.jobs.folder import Job, create_job
from gaitcheck.jobs.model import Clip, JobState


@pytest.fixture(autouse=True)
def no_decoder_in_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    """The app's own process never hands a file to a video decoder; only its children, which this does not reach, do."""

    opened = av.open

    def refused(file: object, mode: str = "r", **options: object) -> object:
        if mode == "w":  # a test that makes a clip
            return opened(file, mode, **options)
        raise AssertionError("the app's own process opened a video")

    monkeypatch.setattr(av, "open", refused)
    monkeypatch.setattr(cv2, "VideoCapture", refused)


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "store"
    monkeypatch.setenv("GAITCHECK_STORE_DIR", str(folder))
    monkeypatch.delenv("GAITCHECK_DATABASE_URL", raising=False)
    return folder


@pytest.fixture
def new_job(empty_store: Path) -> Job:
    """A usable clip that has not been measured."""
    job = create_job(empty_store / "jobs", "treadmill.mp4", BytesIO(b"bytes"))
    job.set_clip(Clip(name=job.name, width_px=1280, height_px=720, fps=60.0, duration_s=20.0, size_bytes=5))
    return job


@pytest.fixture
def done_job(new_job: Job, measured_files: Path) -> Job:
    """The same, measured."""
    shutil.copytree(measured_files, new_job.result)
    new_job.set_state(JobState(status="done", stage="drawing", stage_share=1.0))
    return new_job
