"""Starting, waiting, cancelling: every job has its own child, and few of them work at a time."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from gaitcheck.errors import Cancelled, UsageError
from gaitcheck.isolation import child_environment
from gaitcheck.jobs.folder import Job, all_jobs
from gaitcheck.jobs.lock import FileLock
from gaitcheck.jobs.model import JobState
from gaitcheck.store.poses import forget_poses, poses_of

_CORES_PER_JOB = 2
_LOOK_EVERY_S = 0.25
_STOP_TIMEOUT_S = 10.0
#: Jobs nobody saved are thrown away after this time. [s]
KEEP_S = 7 * 24 * 3600.0


def slots() -> int:
    """How many analyses work at once on this machine."""
    return max(1, (os.cpu_count() or 1) // _CORES_PER_JOB)


def waiting_before(job: Job) -> int:
    """How many jobs are ahead of this one, working ones included."""
    mine = job.state
    others = (other.state for other in all_jobs(job.folder.parent) if other.id != job.id)
    return sum(state.status == "running" or _earlier(state, mine) for state in others if state.active)


def _earlier(other: JobState, mine: JobState) -> bool:
    return other.status == "queued" and other.queued_at < mine.queued_at


def _first_in_line(job: Job) -> bool:
    mine = job.state
    others = (other.state for other in all_jobs(job.folder.parent) if other.id != job.id)
    return not any(_earlier(state, mine) for state in others)


@contextmanager
def slot(job: Job, cancelled: Callable[[], bool]) -> Iterator[None]:
    """Wait in line for the right to work; the oldest job goes first. Raises `Cancelled`."""
    locks = [FileLock(job.folder.parent / f".slot-{number}.lock") for number in range(slots())]
    while True:
        if cancelled():
            raise Cancelled("The analysis was cancelled.")
        taken = next((lock for lock in locks if lock.take()), None) if _first_in_line(job) else None
        if taken is not None:
            break
        time.sleep(_LOOK_EVERY_S)
    try:
        yield
    finally:
        taken.release()


def submit(job: Job) -> None:
    """Start the job's child, which waits for its turn; the child outlives the page and the app."""
    if job.state.active:
        return
    if job.clip_path is None:
        raise UsageError("The clip itself was not kept, so it cannot be analysed again.")
    job.cancel_wish.unlink(missing_ok=True)
    job.set_state(JobState(status="queued", queued_at=time.time()))
    with (job.folder / "worker.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "gaitcheck.jobs.worker", str(job.folder)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=child_environment(),
            start_new_session=True,
        )
    # Collects the child's exit code, so that it does not linger as a zombie.
    threading.Thread(target=process.wait, daemon=True).start()


def cancel(job: Job) -> None:
    """Ask the child to stop; one that died already is marked as cancelled."""
    job.cancel_wish.touch()
    if job.state.status == "stopped":
        job.set_state(replace(job.state, status="cancelled"))


def delete_job(job: Job) -> None:
    """Stop the child and remove everything of the job, also its kept poses."""
    if job.state.active:
        cancel(job)
        deadline = time.monotonic() + _STOP_TIMEOUT_S
        while job.state.active and time.monotonic() < deadline:
            time.sleep(_LOOK_EVERY_S / 5)
    forget_poses(*poses_of(job.result), *job.poses)
    shutil.rmtree(job.folder, ignore_errors=True)


def clean_up(root: Path, now: float | None = None) -> int:
    """Throw away unsaved jobs that nobody has touched for a week; how many went."""
    limit = (time.time() if now is None else now) - KEEP_S
    old = [job for job in all_jobs(root) if not job.state.active and job.folder.stat().st_mtime < limit]
    for job in old:
        delete_job(job)
    return len(old)


def discard(job: Job) -> None:
    """Remove a job whose result is kept elsewhere; the result's poses stay with that, others of the clip go."""
    kept = poses_of(job.result)
    forget_poses(*(name for name in job.poses if name not in kept))
    shutil.rmtree(job.folder, ignore_errors=True)
