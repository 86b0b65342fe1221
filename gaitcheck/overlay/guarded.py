"""Annotated video and stills, made by a child process: the clip is never decoded where it is asked for."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from gaitcheck.analysis.model import Analysis
from gaitcheck.errors import OutputError
from gaitcheck.isolation import Answer, Ask, Function, isolated
from gaitcheck.overlay import annotate
from gaitcheck.overlay.annotate import MAX_SIDE_PX, Progress
from gaitcheck.video import clip_limits
from gaitcheck.video.geometry import UInt8Array


def write_annotated_video(
    analysis: Analysis,
    out_path: Path,
    *,
    hide_faces: bool = True,
    max_side_px: int = MAX_SIDE_PX,
    progress: Progress | None = None,
) -> None:
    """Write the clip with what was measured drawn over it; see `gaitcheck.overlay.annotate.write_annotated_video`."""
    annotate.refuse_the_clip_itself(analysis.video.path, out_path)
    try:
        working = Path(tempfile.mkdtemp(prefix=f".{out_path.name[:40]}-", dir=out_path.parent))
    except OSError as error:
        raise OutputError(f"The video {out_path} cannot be written ({error.strerror}).") from error
    try:
        made = working / "annotated.mp4"
        _isolated(analysis, _write, made, hide_faces, max_side_px, ask=Ask(progress=progress))
        _move(made, out_path)
    except OutputError as error:
        # The user asked for a file, not for the working copy that is moved there.
        raise OutputError(str(error).replace(str(made), str(out_path))) from error
    finally:
        shutil.rmtree(working, ignore_errors=True)


def still(analysis: Analysis, time_s: float, *, hide_faces: bool = True, max_side_px: int = MAX_SIDE_PX) -> UInt8Array:
    """One annotated picture; see `stills`."""
    return stills(analysis, [time_s], hide_faces=hide_faces, max_side_px=max_side_px)[0]


def stills(
    analysis: Analysis, times_s: Sequence[float], *, hide_faces: bool = True, max_side_px: int = MAX_SIDE_PX
) -> list[UInt8Array]:
    """Annotated pictures nearest to the given real times; see `gaitcheck.overlay.annotate.stills`."""
    if not times_s:
        return []
    found = _isolated(analysis, _stills, list(times_s), hide_faces, max_side_px)
    return [found.arrays[f"still{i}"] for i in range(len(times_s))]


def _isolated(analysis: Analysis, function: Function, *arguments: object, ask: Ask | None = None) -> Answer:
    path = analysis.video.path
    return isolated(function, analysis, *arguments, name=path.name, limits=clip_limits(path), ask=ask)


def _write(tell: Progress, analysis: Analysis, out_path: Path, hide_faces: bool, max_side_px: int) -> Answer:
    """In the child: the whole video."""
    annotate.write_annotated_video(analysis, out_path, hide_faces=hide_faces, max_side_px=max_side_px, progress=tell)
    return Answer()


def _stills(_tell: Progress, analysis: Analysis, times_s: list[float], hide_faces: bool, max_side_px: int) -> Answer:
    """In the child: the pictures."""
    pictures = annotate.stills(analysis, times_s, hide_faces=hide_faces, max_side_px=max_side_px)
    return Answer(arrays={f"still{i}": rgb for i, rgb in enumerate(pictures)})


def _move(made: Path, out_path: Path) -> None:
    try:
        made.replace(out_path)
    except OSError as error:
        raise OutputError(f"The video {out_path} cannot be written ({error.strerror}).") from error
