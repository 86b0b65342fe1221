"""Measured costs, and the arithmetic from them to many clips."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.bench_batch.phases import (
    Phase,
    driver_bytes_per_clip,
    measured_batch,
    stored_bytes,
    table_row_ms,
    tasks_per_s,
)

#: The clip of the arithmetic: 20 s at 60 Hz; 1.5 MB/s is what a phone writes at 1080p60 (90 MB a minute in HEVC).
CLIP_S, CLIP_HZ, VIDEO_MB_PER_S = 20.0, 60.0, 1.5
#: Clips measured for a cost a frame.
_COST_CLIPS = 8


@dataclass(frozen=True, kw_only=True)
class Costs:
    """What was measured.

    Parameters
    ----------
    phases
        The throughput runs.
    heavy, full, again
        Batches with each model, and one with the poses kept.
    item_bytes, pose_bytes
        Kept a frame.
    files
        Kept a clip, the log included.
    row_ms
        Tables, a clip.
    tasks_per_s
        What the scheduler and the calling process manage.
    driver_bytes
        Memory of the calling process, a clip.
    """

    phases: Sequence[Phase]
    heavy: Phase
    full: Phase
    again: Phase
    item_bytes: float
    pose_bytes: float
    files: float
    row_ms: float
    tasks_per_s: float
    driver_bytes: float


def measured_costs(clips: Sequence[Path], folder: Path, phases: Sequence[Phase]) -> Costs:
    """Measure what docs/scale.md states."""
    some, out = clips[:_COST_CLIPS], folder / "heavy"
    heavy = measured_batch(some, out, workers=1, model="heavy")
    kept = {part: stored_bytes(out, part) for part in ("items", "poses", "frames", "logs")}
    again = measured_batch(some, out, workers=1, model="heavy", height_cm=170.0)
    shutil.rmtree(out / "poses")
    return Costs(
        phases=phases,
        heavy=heavy,
        full=phases[0],
        again=again,
        item_bytes=kept["items"][0] / heavy.frames,
        pose_bytes=kept["poses"][0] / heavy.frames,
        files=sum(files for _, files in kept.values()) / heavy.clips,
        row_ms=table_row_ms(out, again.outcomes, 1000),
        tasks_per_s=tasks_per_s(2000, 2, folder),
        driver_bytes=driver_bytes_per_clip(folder),
    )


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What ``clips`` clips of `CLIP_S` seconds ask for on ``cores`` cores."""

    costs: Costs
    clips: int
    cores: int

    @property
    def frames(self) -> float:
        """Frames in all."""
        return self.clips * CLIP_S * CLIP_HZ

    @property
    def core_hours(self) -> float:
        """With the heavy model."""
        return self.frames * self.costs.heavy.cpu_per_frame_ms / 3.6e6

    @property
    def hours(self) -> float:
        """By the wall clock, all cores busy."""
        return self.core_hours / self.cores

    @property
    def video_tb(self) -> float:
        """Video read for its pictures (and once before for its digest, as a rule from memory). [TB]"""
        return self.clips * CLIP_S * VIDEO_MB_PER_S / 1e6

    @property
    def video_mb_per_s(self) -> float:
        """Over the network while computing. [MB/s]"""
        return 1e6 * self.video_tb / self.hours / 3600.0

    @property
    def results_gb(self) -> float:
        """Results and poses kept. [GB]"""
        return self.frames * (self.costs.item_bytes + self.costs.pose_bytes) / 1e9

    @property
    def files(self) -> float:
        """Files kept."""
        return self.clips * self.costs.files

    @property
    def tasks_per_s(self) -> float:
        """Clips finished a second."""
        return self.clips / self.hours / 3600.0

    @property
    def files_per_s(self) -> float:
        """Files made a second."""
        return self.files / self.hours / 3600.0

    @property
    def tables_min(self) -> float:
        """The tables at the end, on one core. [min]"""
        return self.clips * self.costs.row_ms / 6e4

    @property
    def driver_gb(self) -> float:
        """Memory of the calling process. [GB]"""
        return self.clips * self.costs.driver_bytes / 1e9
