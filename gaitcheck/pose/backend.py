"""The protocol every pose backend follows, and what it hands over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np

from gaitcheck.arrays import FloatArray, read_only
from gaitcheck.pose.track import PeopleTrack, PoseSource
from gaitcheck.video import DecodeTally

#: Called with the seconds of clip that have been posed so far.
Progress = Callable[[float], None]
#: Returns True when the work should stop.
CancelCheck = Callable[[], bool]


@dataclass(frozen=True, kw_only=True)
class Detection:
    """Everybody in every frame of a clip, and what the decoder noticed on the way.

    Parameters
    ----------
    people
        Landmarks of everybody.
    signatures
        A few grey values per posed frame for finding duplicated frames and cuts, shape (T, S); S is 0 when the
        backend never saw the pictures.
    frame_time_s
        Times of all decoded frames, shape (N,), N >= T: of a fast clip not every frame is posed. Those of
        ``people`` when empty. [s]
    blur_px
        Blur of the picture around the largest person, shape (T,), see `blur_sd_px`; NaN where it was not measured,
        which it is in one frame of some. [px]
    tally
        Packets and pictures that were lost while decoding.
    """

    people: PeopleTrack
    signatures: FloatArray
    tally: DecodeTally = field(default_factory=DecodeTally)
    frame_time_s: FloatArray = field(default_factory=lambda: np.empty(0))
    blur_px: FloatArray = field(default_factory=lambda: np.empty(0))

    def __post_init__(self) -> None:
        object.__setattr__(self, "signatures", read_only(self.signatures))
        times = self.frame_time_s if self.frame_time_s.size else self.people.time_s
        object.__setattr__(self, "frame_time_s", read_only(times))
        blur_px = self.blur_px if self.blur_px.size else np.full(self.people.time_s.size, np.nan)
        object.__setattr__(self, "blur_px", read_only(blur_px))


class PoseBackend(Protocol):
    """Turns a video file into landmarks; the only thing to implement for another pose model."""

    def source_of(self, video: Path) -> PoseSource:
        """Provenance of this video's landmarks; part of the cache key. Raises nothing on account of the video."""

    def detect(
        self, video: Path, *, progress: Progress | None = None, cancelled: CancelCheck | None = None
    ) -> Detection:
        """Everybody in every frame.

        Raises
        ------
        VideoError, PoseError, ModelError, MissingLibraryError, Cancelled
        """
