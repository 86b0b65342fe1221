"""A progress bar with time left, on standard error."""

from __future__ import annotations

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
        length_s = probe(video).declared_duration_s
        self._total_s = None if length_s is None else trim.length_s(length_s)
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
        self._task = self._progress.add_task("Finding the runner", total=self._total_s)

    def __enter__(self) -> ClipProgress:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def posed(self, done_s: float) -> None:
        """Seconds of clip posed so far."""
        self._progress.update(self._task, completed=done_s)

    def next(self, description: str) -> None:
        """Start a stage whose length is not known."""
        self._progress.update(self._task, description=description, completed=self._total_s)
