"""The protocol every pose backend follows, and what it hands over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import numpy as np

from gaitcheck.arrays import FloatArray, read_only
from gaitcheck.config import WHOLE, Trim
from gaitcheck.errors import UsageError
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

    def within(self, trim: Trim) -> Detection:
        """The part of this detection that a trim keeps. Raises `UsageError` when no frame is left."""
        if trim.whole:
            return self
        people, times = self.people, self.people.time_s
        kept = (times >= trim.first_s) & (times < trim.last_s)
        if not kept.any():
            raise UsageError("there are no poses within the trim.")
        arrays = {name: getattr(people, name)[kept] for name in ("time_s", "xy_px", "depth_px", "visibility")}
        all_s = self.frame_time_s
        return replace(
            self,
            people=replace(people, source=of_part(people.source, trim), **arrays),
            signatures=self.signatures[kept],
            blur_px=self.blur_px[kept],
            frame_time_s=all_s[(all_s >= trim.first_s) & (all_s < trim.last_s)],
        )


def of_part(source: PoseSource, trim: Trim) -> PoseSource:
    """The source of a part of a clip, so that its poses are kept apart from the whole's."""
    if trim.whole:
        return source
    return replace(source, options={**source.options, "trim_s": f"{trim.start_s}:{trim.end_s}"})


class PoseBackend(Protocol):
    """Turns a video file into landmarks; the only thing to implement for another pose model."""

    def source_of(self, video: Path, trim: Trim = WHOLE) -> PoseSource:
        """Provenance of the landmarks; part of the cache key. Raises nothing on account of the video.

        That of a part of a clip differs from that of the whole: see `of_part`.
        """

    def detect(
        self,
        video: Path,
        *,
        trim: Trim = WHOLE,
        progress: Progress | None = None,
        cancelled: CancelCheck | None = None,
    ) -> Detection:
        """Everybody in every frame of the part that is measured, at the whole clip's times.

        Raises
        ------
        VideoError, PoseError, ModelError, MissingLibraryError, Cancelled
        """
