"""How far a batch has come."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from gaitcheck.batch.item import Outcome


@dataclass(frozen=True, kw_only=True)
class BatchProgress:
    """A moment of a batch.

    Parameters
    ----------
    total, done, failed, reused
        Clips in all, finished, finished without a result, and found finished before.
    clips_per_hour
        Of those that were computed; ``None`` before the first.
    realtime_factor
        Seconds of clip measured per second; ``None`` before the first.
    left_s
        Expected time to the end; ``None`` before the first. [s]
    latest
        What finished last; ``None`` at the start.
    """

    total: int
    done: int = 0
    failed: int = 0
    reused: int = 0
    clips_per_hour: float | None = None
    realtime_factor: float | None = None
    left_s: float | None = None
    latest: Outcome | None = None


Report = Callable[[BatchProgress], None]


class ProgressCounter:
    """Adds outcomes up.

    Parameters
    ----------
    total
        Clips in all.
    clock
        Seconds that only ever grow.
    """

    def __init__(self, total: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._total = total
        self._clock = clock
        self._started_s = clock()
        self._done = self._failed = self._reused = 0
        self._clip_s = 0.0

    def start(self) -> BatchProgress:
        """Nothing is done yet."""
        return BatchProgress(total=self._total)

    def add(self, outcome: Outcome) -> BatchProgress:
        """One more is done."""
        self._done += 1
        self._failed += outcome.status == "failed"
        self._reused += outcome.reused
        self._clip_s += outcome.clip_s
        elapsed_s = max(self._clock() - self._started_s, 1e-9)
        computed = self._done - self._reused
        # What was found finished takes no time worth counting, so the rate is that of the computed clips.
        per_s = computed / elapsed_s if computed else None
        return BatchProgress(
            total=self._total,
            done=self._done,
            failed=self._failed,
            reused=self._reused,
            clips_per_hour=None if per_s is None else 3600.0 * per_s,
            realtime_factor=None if per_s is None else self._clip_s / elapsed_s,
            left_s=None if per_s is None else (self._total - self._done) / per_s,
            latest=outcome,
        )
