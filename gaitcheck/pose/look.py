"""Who is seen in a few single pictures of a clip, before all of it is posed; by a child process, in seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gaitcheck.arrays import FloatArray
from gaitcheck.config import ModelName, PersonAt, PoseOptions
from gaitcheck.errors import VideoError
from gaitcheck.isolation import Answer, isolated
from gaitcheck.pose.people import places
from gaitcheck.pose.segment import LONGEST_SIDE_PX
from gaitcheck.pose.track import PeopleTrack, PoseSource
from gaitcheck.skeleton import BLAZEPOSE_33
from gaitcheck.video import clip_limits
from gaitcheck.video.reader import Frame, picture_at

#: Shares of the span at which pictures are looked at; of equally many people the earlier one here is kept.
_AT_SHARES = (0.5, 0.1, 0.3, 0.7, 0.9)
#: Both models share one detector; the quicker one says as well who is there.
_MODEL: ModelName = "full"
#: A figure whose landmarks the model itself disowns is a shadow or a coat.
_LEAST_VISIBILITY = 0.4
#: Two figures this close are one person found twice. [body sizes]
_SAME_PERSON_SIZES = 0.2


@dataclass(frozen=True, kw_only=True)
class Sighting:
    """One person in one picture.

    Parameters
    ----------
    x_px, y_px, size_px
        Hip midpoint, and size from shoulders to ankles.
    left_px, top_px, right_px, bottom_px
        The box around the landmarks.
    """

    x_px: float
    y_px: float
    size_px: float
    left_px: float
    top_px: float
    right_px: float
    bottom_px: float


@dataclass(frozen=True, kw_only=True)
class Look:
    """The picture of a few in which the most people are seen.

    Parameters
    ----------
    clip_s
        Its time. [s of clip]
    people
        Left to right; empty when nobody is seen in any of the pictures.
    """

    clip_s: float
    people: tuple[Sighting, ...] = ()

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Look:
        """The look back from its plain values (``asdict``)."""
        return cls(clip_s=values["clip_s"], people=tuple(Sighting(**person) for person in values["people"]))

    def place(self, number: int) -> PersonAt:
        """Where person ``number`` (from 1) is."""
        person = self.people[number - 1]
        return PersonAt(x_px=person.x_px, y_px=person.y_px, clip_s=self.clip_s)


def look(video: Path, start_s: float, end_s: float) -> Look:
    """Look for people in the span [start_s, end_s) of a clip. [s of clip]

    Raises
    ------
    VideoError, MissingLibraryError, ModelError, PoseError
    """
    options = PoseOptions(model=_MODEL)
    at_s = [start_s + share * (end_s - start_s) for share in _AT_SHARES]
    found = isolated(_looked, video, at_s, options, name=video.name, limits=clip_limits(video))
    looks = list(_looks(found.arrays["time_s"], found.arrays["xyz_px"], found.arrays["visibility"]))
    return max(looks, key=lambda seen: len(seen.people))


def _looked(_tell: Callable[[float], None], video: Path, at_s: Sequence[float], options: PoseOptions) -> Answer:
    """In the child: landmarks of everybody in the pictures at these times."""
    from gaitcheck.pose.mediapipe_poser import MediaPipePoser

    pictures = list(_pictures(video, at_s))
    with MediaPipePoser(options) as poser:
        posed = [poser.pose(picture.rgb) for picture in pictures]
    xyz_px = [xyz / picture.scale for (xyz, _), picture in zip(posed, pictures, strict=True)]
    return Answer(
        arrays={
            "time_s": np.array([picture.time_s for picture in pictures]),
            "xyz_px": np.array(xyz_px),
            "visibility": np.array([visibility for _, visibility in posed]),
        }
    )


def _pictures(video: Path, at_s: Sequence[float]) -> Iterator[Frame]:
    """Pictures at these times; of a file that breaks off, those before the break, at least the first."""
    found = False
    for time_s in at_s:
        with suppress(VideoError):
            yield picture_at(video, time_s, max_side_px=LONGEST_SIDE_PX)
            found = True
    if not found:
        yield picture_at(video, 0.0, max_side_px=LONGEST_SIDE_PX)


def _looks(time_s: FloatArray, xyz_px: FloatArray, visibility: FloatArray) -> Iterator[Look]:
    for at_s, xyz, seen in zip(time_s, xyz_px, visibility, strict=True):
        yield Look(clip_s=float(at_s), people=sightings(xyz[None, ..., :2], seen[None]))


def sightings(xy_px: FloatArray, visibility: FloatArray) -> tuple[Sighting, ...]:
    """The persons of one picture, left to right, none of them twice.

    Parameters
    ----------
    xy_px, visibility
        Landmarks as a backend gives them, shapes (1, P, 33, 2) and (1, P, 33); NaN in empty slots.
    """
    track = PeopleTrack(
        time_s=np.zeros(1),
        xy_px=xy_px,
        visibility=visibility,
        depth_px=np.full(visibility.shape, np.nan),
        names=BLAZEPOSE_33,
        source=PoseSource(backend="look", version="1", model=""),
    )
    centres, sizes = (values[0] for values in places(track))
    kept: list[int] = []
    for slot in np.argsort(-np.nan_to_num(sizes)):
        sure = np.isfinite(centres[slot]).all() and np.nanmean(visibility[0, slot]) >= _LEAST_VISIBILITY
        if sure and sizes[slot] > 0 and not any(_same(centres, sizes, int(slot), other) for other in kept):
            kept.append(int(slot))
    kept.sort(key=lambda slot: float(centres[slot, 0]))
    return tuple(_sighting(xy_px[0, slot], centres[slot], float(sizes[slot])) for slot in kept)


def _same(centres: FloatArray, sizes: FloatArray, slot: int, other: int) -> bool:
    return float(np.linalg.norm(centres[slot] - centres[other])) < _SAME_PERSON_SIZES * float(sizes[other])


def _sighting(xy_px: FloatArray, centre: FloatArray, size_px: float) -> Sighting:
    (left, top), (right, bottom) = np.nanmin(xy_px, axis=0), np.nanmax(xy_px, axis=0)
    return Sighting(
        x_px=float(centre[0]),
        y_px=float(centre[1]),
        size_px=size_px,
        left_px=float(left),
        top_px=float(top),
        right_px=float(right),
        bottom_px=float(bottom),
    )
