"""Each file through ``gaitcheck analyze``, in a process of its own and watched: how it ended, what it left behind.

The processes are forked from one that has the program's modules loaded; from there on it is the program itself,
arguments, child processes and exit code.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import re
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.hostile.corpus import Hostile

#: Exit codes that the program's documentation lists for one clip.
DOCUMENTED = (0, 1, 2, 3, 4, 5)
#: Beyond this the file counts as a hang: far more than the program's own limits allow. [s]
TOO_LONG_S = 900.0
POLL_S = 0.02
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER: whatever the program leaves running becomes our child
#: Before the forks, so that not every one loads them.
_LOADED_ONCE = (
    "gaitcheck.cli.main",
    "gaitcheck.cli.analyze",
    "gaitcheck.analysis.pipeline",
    "gaitcheck.results",
    "gaitcheck.export",
    "gaitcheck.cli.table",
)
_LAST_RESORT = "something unexpected"


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How one file ended.

    Parameters
    ----------
    kind, name
        Of the file.
    exit_code
        The program's; ``None`` when it had to be killed.
    elapsed_s
        Wall time. [s]
    said
        Standard error.
    left
        Files that are there and should not be.
    """

    kind: str
    name: str
    exit_code: int | None
    elapsed_s: float
    said: str
    left: tuple[str, ...]

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong with how it ended; empty when all is as promised."""
        one_line = len(self.said.strip().splitlines()) == 1 and self.said.strip().isprintable()
        found = {
            "hang": self.exit_code is None,
            "undocumented exit code": self.exit_code is not None and self.exit_code not in DOCUMENTED,
            "traceback": "Traceback" in self.said or _LAST_RESORT in self.said,
            "no sentence": bool(self.exit_code) and not one_line,
            "left behind": bool(self.left),
        }
        return tuple(name for name, wrong in found.items() if wrong)


@dataclass
class _Running:
    hostile: Hostile
    folder: Path
    started: float


def analyse_all(files: Iterable[Hostile], *, parallel: int, arguments: tuple[str, ...] = ()) -> Iterator[Ending | int]:
    """Endings in the order in which they come; last, how many processes were left over.

    Parameters
    ----------
    files
        The corpus or a part of it.
    parallel
        Files at once.
    arguments
        For ``gaitcheck analyze``, besides the clip and the folder.
    """
    for name in _LOADED_ONCE:
        importlib.import_module(name)
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    waiting, running, strays = iter(files), dict[int, _Running](), 0
    with tempfile.TemporaryDirectory(prefix="hostile-") as place:
        root = Path(place)
        _fill(waiting, running, root, parallel, arguments)
        while running:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                _kill_late(running)
                time.sleep(POLL_S)
            elif pid in running:
                yield _ending(running.pop(pid), status)
                _fill(waiting, running, root, parallel, arguments)
            else:
                strays += 1
        yield strays + _stray_children()


def _stray_children() -> int:
    """Children that are still there, running or as zombies."""
    count = 0
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return count
        count += 1
        if pid == 0:
            return count


def _fill(
    waiting: Iterator[Hostile], running: dict[int, _Running], root: Path, parallel: int, arguments: tuple[str, ...]
) -> None:
    while len(running) < parallel:
        hostile = next(waiting, None)
        if hostile is None:
            return
        folder = Path(tempfile.mkdtemp(dir=root))
        for name in ("in", "tmp", "cwd"):
            (folder / name).mkdir()
        # Written here: a name may be one that no shell would take.
        (folder / "in" / hostile.name).write_bytes(hostile.content())
        started = time.monotonic()
        pid = os.fork()
        if pid == 0:
            _become_the_program(folder, hostile.name, arguments)
        running[pid] = _Running(hostile, folder, started)


def _become_the_program(folder: Path, name: str, arguments: tuple[str, ...]) -> None:
    """In the fork: never returns."""
    code = 99
    try:
        os.setsid()
        os.chdir(folder / "cwd")
        os.environ.update(TMPDIR=str(folder / "tmp"), GAITCHECK_CACHE_DIR=str(folder / "cache"))
        tempfile.tempdir = str(folder / "tmp")
        for number, file in ((1, "stdout"), (2, "stderr")):
            os.dup2(os.open(folder / file, os.O_WRONLY | os.O_CREAT), number)
        sys.argv = ["gaitcheck", "analyze", str(folder / "in" / name), "--out", str(folder / "out"), *arguments]
        code = _exit_code_of_the_program()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _exit_code_of_the_program() -> int:
    from gaitcheck.cli.main import main

    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def _kill_late(running: dict[int, _Running]) -> None:
    for pid, one in running.items():
        if time.monotonic() - one.started > TOO_LONG_S:
            os.killpg(pid, signal.SIGKILL)


def _ending(one: _Running, status: int) -> Ending:
    code = os.waitstatus_to_exitcode(status)
    left = [path.name for place in ("tmp", "cwd") for path in (one.folder / place).iterdir()]
    if code != 0 and (one.folder / "out").exists():
        left.append("out")
    left += [path.name for path in one.folder.iterdir() if path.name.startswith(".gaitcheck")]
    said = (one.folder / "stderr").read_text(encoding="utf-8", errors="replace")
    shutil.rmtree(one.folder, ignore_errors=True)
    return Ending(
        kind=one.hostile.kind,
        name=one.hostile.name,
        exit_code=None if code == -signal.SIGKILL else code,
        elapsed_s=time.monotonic() - one.started,
        said=re.sub(re.escape(str(one.folder)), "", said),
        left=tuple(left),
    )
