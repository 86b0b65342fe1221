"""Which frames of a clip are posed: all of them, or of a fast clip every k-th.

Nothing in a runner's gait moves faster than about 12 Hz, so a clip of 240 frames a second holds four times the
pictures that its metrics need. What leaving frames out costs is measured by ``python -m tools.accuracy --pace``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gaitcheck.arrays import FloatArray
from gaitcheck.config import WHOLE, Trim
from gaitcheck.errors import GaitcheckError
from gaitcheck.video import Segment, packet_times

#: Frames are left out only while at least this many a second are posed; a little under 60, because cameras that
#: say 60, 120 or 240 record 59.94, 119.88 or 239.76. [Hz]
LEAST_RATE_HZ = 59.0


@dataclass(frozen=True, kw_only=True)
class Pace:
    """Every so many frames one is posed; the choice depends on a frame's time alone, not on where reading began.

    Parameters
    ----------
    every
        1 for all frames.
    interval_s
        Mean time between frames; of no importance when all are posed. [s]
    start_s
        Time of the first frame, which is posed. [s]
    """

    every: int = 1
    interval_s: float = 1.0
    start_s: float = 0.0

    @classmethod
    def of(cls, time_s: FloatArray) -> Pace:
        """The pace for frames at these ascending times, shape (N,). [s]"""
        if time_s.size < 2:
            return cls()
        # The mean, not the median: containers that count milliseconds round 1/240 s to 4 or 5.
        interval_s = float(time_s[-1] - time_s[0]) / (time_s.size - 1)
        every = max(1, int(1.0 / (interval_s * LEAST_RATE_HZ)))
        return cls(every=every, interval_s=interval_s, start_s=float(time_s[0]))

    def slot(self, time_s: float) -> int:
        """The first frame in each slot is posed; slots of all-frames pace mean nothing."""
        return math.floor(((time_s - self.start_s) / self.interval_s + 0.5) / self.every)

    def aligned(self, segments: Sequence[Segment]) -> list[Segment]:
        """Segments whose inner borders are moved to the nearest border between two slots."""
        if self.every == 1:
            return list(segments)
        slots = sorted({self.slot(s.end_s) + 1 for s in segments[:-1] if s.end_s is not None})
        borders = [self.start_s + (slot * self.every - 0.5) * self.interval_s for slot in slots]
        first, last = segments[0].start_s, segments[-1].end_s
        return [Segment(a, b) for a, b in zip([first, *borders], [*borders, last], strict=True)]


def pace_of(video: Path, trim: Trim = WHOLE) -> Pace:
    """The pace for a clip; of a file that cannot be read, that of all frames (posing it will say what is wrong)."""
    try:
        return Pace.of(packet_times(video, trim))
    except GaitcheckError:
        return Pace()
