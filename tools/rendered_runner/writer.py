"""H.264 in MP4 with exact frame times, playable in browsers."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from tools.rendered_runner.timeline import TICKS_PER_S

Image = NDArray[np.uint8]


def write_video(
    path: Path, pictures: Iterable[Image], ticks: NDArray[np.int64], size_px: tuple[int, int], rate: float, crf: int
) -> None:
    """Encode pictures ``(height, width, 3)`` at the given ticks of 1/90000 s; ``path`` appears when complete."""
    partial = path.with_suffix(".partial.mp4")
    with av.open(str(partial), "w", options={"movflags": "faststart"}) as container:
        stream = container.add_stream("libx264", rate=Fraction(rate).limit_denominator(1001))
        stream.width, stream.height = size_px
        stream.pix_fmt = "yuv420p"
        stream.options = {"crf": str(crf), "preset": "veryfast", "threads": "2"}
        stream.codec_context.time_base = Fraction(1, TICKS_PER_S)
        for picture, tick in zip(pictures, ticks, strict=True):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = int(tick), Fraction(1, TICKS_PER_S)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    partial.replace(path)
