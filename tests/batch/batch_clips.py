"""Small clips with recorded poses of stick runners: a whole batch without a pose model."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from clip_tools import write_pictures
from stick_people import Stick, people_of, times

from gaitcheck.batch.item import Outcome
from gaitcheck.batch.work import Task, perform
from gaitcheck.pose.backend import Detection
from gaitcheck.pose.recorded import save_detection

SECONDS, FPS = 6.0, 30
#: How long `slow_perform` dwells on a clip, so that a test can kill somebody meanwhile. [s]
DWELL_S = 0.7


def make_clip(folder: Path, name: str, *, cadence_spm: float = 168.0, grey: int = 100) -> Path:
    """A grey clip whose recorded runner, in ``folder/poses``, takes ``cadence_spm`` steps a minute."""
    folder.mkdir(parents=True, exist_ok=True)
    count = round(SECONDS * FPS)
    clip = write_pictures(folder / f"{name}.mp4", [np.full((48, 64, 3), grey, np.uint8)] * count, fps=FPS)
    time_s = times(SECONDS, FPS)
    people = people_of([Stick(stride_hz=cadence_spm / 120.0)], time_s)
    (folder / "poses").mkdir(exist_ok=True)
    detection = Detection(people=people, signatures=np.empty((time_s.size, 0)))
    save_detection(detection, folder / "poses" / f"{name}.npz")
    return clip


def make_folder(folder: Path, count: int) -> Path:
    """``count`` different clips, r00.mp4 onward, with their poses."""
    for i in range(count):
        make_clip(folder, f"r{i:02d}", cadence_spm=160.0 + i, grey=40 + 5 * i)
    return folder


def spoil(folder: Path, names: Sequence[str]) -> None:
    """Bad files: text, nothing, half a header; each with a recording, so that only the file is at fault."""
    for i, name in enumerate(names):
        (folder / f"{name}.mp4").write_bytes((b"not a video %d" % i, b"", b"\0\0\0\x18ftypmp42 %d" % i)[i % 3])
        (folder / "poses" / f"{name}.npz").write_bytes(b"unused")


def slow_perform(task: Task) -> Outcome:
    """As `perform`, slower."""
    time.sleep(DWELL_S)
    return perform(task)


def greedy_perform(task: Task) -> Outcome:
    """As `perform`; clip r01 takes more memory than any worker may, and keeps it until it is ended."""
    if task.item.video.stem == "r01":
        held = [b"x" * 2**28 for _ in range(8)]
        time.sleep(600 + len(held))
    return perform(task)
