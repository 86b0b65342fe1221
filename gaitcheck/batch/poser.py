"""MediaPipe inside a worker process: the model is loaded once and kept for all clips of that worker.

The workers' supervisor already survives a crash of a native library, so no further child process is needed.
Frames are posed one by one by the same code as in `analyze`, so the landmarks are the same numbers.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gaitcheck.batch.item import Span
from gaitcheck.config import PoseOptions
from gaitcheck.errors import UsageError, VideoError
from gaitcheck.isolation import sign_of_life
from gaitcheck.pose.backend import CancelCheck, Detection, PoseBackend, Progress
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


def _with_span(source: PoseSource, span: Span) -> PoseSource:
    """The source of a part of a clip is not that of the whole: poses are kept apart."""
    if span.whole:
        return source
    return replace(source, options={**source.options, "span_s": f"{span.start_s}:{span.end_s}"})


class WorkerBackend:
    """MediaPipe in this process.

    Parameters
    ----------
    options
        Model and number of people.
    span
        The part of the clip that is posed.
    """

    def __init__(self, options: PoseOptions, span: Span) -> None:
        self._options = options
        self._span = span

    def source_of(self, video: Path) -> PoseSource:
        """Provenance of the landmarks."""
        return _with_span(mediapipe_source(self._options, pace_of(video)), self._span)

    def detect(
        self, video: Path, *, progress: Progress | None = None, cancelled: CancelCheck | None = None
    ) -> Detection:
        """Everybody in every frame; see `PoseBackend.detect`."""
        with _native_chatter_muted():
            return self._detect(video)

    def _detect(self, video: Path) -> Detection:
        pace = pace_of(video)
        posed = PosedSegment(pace=pace)
        for _ in posed.pose(_kept_poser(self._options), video, self._span.start_s, self._span.end_s):
            sign_of_life()
        detection = joined([posed], _with_span(mediapipe_source(self._options, pace), self._span))
        if detection is None:
            raise _nothing(video, self._span)
        return detection


class SpanBackend:
    """A part of what another backend finds.

    Parameters
    ----------
    inner
        Finds everybody in the whole clip.
    span
        The part that is kept.
    """

    def __init__(self, inner: PoseBackend, span: Span) -> None:
        self._inner = inner
        self._span = span

    def source_of(self, video: Path) -> PoseSource:
        """Provenance of the landmarks."""
        return _with_span(self._inner.source_of(video), self._span)

    def detect(
        self, video: Path, *, progress: Progress | None = None, cancelled: CancelCheck | None = None
    ) -> Detection:
        """Everybody in every frame of the span; see `PoseBackend.detect`."""
        whole = self._inner.detect(video, progress=progress, cancelled=cancelled)
        time_s = whole.people.time_s
        first = 0.0 if self._span.start_s is None else self._span.start_s
        last = np.inf if self._span.end_s is None else self._span.end_s
        kept = (time_s >= first) & (time_s < last)
        all_s = whole.frame_time_s
        if not kept.any():
            raise _nothing(video, self._span)
        people = replace(
            whole.people,
            time_s=time_s[kept],
            xy_px=whole.people.xy_px[kept],
            depth_px=whole.people.depth_px[kept],
            visibility=whole.people.visibility[kept],
            source=self.source_of(video),
        )
        return Detection(
            people=people,
            signatures=whole.signatures[kept],
            blur_px=whole.blur_px[kept],
            tally=whole.tally,
            frame_time_s=all_s[(all_s >= first) & (all_s < last)],
        )


def _nothing(video: Path, span: Span) -> UsageError | VideoError:
    if span.whole:
        return VideoError("This video holds no frame that can be decoded; export it again as MP4.")
    return UsageError(f"{video.name} has no frame between its trim times; correct them in the manifest.")
