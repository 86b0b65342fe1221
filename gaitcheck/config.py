"""Options of an analysis: small frozen keyword-only records, saved with every result.

What is measured (frame rate, height, belt speed) has no default anywhere: unknown is ``None``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal, get_args

from gaitcheck.errors import UsageError

ModelName = Literal["heavy", "full"]
View = Literal["side-left", "side-right", "rear", "front", "unknown"]
Gait = Literal["running", "walking", "none"]

MODEL_NAMES: tuple[ModelName, ...] = get_args(ModelName)
VIEWS: tuple[View, ...] = ("side-left", "side-right", "rear", "front")

#: Plausible human limits; outside them the entry is a typing error (m/cm, mph/kmh), not a person.
HEIGHT_CM_LIMITS = (90.0, 230.0)
SPEED_KMH_LIMITS = (1.0, 40.0)
SLOW_MOTION_LIMITS = (1.0, 64.0)


def _check_within(name: str, value: float | None, limits: tuple[float, float], unit: str) -> None:
    low, high = limits
    if value is not None and not (math.isfinite(value) and low <= value <= high):
        raise UsageError(f"{name} must be between {low:g} and {high:g} {unit}, got {value:g}.")


@dataclass(frozen=True, kw_only=True)
class RunnerInfo:
    """What the user told us about the runner; unknown is ``None``.

    Parameters
    ----------
    height_cm
        Standing height. [cm]
    speed_kmh
        Belt speed during the clip. [km/h]
    """

    height_cm: float | None = None
    speed_kmh: float | None = None

    def __post_init__(self) -> None:
        _check_within("height", self.height_cm, HEIGHT_CM_LIMITS, "cm")
        _check_within("speed", self.speed_kmh, SPEED_KMH_LIMITS, "km/h")

    @property
    def speed_mps(self) -> float | None:
        """Belt speed. [m/s]"""
        return None if self.speed_kmh is None else self.speed_kmh / 3.6


@dataclass(frozen=True, kw_only=True)
class PoseOptions:
    """How pose is estimated; part of the cache key.

    Parameters
    ----------
    model
        ``heavy`` (default, most accurate) or ``full`` (about twice as fast).
    max_people
        People looked for in each frame; more than one costs time only when more than one is in view.
    """

    model: ModelName = "heavy"
    max_people: int = 3

    def __post_init__(self) -> None:
        if self.model not in MODEL_NAMES:
            raise UsageError(f"model must be one of {', '.join(MODEL_NAMES)}, got {self.model!r}.")


#: A part shorter than this holds too few strides to measure anything, whatever the speed. [s of clip]
SHORTEST_TRIM_S = 2.0
#: A trim may end this much after the clip: people round up. [s of clip]
_ROUNDED_UP_S = 0.5


@dataclass(frozen=True, kw_only=True)
class Trim:
    """The part of a clip that is measured, [start_s, end_s); times of results stay those of the whole clip.

    Parameters
    ----------
    start_s, end_s
        ``None`` is the clip's own beginning or end. [s of clip]
    """

    start_s: float | None = None
    end_s: float | None = None

    def __post_init__(self) -> None:
        if any(not math.isfinite(t) or t < 0 for t in (self.start_s, self.end_s) if t is not None):
            raise UsageError("a trim time must be zero or more seconds.")
        if self.start_s is not None and self.end_s is not None and self.start_s >= self.end_s:
            raise UsageError(f"the trim must start before it ends, got {self.start_s:g} to {self.end_s:g} s.")
        if self.end_s is not None:
            self._check_length(self.end_s - self.first_s)

    @property
    def whole(self) -> bool:
        """Whether nothing is cut off."""
        return self.start_s is None and self.end_s is None

    @property
    def first_s(self) -> float:
        """Where the part begins. [s of clip]"""
        return self.start_s or 0.0

    @property
    def last_s(self) -> float:
        """Where the part ends, at the latest. [s of clip]"""
        return math.inf if self.end_s is None else self.end_s

    def holds(self, clip_s: float) -> bool:
        """Whether a moment lies in the part."""
        return self.first_s <= clip_s < self.last_s

    def length_s(self, clip_length_s: float) -> float:
        """How much of a clip of some length is measured. [s of clip]"""
        return max(0.0, min(self.last_s, clip_length_s) - self.first_s)

    def check_within(self, clip_length_s: float) -> None:
        """Raise `UsageError` when there is no such part in a clip of this length."""
        if self.whole:
            return
        if self.first_s >= clip_length_s:
            raise UsageError(f"the trim starts at {self.first_s:g} s, but the clip is {clip_length_s:.1f} s long.")
        if self.end_s is not None and self.end_s > clip_length_s + _ROUNDED_UP_S:
            raise UsageError(f"the trim ends at {self.end_s:g} s, but the clip is {clip_length_s:.1f} s long.")
        self._check_length(self.length_s(clip_length_s))

    def _check_length(self, length_s: float) -> None:
        if length_s < SHORTEST_TRIM_S:
            raise UsageError(
                f"the trim leaves {length_s:.3g} s; at least {SHORTEST_TRIM_S:g} s are needed, twenty are better."
            )


#: Nothing is cut off.
WHOLE = Trim()


@dataclass(frozen=True, kw_only=True)
class PersonAt:
    """A person pointed at in the picture.

    Parameters
    ----------
    x_px, y_px
        Place in the full-size picture, best at the hips. [px]
    clip_s
        The moment at which the person is there; ``None`` is the person's usual place. [s of clip]
    """

    x_px: float
    y_px: float
    clip_s: float | None = None

    def __post_init__(self) -> None:
        if not all(math.isfinite(value) for value in (self.x_px, self.y_px, self.clip_s or 0.0)):
            raise UsageError("a place in the picture must be given in finite pixels and seconds.")


#: Whom to measure: ``None`` leaves it to the program; a number counts people in view from the left, from 1.
PersonChoice = int | PersonAt | None


@dataclass(frozen=True, kw_only=True)
class AnalysisOptions:
    """Everything besides the video that decides the result.

    Parameters
    ----------
    runner
        Height and belt speed, where known.
    pose
        Pose model options.
    view
        The camera's view, when the user overrides the estimate.
    slow_motion_factor
        Seconds of clip per second of reality, when the user knows it (8 for 240 fps exported at 30 fps).
    person
        Whom to measure; see `PersonChoice`.
    trim
        The part of the clip that is measured.
    """

    runner: RunnerInfo = field(default_factory=RunnerInfo)
    pose: PoseOptions = field(default_factory=PoseOptions)
    view: View | None = None
    slow_motion_factor: float | None = None
    person: PersonChoice = None
    trim: Trim = WHOLE

    def __post_init__(self) -> None:
        _check_within("slow-motion factor", self.slow_motion_factor, SLOW_MOTION_LIMITS, "")
        if self.view is not None and self.view not in VIEWS:
            raise UsageError(f"view must be one of {', '.join(VIEWS)}, got {self.view!r}.")
