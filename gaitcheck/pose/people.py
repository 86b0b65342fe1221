"""Who is who: links the people of single frames into persons, and picks the runner among them.

The choice looks at the whole clip: a person's legs must swing periodically, the person must be there for most
of the clip, and be large. A bystander's frames never enter the runner's track, because a person is linked from
frame to frame by place and size only where both move continuously.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from gaitcheck.arrays import BoolArray, FloatArray
from gaitcheck.config import PersonAt, PersonChoice
from gaitcheck.errors import NoRunnerError, UsageError
from gaitcheck.pose.track import PeopleTrack, PoseTrack

#: A person may move this far between two sightings, in body sizes, plus _SPEED_SIZES_PER_S x time.
_JUMP_SIZES = 0.25
_SPEED_SIZES_PER_S = 1.5
#: Being out of sight counts as having moved so far.
_OUT_OF_SIGHT_SIZES_PER_S = 1.0
#: Where a person is expected follows where they were seen with this time constant, so that two or three pictures in
#: which only a passer-by is found do not lead off to them. [s]
_FOLLOW_S = 0.15
#: A person may seem to change size by this factor between two sightings.
_SIZE_RATIO = 1.5
#: A person out of sight for longer than this starts anew; the two parts are then joined only by place. [s]
_LONGEST_GAP_S = 1.0
#: Parts of one person are joined when their typical places lie within this many body sizes.
_JOIN_SIZES = 0.5
#: Two people are in the same pictures; one person who was found twice now and then is so in at most this share of them.
_FOUND_TWICE_SHARE = 0.25
#: Share of frames that makes somebody a person in view rather than a false detection.
_PRESENT_SHARE = 0.2
#: A runner or walker swings the ankles apart by at least about this many body sizes (standard deviation).
_SWING_SIZES = 0.08

#: Somebody pointed at at a moment is seen within this time of it. [s]
_MOMENT_S = 0.5

_SIZE_POINTS = ("left_shoulder", "right_shoulder", "left_hip", "right_hip", "left_ankle", "right_ankle")


@dataclass(frozen=True, kw_only=True)
class Person:
    """One person over the clip.

    Parameters
    ----------
    slots
        Slot of the `PeopleTrack` in each frame, -1 where not seen, shape (T,).
    centre_px
        Median hip midpoint, shape (2,). [px]
    size_px
        Median body size (shoulders to ankles). [px]
    seen_share
        Share of frames in which the person was seen.
    swing
        Standard deviation of the ankles' distance, in body sizes; about 0.2 in running, 0 in standing.
    """

    slots: npt.NDArray[np.intp]
    centre_px: FloatArray
    size_px: float
    seen_share: float
    swing: float


@dataclass(frozen=True, kw_only=True)
class RunnerChoice:
    """The measured person and who else was there.

    Parameters
    ----------
    track
        The runner's landmarks.
    people
        Everybody in view for a fifth of the clip or longer, left to right.
    chosen
        Index of the runner in ``people``.
    glimpsed_share
        Share of frames in which somebody is found who is none of ``people``: there for a short time, or found now and
        then only.
    """

    track: PoseTrack
    people: tuple[Person, ...]
    chosen: int
    glimpsed_share: float = 0.0


@dataclass
class _Part:
    """Consecutive sightings of one person while linking."""

    frames: list[int] = field(default_factory=list)
    slots: list[int] = field(default_factory=list)
    centre: FloatArray = field(default_factory=lambda: np.zeros(2))
    size: float = 0.0
    time_s: float = 0.0

    def add(self, frame: int, slot: int, centre: FloatArray, size: float, time_s: float) -> None:
        self.frames.append(frame)
        self.slots.append(slot)
        share = -math.expm1((self.time_s - time_s) / _FOLLOW_S) if self.size else 1.0
        self.centre, self.time_s = self.centre + share * (centre - self.centre), time_s
        # Size changes slowly; the bent figure of one frame must not redefine it.
        self.size = size if not self.size else 0.9 * self.size + 0.1 * size


def places(people: PeopleTrack) -> tuple[FloatArray, FloatArray]:
    """Hip midpoint (T, P, 2) and body size (T, P) of every slot, from what is seen of them; else NaN. [px]"""
    index = people.names.index
    points = people.xy_px[:, :, [index(name) for name in _SIZE_POINTS]]
    shoulders, hips = _mean_seen(points[:, :, :2]), _mean_seen(points[:, :, 2:4])
    lengths = np.linalg.norm(points[:, :, 4:] - shoulders[:, :, None], axis=3)
    size = np.fmax(lengths[:, :, 0], lengths[:, :, 1])
    return hips, np.where(size > 0, size, np.nan)


def _mean_seen(pair: FloatArray) -> FloatArray:
    """Middle of two points (..., 2, 2), or the one that is seen; another tool may not report the hidden one."""
    first, second = pair[..., 0, :], pair[..., 1, :]
    middle = 0.5 * (first + second)
    return np.where(np.isfinite(middle), middle, np.where(np.isfinite(first), first, second))


def _cost(part: _Part, centre: FloatArray, size: float, time_s: float) -> float:
    gap_s = time_s - part.time_s
    ratio = max(size / part.size, part.size / size)
    moved = float(np.linalg.norm(centre - part.centre)) / part.size
    if gap_s > _LONGEST_GAP_S or ratio > _SIZE_RATIO or moved > _JUMP_SIZES + _SPEED_SIZES_PER_S * gap_s:
        return float("inf")
    # Of two parts of one person the one seen last goes on.
    return moved + float(np.log(ratio)) + _OUT_OF_SIGHT_SIZES_PER_S * gap_s


_NO_LINK = 1e6


def _link(people: PeopleTrack) -> list[_Part]:
    centres, sizes = places(people)
    parts: list[_Part] = []
    for t, time_s in enumerate(people.time_s):
        present = [p for p in range(sizes.shape[1]) if np.isfinite(sizes[t, p]) and np.isfinite(centres[t, p, 0])]
        recent = [part for part in parts if time_s - part.time_s <= _LONGEST_GAP_S]
        costs = np.array(
            [[_cost(part, centres[t, p], sizes[t, p], time_s) for p in present] for part in recent]
        ).reshape(len(recent), len(present))
        pairs = _cheapest_pairs(np.minimum(costs, _NO_LINK))
        linked = {column: row for row, column in pairs if costs[row, column] < _NO_LINK}
        for j, p in enumerate(present):
            part = recent[linked[j]] if j in linked else _Part()
            if j not in linked:
                parts.append(part)
            part.add(t, p, centres[t, p], float(sizes[t, p]), float(time_s))
    return parts


def _cheapest_pairs(costs: FloatArray) -> list[tuple[int, int]]:
    """Row and column of each pair of the matching that costs least in all."""
    if min(costs.shape) <= 1:
        return [divmod(int(np.argmin(costs)), costs.shape[1])] if costs.size else []
    # Loading this takes a third of a second, and most clips show one person.
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(costs)
    return [(int(row), int(column)) for row, column in zip(rows, columns, strict=True)]


def _join(parts: list[_Part], centres: FloatArray, n_frames: int) -> list[npt.NDArray[np.intp]]:
    """Slots per person: parts that hardly overlap and share a place belong to one person."""
    persons: list[tuple[npt.NDArray[np.intp], FloatArray, float]] = []
    for part in sorted(parts, key=lambda q: -len(q.frames)):
        place = np.median(centres[part.frames, part.slots], axis=0)
        for slots, home, size in persons:
            near = np.linalg.norm(place - home) <= _JOIN_SIZES * size
            similar = 1 / _SIZE_RATIO < part.size / size < _SIZE_RATIO
            taken = slots[part.frames] >= 0
            if near and similar and taken.mean() <= _FOUND_TWICE_SHARE:
                slots[part.frames] = np.where(taken, slots[part.frames], part.slots)
                break
        else:
            slots = np.full(n_frames, -1, dtype=np.intp)
            slots[part.frames] = part.slots
            persons.append((slots, place, part.size))
    return [slots for slots, _, _ in persons]


def _person(people: PeopleTrack, slots: npt.NDArray[np.intp]) -> Person:
    centres, sizes = places(people)
    frames = np.flatnonzero(slots >= 0)
    chosen = slots[frames]
    size_px = float(np.median(sizes[frames, chosen]))
    index = people.names.index
    ankles = people.xy_px[frames, chosen][:, [index("left_ankle"), index("right_ankle")]]
    # The signed separation along its main direction swings through zero; its size would not.
    apart = ankles[:, 0] - ankles[:, 1]
    apart = apart[np.isfinite(apart).all(axis=1)]
    swing = float(np.sqrt(apart.var(axis=0).sum())) / size_px if len(apart) else 0.0
    return Person(
        slots=slots,
        centre_px=np.median(centres[frames, chosen], axis=0),
        size_px=size_px,
        seen_share=frames.size / slots.size,
        swing=swing,
    )


def find_people(people: PeopleTrack) -> tuple[Person, ...]:
    """Everybody in view for a fifth of the clip or longer, left to right; the longest-seen if nobody is."""
    parts = _link(people)
    if not parts:
        return ()
    centres, _ = places(people)
    found = [_person(people, slots) for slots in _join(parts, centres, people.time_s.size)]
    present = [person for person in found if person.seen_share >= _PRESENT_SHARE]
    if not present:
        present = [max(found, key=lambda person: person.seen_share)]
    return tuple(sorted(present, key=lambda person: float(person.centre_px[0])))


def _runner_score(person: Person, largest_px: float) -> float:
    legs = min(person.swing / _SWING_SIZES, 2.0)
    return legs * person.seen_share * (person.size_px / largest_px)


def _pick(track: PeopleTrack, people: tuple[Person, ...], person: PersonChoice) -> int:
    if isinstance(person, int):
        if not 1 <= person <= len(people):
            raise UsageError(f"There are {len(people)} people in view (counted from the left); got {person}.")
        return person - 1
    if isinstance(person, PersonAt):
        return _pointed_at(track, people, person)
    largest_px = max(p.size_px for p in people)
    return int(np.argmax([_runner_score(p, largest_px) for p in people]))


def _pointed_at(track: PeopleTrack, people: tuple[Person, ...], place: PersonAt) -> int:
    """Who is nearest to the place; at its moment, if it has one, and then no further off than a body's size."""
    target = np.array([place.x_px, place.y_px])
    if place.clip_s is None:
        return int(np.argmin([np.linalg.norm(person.centre_px - target) for person in people]))
    centres_px = np.array([_centre_at(track, person, place.clip_s) for person in people])
    away_px = np.linalg.norm(centres_px - target, axis=1)
    near = np.where(away_px <= [person.size_px for person in people], away_px, np.inf)
    if not np.isfinite(near).any():
        raise UsageError(
            f"Nobody who stays in view was found at the place pointed at ({place.x_px:.0f}, {place.y_px:.0f} px at "
            f"{place.clip_s:.1f} s of the clip); point at the runner's hips, or leave the choice to the program."
        )
    return int(np.argmin(near))


