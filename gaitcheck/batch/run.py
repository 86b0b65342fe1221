"""`run_batch`: folders of clips in, tables out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from gaitcheck.batch.cluster import ClusterOptions, Work, connected
from gaitcheck.batch.dictionary import data_dictionary
from gaitcheck.batch.inputs import find_videos, plain_items, recording_of
from gaitcheck.batch.item import BatchItem, Outcome
from gaitcheck.batch.keep import Keep
from gaitcheck.batch.manifest import read_manifest
from gaitcheck.batch.progress import ProgressCounter, Report
from gaitcheck.batch.record import RunRecord, write_run
from gaitcheck.batch.tables import write_tables, write_text
from gaitcheck.batch.work import Task, failed, perform
from gaitcheck.config import AnalysisOptions
from gaitcheck.errors import OutputError, UsageError


@dataclass(frozen=True, kw_only=True)
class BatchResult:
    """What a batch left behind.

    Parameters
    ----------
    out
        The folder with ``videos.parquet``, ``strides.parquet``, ``frames/`` and ``run.json``.
    outcomes
        One per clip, in the order of the tables.
    """

    out: Path
    outcomes: tuple[Outcome, ...]

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """Clips without a result."""
        return tuple(outcome for outcome in self.outcomes if outcome.status == "failed")


def plan_batch(
    inputs: Sequence[Path | str],
    *,
    options: AnalysisOptions | None = None,
    manifest: Path | str | None = None,
    recordings: Path | str | None = None,
) -> tuple[BatchItem, ...]:
    """The clips of a batch; nothing is started. Parameters and errors as in `run_batch`."""
    options = options or AnalysisOptions()
    videos = find_videos([Path(path) for path in inputs]) if inputs else None
    if manifest is not None:
        items = read_manifest(Path(manifest), options, videos)
    elif videos is not None:
        items = plain_items(videos, options)
    else:
        raise UsageError("Name at least one video or folder, or a manifest.")
    if recordings is not None:
        items = tuple(replace(item, recording=recording_of(item.video, Path(recordings))) for item in items)
    return items


def run_batch(
    inputs: Sequence[Path | str],
    out: Path | str,
    *,
    options: AnalysisOptions | None = None,
    manifest: Path | str | None = None,
    recordings: Path | str | None = None,
    cluster: ClusterOptions | None = None,
    retry_failed: bool = False,
    report: Report | None = None,
    work: Work = perform,
) -> BatchResult:
    """Measure many clips; what was measured before with the same bytes and options is not measured again.

    Parameters
    ----------
    inputs
        Videos and folders of videos; may be empty when the manifest names them.
    out
        Folder for the results; made if missing, continued if not.
    options
        For every clip, where the manifest says nothing else.
    manifest
        CSV with what is known of each clip; see `gaitcheck.batch.manifest.COLUMNS`.
    recordings
        Folder of recorded poses to use instead of inference.
    cluster
        Where the work is done; one process per core of this machine when ``None``.
    retry_failed
        Measure again what failed before.
    report
        Called whenever a clip has finished.
    work
        What a worker does with a task.

    Returns
    -------
    BatchResult
        A clip that could not be measured is an outcome with its reason, never an error.

    Raises
    ------
    UsageError
        An input is missing, or the manifest has problems (then nothing was started).
    ClusterError, MissingLibraryError, OutputError
        The batch as a whole could not go on; what was finished is kept.
    """
    started = datetime.now(UTC)
    items = plan_batch(inputs, options=options, manifest=manifest, recordings=recordings)
    folder, cluster = _prepared(Path(out)), cluster or ClusterOptions()
    tasks = [Task(item=item, out=folder, retry_failed=retry_failed) for item in items]
    outcomes, n_workers = _perform_all(tasks, cluster, work, report)
    write_tables(outcomes, folder)
    record = RunRecord(
        started=started,
        ended=datetime.now(UTC),
        options=options or AnalysisOptions(),
        cluster=cluster,
        manifest=None if manifest is None else Path(manifest).name,
        n_workers=n_workers,
        outcomes=tuple(outcomes),
    )
    _write_descriptions(record, folder)
    return BatchResult(out=folder, outcomes=tuple(sorted(outcomes, key=lambda outcome: outcome.item.order)))


def _prepared(out: Path) -> Path:
    try:
        (out / "items").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"The folder {out} cannot be written ({error.strerror}).") from error
    Keep(out / "items").sweep()
    return out.absolute()


def _perform_all(
    tasks: Sequence[Task], options: ClusterOptions, work: Work, report: Report | None
) -> tuple[list[Outcome], int]:
    found: dict[int, Outcome] = {}
    with connected(options) as cluster:
        n_workers = cluster.n_workers
        counter = ProgressCounter(len(tasks))
        if report is not None:
            report(counter.start())
        for index, outcome in cluster.run(work, tasks):
            found[index] = outcome
            progress = counter.add(outcome)
            if report is not None:
                report(progress)
    # A scheduler that is shut down under way ends the stream early; what is missing is not hidden.
    lost = "The workers were shut down before this clip was measured; start the same command again."
    return [found.get(i) or failed(task.item, "ClusterError", lost) for i, task in enumerate(tasks)], n_workers


def _write_descriptions(record: RunRecord, folder: Path) -> None:
    """What the columns mean and how the run went, beside the tables."""
    try:
        write_text(data_dictionary(), folder / "data-dictionary.md")
        write_run(record, folder)
    except OSError as error:
        raise OutputError(f"run.json cannot be written to {folder} ({error.strerror}).") from error
