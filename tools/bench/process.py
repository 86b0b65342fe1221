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


class MemoryWatch:
    """Looks at the memory of a process and all its children again and again while the block runs.

    Parameters
    ----------
    pid
        Whose.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        #: Largest sum of the processes' proportional memory so far. [MiB]
        self.peak_mib = 0.0

    def _watch(self) -> None:
        while not self._done.wait(_SAMPLE_S):
            self.peak_mib = max(self.peak_mib, memory_mib(self._pid))

    def __enter__(self) -> MemoryWatch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()


def memory_mib(pid: int) -> float:
    """Proportional memory of a process and all its children now. [MiB]"""
    return sum(map(_own_mib, _tree(pid)))


def _tree(pid: int) -> list[int]:
    found = [pid]
    with suppress(OSError):
        for task in (Path("/proc") / str(pid) / "task").iterdir():
            for child in (task / "children").read_text().split():
                found += _tree(int(child))
    return found


def _own_mib(pid: int) -> float:
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
        before = os.times()
        with MemoryWatch(process.pid) as memory:
            said, complained = process.communicate()
        wall_s, after = time.perf_counter() - started, os.times()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, said, complained)
    cpu_s = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(wall_s=wall_s, cpu_s=cpu_s, peak_mib=memory.peak_mib)
