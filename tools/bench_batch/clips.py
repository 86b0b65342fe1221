"""Short clips as a phone would film them, cut from the bundled samples."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av

from gaitcheck.batch.inputs import find_videos

SAMPLES = Path(__file__).parents[2] / "sample_videos"
#: Samples filmed at 60 frames a second, ten seconds each.
NAMES = ("after_shorter_steps", "before_overstriding", "runner_rear", "runner_side_left")
FPS = 60
LONG_SIDE_PX = 1920


def cut_samples(folder: Path, count: int, seconds: float) -> tuple[Path, ...]:
    """``count`` different clips of ``seconds`` each, 1920 x 1080 at 60 Hz (the rear view upright).

    Raises ``ValueError`` when the samples are too short for that many.
    """
    per_sample, n_frames = -(-count // len(NAMES)), round(seconds * FPS)
    folder.mkdir(parents=True)
    for name in NAMES:
        pictures = _pictures(SAMPLES / f"{name}.mp4")
        for part in range(per_sample):
            taken = [picture for _, picture in zip(range(n_frames), pictures, strict=False)]
            if len(taken) < n_frames:
                raise ValueError(f"{name} is too short for {per_sample} clips of {seconds:g} s")
            _write(folder / f"{name}_{part}.mp4", taken)
    clips = find_videos([folder])
    for spare in clips[count:]:
        spare.unlink()
    return clips[:count]


def _pictures(sample: Path) -> Iterator[av.VideoFrame]:
    with av.open(str(sample)) as container:
        for picture in container.decode(video=0):
            enlarge = LONG_SIDE_PX / max(picture.width, picture.height)
            width, height = round(picture.width * enlarge), round(picture.height * enlarge)
            yield picture.reformat(width=width, height=height, format="yuv420p")


def _write(path: Path, pictures: list[av.VideoFrame]) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FPS, options={"crf": "23", "preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = pictures[0].width, pictures[0].height, "yuv420p"
        for i, picture in enumerate(pictures):
            picture.pts, picture.time_base = i, Fraction(1, FPS)
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
