"""Write H.264 for browsers through PyAV, with each picture's own time; complete or not at all."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter

from gaitcheck.errors import OutputError
from gaitcheck.video.geometry import UInt8Array

if TYPE_CHECKING:
    from av.container import OutputContainer
    from av.video.stream import VideoStream

#: Fine enough for any frame rate, and what video has always been counted in. [Hz]
CLOCK_HZ = 90_000
#: Visually clean without being wasteful; "veryfast" keeps the drawing, not the encoder, the slow part.
X264_OPTIONS = {"crf": "21", "preset": "veryfast", "profile": "high"}
#: The code of BT.709 in H.264's tables, so that players show the colours that were written.
BT709 = 1
#: Only steers the encoder's rate control when a clip has a single frame; times come from the pictures.
RATE_OF_A_SINGLE_FRAME = Fraction(30)


class VideoSink:
    """An open H.264 file that takes RGB pictures with their times; made by `video_sink`.

    A picture is encoded while the caller draws the next one, which takes about as long.
    """

    def __init__(self, container: OutputContainer, rate: Fraction) -> None:
        self._container = container
        self._rate = rate
        self._stream: VideoStream | None = None
        self._reformatter = VideoReformatter()
        self._encoder = ThreadPoolExecutor(max_workers=1)
        self._pending: Future[None] | None = None

    def write(self, rgb: UInt8Array, time_s: float) -> None:
        """Append a picture, shape (H, W, 3), shown from ``time_s`` on; the last odd row or column is cut off.

        The picture must not be changed afterwards. An error may be that of the picture before.
        """
        self._wait()
        self._pending = self._encoder.submit(self._encode, rgb, time_s)

    def _wait(self) -> None:
        if self._pending is not None:
            self._pending.result()

    def close(self) -> None:
        """End the encoder's thread."""
        self._encoder.shutdown()

    def _encode(self, rgb: UInt8Array, time_s: float) -> None:
        height, width = (side - side % 2 for side in rgb.shape[:2])
        if self._stream is None:
            self._stream = self._start(width, height)
        source = av.VideoFrame.from_ndarray(np.ascontiguousarray(rgb[:height, :width]), format="rgb24")
        picture = self._reformatter.reformat(
            source,
            format="yuv420p",
            dst_colorspace=Colorspace.ITU709,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
        )
        picture.pts, picture.time_base = round(time_s * CLOCK_HZ), Fraction(1, CLOCK_HZ)
        self._container.mux(self._stream.encode(picture))

    def finish(self) -> None:
        """Write what the encoder still holds."""
        self._wait()
        if self._stream is not None:
            self._container.mux(self._stream.encode(None))

    def _start(self, width: int, height: int) -> VideoStream:
        stream = self._container.add_stream("libx264", rate=self._rate, options=dict(X264_OPTIONS))
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        context = stream.codec_context
        context.time_base = Fraction(1, CLOCK_HZ)
        context.color_range = ColorRange.MPEG
        context.colorspace = context.color_primaries = context.color_trc = BT709
        return stream


@contextmanager
def video_sink(path: Path, fps: float | None) -> Iterator[VideoSink]:
    """A `VideoSink` whose file appears at ``path`` when the block ends well; otherwise nothing is left.

    Parameters
    ----------
    path
        Where the MP4 goes; its folder must exist.
    fps
        Typical frame rate, for the encoder's rate control only; ``None`` for a single picture. [Hz]

    Raises
    ------
    OutputError
        The file cannot be written, or this PyAV has no H.264 encoder.
    """
    part = path.with_name(f".{path.name}-{uuid.uuid4().hex[:8]}.part")
    url = f"file:{part.absolute()}"  # a colon in a name is no protocol
    rate = Fraction(fps).limit_denominator(1001) if fps else RATE_OF_A_SINGLE_FRAME
    try:
        with _output_errors(path):
            with (
                av.open(url, "w", format="mp4", options={"movflags": "faststart"}) as container,
                closing(VideoSink(container, rate)) as sink,
            ):
                yield sink
                sink.finish()
            part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


@contextmanager
def _output_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except (av.FFmpegError, OSError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise OutputError(f"The video {path} cannot be written ({reason}).") from error
