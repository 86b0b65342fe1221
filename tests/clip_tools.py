"""Clips for tests, made or cut with PyAV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import av
import numpy as np


def write_pictures(path: Path, pictures: Iterable[np.ndarray], *, fps: int = 30, faststart: bool = False) -> Path:
    """Encode RGB pictures as H.264, a keyframe every half second."""
    options = {"movflags": "faststart"} if faststart else {}
    with av.open(str(path), "w", options=options) as container:
        stream = container.add_stream("libx264", rate=fps, options={"crf": "18", "g": str(max(1, fps // 2))})
        stream.pix_fmt = "yuv420p"
        for i, rgb in enumerate(pictures):
            if i == 0:
                stream.height, stream.width = rgb.shape[:2]
            picture = av.VideoFrame.from_ndarray(rgb, format="rgb24")
            picture.pts = i
            container.mux(stream.encode(picture))
        container.mux(stream.encode())
    return path


def pictures_of(path: Path, *, every: int = 1, count: int | None = None) -> Iterator[np.ndarray]:
    """RGB pictures of a clip, every so many, at most ``count``."""
    given = 0
    with av.open(str(path)) as container:
        for i, picture in enumerate(container.decode(video=0)):
            if given == count:
                return
            if i % every == 0:
                given += 1
                yield picture.to_ndarray(format="rgb24")


def side_by_side(left: Iterable[np.ndarray], right: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
    """Two clips of equal size as one of that size: the middle half of each."""
    for one, other in zip(left, right, strict=True):
        quarter = one.shape[1] // 4
        yield np.hstack([picture[:, quarter:-quarter] for picture in (one, other)])


def noise_pictures(count: int, *, height: int = 120, width: int = 160) -> Iterator[np.ndarray]:
    random = np.random.default_rng(1)
    for _ in range(count):
        yield random.integers(0, 256, (height, width, 3), dtype=np.uint8)


def write_sound(path: Path, *, seconds: float = 1.0) -> Path:
    """An MP4 with sound only."""
    rate, size = 44100, 1024
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=rate)
        stream.layout = "mono"
        for start in range(0, int(seconds * rate), size):
            wave = np.sin(2 * np.pi * 440 * np.arange(start, start + size) / rate).astype(np.float32)[None]
            sound = av.AudioFrame.from_ndarray(wave, format="fltp", layout="mono")
            sound.rate, sound.pts = rate, start
            container.mux(stream.encode(sound))
        container.mux(stream.encode())
    return path
