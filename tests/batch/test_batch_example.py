"""The narrated study is the notebook that is committed; it runs, and finds the effect that the runners were given."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

NAME = "cadence_study.ipynb"


def _cells(path: Path) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return cells


def _printed(cells: list[dict[str, Any]]) -> str:
    streams = [output for cell in cells for output in cell.get("outputs", []) if output["output_type"] == "stream"]
    return "".join("".join(output["text"]) for output in streams if output["name"] == "stdout")


@pytest.fixture(scope="module")
def ran(project: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The cells of the notebook, run anew."""
    out = tmp_path_factory.mktemp("notebooks")
    command = [sys.executable, "-m", "tools.notebooks", "--out", str(out)]
    environment = os.environ | {"PYTHONPATH": str(project)}
    run = subprocess.run(
        command, cwd=project, capture_output=True, text=True, env=environment, timeout=1500, check=False
    )
    assert run.returncode == 0, run.stderr
    return _cells(out / NAME)


def test_the_committed_notebook_is_made_from_its_text(project: Path, ran: list[dict[str, Any]]) -> None:
    committed = _cells(project / "docs" / "examples" / NAME)
    assert [cell["source"] for cell in committed] == [cell["source"] for cell in ran], "run: python -m tools.notebooks"
    assert _printed(committed), "the committed notebook shows no results"


def test_the_study_finds_the_knee_bending_less_at_a_higher_cadence(ran: list[dict[str, Any]]) -> None:
    shown = _printed(ran)
    found = re.search(r"changes by (\S+) deg \(95 % interval (\S+) to (\S+),", shown)
    assert found, shown
    change, low, high = (float(text) for text in found.groups())
    assert low < change < high < 0.0


def test_the_rendered_runner_is_measured_from_the_pictures(ran: list[dict[str, Any]]) -> None:
    number = r"(-?[\d.]+)"
    line = rf"cadence {number} spm \(true {number}\), .* deg \(true {number}; 95 % interval {number} to {number}\)"
    rows = re.findall(line, _printed(ran))
    assert len(rows) == 2
    for cadence, true_cadence, true_knee, low, high in [[float(text) for text in row] for row in rows]:
        assert cadence == pytest.approx(true_cadence, abs=3)
        assert low < true_knee < high
