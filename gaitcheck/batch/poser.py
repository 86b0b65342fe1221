"""MediaPipe inside a worker process: the model is loaded once and kept for all clips of that worker.

The workers' supervisor already survives a crash of a native library, so no further child process is needed.
Frames are posed one by one by the same code as in `analyze`, so the landmarks are the same numbers.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from gaitcheck.config import WHOLE, PoseOptions, Trim
from gaitcheck.errors import VideoError
from gaitcheck.isolation import sign_of_life
from gaitcheck.pose.backend import CancelCheck, Detection, Progress, of_part
from gaitcheck.pose.mediapipe_backend import mediapipe_source
from gaitcheck.pose.pace import pace_of
from gaitcheck.pose.segment import PosedSegment, joined
from gaitcheck.pose.track import PoseSource

if TYPE_CHECKING:
    from gaitcheck.pose.mediapipe_poser import MediaPipePoser


@lru_cache(maxsize=1)
def _kept_poser(options: PoseOptions) -> MediaPipePoser:
    from gaitcheck.pose.mediapipe_poser import MediaPipePoser

    return MediaPipePoser(options)


@contextmanager
def _native_chatter_muted() -> Iterator[None]:
    """Send what native libraries print to file descriptor 2 nowhere, as the child processes of `analyze` do."""
    with Path(os.devnull).open("wb") as nowhere:
        kept = os.dup(2)
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)


class WorkerBackend:
    """MediaPipe in this process.

    Parameters
    ----------
    options
        Model and number of people.
    """

    def __init__(self, options: PoseOptions) -> None:
        self._options = options

    def source_of(self, video: Path, trim: Trim = WHOLE) -> PoseSource:
        """Provenance of the landmarks."""
        return of_part(mediapipe_source(self._options, pace_of(video, trim)), trim)

    def detect(
        self,
        video: Path,
        *,
        trim: Trim = WHOLE,
        progress: Progress | None = None,
        cancelled: CancelCheck | None = None,
    ) -> Detection:
        """Everybody in every frame; see `PoseBackend.detect`."""
        with _native_chatter_muted():
            return self._detect(video, trim)

    def _detect(self, video: Path, trim: Trim) -> Detection:
        posed = PosedSegment(pace=pace_of(video, trim))
        for _ in posed.pose(_kept_poser(self._options), video, trim.start_s, trim.end_s):
            sign_of_life()
        detection = joined([posed], self.source_of(video, trim))
        if detection is None:
            raise VideoError("This video holds no frame that can be decoded; export it again as MP4.")
        return detection
