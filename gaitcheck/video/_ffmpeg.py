"""The one place that reads files through PyAV (FFmpeg); its errors leave as a one-sentence `VideoError`.

PyAV is loaded by the functions that use it, because only child processes open a clip: their parents load quicker.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from gaitcheck.errors import VideoError
from gaitcheck.video.geometry import Geometry, Orientation, UInt8Array, geometry, orientation_of

if TYPE_CHECKING:
    from av import VideoFrame
    from av.container import InputContainer
    from av.packet import Packet
    from av.sidedata.sidedata import SideDataContainer
    from av.video.stream import VideoStream

    VideoPacket = Packet[VideoStream]
    VideoPicture = VideoFrame

#: Larger pictures are refused before a buffer is allocated: no phone makes them, a broken header does.
MAX_SIDE_PX = 16384
MAX_PIXELS = 134_217_728

#: Only real video containers are tried, so that a text file or a playlist is never "played", and nothing but
#: the named file is opened.
OPEN_OPTIONS = {
    "protocol_whitelist": "file",
    "format_whitelist": "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,asf,flv,ogg,mxf,h264,hevc",
}

#: Containers whose index finds a keyframe and whose packets carry presentation times.
SEEKABLE_CONTAINERS = ("mov", "matroska")
#: Containers that number packets in decoding order only; the decoder puts the pictures in order.
DECODE_ORDER_CONTAINERS = ("avi",)
#: Pictures H.264 and HEVC may hold back for reordering.
MAX_REORDER_FRAMES = 16
#: A seek that lands after its target (containers index decoding times) is tried again this much earlier. [s]
SEEK_BACKOFFS_S = (0, 1, 5, 30)
#: Relative difference of aspect ratio up to which a new picture size is the same picture, only resampled.
SAME_ASPECT = 0.01


@dataclass
class DecodeTally:
    """What was lost while decoding; give one to `frames` to learn it, add up those of several segments.

    Parameters
    ----------
    decode_errors
        Packets that could not be read or decoded.
    dropped_frames
        Pictures left out because their time was missing, repeated or ran backward.
    notes
        Plain sentences about the file, each once.
    """

    decode_errors: int = 0
    dropped_frames: int = 0
    notes: list[str] = field(default_factory=list)

    def note(self, sentence: str) -> None:
        """Add a sentence unless it is already there."""
        if sentence not in self.notes:
            self.notes.append(sentence)

    def add(self, other: DecodeTally) -> None:
        """Add another segment's losses to these."""
        self.decode_errors += other.decode_errors
        self.dropped_frames += other.dropped_frames
        for sentence in other.notes:
            self.note(sentence)


