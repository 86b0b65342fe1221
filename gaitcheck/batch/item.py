"""What one clip of a batch is, and how its analysis ended: plain values that travel between machines."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from gaitcheck.config import AnalysisOptions
from gaitcheck.errors import UsageError

Status = Literal["ok", "failed"]


@dataclass(frozen=True, kw_only=True)
class Span:
    """The part of a clip that is measured, half-open [start_s, end_s), ``None`` = to that end. [s of clip]"""

    start_s: float | None = None
    end_s: float | None = None

    def __post_init__(self) -> None:
        given = [t for t in (self.start_s, self.end_s) if t is not None]
        if any(not math.isfinite(t) or t < 0 for t in given):
            raise UsageError("a trim time must be zero or more seconds.")
        if self.start_s is not None and self.end_s is not None and self.start_s >= self.end_s:
            raise UsageError(f"the trim must start before it ends, got {self.start_s:g} to {self.end_s:g} s.")

    @property
    def whole(self) -> bool:
        """Whether nothing is cut off."""
        return self.start_s is None and self.end_s is None


@dataclass(frozen=True, kw_only=True)
class BatchItem:
    """One clip to measure.

    Parameters
    ----------
    video
        The file, as an absolute path that every worker can read.
    name
        How the tables call it: the path as the user gave it.
    options
        As for a single analysis.
    span
        The part that is measured.
    subject, condition
        The researcher's labels; they change no number.
    recording
        Poses recorded elsewhere, instead of inference.
    """

    video: Path
    name: str
    options: AnalysisOptions = field(default_factory=AnalysisOptions)
    span: Span = field(default_factory=Span)
    subject: str | None = None
    condition: str | None = None
    recording: Path | None = None

    @property
    def order(self) -> tuple[str, float, float]:
        """Position in the tables, whatever finished first."""
        start_s, end_s = self.span.start_s, self.span.end_s
        return self.name, 0.0 if start_s is None else start_s, math.inf if end_s is None else end_s


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How one clip ended.

    Parameters
    ----------
    item
        The clip.
    status
        ``ok``, or ``failed`` with a ``reason``.
    key
        Name of the kept result; ``None`` when the file could not even be read.
    error, reason
        Kind of error and its sentence.
    reused
        The result was there already.
    elapsed_s
        Time the worker spent. [s]
    cpu_s
        Processor time the worker spent, all its threads together. [s]
    clip_s
        Seconds of clip measured. [s]
    peak_memory_mib
        Largest resident memory of the worker process so far; ``None`` where the system does not tell. [MiB]
    worker
        Process that did it.
    """

    item: BatchItem
    status: Status
    key: str | None = None
    error: str | None = None
    reason: str | None = None
    reused: bool = False
    elapsed_s: float = 0.0
    cpu_s: float = 0.0
    clip_s: float = 0.0
    peak_memory_mib: float | None = None
    worker: str = ""
