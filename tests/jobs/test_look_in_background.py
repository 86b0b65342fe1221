"""Looking who is in a clip while the page goes on: once a part, one clip at a time, and never an error."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from threading import Event

import pytest
from processes import wait_until

from gaitcheck.config import WHOLE, Trim
from gaitcheck.errors import VideoError
from gaitcheck.jobs.folder import Job, create_job
from gaitcheck.jobs.look import looked, start_look
from gaitcheck.jobs.model import Clip, JobState
from gaitcheck.pose.look import Look


@pytest.fixture
def job(tmp_path: Path) -> Job:
    made = create_job(tmp_path / "jobs", "run.mp4", BytesIO(b"bytes"))
    made.set_clip(Clip(name=made.name, width_px=640, height_px=360, fps=30.0, duration_s=20.0))
    return made


class Looker:
    """Stands in for the child process; waits until it may answer."""

    def __init__(self) -> None:
        self.spans: list[tuple[float, float]] = []
        self.may_answer = Event()

    def look(self, _video: Path, start_s: float, end_s: float) -> Look:
        self.spans.append((start_s, end_s))
        assert self.may_answer.wait(timeout=120)
        return Look(clip_s=(start_s + end_s) / 2)


@pytest.fixture
def looker(monkeypatch: pytest.MonkeyPatch) -> Looker:
    made = Looker()
    monkeypatch.setattr("gaitcheck.jobs.look.look", made.look)
    monkeypatch.setattr("gaitcheck.jobs.look.write_picture", lambda _path, target, _at_s: target.write_bytes(b"jpeg"))
    return made


def test_a_clip_is_looked_at_once_and_the_caller_does_not_wait(job: Job, looker: Looker) -> None:
    for _ in range(3):
        start_look(job, WHOLE)
        assert looked(job, WHOLE) is None
    looker.may_answer.set()
    wait_until(lambda: looked(job, WHOLE) is not None)
    start_look(job, WHOLE)
    assert looker.spans == [(0.0, 20.0)]
    assert job.look == Look(clip_s=10.0) and job.look_picture.exists()


def test_another_part_is_looked_at_anew(job: Job, looker: Looker) -> None:
    part = Trim(start_s=12.0)
    looker.may_answer.set()
    start_look(job, WHOLE)
    wait_until(lambda: looked(job, WHOLE) is not None)
    assert looked(job, part) is None

    def seen() -> bool:
        start_look(job, part)
        return looked(job, part) is not None

    wait_until(seen)
    assert looker.spans == [(0.0, 20.0), (12.0, 20.0)] and job.look == Look(clip_s=16.0)


def test_a_look_that_fails_ends_without_a_picture(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> Look:
        raise VideoError("no")

    monkeypatch.setattr("gaitcheck.jobs.look.look", refuse)
    start_look(job, WHOLE)
    wait_until(lambda: looked(job, WHOLE) is not None)
    assert not job.look_picture.exists()


def test_a_clip_that_is_measured_already_is_not_looked_at(job: Job, looker: Looker) -> None:
    other = create_job(job.folder.parent, "other.mp4", BytesIO(b"bytes"))
    other.set_clip(Clip(name="other.mp4", duration_s=4.0))
    job.set_state(JobState(status="done"))
    looker.may_answer.set()
    start_look(job, WHOLE)
    start_look(other, WHOLE)  # waits for the first
    wait_until(lambda: looked(other, WHOLE) is not None)
    assert looker.spans == [(0.0, 4.0)] and job.look is None
