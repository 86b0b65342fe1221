from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from simulated import SEEDS, runner, seen, slowed, stander, walker

from gaitcheck.analysis.timing import RAMP_NOTE, establish_timing, gravity_factor, time_evidence
from gaitcheck.config import AnalysisOptions, RunnerInfo
from gaitcheck.events.detect import detect_events
from gaitcheck.kinematics.build import build_kinematics
from gaitcheck.metrics.bouncing import bounce_height
from gaitcheck.video import VideoInfo

UNKNOWN = RunnerInfo()


def clip(track, capture_fps: float | None = None) -> VideoInfo:
    return VideoInfo(
        path=Path("clip.mp4"),
        sha256="0" * 64,
        width_px=1280,
        height_px=720,
        rotation_deg=0,
        time_s=track.time_s,
        nominal_fps=None,
        declared_duration_s=None,
        codec="h264",
        container="mp4",
        capture_fps=capture_fps,
    )


def timing(track, options: AnalysisOptions | None = None, capture_fps: float | None = None):
    options = options or AnalysisOptions()
    kinematics = build_kinematics(track)
    evidence = time_evidence(kinematics, detect_events(kinematics), options.runner)
    return establish_timing(clip(track, capture_fps), options, evidence)


def test_bounce_of_a_runner_who_never_touches_the_ground_is_free_fall() -> None:
    step_s = 0.4
    assert bounce_height(step_s, 0.0) == pytest.approx(9.80665 * step_s**2 / 8)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_fall_of_the_body_tells_real_time(seed: int) -> None:
    kinematics = build_kinematics(seen(runner(seed), 60.0, white_px=1.5))
    factor = gravity_factor(kinematics, detect_events(kinematics), UNKNOWN)
    assert factor == pytest.approx(1.0, abs=0.2)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("fps", [30.0, 60.0])
def test_an_ordinary_clip_is_never_called_slow_motion(seed: int, fps: float) -> None:
    found = timing(seen(runner(seed), fps, white_px=1.5))
    assert (found.slow_motion_factor, found.time_base) == (1.0, "container")


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("factor", [2.0, 4.0, 8.0])
def test_slow_motion_is_inferred_or_refused_never_wrong(seed: int, factor: float) -> None:
    # Captured at 30 x factor, played at 30: what phones export.
    found = timing(slowed(seen(runner(seed), 30.0 * factor, white_px=1.5), factor))
    assert found.slow_motion_factor in (None, pytest.approx(factor, rel=1e-6))
    assert found.time_base == ("unknown" if found.slow_motion_factor is None else "inferred")
    assert (found.question is None) == (found.slow_motion_factor is not None)


def test_most_slow_motion_is_recognised() -> None:
    found = [
        timing(slowed(seen(runner(seed), 30.0 * factor), factor)).slow_motion_factor
        for seed in SEEDS
        for factor in (4.0, 8.0)
    ]
    assert sum(factor is not None for factor in found) >= 6


def test_the_users_word_and_then_the_cameras_tag_come_first() -> None:
    track = slowed(seen(runner(0), 240.0), 8.0)
    assert timing(track, AnalysisOptions(slow_motion_factor=7.5)).slow_motion_factor == 7.5
    tagged = timing(track, capture_fps=240.0)
    assert tagged.slow_motion_factor == pytest.approx(8.0)
    assert tagged.time_base == "container"


def test_a_tag_that_leads_to_an_impossible_cadence_is_not_believed() -> None:
    # An original that keeps real times although it carries the capture rate as a tag.
    found = timing(seen(runner(0), 30.0), capture_fps=240.0)
    assert found.slow_motion_factor == 1.0


@pytest.mark.parametrize("ratio", [1.4, 2.0, 4.0])
def test_a_speed_ramp_yields_no_times(ratio: float) -> None:
    track = seen(runner(1), 120.0)
    steps_s = np.diff(track.time_s, prepend=track.time_s[0] - 1 / 120)
    steps_s[track.time_s > 5.0] *= ratio
    ramped = replace(track, time_s=np.cumsum(steps_s))
    found = timing(ramped)
    assert found.slow_motion_factor is None
    assert found.question == RAMP_NOTE


def test_standing_is_no_ramp() -> None:
    kinematics = build_kinematics(seen(stander(), 30.0))
    assert time_evidence(kinematics, detect_events(kinematics), RunnerInfo()) is None


def test_walking_is_taken_at_its_word() -> None:
    assert timing(seen(walker(), 30.0)).slow_motion_factor == 1.0
