"""Read a clip: its facts without decoding it all, its packet times, its frames with their own times.

Time zero everywhere is the presentation time of the clip's first picture that can be decoded.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gaitcheck.arrays import FloatArray
from gaitcheck.config import WHOLE, Trim
from gaitcheck.errors import VideoError
from gaitcheck.video._ffmpeg import (
    DECODE_ORDER_CONTAINERS,
    Clip,
    DecodeTally,
    check_file,
    packet_stamps,
    translated,
)
from gaitcheck.video.geometry import UInt8Array
from gaitcheck.video.info import VideoInfo

if TYPE_CHECKING:
    from gaitcheck.video._ffmpeg import VideoPicture

    Stamped = Iterator[tuple[int | None, VideoPicture]]

#: Tags in which cameras write the rate they captured at, when the clip plays slower than it was filmed.
CAPTURE_FPS_TAGS = (
    "com.android.capture.fps",
    "com.apple.quicktime.capture.fps",
    "capture_fps",
    "capturefps",
    "captureframerate",
)
CAPTURE_FPS_LIMITS = (1.0, 2000.0)

#: Files of which something is remembered, so that one analysis asks once.
REMEMBERED = 64
FileStamp = tuple[int, int, int]


@dataclass(frozen=True)
class Frame:
    """One picture of the clip.

    Parameters
    ----------
    time_s
        Seconds of clip since the first picture. [s]
    scale
        Size of ``rgb`` over the size in `VideoInfo`; picture positions divided by it are full-size pixels.
    convert
        Makes ``rgb``; not called for a picture that nobody looks at.
    """

    time_s: float
    scale: float
    convert: Callable[[], UInt8Array]

    @cached_property
    def rgb(self) -> UInt8Array:
        """Picture as displayed, shape (H, W, 3), uint8."""
        return self.convert()


@dataclass(frozen=True)
class Segment:
    """A half-open span of the clip, ``None`` = to that end of it. [s]"""

    start_s: float | None
    end_s: float | None


@dataclass(frozen=True, kw_only=True)
class VideoProbe:
    """What the header and the first picture tell.

    Parameters
    ----------
    path
        The file as given.
    container, codec, pixel_format
        Names as FFmpeg reports them.
    width_px, height_px
        Displayed size, after rotation and with square pixels. [px]
    rotation_deg, mirrored
        How the container asks to turn the stored picture: mirror, then clockwise 0, 90, 180 or 270. [deg]
    nominal_fps
        Declared mean frame rate, ``None`` when there is none. [Hz]
    declared_duration_s
        Declared length of the picture stream, else of the file, else ``None``. [s]
    declared_n_frames
        Declared number of pictures, ``None`` when there is none.
    capture_fps
        Frame rate at which a slow-motion clip was filmed, ``None`` without such a tag. [Hz]
    notes
        Plain sentences about oddities.
    """

    path: Path
    container: str
    codec: str
    pixel_format: str
    width_px: int
    height_px: int
    rotation_deg: int
    mirrored: bool
    nominal_fps: float | None
    declared_duration_s: float | None
    declared_n_frames: int | None
    capture_fps: float | None
    notes: tuple[str, ...] = ()


def probe(path: Path) -> VideoProbe:
    """Header facts and the first picture's geometry; decodes no more than that.

    Raises `VideoError` when the file is missing, not a video, or holds no picture that can be decoded.
    """
    with Clip(path) as clip:
        return _probed(clip)


def first_frame(path: Path, *, max_side_px: int | None = None) -> Frame:
    """The first picture that can be decoded, at time zero. Raises `VideoError` as `probe` does."""
    with Clip(path, max_side_px=max_side_px) as clip, translated(path):
        return Frame(0.0, clip.geometry.scale, partial(clip.rgb, clip.first))


def picture_at(path: Path, at_s: float, *, max_side_px: int | None = None) -> Frame:
    """The first picture at or after a time of the clip. Raises `VideoError` as `frames` does, or if there is none."""
    for frame in frames(path, start_s=at_s, max_side_px=max_side_px):
        return frame
    raise VideoError(f"{path.name} has no picture at {at_s:.3f} s; copy it again.")


def packet_times(path: Path) -> FloatArray:
    """Presentation times from the container's packets, nothing decoded but the first picture.

    Returns
    -------
    ndarray, shape (N,)
        Strictly increasing seconds from the first picture. A damaged packet still counts, so `frames` may
        yield fewer pictures.
    """
    stamps = packet_stamps(path)
    with Clip(path) as clip:
        times = np.array([clip.seconds(pts) for pts in stamps], dtype=np.float64)
    return np.unique(times[times >= 0.0])


def split_segments(path: Path, n: int) -> tuple[Segment, ...]:
    """Cut the clip into segments; see `segments_of`."""
    return segments_of(packet_times(path), n)


def segments_of(times: FloatArray, n: int) -> tuple[Segment, ...]:
    """Cut a clip with these picture times into at most ``n`` half-open segments of nearly equal picture counts.

    Boundaries lie halfway between two pictures and the ends are open, so that `frames` over all segments
    yields every picture of the clip exactly once. Raises `ValueError` for ``n < 1``.
    """
    if n < 1:
        raise ValueError(f"expected n >= 1 segments, got {n}")
    first_of_segment = np.unique(np.linspace(0, times.size, n + 1).round().astype(int))[1:-1]
    inner: list[float | None] = [float(times[i - 1] + times[i]) / 2.0 for i in first_of_segment]
    return tuple(Segment(a, b) for a, b in zip([None, *inner], [*inner, None], strict=True))


def frames(
    path: Path,
    *,
    start_s: float | None = None,
    end_s: float | None = None,
    max_side_px: int | None = None,
    tally: DecodeTally | None = None,
    threads: int = 0,
) -> Iterator[Frame]:
    """Decode the clip's pictures one at a time, upright, in order of time.

    A picture whose time is missing, repeated or runs backward is dropped. A damaged packet is skipped. A
    picture of another size is resampled to the first one's; of another shape, it ends the clip.

    Parameters
    ----------
    start_s, end_s
        Half-open span ``[start_s, end_s)`` of clip time; ``None`` = from the beginning, to the end. [s]
    max_side_px
        Reduce pictures whose longer side exceeds this; `Frame.scale` tells by how much. [px]
    tally
        Counts what was lost within the span, once the iteration has ended.
    threads
        That decode and convert pictures; as many as cores when 0. The pictures are the same.

    Raises `VideoError` when the file cannot be read or holds no picture at all; a file that breaks off yields
    the pictures before the break.
    """
    window = (-math.inf if start_s is None else start_s, math.inf if end_s is None else end_s)
    clip, pictures = _open_at(path, window, max_side_px, threads)
    try:
        with translated(path):
            for time_s, picture in _kept(clip, pictures):
                yield Frame(time_s, clip.geometry.scale, partial(clip.rgb, picture))
    finally:
        clip.close()
        if tally is not None:
            tally.add(clip.tally)


def file_stamp(path: Path) -> FileStamp:
    """What identifies a file's content as long as it stays in place: size, time of change, number in the folder."""
    try:
        status = path.stat()
    except (OSError, ValueError):  # whoever opens it says what is wrong
        return (0, 0, 0)
    return (status.st_size, status.st_mtime_ns, status.st_ino)


