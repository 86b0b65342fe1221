"""The nouns of a background analysis and their plain-JSON form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from gaitcheck.assessment.questionnaire import Answers

#: ``new`` has a clip and no analysis asked for yet; ``stopped`` is a child that ended without a word.
JobStatus = Literal["new", "queued", "running", "done", "failed", "cancelled", "stopped"]
Stage = Literal["waiting", "finding", "measuring", "drawing"]

#: Share of the whole that each stage ends at; finding the runner takes most of the time.
_STAGE_ENDS: Mapping[Stage, tuple[float, float]] = {
    "waiting": (0.0, 0.0),
    "finding": (0.0, 0.78),
    "measuring": (0.78, 0.8),
    "drawing": (0.8, 1.0),
}
#: Too little has been done before this share to say how long the rest takes.
_LEAST_SHARE = 0.04


@dataclass(frozen=True, kw_only=True)
class JobState:
    """Where a job stands.

    Parameters
    ----------
    status, stage
        What is going on.
    stage_share
        Done of this stage, 0 to 1.
    queued_at, started_at, updated_at
        Seconds since 1970.
    pid
        Of the child.
    error, message
        Name of the error class and its sentence for people.
    """

    status: JobStatus = "new"
    stage: Stage = "waiting"
    stage_share: float = 0.0
    queued_at: float = 0.0
    started_at: float = 0.0
    updated_at: float = 0.0
    pid: int = 0
    error: str = ""
    message: str = ""

    @property
    def active(self) -> bool:
        """Whether a child has it, waiting or working."""
        return self.status in ("queued", "running")

    @property
    def share(self) -> float:
        """Done of the whole, 0 to 1."""
        begin, end = _STAGE_ENDS[self.stage]
        return begin + (end - begin) * min(max(self.stage_share, 0.0), 1.0)

    def left_s(self, now: float) -> float | None:
        """Seconds left at the pace so far; ``None`` while it is too early to tell."""
        if self.status != "running" or self.share < _LEAST_SHARE or now <= self.started_at:
            return None
        elapsed_s = now - self.started_at
        return elapsed_s * (1.0 - self.share) / self.share

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> JobState:
        """The state back from its plain values."""
        return cls(**{name: values[name] for name in cls.__dataclass_fields__ if name in values})


@dataclass(frozen=True, kw_only=True)
class Clip:
    """What is known of an uploaded clip before the long work.

    Parameters
    ----------
    name
        As the user's file was called; never used as a path.
    width_px, height_px, fps, duration_s, capture_fps
        From the header and the first picture; ``None`` when not declared.
    error
        Why it cannot be used; empty when it can.
    hints
        What to mind, before the long work.
    slow_motion_factor
        From the camera's own mark, where there is one.
    """

    name: str
    width_px: int = 0
    height_px: int = 0
    fps: float | None = None
    duration_s: float | None = None
    capture_fps: float | None = None
    size_bytes: int = 0
    error: str = ""
    hints: tuple[tuple[str, str], ...] = ()
    slow_motion_factor: float | None = None

    @property
    def usable(self) -> bool:
        """Whether it can be analysed."""
        return not self.error

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Clip:
        """The clip back from its plain values."""
        hints = tuple((str(level), str(text)) for level, text in values.get("hints", ()))
        return cls(**{**values, "hints": hints})


def answers_from_json(values: Mapping[str, Any]) -> Answers:
    """Questionnaire answers back from plain values."""
    return Answers(**{**values, "red_flags": tuple(values["red_flags"])})
