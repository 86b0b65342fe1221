"""What one clip of a batch is, and how its analysis ended: plain values that travel between machines."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from gaitcheck.config import AnalysisOptions

Status = Literal["ok", "failed"]


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
    subject, condition
        The researcher's labels; they change no number.
    recording
        Poses recorded elsewhere, instead of inference.
    """

    video: Path
    name: str
    options: AnalysisOptions = field(default_factory=AnalysisOptions)
    subject: str | None = None
    condition: str | None = None
    recording: Path | None = None

    @property
    def order(self) -> tuple[str, float, float]:
        """Position in the tables, whatever finished first."""
        return self.name, self.options.trim.first_s, self.options.trim.last_s


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
