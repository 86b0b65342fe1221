"""Clips of any size, rate and length, made from the bundled samples with PyAV."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "sample_videos"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A size and rate of film, and the sample whose pictures it is made of.

    Parameters
    ----------
    width_px, height_px
        Of the clip. [px]
    fps
        Frames a second. [Hz]
    sample
        Bundled clip; its pictures are shown at the new rate, over and over.
    every
        Use every so many of the sample's pictures, so that the runner keeps a natural speed.
    """

    width_px: int
    height_px: int
    fps: int
    sample: str
    every: int = 1


KINDS = {
    "720p30": Kind(width_px=720, height_px=1280, fps=30, sample="runner_side_right.mp4"),
    "1080p60": Kind(width_px=1920, height_px=1080, fps=60, sample="runner_side_left.mp4"),
    "720p240": Kind(width_px=1280, height_px=720, fps=240, sample="slow_motion_8x.mp4"),
    "4K30": Kind(width_px=3840, height_px=2160, fps=30, sample="runner_side_left.mp4", every=2),
}


def _pictures(path: Path, every: int) -> Iterator[av.VideoFrame]:
    while True:
        with av.open(str(path)) as container:
            yield from (picture for i, picture in enumerate(container.decode(video=0)) if i % every == 0)


def make_clip(name: str, seconds: float, folder: Path) -> Path:
    """The clip of a kind and length; made once, then kept in ``folder``."""
    kind = KINDS[name]
    path = folder / f"{name}-{seconds:g}s.mp4"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with av.open(str(part), "w", format="mp4", options={"movflags": "faststart"}) as container:
        stream = container.add_stream("libx264", rate=kind.fps, options={"preset": "veryfast", "crf": "20"})
        stream.width, stream.height, stream.pix_fmt = kind.width_px, kind.height_px, "yuv420p"
        pictures = _pictures(SAMPLES / kind.sample, kind.every)
        for i in range(round(seconds * kind.fps)):
            scaled = next(pictures).reformat(width=kind.width_px, height=kind.height_px, format="yuv420p")
            scaled.pts, scaled.time_base = i, Fraction(1, kind.fps)
            container.mux(stream.encode(scaled))
        container.mux(stream.encode())
    part.replace(path)
    return path