def check_file(path: Path) -> None:
    """Raise `VideoError` unless ``path`` is a regular file with something in it."""
    try:
        if path.is_dir():
            raise VideoError(f"{path.name or path} is a folder; name one video file in it.")
        if not path.exists():
            raise VideoError(f"{path.name!r} does not exist in {path.parent}; check name and folder.")
        if not path.is_file():
            raise VideoError(f"{path.name} is not a regular file; name a video file.")
        if path.stat().st_size == 0:
            raise VideoError(f"{path.name} is empty (0 bytes); copy it from the phone again.")
    except (OSError, ValueError) as error:
        raise VideoError(f"{str(path)!r} cannot be opened ({error}); check name and permissions.") from error


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn the errors of FFmpeg and the file system into one `VideoError` about ``path``."""
    try:
        yield
    except Exception as error:
        known = _translation(path, error)
        if known is None:
            raise
        raise known from error


def _translation(path: Path, error: Exception) -> VideoError | None:
    """What an error of FFmpeg or the file system means; ``None`` for any other."""
    import av

    if isinstance(error, PermissionError):
        return VideoError(
            f"{path.name} may not be read by this user; change its permissions or copy it to your own folder."
        )
    if isinstance(error, av.error.InvalidDataError | av.error.ArgumentError):  # the second: none of the containers
        return VideoError(
            f"{path.name} is not a video that can be read, or it was cut short while being copied; "
            "copy it again or export it as MP4 (H.264)."
        )
    if isinstance(error, av.FFmpegError | OSError | MemoryError):
        reason = getattr(error, "strerror", None) or type(error).__name__
        return VideoError(f"{path.name} cannot be read as a video ({reason}); export it as MP4.")
    return None


class Clip:
    """An open video file with its first decodable picture known; close it after use.

    ``first`` fixes the clip's zero of time (``first_pts``), size and orientation. Losses are counted in
    ``tally``, those of packets outside ``window`` (seconds, half-open) left to another reader. ``threads`` decode
    and convert pictures; 0 is as many as cores. The pictures are the same.
    """

    def __init__(
        self,
        path: Path,
        *,
        max_side_px: int | None = None,
        window: tuple[float, float] = (-math.inf, math.inf),
        threads: int = 0,
    ) -> None:
        from av.video.reformatter import VideoReformatter

        check_file(path)
        self.path, self.window = path, window
        self.tally = DecodeTally()
        self.first_pts: int | None = None
        self._reformatter, self._threads = VideoReformatter(), threads
        self.container, self.stream = _open(path)
        self.stream.codec_context.thread_count = threads
        try:
            self._from_start = self._decoded(self._packets())
            self.first_pts, self.first = self._first()
            self.geometry = self._geometry(max_side_px)
        except BaseException:
            self.container.close()
            raise

    def close(self) -> None:
        """Release the file."""
        self.container.close()

    def __enter__(self) -> Clip:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def time_base(self) -> Fraction:
        """Seconds per timestamp unit."""
        return self.stream.time_base or Fraction(1, 1_000_000)

    @property
    def format_name(self) -> str:
        """The container's name as FFmpeg reports it."""
        return self.container.format.name

    def seconds(self, pts: int) -> float:
        """Seconds from the first decodable picture to a timestamp."""
        return float((pts - (self.first_pts or 0)) * self.time_base)

    def is_container(self, names: tuple[str, ...]) -> bool:
        """Whether the container is one of ``names``."""
        return not set(self.format_name.split(",")).isdisjoint(names)

    def _first(self) -> tuple[int, VideoPicture]:
        stampless, name = False, self.path.name
        with translated(self.path):
            for pts, frame in self._from_start:
                if pts is not None:
                    return pts, frame
                stampless = True
        if stampless:
            raise VideoError(f"{name} carries no frame times; export it as MP4 with its real frame rate.")
        raise VideoError(f"{name} holds no frame that can be decoded; copy it again or export it as MP4.")

    def _geometry(self, max_side_px: int | None) -> Geometry:
        size = self.first.width, self.first.height
        refuse_huge(self.path, *size)
        return geometry(size, self.stream.sample_aspect_ratio, _orientation(self.first), max_side_px)

    def _packets(self) -> Iterator[VideoPacket]:
        """Packets of the picture stream until the file ends or breaks off."""
        import av

        try:
            yield from self.container.demux(self.stream)
        except (av.FFmpegError, OSError):
            self._count_error(None)

    def _decoded(self, packets: Iterator[VideoPacket]) -> Iterator[tuple[int | None, VideoPicture]]:
        """(timestamp, picture) in the order of display; damaged packets are skipped and counted."""
        pictures = self._pictures(packets)
        if self.is_container(DECODE_ORDER_CONTAINERS):
            return _restamped(pictures)
        return ((frame.pts, frame) for frame in pictures)

    def _pictures(self, packets: Iterator[VideoPacket]) -> Iterator[VideoPicture]:
        import av

        flushed = False
        for packet in packets:
            flushed = packet.size == 0 and packet.pts is None
            if packet.is_corrupt:  # half a packet decodes to half a picture
                self._count_error(packet.pts)
                continue
            try:
                yield from packet.decode()
            except av.FFmpegError:
                self._count_error(packet.pts)
        if not flushed:
            with suppress(av.FFmpegError):
                yield from self.stream.decode(None)

    def _count_error(self, pts: int | None) -> None:
        start_s, end_s = self.window
        if pts is None:  # the file broke off: that is the last segment's loss
            inside = end_s == math.inf
        elif self.first_pts is None:  # before the first picture: the first segment's
            inside = start_s == -math.inf
        else:
            inside = start_s <= self.seconds(pts) < end_s
        self.tally.decode_errors += int(inside)

    def from_start(self) -> Iterator[tuple[int | None, VideoPicture]]:
        """All pictures, the first included; usable once per opened clip."""
        return chain([(self.first_pts, self.first)], self._from_start)

    def from_keyframe(self, start_s: float) -> Iterator[tuple[int | None, VideoPicture]] | None:
        """Pictures from the last usable keyframe at or before ``start_s``; ``None`` if none was found.

        Pictures displayed before that keyframe refer to what was skipped (open GOP) and are left out.
        """
        import av

        if not self.is_container(SEEKABLE_CONTAINERS):
            return None
        self.tally = DecodeTally()  # what was lost on opening lies before the span or is met again
        target_pts = (self.first_pts or 0) + math.floor(start_s / self.time_base)
        for backoff_s in SEEK_BACKOFFS_S:
            try:
                self.container.seek(target_pts - round(backoff_s / self.time_base), stream=self.stream)
                packets = self.container.demux(self.stream)
                first = next(packets)
            except (av.FFmpegError, OSError, StopIteration):
                return None
            if first.is_keyframe and first.pts is not None and first.pts <= target_pts:
                key_pts = first.pts
                pictures = self._decoded(chain([first], packets))
                return ((pts, frame) for pts, frame in pictures if pts is None or pts >= key_pts)
        return None

    def rgb(self, frame: VideoPicture) -> UInt8Array:
        """The picture as displayed, shape (H, W, 3), uint8."""
        width, height = self.geometry.resampled_px
        upright = self._reformatter.reformat(frame, width=width, height=height, format="rgb24", threads=self._threads)
        return self.geometry.upright(np.asarray(upright.to_ndarray(), dtype=np.uint8))

    def geometry_notes(self) -> tuple[str, ...]:
        """What is unusual about the picture's shape, in plain sentences."""
        notes = []
        angle_deg = self.geometry.orientation.odd_angle_deg
        if angle_deg is not None:
            notes.append(f"The file asks for a rotation of {angle_deg:.0f}°, which is not applied.")
        if self.geometry.orientation.mirrored:
            notes.append("The file asks for a mirrored picture; it is measured as displayed.")
        return tuple(notes)

    def same_shape(self, frame: VideoPicture) -> bool:
        """Whether the picture has the first one's aspect ratio (its size may differ)."""
        aspect = frame.width * self.first.height / (frame.height * self.first.width)
        return abs(aspect - 1.0) <= SAME_ASPECT


