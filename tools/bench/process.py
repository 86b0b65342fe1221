"""One command, run and watched: seconds, processor seconds, peak memory of it and all its children (Linux)."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

#: How often memory is looked at; adding up the pages of a process is work for the kernel. [s]
_SAMPLE_S = 0.5


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What a command took.

    Parameters
    ----------
    wall_s, cpu_s
        By the clock, and of all processors together. [s]
    peak_mib
        Largest sum of the processes' proportional memory (pages that several share count once). [MiB]
    """

    wall_s: float
    cpu_s: float
    peak_mib: float


def _tree(pid: int) -> list[int]:
    found = [pid]
    with suppress(OSError):
        for task in (Path("/proc") / str(pid) / "task").iterdir():
            for child in (task / "children").read_text().split():
                found += _tree(int(child))
    return found


def _memory_mib(pid: int) -> float:
    with suppress(OSError):
        for line in (Path("/proc") / str(pid) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def run(command: list[str], **environment: str) -> Cost:
    """Run to the end; raises ``CalledProcessError`` with the command's own words when it fails."""
    started = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, **environment}
    ) as process:
        peak_mib, done = 0.0, threading.Event()

        def watch() -> None:
            nonlocal peak_mib
            while not done.wait(_SAMPLE_S):
                peak_mib = max(peak_mib, sum(map(_memory_mib, _tree(process.pid))))

        watcher = threading.Thread(target=watch)
        before = os.times()
        watcher.start()
        said, complained = process.communicate()
        wall_s, after = time.perf_counter() - started, os.times()
        done.set()
        watcher.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, said, complained)
    cpu_s = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(wall_s=wall_s, cpu_s=cpu_s, peak_mib=peak_mib)