def _centre_at(track: PeopleTrack, person: Person, clip_s: float) -> FloatArray:
    """Hip midpoint in the nearest frame in which the person is seen; infinitely far if that is another moment. [px]"""
    frames = np.flatnonzero(person.slots >= 0)
    frame = frames[np.argmin(np.abs(track.time_s[frames] - clip_s))]
    if abs(float(track.time_s[frame]) - clip_s) > _MOMENT_S:
        return np.full(2, np.inf)
    centres, _ = places(track)
    at: FloatArray = centres[frame, person.slots[frame]]
    return at


def choose_runner(people: PeopleTrack, person: PersonChoice = None) -> RunnerChoice:
    """The runner's own track among everybody in view.

    Parameters
    ----------
    people
        Everybody, frame by frame.
    person
        ``None`` decides by the whole clip; an integer counts people in view from the left, from 1; or a place.

    Raises
    ------
    NoRunnerError
        Nobody was seen.
    UsageError
        ``person`` counts further than there are people, or nobody was at that place at that moment.
    """
    found = find_people(people)
    if not found:
        raise NoRunnerError("No person was found in this video; film the whole body from the side, in good light.")
    chosen = _pick(people, found, person)
    return RunnerChoice(
        track=_track_of(people, found[chosen]),
        people=found,
        chosen=chosen,
        glimpsed_share=float(_glimpsed(people, found).mean()),
    )


