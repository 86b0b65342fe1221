"""A clip filmed in a mirror: its pictures flipped, posed anew, and the landmarks flipped back.

A pose model does not see a runner who faces left as the mirror image of one who faces right. The same pictures both
ways tell that apart from everything else in which two clips differ.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from gaitcheck.config import ModelName
from gaitcheck.pose.track import PoseTrack
from gaitcheck.video import probe
from tools.accuracy.clips import TruthClip, cache_folder
from tools.accuracy.measure import track_of

#: Finer than the clips themselves, so that encoding anew adds nothing.
_CRF = 14


def _flip(video: Path, flipped: Path) -> None:
    """Write the clip with every picture flipped and the frame times as they are."""
    partial = flipped.with_suffix(".partial.mp4")
    with av.open(str(video)) as source, av.open(str(partial), "w") as sink:
        seen = source.streams.video[0]
        stream = sink.add_stream("libx264", rate=seen.average_rate, options={"crf": str(_CRF), "preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = seen.width, seen.height, "yuv420p"
        time_base = seen.time_base or Fraction(1, 90000)
        stream.codec_context.time_base = time_base
        for picture in source.decode(seen):
            turned = av.VideoFrame.from_ndarray(
                np.ascontiguousarray(picture.to_ndarray(format="rgb24")[:, ::-1]), format="rgb24"
            )
            turned.pts, turned.time_base = picture.pts, time_base
            sink.mux(stream.encode(turned))
        sink.mux(stream.encode(None))
    partial.replace(flipped)


def mirrored_pose(clip: TruthClip, model: ModelName) -> PoseTrack:
    """The runner's landmarks as the model sees them in a mirror, flipped back onto the clip's own pictures."""
    folder = cache_folder() / "mirrored"
    folder.mkdir(exist_ok=True)
    flipped = folder / clip.video.name
    if not flipped.is_file():
        _flip(clip.video, flipped)
    return track_of(flipped, model).mirrored(probe(clip.video).width_px)
