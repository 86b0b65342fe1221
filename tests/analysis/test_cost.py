"""What an analysis costs without posing: counted in calls, so that no machine and no load can change the answer."""

from __future__ import annotations

import cProfile
import pstats
from functools import cache

from simulated import detection_of, info_of, seen

from gaitcheck.analysis.pipeline import analyze_people
from gaitcheck.config import AnalysisOptions
from gaitcheck.synthetic import BodyDimensions, GaitParameters, natural_variability, simulate

#: Calls of Python functions for a second of running at 60 frames a second; a tenth more than when this was written.
_MOST_PER_S = 13_000


@cache
def calls(duration_s: float) -> int:
    """Function calls from everybody's landmarks to the finished analysis, with everything loaded before."""
    gait = GaitParameters(variability=natural_variability(), seed=3)
    track = seen(simulate(gait, BodyDimensions.from_height(1.75), duration_s=duration_s))
    detection, info = detection_of(track), info_of(track)
    analyze_people(info, detection, AnalysisOptions())
    profile = cProfile.Profile()
    profile.runcall(analyze_people, info, detection, AnalysisOptions())
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


def test_a_second_of_running_costs_no_more_than_it_did() -> None:
    assert (calls(30.0) - calls(10.0)) / 20.0 < _MOST_PER_S


def test_a_long_clip_costs_what_its_parts_cost() -> None:
    assert calls(30.0) - calls(10.0) < 1.15 * 2 * (calls(20.0) - calls(10.0))
