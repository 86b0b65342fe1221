"""One task: measure one clip and keep the result. Runs in a worker process, possibly on another machine."""

from __future__ import annotations

import hashlib
import os
import re
import socket
import sys
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from gaitcheck._version import __version__
from gaitcheck.analysis.model import Analysis
from gaitcheck.analysis.pipeline import analyze
from gaitcheck.batch.item import BatchItem, Outcome
from gaitcheck.batch.keep import Keep, content_key
from gaitcheck.batch.poser import WorkerBackend
from gaitcheck.errors import GaitcheckError, NoRunnerError, OutputError, UsageError, VideoError
from gaitcheck.isolation import limits_for, supervised
from gaitcheck.pose.backend import PoseBackend
from gaitcheck.pose.cache import PoseCache
from gaitcheck.pose.recorded import RecordedBackend
from gaitcheck.video import sha256_of

#: Failures that the same bytes and options will bring again; others are tried again by the next run.
_LASTING = (VideoError, NoRunnerError, UsageError)


@dataclass(frozen=True, kw_only=True)
class Task:
    """What travels to a worker.

    Parameters
    ----------
    item
        The clip.
    out
        The batch's folder, at the same path on every machine.
    version
        Of the gaitcheck that planned the batch.
    retry_failed
        Measure again what failed before.
    """

    item: BatchItem
    out: Path
    version: str = __version__
    retry_failed: bool = False


def perform(task: Task) -> Outcome:
    """Measure one clip; every failure comes back as an `Outcome`, none is raised."""
    started, cpu_started = time.perf_counter(), time.process_time()
    log = _Log(task)
    try:
        with supervised(limits_for(_size_bytes(task.item.video)).silence_s):
            outcome = _perform(task, log)
    except Exception as error:
        for text in "".join(traceback.format_exception(error)).splitlines():
            log.line(text)
        outcome = failed(task.item, type(error).__name__, f"Something unexpected went wrong ({error}).")
    outcome = replace(
        outcome,
        elapsed_s=time.perf_counter() - started,
        cpu_s=time.process_time() - cpu_started,
        peak_memory_mib=peak_memory_mib(),
        worker=f"{socket.gethostname()}:{os.getpid()}",
    )
    log.finish(outcome)
    return outcome


def _size_bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # reported where it is read
        return 0


def failed(item: BatchItem, error: str, reason: str, key: str | None = None) -> Outcome:
    """A clip that could not be measured."""
    return Outcome(item=item, status="failed", key=key, error=error, reason=reason)


def _perform(task: Task, log: _Log) -> Outcome:
    item, keep = task.item, Keep(task.out / "items")
    if task.version != __version__:
        reason = f"This worker has gaitcheck {__version__}, the batch was planned by {task.version}; install the same."
        return failed(item, "UsageError", reason)
    key = None
    try:
        backend = _backend(item)
        sha256 = sha256_of(item.video)
        key = content_key(
            item, sha256, backend.source_of(item.video, item.options.trim), recording_sha256(item.recording)
        )
        log.line(f"video sha256 {sha256}, result {key}")
        kept = keep.record(key)
        if kept is not None and not (task.retry_failed and kept["status"] == "failed"):
            return Outcome(
                item=item, status=kept["status"], key=key, error=kept["error"], reason=kept["reason"], reused=True
            )
        analysis = analyze(
            item.video, item.options, backend=backend, cache=PoseCache(task.out / "poses", keeps_facts=False)
        )
        _save(keep, key, _record(None), analysis)
        log.analysis(analysis)
    except GaitcheckError as error:
        if key is not None and isinstance(error, _LASTING):
            _save(keep, key, _record(error), None)
        return failed(item, type(error).__name__, str(error), key if isinstance(error, _LASTING) else None)
    return Outcome(item=item, status="ok", key=key, clip_s=analysis.video.duration_s)


def _save(keep: Keep, key: str, record: Mapping[str, str | None], analysis: Analysis | None) -> None:
    try:
        keep.save(key, record, analysis)
    except OSError as error:
        raise OutputError(f"The result cannot be written to {keep.place(key)} ({error.strerror}).") from error


def recording_sha256(recording: Path | None) -> str:
    """SHA-256 of recorded poses, a file or a folder of files by name; empty without a recording."""
    if recording is None:
        return ""
    files = sorted(recording.glob("*.json")) if recording.is_dir() else [recording]
    digest = hashlib.sha256()
    try:
        for path in files:
            digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    except OSError as error:
        raise UsageError(f"The recorded poses {recording.name} cannot be read ({error.strerror}).") from error
    return digest.hexdigest()


def _record(error: GaitcheckError | None) -> dict[str, str | None]:
    if error is None:
        return {"status": "ok", "error": None, "reason": None}
    return {"status": "failed", "error": type(error).__name__, "reason": str(error)}


def _backend(item: BatchItem) -> PoseBackend:
    return WorkerBackend(item.options.pose) if item.recording is None else RecordedBackend(item.recording)


def peak_memory_mib() -> float | None:
    """Largest resident memory of this process so far; ``None`` on Windows, which does not tell. [MiB]"""
    status = Path("/proc/self/status")
    if status.is_file():  # Linux; its getrusage would count what the parent held before this process was born
        found = re.search(r"^VmHWM:\s+(\d+) kB$", status.read_text(encoding="ascii", errors="replace"), re.MULTILINE)
        return None if found is None else int(found[1]) / 2**10
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


class _Log:
    """The clip's own log file, appended to by every run; a log that cannot be written costs nothing."""

    def __init__(self, task: Task) -> None:
        name = task.item.name
        short = re.sub(r"[^A-Za-z0-9._-]+", "_", name)[-80:]
        trim = task.item.options.trim
        digest = hashlib.sha256(f"{name}:{trim.start_s}:{trim.end_s}".encode()).hexdigest()[:8]
        self._path = task.out / "logs" / f"{short}-{digest}.log"
        self.line(f"gaitcheck {__version__}, process {os.getpid()} on {socket.gethostname()}: {name}")

    def line(self, text: str) -> None:
        """Append one line."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        # A file name may hold line breaks and terminal codes; a line of the log stays one line.
        text = "".join(c if c.isprintable() else " " for c in text)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as stream:
                stream.write(f"{now} {text}\n")
        except OSError:
            return

    def analysis(self, analysis: Analysis) -> None:
        """What was found, and what limits it."""
        video, strides = analysis.video, len(analysis.metrics.strides)
        self.line(f"{video.n_frames} frames, {analysis.kinematics.view.view}, {strides} strides")
        for check in analysis.quality:
            if check.status != "ok":
                self.line(f"{check.status}: {check.message}")

    def finish(self, outcome: Outcome) -> None:
        """How it ended."""
        how = "kept from before" if outcome.reused else f"{outcome.elapsed_s:.2f} s"
        reason = "" if outcome.reason is None else f": {outcome.reason}"
        self.line(f"{outcome.status} ({how}){reason}")
