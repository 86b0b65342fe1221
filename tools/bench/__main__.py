"""``python -m tools.bench``: times an analysis against the loop that people write by hand, in the same run.

Both take turns on the same clip; ratios are medians over the turns. Seconds depend on the machine and on what else it
does, ratios much less. ``--full`` takes every kind of clip from 6 s to 10 min (hours). ``--growth`` takes one kind in
ever longer clips, without the loop, and prints what a minute of it costs.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from tools.bench.clips import KINDS, ROOT, make_clip
from tools.bench.floor import DETECTOR_MMAC, HEAVY_MMAC
from tools.bench.process import Cost, run

QUICK = (("720p30", 6.0), ("1080p60", 10.0), ("720p240", 6.0), ("4K30", 6.0))
FULL = tuple((name, seconds) for name in KINDS for seconds in (6.0, 10.0, 60.0, 600.0))
#: Ratio of processor time to the loop's that is no step back, with room for chance; ``--check`` fails beyond it. Of
#: processor time, because that depends little on what else the machine does.
MOST_WORK = {"1080p60": 1.15, "720p240": 0.35}
#: Lengths of the clips whose growth is looked at. [s]
GROWTH_S = (10.0, 60.0, 180.0, 600.0)
CLIPS = Path.home() / ".cache" / "gaitcheck" / "bench"


@dataclass
class Turns:
    """Costs of the same work, turn after turn."""

    costs: list[Cost] = field(default_factory=list)

    def median(self, of: Callable[[Cost], float]) -> float:
        """The median of something over the turns."""
        return statistics.median(map(of, self.costs))

    @property
    def wall_s(self) -> float:
        """Median time by the clock. [s]"""
        return self.median(lambda cost: cost.wall_s)


def _analyze(clip: Path, out: Path, *options: str, cache: Path) -> Cost:
    command = [sys.executable, "-m", "gaitcheck", "analyze", str(clip), "--out", str(out), *options]
    return run(command, GAITCHECK_CACHE_DIR=str(cache))


def _measure(clip: Path, repeat: int) -> dict[str, Turns]:
    turns = {name: Turns() for name in ("naive", "analyze", "again", "video", "report")}
    with tempfile.TemporaryDirectory(prefix="gaitcheck-bench-") as folder:
        out, cache = Path(folder) / "out", Path(folder) / "cache"
        data_only = ("--no-video", "--no-report")
        for turn in range(repeat):
            turns["naive"].costs.append(run([sys.executable, "-m", "tools.bench.naive", str(clip)]))
            kept = () if turn == 0 else ("--no-cache",)
            turns["analyze"].costs.append(_analyze(clip, out, *data_only, *kept, cache=cache))
        for _ in range(repeat):
            turns["again"].costs.append(_analyze(clip, out, *data_only, "--height-cm", "170", cache=cache))
            turns["report"].costs.append(_analyze(clip, out, "--no-video", cache=cache))
            turns["video"].costs.append(_analyze(clip, out, "--no-report", cache=cache))
    return turns


HEAD = (
    "| clip | length | frames | naive loop | analyze | ratio | processor ratio | frames/s | again | + report "
    "| + video | video share | peak naive | peak analyze |\n|" + "---|" * 14
)


def _work(turns: dict[str, Turns]) -> float:
    """Processor time of an analysis over that of the loop."""
    return statistics.median(
        a.cpu_s / n.cpu_s for a, n in zip(turns["analyze"].costs, turns["naive"].costs, strict=True)
    )


def _row(name: str, seconds: float, turns: dict[str, Turns]) -> str:
    naive, analyze, again = (turns[key] for key in ("naive", "analyze", "again"))
    frames = round(seconds * KINDS[name].fps)
    ratio = statistics.median(a.wall_s / n.wall_s for a, n in zip(analyze.costs, naive.costs, strict=True))
    report_s, video_s = (turns[key].wall_s - again.wall_s for key in ("report", "video"))
    cells = (
        name,
        f"{seconds:g} s",
        f"{frames}",
        f"{naive.wall_s:.1f} s",
        f"{analyze.wall_s:.1f} s",
        f"**{ratio:.2f}**",
        f"{_work(turns):.2f}",
        f"{frames / analyze.wall_s:.0f}",
        f"{again.wall_s:.2f} s",
        f"{report_s:.1f} s",
        f"{video_s:.1f} s",
        f"{100 * video_s / analyze.wall_s:.0f} %",
        *(f"{max(cost.peak_mib for cost in turns[key].costs):.0f} MiB" for key in ("naive", "analyze")),
    )
    return "| " + " | ".join(cells) + " |"


def _growth(kind: str, clips: Path) -> Iterator[str]:
    """Rows of a table: what an analysis of ever longer clips costs."""
    yield "| clip | length | analyze | + a minute of clip | processor, + a minute | peak memory |\n|" + "---|" * 6
    shorter: tuple[float, Cost] | None = None
    for seconds in GROWTH_S:
        with tempfile.TemporaryDirectory(prefix="gaitcheck-bench-") as folder:
            clip, out = make_clip(kind, seconds, clips), Path(folder) / "out"
            cost = _analyze(clip, out, "--no-video", "--no-report", "--no-cache", cache=Path(folder))
        more = ["–", "–"]
        if shorter is not None:
            minutes = (seconds - shorter[0]) / 60
            more = [f"{(new - old) / minutes:.1f} s" for new, old in _both(cost, shorter[1])]
        yield f"| {kind} | {seconds:g} s | {cost.wall_s:.1f} s | {more[0]} | {more[1]} | {cost.peak_mib:.0f} MiB |"
        shorter = (seconds, cost)


def _both(cost: Cost, shorter: Cost) -> tuple[tuple[float, float], tuple[float, float]]:
    return (cost.wall_s, shorter.wall_s), (cost.cpu_s, shorter.cpu_s)


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def _machine() -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in ("mediapipe", "av", "numpy", "scipy"))
    return (
        f"{_processor()}, {len(os.sched_getaffinity(0))} cores, load {os.getloadavg()[0]:.1f} at the start; "
        f"Python {platform.python_version()}, {libraries}"
    )


def _floor() -> str:
    command = [sys.executable, "-m", "tools.bench.floor"]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, env=environment).stdout
    speed = float(said)
    core_ms = 1e9 * (DETECTOR_MMAC + HEAVY_MMAC) / speed
    cores = len(os.sched_getaffinity(0))
    return (
        f"Floor: {DETECTOR_MMAC + HEAVY_MMAC} million multiply-adds a posed frame at {speed / 1e9:.0f} billion "
        f"a second and core are {core_ms:.0f} ms on one core, {core_ms / cores:.1f} ms on {cores}."
    )


def main() -> None:
    """Parse the command line, measure, print the table."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench", description=__doc__)
    parser.add_argument("--full", action="store_true", help="every kind and length")
    parser.add_argument("--clip", action="append", metavar="KIND:SECONDS", help="only this, e.g. 1080p60:10")
    parser.add_argument("--growth", choices=tuple(KINDS), help="one kind in ever longer clips, without the loop")
    parser.add_argument("--check", action="store_true", help="end with 1 when an analysis takes more work than it did")
    parser.add_argument("--repeat", type=int, default=3, help="turns (default 3)")
    parser.add_argument("--clips", type=Path, default=CLIPS, help="where the clips are kept")
    arguments = parser.parse_args()
    if arguments.growth:
        print(_machine(), end="\n\n", flush=True)
        for row in _growth(arguments.growth, arguments.clips):
            print(row, flush=True)
        return
    chosen = FULL if arguments.full else QUICK
    if arguments.clip:
        chosen = tuple((name, float(seconds)) for name, seconds in (text.split(":") for text in arguments.clip))
    print(f"{_machine()}\n\n{_floor()}\n\n{HEAD}", flush=True)
    too_much = []
    for name, seconds in chosen:
        clip = make_clip(name, seconds, arguments.clips)
        turns = _measure(clip, arguments.repeat)
        print(_row(name, seconds, turns), flush=True)
        if _work(turns) > MOST_WORK.get(name, math.inf):
            too_much.append(f"{name}: {_work(turns):.2f} of the loop's processor time, at most {MOST_WORK[name]:.2f}")
    if arguments.check and too_much:
        parser.exit(1, "\n".join(too_much) + "\n")


if __name__ == "__main__":
    main()
