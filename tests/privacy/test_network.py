"""Whole runs of the batch and of the app's pages ask for no connection beyond this machine (the command: test_cli)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from network_guard import GUARD

PROJECT = Path(__file__).resolve().parents[2]

PAGES = """
from streamlit.testing.v1 import AppTest
for name in ("analyse", "runners", "compare", "learn", "methods"):
    script = "import streamlit as st; st.page_link = lambda *a, **k: None; "
    script += f"from gaitcheck.ui import {name} as p; p.page()"
    test = AppTest.from_string(script, default_timeout=300).run()
    assert not test.exception, name
"""


@pytest.fixture
def guarded(tmp_path: Path) -> dict[str, str]:
    """An environment in which every Python process is guarded."""
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    return {
        **os.environ,
        "PYTHONPATH": f"{tmp_path / 'guard'}{os.pathsep}{PROJECT}",
        "GAITCHECK_TEST_CALLS": str(tmp_path / "calls"),
        "GAITCHECK_TEST_STARTS": str(tmp_path / "starts"),
        "GAITCHECK_STORE_DIR": str(tmp_path / "store"),
    }


def run(command: list[str], environment: dict[str, str], folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return (folder / "starts").read_text(encoding="utf-8")


def test_a_batch_asks_for_no_connection(tmp_path: Path, short_clip: Path, guarded: dict[str, str]) -> None:
    command = [
        "-m",
        "gaitcheck",
        "batch",
        str(short_clip),
        "--out",
        str(tmp_path / "out"),
        "--model",
        "full",
        "--workers",
        "1",
    ]
    starts = run(command, guarded, tmp_path)
    assert len(starts.splitlines()) >= 2, "the workers were not guarded"
    assert (tmp_path / "out" / "videos.parquet").exists()
    assert not (tmp_path / "calls").exists()


def test_the_pages_ask_for_no_connection(tmp_path: Path, guarded: dict[str, str]) -> None:
    run(["-c", PAGES], guarded, tmp_path)
    assert not (tmp_path / "calls").exists()
