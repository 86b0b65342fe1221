"""Looking who is in a clip before it is measured: in the background, one clip at a time, and never in the way."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from threading import Lock

from gaitcheck.config import Trim
from gaitcheck.errors import GaitcheckError
from gaitcheck.jobs.folder import Job
from gaitcheck.jobs.inspect import write_picture
from gaitcheck.pose.look import Look, look

#: Asks for the picture that begins at a known time, whatever rounding did to that time. [s]
_EARLIER_S = 1e-3


def looked(job: Job, trim: Trim) -> Look | None:
    """Who is seen in this part of the clip; ``None`` as long as nobody has looked there."""
    found = job.look
    return found if found is not None and trim.holds(found.clip_s) else None


def start_look(job: Job, trim: Trim) -> None:
    """Begin to look, unless it is under way or done; `looked` has the answer once there is one."""
    with _lock():
        running = _running()
        for job_id in [job_id for job_id, future in running.items() if future.done()]:
            del running[job_id]
        if looked(job, trim) is None and job.id not in running:
            running[job.id] = _pool().submit(look_now, job, trim)


def look_now(job: Job, trim: Trim) -> None:
    """Look and keep the answer; where looking fails, nobody was seen, and measuring will say what is wrong."""
    path, clip = job.clip_path, job.clip
    if path is None or clip is None or job.state.status != "new":
        return
    found = Look(clip_s=trim.first_s)
    job.look_picture.unlink(missing_ok=True)
    with suppress(GaitcheckError):
        found = look(path, trim.first_s, min(trim.last_s, clip.duration_s or trim.first_s))
        write_picture(path, job.look_picture, max(found.clip_s - _EARLIER_S, 0.0))
    with suppress(OSError):  # the job was deleted meanwhile
        job.set_look(found)


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="look")


@cache
def _lock() -> Lock:
    return Lock()


@cache
def _running() -> dict[str, Future[None]]:
    return {}