def _glimpsed(track: PeopleTrack, people: tuple[Person, ...]) -> BoolArray:
    """Frames in which somebody is found away from where all ``people`` are, or were last or next seen; shape (T,)."""
    centres, sizes = places(track)
    other = np.isfinite(sizes) & np.isfinite(centres).all(axis=2)
    for person in people:
        seen_in = np.flatnonzero(person.slots >= 0)
        home = [
            np.interp(track.time_s, track.time_s[seen_in], centres[seen_in, person.slots[seen_in], axis])
            for axis in (0, 1)
        ]
        away_px = np.linalg.norm(centres - np.stack(home, axis=1)[:, None], axis=2)
        # A badly found runner is no second person.
        other &= ~(away_px < person.size_px)
    return np.asarray(other.any(axis=1))


def _track_of(people: PeopleTrack, person: Person) -> PoseTrack:
    seen = person.slots >= 0
    frames = np.flatnonzero(seen)

    def take(values: FloatArray) -> FloatArray:
        out = np.full((values.shape[0], *values.shape[2:]), np.nan)
        out[frames] = values[frames, person.slots[frames]]
        return out

    return PoseTrack(
        time_s=people.time_s,
        xy_px=take(people.xy_px),
        visibility=take(people.visibility),
        depth_px=take(people.depth_px),
        names=people.names,
        source=people.source,
    )
