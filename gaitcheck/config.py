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
    """

    runner: RunnerInfo = field(default_factory=RunnerInfo)
    pose: PoseOptions = field(default_factory=PoseOptions)
    view: View | None = None
    slow_motion_factor: float | None = None
    person: PersonChoice = None

    def __post_init__(self) -> None:
        _check_within("slow-motion factor", self.slow_motion_factor, SLOW_MOTION_LIMITS, "")
        if self.view is not None and self.view not in VIEWS:
            raise UsageError(f"view must be one of {', '.join(VIEWS)}, got {self.view!r}.")
