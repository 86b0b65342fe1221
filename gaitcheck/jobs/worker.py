"""Child process of one job: waits for its turn, analyses, writes. ``python -m gaitcheck.jobs.worker FOLDER``.

The clip is opened by children of this child, under limits; a file that crashes a decoder fails with a sentence.
"""

from __future__ import annotations

import os
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from gaitcheck.errors import Cancelled, GaitcheckError
from gaitcheck.jobs.folder import Job
from gaitcheck.jobs.lock import FileLock
from gaitcheck.jobs.model import JobStatus, Stage
from gaitcheck.jobs.queue import slot, slots

_TELL_EVERY_S = 0.4
_LOWER_PRIORITY = 5


class Diary:
    """Keeps the job's state on disk up to date, not too often.

    Parameters
    ----------
    job
        Whose state.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._told_at = 0.0
        self._state = replace(job.state, status="queued", pid=os.getpid())
        self._job.set_state(self._state)

    def start(self) -> None:
        """The waiting is over."""
        self._state = replace(self._state, status="running", started_at=time.time())
        self.stage("finding")

    def stage(self, stage: Stage) -> None:
        """A new stage begins."""
        self._state = replace(self._state, stage=stage, stage_share=0.0)
        self._job.set_state(self._state)

    def share(self, total_s: float | None) -> Callable[[float], None]:
        """A progress function that takes seconds of clip."""

        def told(done_s: float) -> None:
            now = time.monotonic()
            if total_s and now - self._told_at > _TELL_EVERY_S:
                self._told_at = now
                self._state = replace(self._state, stage_share=min(done_s / total_s, 1.0))
                self._job.set_state(self._state)

        return told

    def end(self, status: JobStatus, error: Exception | None = None, message: str = "") -> None:
        """The last word."""
        name = "" if error is None else type(error).__name__
        self._job.set_state(replace(self._state, status=status, error=name, message=message))


def _work(job: Job, diary: Diary, cancelled: Callable[[], bool]) -> None:
    from gaitcheck.jobs.result import produce

    produce(job, diary.share, diary.stage, cancelled, workers=None if slots() == 1 else 2)


def _sentence(error: GaitcheckError, job: Job) -> str:
    """The error's own words, with the file named as the user knows it."""
    path = job.clip_path
    return str(error).replace(path.name, job.name) if path else str(error)


def run(job: Job) -> None:
    """Everything from waiting to the result; errors end as a state, never as a lost job."""
    alive = FileLock(job.alive_lock)
    if not alive.take():
        return
    diary = Diary(job)
    try:
        with slot(job, job.cancel_wish.exists):
            diary.start()
            _work(job, diary, job.cancel_wish.exists)
        diary.end("done")
    except Cancelled as error:
        diary.end("cancelled", error)
    except GaitcheckError as error:
        diary.end("failed", error, _sentence(error, job))
    except Exception as error:
        traceback.print_exc()
        diary.end("failed", error, "Something unexpected went wrong with this clip. The details are in the job's log.")
    finally:
        alive.release()


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(_LOWER_PRIORITY)
    run(Job(Path(sys.argv[1])))
