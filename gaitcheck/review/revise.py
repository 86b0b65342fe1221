"""Measuring a saved result anew without inference: after a correction, or with another height or belt speed.

Everything needed lies in the result's folder, so it works without the clip, also for a saved or imported session.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from gaitcheck.analysis.model import Analysis
from gaitcheck.analysis.pipeline import Prepared, analyze_people, prepare
from gaitcheck.config import AnalysisOptions, PersonChoice, RunnerInfo
from gaitcheck.corrections.events import nearest_event
from gaitcheck.corrections.model import Change, Corrections, EventAdded, Signature
from gaitcheck.errors import OutputError, UsageError
from gaitcheck.export import load_analysis
from gaitcheck.jobs.lock import FileLock
from gaitcheck.pose.backend import Detection
from gaitcheck.pose.recorded import load_detection
from gaitcheck.results import POSES, write_data

_LOCK = ".edit.lock"
_WAIT_S, _LOOK_EVERY_S = 60.0, 0.05
#: Results whose landmarks stay in memory while they are worked on.
_KEPT = 4


def correct(folder: Path, change: Change, by: str) -> Analysis:
    """Make one change, measure anew and keep both.

    Raises
    ------
    UsageError
        Nobody signed, the change cannot be made, or the result holds no landmarks.
    NoRunnerError
        Nothing could be measured with this change; nothing is kept.
    """
    signature = Signature(by=by, at=_now())

    def edit(analysis: Analysis) -> Analysis:
        _refuse_double(analysis, change)
        return replace(analysis, corrections=analysis.corrections.made(change, signature))

    return _revise(folder, edit)


def take_back(folder: Path, number: int, by: str) -> Analysis:
    """Undo correction ``number`` (from 0), measure anew and keep both; raises as `correct`."""
    signature = Signature(by=by, at=_now())
    return _revise(folder, lambda a: replace(a, corrections=a.corrections.undone(number, signature)))


def with_runner(folder: Path, runner: RunnerInfo) -> Analysis:
    """The same motion with another height or belt speed; raises as `correct`."""
    return _revise(folder, lambda a: replace(a, options=replace(a.options, runner=runner)))


def automatic(folder: Path, options: AnalysisOptions) -> Analysis:
    """What the result would be without any correction; nothing is written."""
    path = folder / POSES
    return _automatic(str(folder), path.stat().st_mtime_ns if path.exists() else 0, options)


@lru_cache(maxsize=_KEPT)
def _automatic(folder: str, _stamp_ns: int, options: AnalysisOptions) -> Analysis:
    path = Path(folder)
    return _measured(path, load_analysis(path), options, Corrections())


def people_in_view(folder: Path) -> int:
    """How many people can be measured in a result; 1 when it holds no landmarks."""
    path = folder / POSES
    if not path.exists():
        return 1
    return len(_kept(str(path), path.stat().st_mtime_ns, None)[1].choice.people)


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _refuse_double(analysis: Analysis, change: Change) -> None:
    if not isinstance(change, EventAdded):
        return
    time_s = change.clip_s / (analysis.timing.slow_motion_factor or 1.0)
    if nearest_event(analysis.events.foot(change.side), change.kind, time_s) is not None:
        name = change.kind.replace("_", "-")
        raise UsageError(f"There is a {change.side} {name} close to this moment already; move that one.")


def _revise(folder: Path, edit: Callable[[Analysis], Analysis]) -> Analysis:
    with _alone(folder):
        wanted = edit(load_analysis(folder))
        revised = _measured(folder, wanted, wanted.options, wanted.corrections)
        _write(revised, folder)
    return revised


def _measured(folder: Path, analysis: Analysis, options: AnalysisOptions, corrections: Corrections) -> Analysis:
    path = folder / POSES
    if not path.exists():
        raise UsageError("This result was saved without its landmarks; measure the clip again to correct it.")
    person = corrections.person or options.person
    detection, prepared = _kept(str(path), path.stat().st_mtime_ns, person)
    return analyze_people(analysis.video, detection, options, corrections, prepared)


@lru_cache(maxsize=_KEPT)
def _kept(path: str, _stamp_ns: int, person: PersonChoice) -> tuple[Detection, Prepared]:
    detection = load_detection(Path(path))
    return detection, prepare(detection, person)


def forget_landmarks() -> None:
    """Drop what is kept in memory, after something was deleted."""
    _kept.cache_clear()
    _automatic.cache_clear()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One correction at a time, so that two pages lose none."""
    lock, end = FileLock(folder / _LOCK), time.monotonic() + _WAIT_S
    try:
        while not lock.take():
            if time.monotonic() > end:
                raise UsageError("Somebody else is correcting this result; try again in a moment.")
            time.sleep(_LOOK_EVERY_S)
        yield
    finally:
        lock.release()


def _write(analysis: Analysis, folder: Path) -> None:
    """All files beside the old ones first, so that an interruption leaves either the old or the new."""
    part = Path(tempfile.mkdtemp(prefix=".revised-", dir=folder.parent))
    try:
        write_data(analysis, part)
        for path in part.iterdir():
            path.replace(folder / path.name)
    except OSError as error:
        raise OutputError(f"The correction could not be written ({error.strerror}).") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
