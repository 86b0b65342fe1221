"""One user's clip crashes or stalls the decoder while another user's is analysed: the other one finishes unharmed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from processes import processes_with, wait_until

from gaitcheck.config import AnalysisOptions, PoseOptions
from gaitcheck.jobs.folder import Job, create_job
from gaitcheck.jobs.inspect import inspect_clip
from gaitcheck.jobs.model import Clip
from gaitcheck.jobs.queue import submit
from gaitcheck.results import DOCUMENT, VIDEO

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are told apart as Linux does")

#: Loaded by every process of the test: the decoder as a hostile file would make it. The mark is in the file's bytes.
HOSTILE_DECODER = """
import os, signal, time
import av

_honest = av.open

def _open(file, mode="r", **kwargs):
    if mode == "w":
        return _honest(file, mode, **kwargs)
    with open(str(file).removeprefix("file:"), "rb") as stream:
        start = stream.read(8)
    if start == b"SEGFAULT":
        os.kill(os.getpid(), signal.SIGSEGV)
    while start == b"FOREVER!":
        time.sleep(1)
    return _honest(file, mode, **kwargs)

av.open = _open
"""


@pytest.fixture
def mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Every process started by the test has the hostile decoder; all of them are gone in the end."""
    place = tmp_path / "decoder"
    place.mkdir()
    (place / "sitecustomize.py").write_text(HOSTILE_DECODER, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(place))
    monkeypatch.setenv("GAITCHECK_TEST_MARK", str(tmp_path))
    monkeypatch.setattr("gaitcheck.isolation.limits.BASE_SILENCE_S", 5.0)
    yield f"GAITCHECK_TEST_MARK={tmp_path}"
    wait_until(lambda: processes_with(f"GAITCHECK_TEST_MARK={tmp_path}") == [])


def uploaded(root: Path, path: Path, name: str) -> Job:
    with path.open("rb") as file:
        return create_job(root, name, file)


def written(folder: Path, start: bytes) -> Path:
    path = folder / "hostile.mp4"
    path.write_bytes(start + os.urandom(20_000))
    return path


def test_other_users_are_not_harmed(tmp_path: Path, short_clip: Path, mark: str) -> None:
    root = tmp_path / "jobs"
    good = uploaded(root, short_clip, "good.mp4")
    good.set_options(AnalysisOptions(pose=PoseOptions(model="full", max_people=1)))
    submit(good)
    wait_until(lambda: good.state.status == "running", at_most_s=300.0)

    crashing = inspect_clip(uploaded(root, written(tmp_path, b"SEGFAULT"), "crash.mp4"))
    assert crashing.error == "The decoder crashed on crash.mp4; try exporting the clip again as H.264 MP4."
    stalling = inspect_clip(uploaded(root, written(tmp_path, b"FOREVER!"), "stall.mp4"))
    assert "stall.mp4 kept the decoder busy for 5 s without a result" in stalling.error

    # Somebody submits the crashing clip regardless: it fails with a sentence, in its turn.
    insisted = uploaded(root, written(tmp_path, b"SEGFAULT"), "again.mp4")
    insisted.set_clip(Clip(name="again.mp4", duration_s=1.0))
    submit(insisted)
    wait_until(lambda: not good.state.active and not insisted.state.active, at_most_s=900.0)
    assert good.state.status == "done", good.state.message
    assert {DOCUMENT, VIDEO} <= {path.name for path in good.result.iterdir()}
    assert (insisted.state.status, insisted.state.error) == ("failed", "VideoError")
    assert "The decoder crashed on again.mp4" in insisted.state.message
    assert not insisted.result.exists()
