"""What a clip is, before the long work. The clip itself is opened by child processes only."""

from __future__ import annotations

from pathlib import Path

from gaitcheck.errors import GaitcheckError, VideoError
from gaitcheck.jobs.folder import Job
from gaitcheck.jobs.model import Clip
from gaitcheck.video import VideoProbe, picture, probe

PICTURE_SIDE_PX = 960
JPEG_QUALITY = 85
#: Below these a clip still works, with less to say. [Hz], [s], [px]
_GOOD_FPS, _GOOD_S, _GOOD_SIDE_PX = 55.0, 15.0, 700
#: Longer clips take long and add little. [s]
_LONG_S = 90.0
#: A capture rate this much above the playing rate is slow motion.
_SLOW_FACTOR = 1.3


def hints_of(found: VideoProbe, factor: float | None) -> tuple[tuple[str, str], ...]:
    """Level (``ok`` or ``note``) and sentence for each thing worth minding before the analysis."""
    seconds, fps = found.declared_duration_s, found.capture_fps or found.nominal_fps
    short, long = seconds is not None and seconds < _GOOD_S, seconds is not None and seconds > _LONG_S
    checks = (
        (fps is not None and fps < _GOOD_FPS, "At 60 frames a second or more, contact times are surer."),
        (short, "Short clip: twenty seconds of steady running make the averages steadier."),
        (long, "Long clip: thirty seconds of steady running are enough; measuring a part of it takes less time."),
        (min(found.width_px, found.height_px) < _GOOD_SIDE_PX, "Small picture: landmarks are less exact."),
    )
    notes = tuple(("note", text) for wrong, text in checks if wrong)
    slow = (
        () if factor is None else (("ok", f"The camera marks it as {factor:.0f}× slow motion; times account for it."),)
    )
    return (*slow, *notes)


def clip_of(job: Job, path: Path) -> Clip:
    """The clip's facts; raises `VideoError`."""
    found = probe(path)
    ratio = (found.capture_fps or 0.0) / (found.nominal_fps or 1.0)
    factor = ratio if ratio > _SLOW_FACTOR else None
    return Clip(
        name=job.name,
        width_px=found.width_px,
        height_px=found.height_px,
        fps=found.nominal_fps,
        duration_s=found.declared_duration_s,
        capture_fps=found.capture_fps,
        size_bytes=path.stat().st_size,
        hints=hints_of(found, factor),
        slow_motion_factor=factor,
    )


def write_picture(path: Path, target: Path, at_s: float = 0.0) -> None:
    """Keep the picture at a time of the clip as JPEG; raises `VideoError`."""
    from PIL import Image

    Image.fromarray(picture(path, at_s, max_side_px=PICTURE_SIDE_PX).rgb).save(target, quality=JPEG_QUALITY)


def inspect_clip(job: Job) -> Clip:
    """The facts, kept with the first picture, or why there are none."""
    if job.clip is not None:
        return job.clip
    path = job.clip_path
    try:
        if path is None:
            raise VideoError("The clip itself was not kept.")
        clip = clip_of(job, path)
        write_picture(path, job.first_picture)
    except GaitcheckError as error:
        clip = Clip(name=job.name, error=str(error).replace(path.name, job.name) if path else str(error))
    job.set_clip(clip)
    return clip
