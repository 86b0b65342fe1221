"""The measured figures as text, and their place in docs/scale.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.bench_batch.phases import Phase
from tools.bench_batch.scale import CLIP_HZ, CLIP_S, VIDEO_MB_PER_S, Costs, Plan

PAGE = Path(__file__).parents[2] / "docs" / "scale.md"
_MARKS = {part: (f"<!-- {part}: python -m tools.bench_batch --write -->", f"<!-- end of {part} -->")
          for part in ("costs", "arithmetic")}  # fmt: skip
_FRAMES_A_MINUTE = 3600


def throughput_text(phases: Sequence[Phase], *, header: bool = True) -> str:
    """A row a batch."""
    lines = []
    if header:
        lines += ["| workers | clips | failed | wall s | clips/h | CPU s a clip | cores used | cores others used | "
                  "peak MiB a worker |", "|---|---|---|---|---|---|---|---|---|"]  # fmt: skip
    for p in phases:
        memory = ", ".join(f"{mib:.0f}" for mib in p.memory_mib)
        lines.append(
            f"| {p.workers} | {p.clips} | {p.failed} | {p.wall_s:.1f} | {p.clips_per_hour:.0f} | "
            f"{p.cpu_per_clip_s:.2f} | {p.own_cores:.2f} | {p.other_cores:.2f} | {memory} |"
        )
    return "\n".join(lines)


def gain_text(phases: Sequence[Phase]) -> str:
    """Throughput of the last batch against the first."""
    first, last = phases[0], phases[-1]
    return (
        f"{last.workers} workers give {first.wall_s / last.wall_s:.2f} times the throughput of {first.workers} "
        f"({first.clips_wall_s / last.clips_wall_s:.2f} times without start of the workers and tables)."
    )


def _cost_rows(costs: Costs) -> Iterator[tuple[str, str, str]]:
    for name, phase in (("`full`", costs.full), ("`heavy` (default)", costs.heavy)):
        ms = phase.cpu_per_frame_ms
        yield f"everything, {name}", f"{ms:.0f} ms", f"{ms * _FRAMES_A_MINUTE / 6e4:.1f} core-minutes"
    ms = costs.again.cpu_per_frame_ms
    yield "everything after pose (poses kept)", f"{ms:.2f} ms", f"{ms * _FRAMES_A_MINUTE / 1e3:.1f} core-seconds"
    for name, size in (("kept result (`items/`)", costs.item_bytes), ("kept poses (`poses/`)", costs.pose_bytes)):
        yield name, f"{size / 1e3:.2f} kB", f"{size * _FRAMES_A_MINUTE / 1e6:.1f} MB"


def costs_text(costs: Costs) -> str:
    """What a minute costs, and what a clip costs whatever its length."""
    lines = ["| what | per frame | per minute of video |", "|---|---|---|"]
    lines += [f"| {' | '.join(row)} |" for row in _cost_rows(costs)]
    lines += [
        "",
        f"Tables: {costs.row_ms:.1f} ms a clip. Calling process: {costs.driver_bytes / 1e3:.1f} kB a clip. "
        f"Files: {costs.files:.0f} a clip. Scheduler and caller together: {costs.tasks_per_s:.0f} tasks a second.",
        "",
        throughput_text(costs.phases),
        "",
        gain_text(costs.phases),
        "",
        f"Measured on {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; clips of "
        f"{costs.phases[0].frames / costs.phases[0].clips:.0f} frames, 1920 x 1080 at 60 Hz; start of the workers "
        f"and tables included in the wall clock.",
    ]
    return "\n".join(lines)


def _days(hours: float) -> str:
    return f"{hours:.1f} h" if hours < 48 else f"{hours / 24:.1f} days"


def arithmetic_text(costs: Costs) -> str:
    """10^4 clips on 100 cores, 10^6 on 1000."""
    small, large = Plan(costs=costs, clips=10**4, cores=100), Plan(costs=costs, clips=10**6, cores=1000)
    desk = Plan(costs=costs, clips=10**4, cores=2)
    rows = (
        (
            "computing, `heavy`",
            f"{small.core_hours:.0f} core-hours: {_days(desk.hours)} on 2 cores, {_days(small.hours)} on 100",
            f"{large.core_hours:.0f} core-hours: {_days(large.hours)} on 1000 cores",
        ),
        *(
            (name, form.format(getattr(small, value)), form.format(getattr(large, value)))
            for name, form, value in (
                ("video read", "{:.1f} TB", "video_tb"),
                ("network while computing", "{:.0f} MB/s", "video_mb_per_s"),
                ("results kept", "{:.0f} GB", "results_gb"),
                ("files kept", "{:.0f}", "files"),
                ("files made", "{:.0f} a second", "files_per_s"),
                ("tasks", "{:.1f} a second", "tasks_per_s"),
                ("memory of the calling process", "{:.2f} GB", "driver_gb"),
                ("tables at the end, one core", "{:.1f} min", "tables_min"),
            )
        ),
    )
    lines = [
        f"A clip of {CLIP_S:.0f} s at {CLIP_HZ:.0f} Hz: {CLIP_S * CLIP_HZ:.0f} frames, "
        f"{CLIP_S * CLIP_HZ * costs.heavy.cpu_per_frame_ms / 1e3:.0f} core-seconds with `heavy`, "
        f"{CLIP_S * VIDEO_MB_PER_S:.0f} MB of video.",
        "",
        "| | 10⁴ clips | 10⁶ clips |",
        "|---|---|---|",
    ]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def renew(page: Path, costs: Costs) -> None:
    """Put the figures between their marks; raises ``ValueError`` when a mark is missing."""
    text = page.read_text(encoding="utf-8")
    for part, new in (("costs", costs_text(costs)), ("arithmetic", arithmetic_text(costs))):
        first, last = _MARKS[part]
        before, after = text.index(first) + len(first), text.index(last)
        text = f"{text[:before]}\n\n{new}\n\n{text[after:]}"
    page.write_text(text, encoding="utf-8")
