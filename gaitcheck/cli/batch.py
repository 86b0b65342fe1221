"""``gaitcheck batch INPUT… --out DIR``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from gaitcheck.batch import BatchProgress, BatchResult, ClusterOptions, PartialSuccess, run_batch
from gaitcheck.batch.dictionary import data_dictionary
from gaitcheck.cli.outcome import INTERRUPTED, reported
from gaitcheck.config import AnalysisOptions, ModelName, PoseOptions
from gaitcheck.errors import GaitcheckError

#: Failures named on the terminal; all are in videos.parquet.
_FAILURES_SHOWN = 20


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:d}:{minutes:02d}:{rest:02d}"


def _rates(progress: BatchProgress) -> str:
    if progress.clips_per_hour is None or progress.left_s is None:
        return ""
    speed = "" if progress.realtime_factor is None else f", {progress.realtime_factor:.2f} s of clip per s"
    return f"{progress.clips_per_hour:.0f} clips/h{speed}, {_clock(progress.left_s)} left"


class _BatchBar:
    """A live bar on a terminal; a line per clip where standard error goes to a file."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False, soft_wrap=True)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[rates]}"),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._task = self._bar.add_task("Measuring", total=None, rates="")

    def __enter__(self) -> _BatchBar:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def show(self, progress: BatchProgress) -> None:
        """Called whenever a clip has finished."""
        failed = f", {progress.failed} failed" if progress.failed else ""
        self._bar.update(
            self._task,
            total=progress.total,
            completed=progress.done,
            description=f"Measuring{failed}",
            rates=_rates(progress),
        )
        if progress.latest is not None and not self._console.is_terminal:
            how = "kept from before" if progress.latest.reused else f"{progress.latest.elapsed_s:.1f} s"
            line = f"{progress.done}/{progress.total} {progress.latest.status} {progress.latest.item.name} ({how})"
            self._console.print(f"{line}; {_rates(progress)}".rstrip("; "), markup=False)


def _print_result(result: BatchResult) -> None:
    n_failed = len(result.failures)
    reused = sum(outcome.reused for outcome in result.outcomes)
    known = f" ({reused} known from before)" if reused else ""
    typer.echo(f"{len(result.outcomes) - n_failed} clips measured, {n_failed} failed{known}.")
    for outcome in result.failures[:_FAILURES_SHOWN]:
        typer.echo(f"  {outcome.item.name}: {outcome.reason}")
    if n_failed > _FAILURES_SHOWN:
        typer.echo(f"  … and {n_failed - _FAILURES_SHOWN} more")
    typer.echo(f"Results are in {result.out}")


def _raise_for(result: BatchResult) -> None:
    if not result.failures:
        return
    if len(result.failures) == len(result.outcomes):
        raise GaitcheckError("no clip could be measured; the reasons are in videos.parquet.")
    raise PartialSuccess(
        f"{len(result.failures)} of {len(result.outcomes)} clips could not be measured; "
        "the reasons are in videos.parquet."
    )


@reported
def batch_command(
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the results.", show_default=False)],
    inputs: Annotated[
        list[Path] | None, typer.Argument(help="Videos and folders of videos.", show_default=False)
    ] = None,
    manifest: Annotated[
        Path | None,
        typer.Option(help="CSV with video, subject, condition, height_cm, speed_kmh, side, …", show_default=False),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes on this machine; all cores if not given.", show_default=False)
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="A running dask scheduler, e.g. tcp://node1:8786.", show_default=False)
    ] = None,
    memory_gib: Annotated[float, typer.Option(min=0.5, help="Largest memory of a local worker. [GiB]")] = 3.0,
    model: Annotated[ModelName, typer.Option(help="Pose model: heavy is more accurate, full faster.")] = "heavy",
    poses: Annotated[
        Path | None, typer.Option(help="Folder of saved poses, one per clip, by its name.", show_default=False)
    ] = None,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Measure again what failed before.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show details of an error.")] = False,
) -> None:
    """Measure folders of clips; interrupted, the same command continues.

    Exit code 0: all clips measured; 6: some failed, with the reasons in videos.parquet; 1: none measured.
    """
    options = AnalysisOptions(pose=PoseOptions(model=model))
    cluster = ClusterOptions(workers=workers, scheduler=scheduler, memory_gib=memory_gib)
    try:
        with _BatchBar() as bar:
            result = run_batch(
                inputs or [],
                out,
                options=options,
                manifest=manifest,
                recordings=poses,
                cluster=cluster,
                retry_failed=retry_failed,
                report=bar.show,
            )
    except KeyboardInterrupt as error:
        typer.echo("gaitcheck: stopped; finished clips are kept, the same command continues.", err=True)
        raise typer.Exit(INTERRUPTED) from error
    _print_result(result)
    _raise_for(result)


@reported
def dictionary_command() -> None:
    """Print the data dictionary of the batch tables (Markdown)."""
    typer.echo(data_dictionary(), nl=False)
