"""The protocol every pose backend follows, and what it hands over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

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
        A few grey values per frame for finding duplicated frames and cuts, shape (T, S); S is 0 when the
        backend never saw the pictures.
    tally
        Packets and pictures that were lost while decoding.
    """

    people: PeopleTrack
    signatures: FloatArray
    tally: DecodeTally = field(default_factory=DecodeTally)

    def __post_init__(self) -> None:
        object.__setattr__(self, "signatures", read_only(self.signatures))


class PoseBackend(Protocol):
    """Turns a video file into landmarks; the only thing to implement for another pose model."""

    @property
    def source(self) -> PoseSource:
        """Provenance; part of the cache key."""

    def detect(
        self, video: Path, *, progress: Progress | None = None, cancelled: CancelCheck | None = None
    ) -> Detection:
        """Everybody in every frame.

        Raises
        ------
        VideoError, PoseError, ModelError, MissingLibraryError, Cancelled
        """
