"""Stores for tests: a real SQLite file each, and results of a made-up runner."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gaitcheck.analysis.model import Analysis
from gaitcheck.results import write_data
from gaitcheck.store.store import Store

for _name in ("assessment", "report"):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / _name))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    folder = tmp_path / "store"
    folder.mkdir()
    opened = Store(folder, f"sqlite:///{folder / 'gaitcheck.db'}")
    yield opened
    opened.close()


@pytest.fixture
def analysis() -> Analysis:
    from report_builders import analysis_of

    return analysis_of()


@pytest.fixture
def result(tmp_path: Path, analysis: Analysis) -> Path:
    folder = tmp_path / "result"
    folder.mkdir()
    write_data(analysis, folder)
    (folder / "annotated.mp4").write_bytes(b"the video with the blurred face")
    return folder