def sha256_of(path: Path) -> str:
    """SHA-256 of the file's bytes, lower-case hex. Raises `VideoError` when it cannot be read."""
    return _sha256(path, file_stamp(path))


@lru_cache(maxsize=REMEMBERED)
def _sha256(path: Path, _stamp: FileStamp) -> str:
    check_file(path)
    with translated(path), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_info(
    path: Path,
    time_s: FloatArray,
    tally: DecodeTally | None = None,
    *,
    facts: VideoProbe | None = None,
    trim: Trim = WHOLE,
) -> VideoInfo:
    """`VideoInfo` of a clip whose pictures have been decoded elsewhere.

    Parameters
    ----------
    time_s
        Times of all decoded pictures, shape (T,), strictly increasing. [s]
    tally
        What was lost, added up over the segments.
    facts
        The clip's `probe`, when it is known already.
    trim
        The part of the clip that was decoded.
    """
    lost = tally if tally is not None else DecodeTally()
    facts = facts or probe(path)
    return VideoInfo(
        path=path,
        sha256=sha256_of(path),
        width_px=facts.width_px,
        height_px=facts.height_px,
        rotation_deg=facts.rotation_deg,
        time_s=time_s,
        nominal_fps=facts.nominal_fps,
        declared_duration_s=facts.declared_duration_s,
        declared_n_frames=facts.declared_n_frames,
        codec=facts.codec,
        container=facts.container,
        capture_fps=facts.capture_fps,
        decode_errors=lost.decode_errors,
        dropped_frames=lost.dropped_frames,
        notes=tuple(dict.fromkeys((*facts.notes, *lost.notes))),
        trim=trim,
    )


