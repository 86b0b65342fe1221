"""A few of the hostile files, of every sort, through the program itself; all of them: ``make hostile``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="left-over processes are counted as Linux does")


def test_every_hostile_file_ends_with_a_sentence_and_leaves_nothing(project: Path) -> None:
    command = [sys.executable, "-m", "tools.hostile", "--every", "41"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False, timeout=1500)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    total = next(line for line in done.stdout.splitlines() if line.startswith("| **all**"))
    counts = [int(cell) for cell in total.strip("| ").split(" | ")[1:]]
    assert counts[0] >= 25, "the corpus has shrunk"
    assert sum(counts[1:7]) == counts[0]
    assert counts[4] > 5 and counts[5] > 5, "unreadable files and files without a runner"
    assert "Faults: none. Processes left over: 0." in done.stdout
