"""Child process: decodes one segment of a clip and poses its frames.

Run as ``python -m gaitcheck.pose.worker``. The job arrives as one JSON line on standard input; progress and the
outcome leave as JSON lines on standard output; the arrays are written to the file that the job names. The child
ends by itself when its standard input closes, so it never outlives its parent.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TextIO

from gaitcheck import errors
from gaitcheck.config import PoseOptions
from gaitcheck.isolation import Limits, enforce, exit_with_parent
from gaitcheck.pose.pace import Pace
from gaitcheck.pose.segment import PosedSegment

#: Seconds between two progress lines.
_PROGRESS_INTERVAL_S = 0.2


@dataclass(frozen=True, kw_only=True)
class SegmentJob:
    """What one child does; plain values only, so that it can travel to another process or machine.

    Parameters
    ----------
    video
        The clip.
    start_s, end_s
        Half-open span [start_s, end_s) of clip time; ``None`` is open. [s]
    options
        Model and number of people.
    pace
        Which frames are posed.
    out
        Where the arrays go (``.npz``).
    limits
        What the child may use.
    """

    video: Path
    start_s: float | None
    end_s: float | None
    options: PoseOptions
    pace: Pace
    out: Path
    limits: Limits

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self) | {"video": str(self.video), "out": str(self.out)})

    @classmethod
    def from_json(cls, text: str) -> SegmentJob:
        """The job back from its line."""
        values: dict[str, Any] = json.loads(text)
        made = {"options": PoseOptions, "pace": Pace, "limits": Limits}
        values |= {name: kind(**values[name]) for name, kind in made.items()}
        return cls(**(values | {"video": Path(values["video"]), "out": Path(values["out"])}))


def pose_segment(job: SegmentJob) -> Iterator[float]:
    """Pose the frames of the job's span and write the arrays; yields the clip time reached. [s]"""
    from gaitcheck.pose.mediapipe_poser import MediaPipePoser

    posed = PosedSegment(pace=job.pace)
    with MediaPipePoser(job.options) as poser:
        yield from posed.pose(poser, job.video, job.start_s, job.end_s)
    posed.write(job.out)


def _say(out: TextIO, **message: object) -> None:
    out.write(json.dumps(message) + "\n")
    out.flush()


def _run(job: SegmentJob, out: TextIO) -> None:
    last = 0.0
    for reached_s in pose_segment(job):
        if time.monotonic() - last > _PROGRESS_INTERVAL_S:
            last = time.monotonic()
            _say(out, reached_s=reached_s)


def main() -> int:
    """Read a job, do it, say how it went."""
    job = SegmentJob.from_json(sys.stdin.readline())
    enforce(job.limits)
    decided = threading.Event()
    exit_with_parent(sys.stdin, decided)
    # Native libraries may print to file descriptor 1; keep our channel to ourselves.
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    try:
        _run(job, channel)
    except errors.GaitcheckError as error:
        decided.set()
        _say(channel, error=type(error).__name__, message=str(error))
        return error.exit_code
    decided.set()
    _say(channel, finished=True)
    return 0


if __name__ == "__main__":
    # The interpreter's own shutdown of native threads can hang; everything is flushed by now.
    os._exit(main())
