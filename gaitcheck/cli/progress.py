"""A progress bar with time left, on standard error."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from gaitcheck.config import WHOLE, Trim
from gaitcheck.video import probe


class ClipProgress:
    """Progress of one analysis; silent when standard error is not a terminal.

    Parameters
    ----------
    video
        The clip, whose declared length sets the end of the bar.
    trim
        The part that is measured.
    """

    def __init__(self, video: Path, trim: Trim = WHOLE) -> None:
        self._video, self._trim = video, trim
        console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._progress.add_task("Finding the runner", total=None)

    def __enter__(self) -> ClipProgress:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    @cached_property
    def _length_s(self) -> float | None:
        # Asked for only where there is something to wait for: it may take a child process.
        length_s = probe(self._video).declared_duration_s
        return None if length_s is None else self._trim.length_s(length_s)

    def posed(self, done_s: float) -> None:
        """Seconds of clip posed so far."""
        self._progress.update(self._task, completed=done_s, total=self._length_s)

    def next(self, description: str) -> None:
        """Start a stage whose length is not known."""
        self._progress.remove_task(self._task)
        self._task = self._progress.add_task(description, total=None)
