"""An analysis of a stick runner with a gap, for every exporter."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from clip_tools import write_pictures
from stick_people import Stick, people_of, times

from gaitcheck.analysis.model import Analysis
from gaitcheck.analysis.pipeline import analyze
from gaitcheck.config import AnalysisOptions, RunnerInfo
from gaitcheck.pose.backend import Detection
from gaitcheck.pose.recorded import RecordedBackend, save_detection

#: Frames without the runner: longer than what is interpolated.
LOST = slice(60, 72)


def stick_analysis(folder: Path, runner: RunnerInfo, *, lost: bool = True) -> Analysis:
    """Six seconds at 30 frames a second."""
    time_s = times(6.0, 30.0)
    clip = write_pictures(folder / "clip.mp4", [np.full((48, 64, 3), 90, np.uint8)] * time_s.size)
    xy = Stick().landmarks(time_s)
    if lost:
        xy[LOST] = np.nan
    people = people_of([xy], time_s)
    save_detection(Detection(people=people, signatures=np.empty((time_s.size, 0))), folder / "poses.npz")
    return analyze(clip, AnalysisOptions(runner=runner), backend=RecordedBackend(folder / "poses.npz"))
