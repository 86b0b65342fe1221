"""MediaPipe over child processes: a clip is cut into segments, each posed by its own process, and joined.

Every frame is posed on its own (see `mediapipe_poser`), so the result does not depend on how the clip was cut.
A crash of a native library ends one child, never the caller.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from gaitcheck import errors
from gaitcheck.config import WHOLE, PoseOptions, Trim
from gaitcheck.isolation import Silence, as_error, child_environment, ended
from gaitcheck.pose.backend import CancelCheck, Detection, Progress, of_part
from gaitcheck.pose.mediapipe_poser import mediapipe_version
from gaitcheck.pose.pace import Pace, pace_of
from gaitcheck.pose.segment import PosedSegment, joined
from gaitcheck.pose.track import PoseSource
from gaitcheck.pose.weights import expected_sha256
from gaitcheck.pose.worker import SegmentJob
from gaitcheck.video import clip_limits, split_segments

#: How often the caller's cancel check is asked. [s]
_POLL_S = 0.1


def default_workers() -> int:
    """Cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def mediapipe_source(options: PoseOptions, pace: Pace) -> PoseSource:
    """Provenance of what MediaPipe finds with these options at this pace."""
    thinned = {} if pace.every == 1 else {"every_nth_frame": str(pace.every)}
    return PoseSource(
        backend="mediapipe",
        version=mediapipe_version(),
        model=options.model,
        model_sha256=expected_sha256(options.model),
        options={"running_mode": "image", "max_people": str(options.max_people), **thinned},
    )


@dataclass
class _Child:
    """One running segment."""

    job: SegmentJob
    process: subprocess.Popen[str]
    reader: threading.Thread
    reached_s: float
    finished: bool = False

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        # The pipe has ended with the child; closing it under the reader would be an error in that thread.
        self.reader.join()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with suppress(BrokenPipeError):
                    stream.close()


class MediaPipeBackend:
    """The standard backend.

    Parameters
    ----------
    options
        Model and number of people.
    workers
        Processes at once; as many as cores when ``None``.
    pace
        Which frames are posed; what suits the clip's frame rate when ``None``.
    """

    def __init__(self, options: PoseOptions, *, workers: int | None = None, pace: Pace | None = None) -> None:
        self._options = options
        self._pace = pace
        self._workers = workers if workers is not None else default_workers()

    def source_of(self, video: Path, trim: Trim = WHOLE) -> PoseSource:
        """Provenance of the landmarks."""
        return of_part(mediapipe_source(self._options, self._pace or pace_of(video, trim)), trim)

    def detect(
        self,
        video: Path,
        *,
        trim: Trim = WHOLE,
        progress: Progress | None = None,
        cancelled: CancelCheck | None = None,
    ) -> Detection:
        """Everybody in every posed frame; see `PoseBackend.detect`."""
        pace, limits = self._pace or pace_of(video, trim), clip_limits(video)
        segments = pace.aligned(split_segments(video, self._workers, trim))
        with tempfile.TemporaryDirectory(prefix="gaitcheck-pose-") as folder:
            jobs = [
                SegmentJob(
                    video=video,
                    start_s=segment.start_s,
                    end_s=segment.end_s,
                    options=self._options,
                    pace=pace,
                    out=Path(folder) / f"segment-{i}.npz",
                    limits=limits,
                )
                for i, segment in enumerate(segments)
            ]
            _run_children(jobs, progress, cancelled)
            posed = [PosedSegment.read(job.out) for job in jobs]
        detection = joined(posed, of_part(mediapipe_source(self._options, pace), trim))
        if detection is None:
            raise errors.VideoError("This video holds no frame that can be decoded; export it again as MP4.")
        return detection


def _start(job: SegmentJob, messages: queue.Queue[tuple[int, str | None]], index: int) -> _Child:
    process = subprocess.Popen(
        [sys.executable, "-m", "gaitcheck.pose.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        env=child_environment(),
        start_new_session=True,  # Ctrl-C reaches the parent alone, which then stops its children
    )
    assert process.stdin is not None and process.stdout is not None
    with suppress(BrokenPipeError):  # a child that is gone already says so by ending its output
        process.stdin.write(job.to_json() + "\n")
        process.stdin.flush()
    stdout = process.stdout

    def read() -> None:
        for line in stdout:
            messages.put((index, line))
        messages.put((index, None))

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    return _Child(job=job, process=process, reader=reader, reached_s=job.start_s or 0.0)


def _run_children(jobs: list[SegmentJob], progress: Progress | None, cancelled: CancelCheck | None) -> None:
    messages: queue.Queue[tuple[int, str | None]] = queue.Queue()
    children: list[_Child] = []
    silence = Silence(max(job.limits.silence_s for job in jobs), jobs[0].video.name)
    try:
        for index, job in enumerate(jobs):
            children.append(_start(job, messages, index))
            silence.hear(index)
        running = len(children)
        while running:
            if cancelled is not None and cancelled():
                raise errors.Cancelled("The analysis was cancelled.")
            silence.check()
            try:
                index, line = messages.get(timeout=_POLL_S)
            except queue.Empty:
                continue
            silence.hear(index)
            if line is None:
                running -= 1
                silence.release(index)
                _check_outcome(children[index])
            else:
                _hear(children[index], line)
                if progress is not None:
                    progress(_done_s(children))
    finally:
        for child in children:
            child.stop()


def _hear(child: _Child, line: str) -> None:
    message = json.loads(line)
    if "error" in message:
        raise as_error(message)
    child.reached_s = message.get("reached_s", child.reached_s)
    child.finished = message.get("finished", False)


def _check_outcome(child: _Child) -> None:
    returncode = child.process.wait()
    if not child.finished:
        raise ended(returncode, child.job.video.name)


def _done_s(children: list[_Child]) -> float:
    return sum(child.reached_s - (child.job.start_s or 0.0) for child in children)