def packet_stamps(path: Path) -> list[int]:
    """Presentation timestamps of all packets to be shown, in the file's order; nothing is decoded."""
    import av

    check_file(path)
    container, stream = _open(path)
    stamps = []
    with container, suppress(av.FFmpegError, OSError):  # a file that breaks off ends there
        for packet in container.demux(stream):
            if packet.pts is not None and packet.size and not packet.is_discard and not packet.is_corrupt:
                stamps.append(packet.pts)
    return stamps


def refuse_huge(path: Path, width_px: int, height_px: int) -> None:
    """Raise `VideoError` for a picture no phone makes."""
    if max(width_px, height_px) > MAX_SIDE_PX or width_px * height_px > MAX_PIXELS:
        raise VideoError(
            f"{path.name} declares pictures of {width_px} x {height_px} pixels, which is more than can be "
            "analysed; export it at 4K or smaller."
        )


def _open(path: Path) -> tuple[InputContainer, VideoStream]:
    import av

    with translated(path):
        # "file:" keeps a colon in the name from being read as a protocol; "replace": cameras write odd bytes.
        container = av.open(f"file:{path.absolute()}", "r", options=dict(OPEN_OPTIONS), metadata_errors="replace")
    try:
        return container, _picture_stream(path, container)
    except BaseException:
        container.close()
        raise


def _picture_stream(path: Path, container: InputContainer) -> VideoStream:
    from av.stream import Disposition

    streams = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
    if not streams:
        raise VideoError(f"{path.name} has no moving picture (perhaps only sound); choose a video.")
    stream = streams[0]
    if stream.codec_context is None:
        raise VideoError(f"{path.name} uses a video codec that cannot be decoded; export it as MP4 (H.264).")
    refuse_huge(path, stream.codec_context.width, stream.codec_context.height)
    stream.codec_context.options = {"max_pixels": str(MAX_PIXELS)}
    stream.thread_type = "AUTO"
    return stream


def _orientation(frame: VideoPicture) -> Orientation:
    from av.sidedata.sidedata import Type as SideDataType

    entries = cast("SideDataContainer", frame.side_data)  # typed as a dict by PyAV, which it is not
    matrices = [bytes(entry) for entry in entries if entry.type is SideDataType.DISPLAYMATRIX]
    return orientation_of(matrices[0]) if matrices else Orientation()


def _restamped(pictures: Iterator[VideoPicture]) -> Iterator[tuple[int | None, VideoPicture]]:
    """Give pictures (in display order) their stamps in ascending order, within the reordering depth."""
    stamps: list[int] = []
    waiting: list[VideoPicture] = []
    for frame in pictures:
        if frame.pts is None:
            continue
        heapq.heappush(stamps, frame.pts)
        waiting.append(frame)
        if len(waiting) > MAX_REORDER_FRAMES:
            yield heapq.heappop(stamps), waiting.pop(0)
    while waiting:
        yield heapq.heappop(stamps), waiting.pop(0)
