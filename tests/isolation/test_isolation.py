"""A child under limits: what it says arrives, however it ends the parent lives on with one sentence."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from processes import processes_with

from gaitcheck.errors import Cancelled, GaitcheckError, PoseError, VideoError
from gaitcheck.isolation import Ask, isolated, limits_for

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER))

import deeds  # noqa: E402

LIMITS = limits_for(0, pixels=0)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the limits are those of Linux")


@pytest.fixture(autouse=True)
def mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The child finds the deeds; none is left after any test."""
    monkeypatch.setenv("PYTHONPATH", str(FOLDER))
    monkeypatch.setenv("GAITCHECK_TEST_MARK", str(tmp_path))
    yield
    assert processes_with(f"GAITCHECK_TEST_MARK={tmp_path}") == []


def test_values_arrays_and_progress_arrive_whatever_libraries_print() -> None:
    heard: list[float] = []
    found = isolated(deeds.double, 21, name="run.mp4", limits=LIMITS, ask=Ask(progress=heard.append))
    assert found.values["twice"] == 42
    assert found.values["pid"] != os.getpid()
    assert np.array_equal(found.arrays["counted"], np.arange(21))
    assert heard == [0.5]


@pytest.mark.parametrize("kind", [signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGILL])
def test_a_crash_is_an_unreadable_video(kind: signal.Signals) -> None:
    with pytest.raises(VideoError, match=r"decoder crashed on run\.mp4"):
        isolated(deeds.die, int(kind), name="run.mp4", limits=LIMITS)


def test_a_child_killed_from_outside_is_no_fault_of_the_video() -> None:
    with pytest.raises(PoseError, match="ended from outside"):
        isolated(deeds.die, int(signal.SIGKILL), name="run.mp4", limits=LIMITS)


def test_a_child_that_never_answers_is_ended() -> None:
    with pytest.raises(VideoError, match=r"run\.mp4 kept the decoder busy for 1 s"):
        isolated(deeds.hang, name="run.mp4", limits=replace(LIMITS, silence_s=1.0))


def test_errors_arrive_as_what_they_are() -> None:
    with pytest.raises(VideoError, match="no good"):
        isolated(deeds.refuse, name="run.mp4", limits=LIMITS)
    with pytest.raises(GaitcheckError, match=r"unexpected went wrong .*ZeroDivisionError: at the third frame"):
        isolated(deeds.stumble, name="run.mp4", limits=LIMITS)


def test_cancelling_ends_the_child() -> None:
    with pytest.raises(Cancelled):
        isolated(deeds.hang, name="run.mp4", limits=LIMITS, ask=Ask(cancelled=lambda: True))


def test_ctrl_c_while_the_call_is_being_started_is_ctrl_c(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_thread: threading.Thread) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(threading.Thread, "start", interrupted)
    with pytest.raises(KeyboardInterrupt):
        isolated(deeds.hang, name="run.mp4", limits=LIMITS)


def test_the_limits_are_in_force() -> None:
    found = isolated(deeds.limits_in_force, name="run.mp4", limits=LIMITS).values
    wanted = {
        "RLIMIT_DATA": LIMITS.memory_bytes,
        "RLIMIT_CPU": LIMITS.cpu_s,
        "RLIMIT_NOFILE": LIMITS.open_files,
        "RLIMIT_FSIZE": LIMITS.output_bytes,
        "RLIMIT_CORE": 0,
    }
    for name, value in wanted.items():
        soft, hard = found[name]
        assert 0 <= soft <= value and soft <= hard <= value + 1, name


def test_memory_has_an_end() -> None:
    tight = replace(LIMITS, memory_bytes=600 * 2**20)
    assert isolated(deeds.eat_memory, 2**20, name="run.mp4", limits=tight).values["got"] == 1
    assert isolated(deeds.eat_memory, 2**30, name="run.mp4", limits=tight).values["got"] == 0


def test_computing_time_has_an_end() -> None:
    with pytest.raises(VideoError, match="more computing time"):
        isolated(deeds.spin, name="run.mp4", limits=replace(LIMITS, cpu_s=1, silence_s=3600.0))


def test_open_files_have_an_end() -> None:
    opened = isolated(deeds.open_many, 1000, name="run.mp4", limits=replace(LIMITS, open_files=64)).values["opened"]
    assert 10 < opened < 64


def test_output_has_an_end(tmp_path: Path) -> None:
    small = replace(LIMITS, output_bytes=10_000)
    said = isolated(deeds.write_much, tmp_path / "out", 50_000, name="run.mp4", limits=small).values["error"]
    assert said == "File too large"
    assert (tmp_path / "out").stat().st_size <= 10_000


def test_a_bigger_clip_may_use_more_and_never_all_of_the_machine() -> None:
    small, big = limits_for(10**6, pixels=640 * 360, frames=100), limits_for(10**9, pixels=3840 * 2160, frames=9000)
    for name in ("memory_bytes", "cpu_s", "output_bytes", "silence_s"):
        assert getattr(big, name) >= getattr(small, name)
    assert big.memory_bytes < os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    assert limits_for(0, pixels=10**12).memory_bytes < os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


STUCK = """
import time
from gaitcheck.isolation import supervised
with supervised(1.0):
    time.sleep(3600)
"""
BUSY = """
import time
from gaitcheck.isolation import sign_of_life, supervised
with supervised(20.0):
    for _ in range(5):
        time.sleep(0.05)
        sign_of_life()
print("done")
"""


def test_a_stuck_worker_ends_itself_and_a_busy_one_does_not() -> None:
    stuck = subprocess.run([sys.executable, "-c", STUCK], cwd=FOLDER.parents[1], check=False, timeout=120)
    assert stuck.returncode == 70
    busy = subprocess.run(
        [sys.executable, "-c", BUSY], cwd=FOLDER.parents[1], capture_output=True, check=False, timeout=120
    )
    assert busy.stdout.strip() == b"done"
