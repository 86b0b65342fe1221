"""The heads of everybody in a clip over time: found in pictures now and then, followed in between, held at the ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from gaitcheck.arrays import FloatArray
from gaitcheck.pose.mediapipe_heads import HeadFinder
from gaitcheck.video.reader import Frame, frames

#: A disc to hide: x, y, radius. [px]
Disc = tuple[float, float, float]

#: How often the whole picture is searched. [s of clip]
SEARCH_EVERY_S = 0.5
#: How often heads that are known are looked for again. A person who jumps or lands strays from the straight line
#: between two sightings by a centimetre or two, which the discs' margin covers. [s of clip]
FOLLOW_EVERY_S = 0.1
#: Pictures' times are rounded. [s]
_ROUNDED_S = 0.005
#: A head that is not found any more, or not yet, is hidden where it was for this long ... [s of clip]
HELD_S = 0.75
#: ... and the same head may be missed for this long in between. [s of clip]
LONGEST_MISS_S = 1.25
#: How far a head goes from one sighting to the next, in radii, and beyond that per second.
_REACH_RADII = 1.5
_REACH_RADII_PER_S = 8.0
#: A disc grows by this share of what its head moves between two sightings, as that is not a straight line ...
_STRAY = 0.2
#: ... and with every second without a sighting, up to a limit; both relative to its size.
_GROWTH_PER_S = 1.0
_LARGEST = 1.6


@dataclass
class _Track:
    """One head's sightings, in the order of time."""

    time_s: list[float] = field(default_factory=list)
    discs: list[FloatArray] = field(default_factory=list)

    def add(self, time_s: float, disc: FloatArray) -> None:
        self.time_s.append(time_s)
        self.discs.append(disc)

    def away(self, time_s: float, disc: FloatArray) -> float:
        """How far a finding is from the last sighting, as a share of how far it may be; infinite after too long."""
        since_s = time_s - self.time_s[-1]
        if since_s > LONGEST_MISS_S:
            return float("inf")
        reach_px = self.discs[-1][2] * (_REACH_RADII + _REACH_RADII_PER_S * since_s)
        return float(np.linalg.norm(disc[:2] - self.discs[-1][:2]) / reach_px)

    def at(self, time_s: float) -> Disc | None:
        """The disc at a time; ``None`` too long before or after all sightings."""
        times = np.array(self.time_s)
        if not times[0] - HELD_S <= time_s <= times[-1] + HELD_S:
            return None
        after = int(np.clip(np.searchsorted(times, time_s), 0, times.size - 1))
        before = max(0, after - 1)
        moved_px = float(np.linalg.norm(self.discs[after][:2] - self.discs[before][:2]))
        away_s = float(np.abs(times - time_s).min())
        x, y, radius = (float(np.interp(time_s, times, [disc[k] for disc in self.discs])) for k in range(3))
        grown = min(radius * (1.0 + _GROWTH_PER_S * away_s) + _STRAY * moved_px, _LARGEST * radius)
        return x, y, grown


class Heads:
    """Where to hide heads at any time of a clip."""

    def __init__(self) -> None:
        self._tracks: list[_Track] = []

    def known(self, time_s: float) -> FloatArray:
        """Heads seen not long before a time, where they were last, shape (N, 3). [px of the full picture]"""
        recent = [track.discs[-1] for track in self._tracks if time_s - track.time_s[-1] <= LONGEST_MISS_S]
        return np.array(recent).reshape(-1, 3)

    def add(self, time_s: float, discs: FloatArray) -> None:
        """Take what was found at a later time than before, shape (N, 3): x, y, radius. [px of the full picture]"""
        pairs = sorted(
            (track.away(time_s, disc), t, d)
            for t, track in enumerate(self._tracks)
            for d, disc in enumerate(discs)
            if track.away(time_s, disc) <= 1.0
        )
        followed: dict[int, int] = {}
        for _, t, d in pairs:
            if t not in followed.values() and d not in followed:
                followed[d] = t
        for d, disc in enumerate(discs):
            if d not in followed:
                self._tracks.append(_Track())
            self._tracks[followed.get(d, -1)].add(time_s, disc)

    def at(self, clip_s: float, scale: float) -> tuple[Disc, ...]:
        """Discs for a picture reduced by ``scale``. [px of that picture]"""
        found = (track.at(clip_s) for track in self._tracks)
        return tuple((scale * x, scale * y, scale * radius) for x, y, radius in filter(None, found))


def find_heads(pictures: Iterable[Frame]) -> Heads:
    """Heads in pictures of a clip in the order of time, searched whole and around known heads in between.

    Raises
    ------
    MissingLibraryError, ModelError, PoseError
        See `gaitcheck.errors`.
    """
    heads, searched_s, followed_s = Heads(), float("-inf"), float("-inf")
    with HeadFinder() as finder:
        for picture in pictures:
            now_s, scale = picture.time_s, picture.scale
            if now_s - searched_s >= SEARCH_EVERY_S - _ROUNDED_S:
                heads.add(now_s, finder.find(picture.rgb) / scale)
                searched_s = followed_s = now_s
            elif now_s - followed_s >= FOLLOW_EVERY_S - _ROUNDED_S:
                heads.add(now_s, finder.find_again(picture.rgb, scale * heads.known(now_s)) / scale)
                followed_s = now_s
    return heads


def find_heads_around(path: Path, clip_s: Sequence[float], max_side_px: int) -> Heads:
    """Heads in the stretches of a clip around some times. [s of clip]"""

    def pictures() -> Iterable[Frame]:
        reached_s = float("-inf")
        for at_s in sorted(clip_s):
            start_s = max(at_s - HELD_S, reached_s, 0.0)
            if start_s < at_s + HELD_S:
                yield from frames(path, start_s=start_s, end_s=at_s + HELD_S, max_side_px=max_side_px)
            reached_s = at_s + HELD_S

    return find_heads(pictures())
