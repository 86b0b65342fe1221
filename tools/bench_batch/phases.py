"""Batches that are measured: wall clock, processor time, memory, and what else the machine was doing."""

from __future__ import annotations

import os
import resource
import shutil
import time
import tracemalloc
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow.parquet as pq

from gaitcheck.batch import BatchItem, BatchProgress, ClusterOptions, Outcome, run_batch
from gaitcheck.batch.cluster import connected
from gaitcheck.batch.keep import Keep
from gaitcheck.batch.tables import write_tables
from gaitcheck.batch.work import Task
from gaitcheck.config import AnalysisOptions, ModelName, PoseOptions, RunnerInfo


@dataclass(frozen=True, kw_only=True)
class Phase:
    """One batch.

    Parameters
    ----------
    workers, clips, failed, frames
        How many.
    wall_s
        From the call to its return: start of the workers, clips and tables.
    clips_wall_s
        From the moment the workers are there to the last clip.
    cpu_s
        Processor time of the workers within clips. [s]
    own_cores, other_cores
        Processors kept busy on average by this batch (all its processes) and by the rest of the machine.
    memory_mib
        Largest resident memory of each worker.
    outcomes
        One per clip.
    """

    workers: int
    clips: int
    failed: int
    frames: int
    wall_s: float
    clips_wall_s: float
    cpu_s: float
    own_cores: float
    other_cores: float
    memory_mib: tuple[float, ...]
    outcomes: tuple[Outcome, ...] = field(repr=False)

    @property
    def clips_per_hour(self) -> float:
        """By the wall clock, everything included."""
        return 3600.0 * self.clips / self.wall_s

    @property
    def cpu_per_clip_s(self) -> float:
        """Processor time a clip. [s]"""
        return self.cpu_s / self.clips

    @property
    def cpu_per_frame_ms(self) -> float:
        """Processor time a frame. [ms]"""
        return 1000.0 * self.cpu_s / self.frames


def measured_batch(
    clips: Sequence[Path], out: Path, *, workers: int, model: ModelName, height_cm: float | None = None
) -> Phase:
    """Run a batch and measure it; an ``out`` that holds the poses already costs only what follows them."""
    options = AnalysisOptions(pose=PoseOptions(model=model), runner=RunnerInfo(height_cm=height_cm))
    reached: list[float] = []

    def report(progress: BatchProgress) -> None:
        reached.append(time.perf_counter())

    started, own, machine = time.perf_counter(), _own_cpu_s(), _machine_cpu_s()
    result = run_batch(clips, out, options=options, cluster=ClusterOptions(workers=workers), report=report)
    wall_s = time.perf_counter() - started
    own_cores = (_own_cpu_s() - own) / wall_s
    frames = pq.read_table(out / "videos.parquet", columns=["n_frames"])["n_frames"].to_pylist()
    return Phase(
        workers=workers,
        clips=len(result.outcomes),
        failed=len(result.failures),
        frames=sum(count or 0 for count in frames),
        wall_s=wall_s,
        clips_wall_s=reached[-1] - reached[0],
        cpu_s=sum(outcome.cpu_s for outcome in result.outcomes),
        own_cores=own_cores,
        other_cores=max(0.0, (_machine_cpu_s() - machine) / wall_s - own_cores),
        memory_mib=_memory_mib(result.outcomes),
        outcomes=result.outcomes,
    )


def _memory_mib(outcomes: Sequence[Outcome]) -> tuple[float, ...]:
    peaks: dict[str, float] = {}
    for outcome in outcomes:
        peaks[outcome.worker] = max(peaks.get(outcome.worker, 0.0), outcome.peak_memory_mib or 0.0)
    return tuple(sorted(peaks.values()))


def _own_cpu_s() -> float:
    """Of this process and its ended children. [s]"""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _machine_cpu_s() -> float:
    """Of all processes, and what the host took away; Linux. [s]"""
    user, nice, system, _idle, _wait, irq, soft, steal = map(
        int, Path("/proc/stat").read_text(encoding="ascii").split()[1:9]
    )
    return (user + nice + system + irq + soft + steal) / os.sysconf("SC_CLK_TCK")


def stored_bytes(out: Path, part: str) -> tuple[int, int]:
    """(bytes, files) under a part of a batch's folder."""
    files = [path for path in (out / part).rglob("*") if path.is_file()]
    return sum(path.stat().st_size for path in files), len(files)


def nothing(task: Task) -> Outcome:
    """A task without work."""
    return Outcome(item=task.item, status="ok")


def tasks_per_s(count: int, workers: int, folder: Path) -> float:
    """How many tasks without work the scheduler and this process hand out and take back."""
    task = Task(item=BatchItem(video=folder / "none.mp4", name="none.mp4"), out=folder)
    with connected(ClusterOptions(workers=workers)) as cluster:
        list(cluster.run(nothing, [task] * 50))
        started = time.perf_counter()
        list(cluster.run(nothing, [task] * count))
        return count / (time.perf_counter() - started)


def table_row_ms(out: Path, outcomes: Sequence[Outcome], rows: int) -> float:
    """Time a clip takes to become rows of the tables, from results repeated under names of their own. [ms]"""
    keep, many = Keep(out / "items"), []
    for i in range(rows):
        outcome = outcomes[i % len(outcomes)]
        assert outcome.key is not None
        key = f"{i:024x}"[::-1]
        shutil.copytree(keep.place(outcome.key), keep.place(key), copy_function=os.link)
        many.append(replace(outcome, key=key, item=replace(outcome.item, name=f"{i:06d}.mp4")))
    started = time.perf_counter()
    write_tables(many, out)
    return 1000.0 * (time.perf_counter() - started) / rows


def driver_bytes_per_clip(folder: Path, count: int = 20_000) -> float:
    """What the calling process holds for each clip of a batch, its task and its outcome. [bytes]"""
    tracemalloc.start()
    try:
        items = [BatchItem(video=folder / f"{i:06d}.mp4", name=f"{i:06d}.mp4") for i in range(count)]
        held = [(Task(item=item, out=folder), Outcome(item=item, status="ok", key=f"{i:024x}", worker=f"w{i}"))
                for i, item in enumerate(items)]  # fmt: skip
        return tracemalloc.get_traced_memory()[0] / len(held)
    finally:
        tracemalloc.stop()
