"""One span of a clip, posed frame by frame in this process; spans join into a `Detection`.

Everything here runs on one thread beside the model's own, because callers run one process per core: more threads
would only take turns, hold more pictures in memory, and make both depend on the machine's number of cores.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gaitcheck.arrays import FloatArray
from gaitcheck.pose.backend import Detection
from gaitcheck.pose.pace import Pace
from gaitcheck.pose.track import PeopleTrack, PoseSource
from gaitcheck.skeleton import BLAZEPOSE_33
from gaitcheck.video import DecodeTally, Frame, blur_sd_px, frame_signature, frames

if TYPE_CHECKING:
    from gaitcheck.pose.mediapipe_poser import MediaPipePoser

#: Larger pictures are reduced first: the model looks at 256 px of the person, so nothing is lost. [px]
LONGEST_SIDE_PX = 1920
#: Blur is measured in one of so many posed frames: it changes little from one to the next.
_BLUR_EVERY = 15
#: Width of blur that is of interest, in heights of the person: what moves landmarks is a little more.
_BLUR_DISTANCE = 0.004
#: Threads that decode and convert pictures.
_THREADS = 1


@dataclass
class PosedSegment:
    """What was found in the posed frames of a span so far, a list entry a frame.

    Parameters
    ----------
    pace
        Which frames are posed.
    time_s
        Clip time. [s]
    xyz_px, visibility
        Everybody, shapes (P, 33, 3) in full-size pixels and (P, 33).
    signatures
        As `frame_signature` gives them.
    blur_px
        As in `Detection`.
    frame_time_s
        Clip times of all frames, posed or not. [s]
    tally
        What was lost while decoding.
    """

    pace: Pace = field(default_factory=Pace)
    time_s: list[float] = field(default_factory=list)
    xyz_px: list[FloatArray] = field(default_factory=list)
    visibility: list[FloatArray] = field(default_factory=list)
    signatures: list[npt.NDArray[np.float32]] = field(default_factory=list)
    blur_px: list[float] = field(default_factory=list)
    frame_time_s: list[float] = field(default_factory=list)
    tally: DecodeTally = field(default_factory=DecodeTally)

    def pose(self, poser: MediaPipePoser, video: Path, start_s: float | None, end_s: float | None) -> Iterator[float]:
        """Pose the frames of [start_s, end_s), ``None`` = to that end; yields the clip time reached. [s]"""
        span = {"start_s": start_s, "end_s": end_s}
        last: int | None = None
        for frame in frames(video, **span, max_side_px=LONGEST_SIDE_PX, tally=self.tally, threads=_THREADS):
            self.frame_time_s.append(frame.time_s)
            slot = self.pace.slot(frame.time_s)
            if self.pace.every == 1 or slot != last:
                self._add(poser, frame)
            last = slot
            yield frame.time_s

    def _add(self, poser: MediaPipePoser, frame: Frame) -> None:
        xyz_px, visibility = poser.pose(frame.rgb)
        self.time_s.append(frame.time_s)
        self.xyz_px.append(xyz_px / frame.scale)
        self.visibility.append(visibility)
        self.signatures.append(frame_signature(frame.rgb))
        measured = (len(self.time_s) - 1) % _BLUR_EVERY == 0
        self.blur_px.append(people_blur_px(frame.rgb, xyz_px) / frame.scale if measured else math.nan)

    def write(self, path: Path) -> None:
        """Write the arrays (``.npz``)."""
        np.savez(
            path,
            time_s=np.array(self.time_s),
            xyz_px=np.array(self.xyz_px),
            visibility=np.array(self.visibility),
            signatures=np.array(self.signatures),
            blur_px=np.array(self.blur_px),
            frame_time_s=np.array(self.frame_time_s),
            tally=np.array(json.dumps(asdict(self.tally))),
        )

    @classmethod
    def read(cls, path: Path) -> PosedSegment:
        """What `write` wrote."""
        with np.load(path) as stored:
            segment = cls(tally=DecodeTally(**json.loads(str(stored["tally"]))))
            for name in (*_PER_FRAME, "frame_time_s"):
                setattr(segment, name, list(stored[name]))
            return segment


_PER_FRAME = ("time_s", "xyz_px", "visibility", "signatures", "blur_px")


def people_blur_px(rgb: npt.NDArray[np.uint8], xyz_px: FloatArray) -> float:
    """Blur around the largest of the people (P, 33, 3) in the picture; NaN without one. [px of ``rgb``]"""
    seen = xyz_px[np.isfinite(xyz_px).all(axis=(1, 2)), :, :2]
    if not seen.size:
        return math.nan
    person = max(seen, key=lambda points: float(np.ptp(points[:, 1])))
    (left, top), (right, bottom) = np.maximum(person.min(axis=0), 0).astype(int), person.max(axis=0).astype(int)
    distance_px = max(1, round((bottom - top) * _BLUR_DISTANCE))
    return blur_sd_px(rgb[top:bottom, left:right, 1], distance_px)


def joined(segments: Sequence[PosedSegment], source: PoseSource) -> Detection | None:
    """Segments in the order of time as one detection; ``None`` when they hold no frame at all."""
    tally = DecodeTally()
    for segment in segments:
        tally.add(segment.tally)
    time_s, xyz_px, visibility, signatures, blur_px = (
        np.array([value for segment in segments for value in getattr(segment, name)]) for name in _PER_FRAME
    )
    if not time_s.size:
        return None
    people = PeopleTrack(
        time_s=time_s,
        xy_px=xyz_px[..., :2],
        depth_px=xyz_px[..., 2],
        visibility=visibility,
        names=BLAZEPOSE_33,
        source=source,
    )
    frame_time_s = np.array([value for segment in segments for value in segment.frame_time_s])
    return Detection(people=people, signatures=signatures, tally=tally, frame_time_s=frame_time_s, blur_px=blur_px)