def _open_at(path: Path, window: tuple[float, float], max_side_px: int | None, threads: int) -> tuple[Clip, Stamped]:
    """The clip and its pictures from a keyframe at or before the window, else from the start."""
    clip = Clip(path, max_side_px=max_side_px, window=window, threads=threads)
    if window[0] <= 0.0:
        return clip, clip.from_start()
    pictures = clip.from_keyframe(window[0])
    if pictures is not None:
        return clip, pictures
    clip.close()
    clip = Clip(path, max_side_px=max_side_px, window=window, threads=threads)
    return clip, clip.from_start()


def _kept(clip: Clip, pictures: Stamped) -> Iterator[tuple[float, VideoPicture]]:
    """(seconds, picture) within the clip's window, strictly increasing; the rest is dropped and counted."""
    start_s, end_s = clip.window
    last_s = -math.inf
    for pts, picture in pictures:
        time_s = math.nan if pts is None else clip.seconds(pts)
        if not time_s > last_s:
            clip.tally.dropped_frames += int(start_s <= last_s < end_s)
            continue
        last_s = time_s
        if time_s >= end_s:
            return
        if not clip.same_shape(picture):
            clip.tally.note(f"The picture changes shape at {time_s:.2f} s; the clip is measured up to there.")
            return
        if time_s >= start_s:
            yield time_s, picture


def _probed(clip: Clip) -> VideoProbe:
    tags = {**clip.container.metadata, **clip.stream.metadata}
    rate, shape = clip.stream.average_rate, clip.geometry
    return VideoProbe(
        path=clip.path,
        container=clip.format_name,
        codec=clip.stream.codec_context.name,
        pixel_format=clip.first.format.name,
        width_px=shape.width_px,
        height_px=shape.height_px,
        rotation_deg=shape.orientation.rotation_deg,
        mirrored=shape.orientation.mirrored,
        nominal_fps=float(rate) if rate else None,
        declared_duration_s=_declared_duration_s(clip),
        declared_n_frames=clip.stream.frames or None,
        capture_fps=_capture_fps(tags),
        notes=clip.geometry_notes(),
    )


def _declared_duration_s(clip: Clip) -> float | None:
    """The picture stream's own length, else the file's, which may include sound.

    Matroska has it as a tag; of a cut AVI only the picture count in the header still tells the whole length.
    """
    rate = clip.stream.average_rate
    if clip.is_container(DECODE_ORDER_CONTAINERS) and clip.stream.frames and rate:
        return float(clip.stream.frames / rate)
    if clip.stream.duration:
        return float(clip.stream.duration * clip.time_base)
    tagged = _clock_s(clip.stream.metadata.get("DURATION", ""))
    if tagged:
        return tagged
    whole = clip.container.duration
    return whole / 1e6 if whole and whole > 0 else None


def _clock_s(text: str) -> float | None:
    """Seconds of ``hh:mm:ss.fff``; ``None`` for anything else."""
    try:
        hours, minutes, seconds = (float(part) for part in text.split(":"))
    except ValueError:
        return None
    return 3600.0 * hours + 60.0 * minutes + seconds


def _capture_fps(tags: Mapping[str, str]) -> float | None:
    low, high = CAPTURE_FPS_LIMITS
    lower = {key.lower(): value for key, value in tags.items()}
    for name in CAPTURE_FPS_TAGS:
        try:
            value = float(lower[name].split()[0])
        except (KeyError, ValueError, IndexError):
            continue
        if low <= value <= high:
            return value
    return None
