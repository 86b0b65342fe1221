"""Background jobs with real child processes: queue, cancel, crash, bad files."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from clip_tools import noise_pictures, write_pictures
from processes import wait_until

from gaitcheck.config import AnalysisOptions, PersonAt, PoseOptions, RunnerInfo
from gaitcheck.errors import UsageError
from gaitcheck.jobs import worker
from gaitcheck.jobs.folder import Job, all_jobs, create_job, find_job
from gaitcheck.jobs.inspect import inspect_clip
from gaitcheck.jobs.lock import FileLock, is_held
from gaitcheck.jobs.model import JobState
from gaitcheck.jobs.queue import KEEP_S, cancel, clean_up, delete_job, discard, slots, submit, waiting_before
from gaitcheck.pose.cache import default_cache_folder
from gaitcheck.store.poses import poses_of


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "jobs"


@pytest.fixture
def busy(root: Path) -> Iterator[None]:
    """Every place to work is taken."""
    root.mkdir()
    locks = [FileLock(root / f".slot-{number}.lock") for number in range(slots())]
    assert all(lock.take() for lock in locks)
    yield
    for job in all_jobs(root):
        cancel(job)
    wait_until(lambda: not any(is_held(job.alive_lock) for job in all_jobs(root)))
    for lock in locks:
        lock.release()


def job_of(root: Path, content: bytes = b"not a video", name: str = "clip.mp4") -> Job:
    return create_job(root, name, BytesIO(content))


def started(job: Job) -> Job:
    submit(job)
    wait_until(lambda: is_held(job.alive_lock) and job.state.pid > 0)
    return job


def test_a_job_is_found_by_its_id_alone(root: Path) -> None:
    job = job_of(root, name="../../evil/My run.MOV")
    assert find_job(root, job.id) == job
    assert job.name == "My run.MOV"
    assert job.clip_path is not None and job.clip_path.parent == job.folder and job.clip_path.suffix == ".mov"
    for wrong in ("", "..", "a" * 16, job.id[:-1], f"{job.id}/.."):
        with pytest.raises(UsageError):
            find_job(root, wrong)


def test_options_survive_the_disk(root: Path) -> None:
    job = job_of(root)
    options = AnalysisOptions(
        runner=RunnerInfo(height_cm=180.0),
        pose=PoseOptions(model="full"),
        view="rear",
        person=PersonAt(x_px=3.0, y_px=4.5, clip_s=2.0),
    )
    job.set_options(options)
    assert Job(job.folder).options == options


@pytest.mark.parametrize("content", [b"", b"just text\n" * 50, os.urandom(300_000)], ids=["empty", "text", "noise"])
def test_a_bad_file_gives_a_sentence(root: Path, content: bytes) -> None:
    clip = inspect_clip(job_of(root, content, "holiday.mp4"))
    assert not clip.usable
    assert "holiday.mp4" in clip.error and "clip.mp4" not in clip.error.replace("holiday.mp4", "")


def test_a_good_file_gives_facts_and_a_picture(root: Path, short_clip: Path) -> None:
    job = job_of(root, short_clip.read_bytes())
    clip = inspect_clip(job)
    assert clip.usable and clip.fps == pytest.approx(30.0) and clip.duration_s == pytest.approx(2.0, abs=0.1)
    assert job.first_picture.read_bytes().startswith(b"\xff\xd8")
    assert any("twenty seconds" in text for _, text in clip.hints)


def test_a_file_that_cannot_be_analysed_fails_with_a_sentence(root: Path) -> None:
    job = started_or_done(root)
    assert (job.state.status, job.state.error) == ("failed", "VideoError")
    assert "clip.mp4" in job.state.message
    assert not job.result.exists()


def started_or_done(root: Path) -> Job:
    job = job_of(root)
    submit(job)
    wait_until(lambda: not job.state.active)
    return job


@pytest.mark.usefixtures("busy")
def test_jobs_wait_in_line_and_can_be_cancelled(root: Path) -> None:
    first = started(job_of(root))
    second = started(job_of(root))
    assert first.state.status == second.state.status == "queued"
    assert (waiting_before(first), waiting_before(second)) == (0, 1)
    cancel(first)
    wait_until(lambda: first.state.status == "cancelled")
    assert waiting_before(second) == 0
    # The state is written before the process ends and lets go of its lock.
    wait_until(lambda: not is_held(first.alive_lock))


@pytest.mark.usefixtures("busy")
def test_a_killed_child_is_noticed(root: Path) -> None:
    job = started(job_of(root))
    os.kill(job.state.pid, signal.SIGKILL)
    wait_until(lambda: job.state.status == "stopped")
    assert not job.state.active
    submit(job)
    wait_until(lambda: job.state.status == "queued")


@pytest.mark.usefixtures("busy")
def test_deleting_a_waiting_job_stops_its_child(root: Path) -> None:
    job = started(job_of(root))
    delete_job(job)
    assert not job.folder.exists()
    assert list(all_jobs(root)) == []


def kept_poses(*names: str) -> list[Path]:
    """Files as the pose cache keeps them."""
    paths = [default_cache_folder() / f"{name}.npz" for name in names]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"landmarks")
    return paths


def test_deleting_a_job_forgets_the_poses_of_every_part_that_was_looked_at(root: Path) -> None:
    job, paths = job_of(root), kept_poses("whole", "part")
    job.add_poses("whole")
    job.add_poses("part")
    job.add_poses("whole")
    assert job.poses == ("part", "whole")
    delete_job(job)
    assert not any(path.exists() for path in paths)


def test_a_saved_job_leaves_the_poses_of_its_result_and_no_others(root: Path, measured_files: Path) -> None:
    job = job_of(root)
    shutil.copytree(measured_files, job.result)
    poses, facts = poses_of(job.result)
    *mine, other = kept_poses(poses, facts, "another part")
    job.add_poses(poses, facts)
    job.add_poses("another part")
    discard(job)
    assert all(path.exists() for path in mine) and not other.exists() and not job.folder.exists()


def test_an_analysis_that_fails_after_posing_has_its_poses_remembered(root: Path) -> None:
    job = create_job(
        root, "wall.mp4", BytesIO(write_pictures(root.parent / "wall.mp4", noise_pictures(12)).read_bytes())
    )
    job.set_state(JobState(status="queued"))
    worker.run(job)
    assert (job.state.status, job.state.error) == ("failed", "NoRunnerError")
    assert len(list(default_cache_folder().glob("*.npz"))) == len(job.poses) == 2  # poses, and facts of the clip
    delete_job(job)
    assert list(default_cache_folder().glob("*.npz")) == []


def test_old_unsaved_jobs_go_and_fresh_ones_stay(root: Path) -> None:
    old, fresh = job_of(root), job_of(root)
    assert clean_up(root) == 0
    os.utime(old.folder, (0, 0))
    assert clean_up(root) == 1
    assert list(all_jobs(root)) == [fresh]
    assert clean_up(root, now=time.time() + 2 * KEEP_S) == 1


def test_time_left_is_told_when_it_can_be() -> None:
    assert JobState(status="queued").left_s(100.0) is None
    assert JobState(status="running", stage="finding", stage_share=0.01, started_at=0.0).left_s(1.0) is None
    half = JobState(status="running", stage="finding", stage_share=0.5, started_at=0.0)
    assert half.left_s(39.0) == pytest.approx(39.0 * (1 - 0.39) / 0.39)
