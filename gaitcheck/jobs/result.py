"""What a finished job leaves in its folder, and reading it back."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from gaitcheck.analysis.model import Analysis
from gaitcheck.analysis.pipeline import analyze_detection
from gaitcheck.config import AnalysisOptions
from gaitcheck.corrections.document import corrections_from_json, corrections_to_json
from gaitcheck.corrections.model import Corrections
from gaitcheck.errors import Cancelled, VideoError
from gaitcheck.export.options import options_from_json
from gaitcheck.jobs.folder import Job
from gaitcheck.jobs.model import Stage
from gaitcheck.jobs.people import write_people
from gaitcheck.pose.backend import CancelCheck, Detection
from gaitcheck.pose.cache import PoseCache, cache_key, default_cache_folder, detect_cached, facts_key
from gaitcheck.pose.recorded import save_detection
from gaitcheck.report.content import Still
from gaitcheck.results import DOCUMENT, DRAWN, POSES, VIDEO, write_data
from gaitcheck.store.files import read_json, write_json
from gaitcheck.video import sha256_of

STILLS = "stills.json"

Share = Callable[[float | None], Callable[[float], None]]


def produce(
    job: Job, share: Share, stage: Callable[[Stage], None], cancelled: CancelCheck, *, workers: int | None
) -> None:
    """Analyse the job's clip and write its result folder, whole or not at all.

    Parameters
    ----------
    job
        With clip and options.
    share
        Gives a progress function for a length in seconds of clip.
    stage
        Called when a stage begins.
    cancelled
        Asked now and then.
    workers
        Processes that look for the runner; all cores when ``None``.
    """
    path = job.clip_path
    if path is None:
        raise VideoError("The clip itself was not kept, so it cannot be analysed again.")
    detection = _detect(job, path, share(_length_s(job)), cancelled, workers)
    stage("measuring")
    analysis = analyze_detection(path, detection, job.options, kept_corrections(job.result, job.options))
    write_people(job, detection, analysis)
    stage("drawing")
    working = Path(tempfile.mkdtemp(prefix=".result-", dir=job.folder))
    try:
        _write(analysis, detection, working, _watched(share(analysis.video.duration_s), cancelled))
        shutil.rmtree(job.result, ignore_errors=True)
        working.rename(job.result)
    finally:
        shutil.rmtree(working, ignore_errors=True)


def _length_s(job: Job) -> float | None:
    """How much of the clip is measured; ``None`` when its length is not known. [s of clip]"""
    known = None if job.clip is None else job.clip.duration_s
    return None if known is None else job.options.trim.length_s(known)


def _detect(
    job: Job, path: Path, progress: Callable[[float], None], cancelled: CancelCheck, workers: int | None
) -> Detection:
    from gaitcheck.pose.mediapipe_backend import MediaPipeBackend

    backend = MediaPipeBackend(job.options.pose, workers=workers)
    cache = PoseCache(default_cache_folder())
    trim, sha256 = job.options.trim, sha256_of(path)
    job.add_poses(cache_key(sha256, backend.source_of(path, trim)), facts_key(sha256))
    return detect_cached(backend, path, sha256, cache, trim=trim, progress=progress, cancelled=cancelled)


def _watched(progress: Callable[[float], None], cancelled: CancelCheck) -> Callable[[float], None]:
    """Progress that also notices a cancel."""

    def told(done_s: float) -> None:
        if cancelled():
            raise Cancelled("The analysis was cancelled.")
        progress(done_s)

    return told


def _write(analysis: Analysis, detection: Detection, folder: Path, progress: Callable[[float], None]) -> None:
    from gaitcheck.overlay import write_annotated_video

    write_data(analysis, folder)
    save_detection(detection, folder / POSES)
    write_stills(analysis, folder)
    write_annotated_video(analysis, folder / VIDEO, progress=progress)
    write_json(folder / DRAWN, corrections_to_json(analysis.corrections))


def kept_corrections(folder: Path, options: AnalysisOptions) -> Corrections:
    """What was put right by hand in an earlier result of the same clip, of the person and part asked for now."""
    document = read_json(folder / DOCUMENT)
    if document is None:
        return Corrections()
    before = options_from_json(document["options"])
    same = (before.person, before.trim) == (options.person, options.trim)
    return corrections_from_json(document["corrections"]) if same else Corrections()


def is_drawn(analysis: Analysis, folder: Path) -> bool:
    """Whether video and stills show the corrections of this analysis."""
    drawn = corrections_from_json(read_json(folder / DRAWN) or ())
    return drawn.changes == analysis.corrections.changes


def write_stills(analysis: Analysis, folder: Path) -> None:
    """The report's pictures as files, with their captions; the face is blurred."""
    from gaitcheck.overlay import stills
    from gaitcheck.report import key_moments, still_of

    moments = key_moments(analysis)
    pictures = stills(analysis, [moment.time_s for moment in moments])
    rows = []
    for moment, rgb in zip(moments, pictures, strict=True):
        made = still_of(analysis, moment, rgb)
        name = f"{moment.kind}.{made.extension}"
        (folder / name).write_bytes(made.image)
        rows.append({"file": name, "caption": made.caption, "alt_text": made.alt_text})
    write_json(folder / STILLS, rows)


def load_stills(folder: Path) -> tuple[Still, ...]:
    """The pictures of a result folder."""
    rows = read_json(folder / STILLS) or []
    return tuple(
        Still(caption=row["caption"], image=(folder / row["file"]).read_bytes(), alt_text=row["alt_text"])
        for row in rows
    )
