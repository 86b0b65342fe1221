"""The narrated study runs, and finds the effect that the runners were given."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest


def test_the_study_finds_the_knee_bending_less_at_a_higher_cadence(project: Path) -> None:
    for library in ("distributed", "pandas", "statsmodels"):
        pytest.importorskip(library)
    script = project / "docs" / "examples" / "cadence_study.py"
    environment = os.environ | {"PYTHONPATH": str(project)}
    shown = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, env=environment, timeout=600, check=False
    )
    assert shown.returncode == 0, shown.stderr
    found = re.search(r"changes by (\S+) deg \(95 % interval (\S+) to (\S+),", shown.stdout)
    assert found, shown.stdout
    change, low, high = (float(text) for text in found.groups())
    assert low < change < high < 0.0
