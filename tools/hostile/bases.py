"""Small honest clips in the containers and codecs that cameras write; the corpus is made by damaging them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import numpy as np

#: Enough for one analysis to reach its end, few enough to be quick.
FRAMES, WIDTH, HEIGHT = 10, 128, 96


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How a clip is written; the defaults are a phone's."""

    suffix: str = "mp4"
    codec: str = "libx264"
    pixel_format: str = "yuv420p"
    frames: int = FRAMES
    size: tuple[int, int] = (WIDTH, HEIGHT)
    rate: int = 30
    codec_options: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    interlaced: bool = False


#: What is damaged: one of each container, codec or layout that the reader meets.
COMMON: Mapping[str, Recipe] = {
    "mp4": Recipe(codec_options={"g": "5"}, options={"movflags": "faststart"}),
    "mp4-late-index": Recipe(codec_options={"g": "5", "bf": "2"}),
    "mp4-fragments": Recipe(codec_options={"g": "5"}, options={"movflags": "frag_keyframe+empty_moov"}),
    "mov-hevc": Recipe(suffix="mov", codec="libx265", codec_options={"x265-params": "log-level=none:keyint=5"}),
    "mkv": Recipe(suffix="mkv", codec_options={"g": "5", "bf": "2"}),
    "webm-vp9": Recipe(suffix="webm", codec="libvpx-vp9", codec_options={"deadline": "realtime", "cpu-used": "8"}),
    "avi-mpeg4": Recipe(suffix="avi", codec="mpeg4"),
    "ts": Recipe(suffix="ts", codec_options={"g": "5"}),
    "mpeg2": Recipe(suffix="mpg", codec="mpeg2video", rate=25),
    "flv": Recipe(suffix="flv", codec_options={"g": "5"}),
    "mov-mjpeg": Recipe(suffix="mov", codec="mjpeg", pixel_format="yuvj420p"),
    "h264-raw": Recipe(suffix="h264", codec_options={"g": "5"}),
}


def picture(index: int, size: tuple[int, int]) -> np.ndarray:
    """RGB picture number ``index``: a bar that moves over a slope of grey."""
    width, height = size
    grey = np.linspace(40, 200, width).astype(np.uint8)
    rgb = np.repeat(np.tile(grey, (height, 1))[..., None], 3, axis=2)
    left = (7 * index) % max(1, width - 8)
    rgb[height // 4 : 3 * height // 4, left : left + 8] = (250, 30, 30)
    return rgb


@cache
def common(name: str) -> bytes:
    """The bytes of one of `COMMON`."""
    return clip(COMMON[name])


def clip(recipe: Recipe) -> bytes:
    """A clip's bytes."""
    return _written(recipe.suffix, recipe.options, recipe.tags, lambda container: _encode(container, recipe))


def _encode(container: av.container.OutputContainer, recipe: Recipe) -> None:
    for packet in _encoded(container, recipe):
        container.mux(packet)


def _encoded(container: av.container.OutputContainer, recipe: Recipe) -> Iterator[av.Packet]:
    stream = container.add_stream(recipe.codec, rate=recipe.rate, options=dict(recipe.codec_options))
    stream.width, stream.height = recipe.size
    stream.pix_fmt = recipe.pixel_format
    if recipe.interlaced:
        stream.codec_context.flags |= av.codec.context.Flags.interlaced_dct | av.codec.context.Flags.interlaced_me
    for index in range(recipe.frames):
        frame = av.VideoFrame.from_ndarray(picture(index, recipe.size), format="rgb24")
        frame = frame.reformat(format=recipe.pixel_format)
        frame.pts, frame.time_base = index, Fraction(1, recipe.rate)
        yield from stream.encode(frame)
    yield from stream.encode(None)


def without_packets(recipe: Recipe, keep: Callable[[int, bool], bool]) -> bytes:
    """The same clip with some packets left out.

    Parameters
    ----------
    recipe
        Of the clip.
    keep
        Whether the packet with this number stays; told whether it is a keyframe.
    """

    def write(container: av.container.OutputContainer) -> None:
        for number, packet in enumerate(_encoded(container, recipe)):
            if keep(number, packet.is_keyframe):
                container.mux(packet)

    return _written(recipe.suffix, recipe.options, recipe.tags, write)


def with_times(recipe: Recipe, time_of: Callable[[int], int]) -> bytes:
    """The same clip with presentation times chosen by packet number; what the container refuses stays out."""

    def write(container: av.container.OutputContainer) -> None:
        for number, packet in enumerate(_encoded(container, recipe)):
            packet.pts = time_of(number)
            packet.dts = min(number, packet.pts)
            try:
                container.mux(packet)
            except (av.FFmpegError, ValueError):
                continue

    return _written(recipe.suffix, recipe.options, recipe.tags, write)


def sound_only(suffix: str = "mp4", codec: str = "aac") -> bytes:
    """A file without pictures."""
    rate, size = 44100, 1024

    def write(container: av.container.OutputContainer) -> None:
        stream = container.add_stream(codec, rate=rate)
        stream.layout = "mono"
        for start in range(0, 8 * size, size):
            wave = np.sin(np.arange(start, start + size) / 16).astype(np.float32)[None]
            sound = av.AudioFrame.from_ndarray(wave, format="fltp", layout="mono")
            sound.rate, sound.pts = rate, start
            container.mux(stream.encode(sound))
        container.mux(stream.encode())

    return _written(suffix, {}, {}, write)


def _written(
    suffix: str,
    options: Mapping[str, str],
    tags: Mapping[str, str],
    write: Callable[[av.container.OutputContainer], None],
) -> bytes:
    # A file: some containers go back to fill in their header.
    with TemporaryDirectory(prefix="hostile-") as folder:
        path = Path(folder) / f"clip.{suffix}"
        with av.open(str(path), "w", options=dict(options)) as container:
            container.metadata.update(tags)
            write(container)
        return path.read_bytes()


def png() -> bytes:
    """A still picture."""
    from PIL import Image

    stored = BytesIO()
    Image.fromarray(picture(0, (WIDTH, HEIGHT))).save(stored, "PNG")
    return stored.getvalue()
