"""Child processes: bit-identical however a clip is cut, gone when they are killed or no longer wanted."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
from clip_tools import write_sound
from processes import processes_with, wait_until

from gaitcheck.config import PoseOptions
from gaitcheck.errors import Cancelled, PoseError, VideoError
from gaitcheck.isolation import limits_for
from gaitcheck.pose.backend import Detection
from gaitcheck.pose.mediapipe_backend import MediaPipeBackend
from gaitcheck.pose.pace import Pace
from gaitcheck.pose.worker import SegmentJob

FULL = PoseOptions(model="full", max_people=2)


@pytest.fixture
def mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Something that only this test's processes have in their environment."""
    monkeypatch.setenv("GAITCHECK_TEST_MARK", str(tmp_path))
    return f"GAITCHECK_TEST_MARK={tmp_path}"


def temporary_files() -> list[str]:
    return [path.name for path in Path(tempfile.gettempdir()).iterdir()]


@pytest.fixture(scope="module")
def one_worker(short_clip: Path) -> Detection:
    return MediaPipeBackend(FULL, workers=1).detect(short_clip)


def test_three_children_give_the_same_bits_as_one(short_clip: Path, one_worker: Detection) -> None:
    heard: list[float] = []
    three = MediaPipeBackend(FULL, workers=3).detect(short_clip, progress=heard.append)
    for name in ("time_s", "xy_px", "visibility", "depth_px"):
        assert np.array_equal(getattr(three.people, name), getattr(one_worker.people, name), equal_nan=True), name
    assert np.array_equal(three.signatures, one_worker.signatures)
    assert three.tally == one_worker.tally
    assert heard == sorted(heard)
    assert 0 < heard[-1] <= three.people.time_s[-1] + 1e-9
    assert temporary_files() == []


def test_the_runner_is_found_in_full_size_pixels(one_worker: Detection) -> None:
    people = one_worker.people
    assert people.time_s == pytest.approx(np.arange(60) / 30, abs=1e-6)
    first = people.xy_px[:, 0]
    assert np.isfinite(first).all()
    nose, ankle = (first[:, people.names.index(name), 1] for name in ("nose", "left_ankle"))
    assert (ankle - nose > 200).all()


def kill_one(mark: str) -> None:
    os.kill(processes_with(mark)[0], signal.SIGKILL)


def test_a_killed_child_is_an_error_and_leaves_nothing(short_clip: Path, mark: str) -> None:
    killed: list[float] = []

    def kill_first(done_s: float) -> None:
        if not killed:
            killed.append(done_s)
            kill_one(mark)

    with pytest.raises(PoseError, match=r"worked on short\.mp4 was ended from outside"):
        MediaPipeBackend(FULL, workers=2).detect(short_clip, progress=kill_first)
    assert killed
    assert processes_with(mark) == []
    assert temporary_files() == []


def test_cancelling_stops_all_children_and_leaves_nothing(short_clip: Path, mark: str) -> None:
    asked: list[int] = []

    def after_start() -> bool:
        asked.append(len(processes_with(mark)))
        return asked[-1] == 2

    with pytest.raises(Cancelled):
        MediaPipeBackend(FULL, workers=2).detect(short_clip, cancelled=after_start)
    assert asked[-1] == 2
    assert processes_with(mark) == []
    assert temporary_files() == []


def test_an_error_of_the_callers_own_stops_all_children(short_clip: Path, mark: str) -> None:
    def fail(_: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        MediaPipeBackend(FULL, workers=2).detect(short_clip, progress=fail)
    assert processes_with(mark) == []
    assert temporary_files() == []


def test_a_childs_own_error_arrives_as_what_it_is(tmp_path: Path) -> None:
    with pytest.raises(VideoError):
        MediaPipeBackend(FULL, workers=1).detect(write_sound(tmp_path / "sound.mp4"))
    assert temporary_files() == []


def start_child(job: SegmentJob) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-m", "gaitcheck.pose.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )
    assert child.stdin is not None
    child.stdin.write(job.to_json() + "\n")
    child.stdin.flush()
    return child


def job_for(video: Path, out: Path, start_s: float | None = None, end_s: float | None = None) -> SegmentJob:
    limits, pace = limits_for(0, pixels=1_000_000, frames=100), Pace(every=2, interval_s=1 / 30)
    return SegmentJob(video=video, start_s=start_s, end_s=end_s, options=FULL, pace=pace, out=out, limits=limits)


def test_a_job_survives_the_journey(tmp_path: Path) -> None:
    job = job_for(tmp_path / "a b ü.mp4", tmp_path / "out.npz", 0.1, 2 / 3)
    assert "\n" not in job.to_json()
    assert SegmentJob.from_json(job.to_json()) == job


def test_an_error_crosses_the_process_border_with_its_class_and_sentence(tmp_path: Path) -> None:
    child = start_child(job_for(tmp_path / "missing.mp4", tmp_path / "out.npz"))
    assert child.stdin is not None
    assert child.stdout is not None
    said = [json.loads(line) for line in child.stdout]
    child.stdin.close()
    child.stdout.close()
    assert child.wait() == VideoError.exit_code
    assert said[-1]["error"] == "VideoError"
    assert "missing.mp4" in said[-1]["message"]
    assert not (tmp_path / "out.npz").exists()


def test_a_child_does_not_outlive_its_parent(short_clip: Path, tmp_path: Path, mark: str) -> None:
    child = start_child(job_for(short_clip, tmp_path / "out.npz"))
    assert child.stdin is not None
    assert child.stdout is not None
    first = child.stdout.readline()
    assert "reached_s" in first
    child.stdin.close()
    assert child.wait(timeout=30) == 1
    child.stdout.close()
    assert not (tmp_path / "out.npz").exists()
    wait_until(lambda: processes_with(mark) == [])
