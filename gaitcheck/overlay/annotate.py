"""Annotated video and stills of an analysed clip."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from gaitcheck.analysis.model import Analysis
from gaitcheck.errors import OutputError, VideoError
from gaitcheck.overlay.draw import annotated
from gaitcheck.overlay.encode import video_sink
from gaitcheck.overlay.heads import Heads, find_heads, find_heads_around
from gaitcheck.overlay.scene import Storyboard
from gaitcheck.video.geometry import UInt8Array
from gaitcheck.video.reader import Frame, frames

#: Longer side of what is written: sharp on a laptop, quick to open.
MAX_SIDE_PX = 1280
#: Stills closer together than this come from one stretch of decoding. [s of clip]
STILLS_APART_S = 2.0
#: A decoded frame is the wanted one within this share of a frame interval (saved times may be rounded).
MATCH_SHARE = 0.25

Progress = Callable[[float], None]


def write_annotated_video(
    analysis: Analysis,
    out_path: Path,
    *,
    hide_faces: bool = True,
    max_side_px: int = MAX_SIDE_PX,
    progress: Progress | None = None,
) -> None:
    """Write the clip with the runner's skeleton, knee angle and contacts drawn over it.

    H.264 in MP4, without sound and without any of the source's metadata; every picture keeps the time it has in
    the clip (a slow-motion clip stays slow). Of a trimmed clip only the part that was measured is written, and its
    first picture is at zero.

    Parameters
    ----------
    analysis
        Of a clip that is still at ``analysis.video.path``.
    out_path
        The MP4; appears when it is complete, and replaces an older one. Its folder must exist.
    hide_faces
        Make everybody's face unrecognisable.
    max_side_px
        Larger pictures are reduced to this longer side. [px]
    progress
        Called with seconds of clip; looking for faces is half of the work.

    Raises
    ------
    VideoError
        The clip is gone or cannot be read any more.
    OutputError
        The result cannot be written, or would overwrite the clip itself.
    """
    source = analysis.video.path
    refuse_the_clip_itself(source, out_path)
    board = Storyboard(analysis)
    trim, start_s = analysis.video.trim, analysis.video.start_s
    decode = partial(frames, source, start_s=trim.start_s, end_s=trim.end_s, max_side_px=max_side_px)
    done = _Halves(progress, start_s, analysis.video.duration_s or 0.0)
    heads = find_heads(map(done.first, decode())) if hide_faces else None
    with video_sink(out_path, analysis.video.fps) as sink:
        for frame in decode():
            sink.write(_drawn(board, frame, heads), frame.time_s - start_s)
            done.second(frame)


class _Halves:
    """Progress of two passes through a clip, each of which counts half."""

    def __init__(self, progress: Progress | None, start_s: float, length_s: float) -> None:
        self._progress = progress
        self._start_s, self._length_s = start_s, length_s

    def first(self, frame: Frame) -> Frame:
        if self._progress is not None:
            self._progress((frame.time_s - self._start_s) / 2)
        return frame

    def second(self, frame: Frame) -> None:
        if self._progress is not None:
            self._progress((self._length_s + frame.time_s - self._start_s) / 2)


def refuse_the_clip_itself(source: Path, out_path: Path) -> None:
    """Raise `OutputError` when the result would overwrite the clip."""
    if out_path.exists() and source.exists() and out_path.samefile(source):
        raise OutputError(f"{out_path} is the clip itself; choose another name for the annotated video.")


def stills(
    analysis: Analysis,
    times_s: Sequence[float],
    *,
    hide_faces: bool = True,
    max_side_px: int = MAX_SIDE_PX,
) -> list[UInt8Array]:
    """Annotated RGB pictures nearest to the given real times, in the order given; only those stretches are decoded.

    Parameters
    ----------
    times_s
        Real seconds from the first frame, as event times are. [s]
    hide_faces, max_side_px
        As in `write_annotated_video`.

    Raises
    ------
    VideoError
        The clip is gone, or no longer holds one of the frames.
    """
    board = Storyboard(analysis)
    wanted = [board.nearest_time_s(time_s) for time_s in times_s]
    reach_s = MATCH_SHARE * (analysis.video.frame_interval_s or 1.0)
    heads = find_heads_around(analysis.video.path, wanted, max_side_px) if hide_faces else None
    drawn = {
        clip_s: _drawn(board, frame, heads)
        for clip_s, frame in _frames_at(analysis.video.path, sorted(set(wanted)), reach_s, max_side_px)
    }
    missing = [clip_s for clip_s in wanted if clip_s not in drawn]
    if missing:
        raise VideoError(f"{analysis.video.path.name} has no frame at {missing[0]:.3f} s any more; analyse it again.")
    return [drawn[clip_s] for clip_s in wanted]


def _drawn(board: Storyboard, frame: Frame, heads: Heads | None) -> UInt8Array:
    return annotated(frame.rgb, board.scene(frame.time_s, frame.scale, heads=heads))


def _frames_at(path: Path, clip_s: list[float], reach_s: float, max_side_px: int) -> Iterator[tuple[float, Frame]]:
    """(wanted time, frame) for ascending clip times, decoded stretch by stretch."""
    for stretch in _stretches(clip_s):
        left = list(stretch)
        for frame in frames(path, start_s=stretch[0] - reach_s, max_side_px=max_side_px):
            if abs(frame.time_s - left[0]) <= reach_s:
                yield left.pop(0), frame
            if not left or frame.time_s > stretch[-1]:
                break


def _stretches(clip_s: list[float]) -> list[list[float]]:
    """Ascending times, split where they lie further apart than `STILLS_APART_S`."""
    stretches: list[list[float]] = []
    for time_s in clip_s:
        if stretches and time_s - stretches[-1][-1] <= STILLS_APART_S:
            stretches[-1].append(time_s)
        else:
            stretches.append([time_s])
    return stretches
