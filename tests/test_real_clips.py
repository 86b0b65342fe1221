"""Real clips, kept outside the project: a treadmill run with hand-counted contacts, and two walks."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from gaitcheck.analysis.model import Analysis
from gaitcheck.analysis.pipeline import analyze
from gaitcheck.config import AnalysisOptions
from gaitcheck.pose.cache import PoseCache
from gaitcheck.signals import runs
from gaitcheck.skeleton import SIDES

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("real")]


def analysed(path: Path, poses: Path) -> Analysis:
    return analyze(path, AnalysisOptions(), cache=PoseCache(poses))


@pytest.fixture(scope="session")
def run_folder(shared_data: Path) -> Path:
    return shared_data / "treadmill-side-real"


@pytest.fixture(scope="session")
def run(run_folder: Path, kept_poses: Path) -> Analysis:
    return analysed(run_folder / "male_side.mp4", kept_poses)


@pytest.fixture(scope="session")
def indoors(shared_data: Path, kept_poses: Path) -> Analysis:
    return analysed(shared_data / "walks-real" / "walk_indoors.mp4", kept_poses)


@pytest.fixture(scope="session")
def two_people(shared_data: Path, kept_poses: Path) -> Analysis:
    return analysed(shared_data / "walks-real" / "walk_two_people.mp4", kept_poses)


def test_the_runner_is_found_and_seen_from_the_left(run: Analysis) -> None:
    assert run.video.n_frames == 360
    assert run.pose.detected_pct >= 99.0
    assert run.kinematics.view.view == "side-left"
    assert run.kinematics.view.near_side == "left"
    assert run.kinematics.gait == "running"


def test_cadence_is_the_counted_one(run: Analysis) -> None:
    cadence = run.metrics.get("cadence_spm")
    assert cadence.value == pytest.approx(168.75, abs=1.0)
    assert cadence.low - 0.7 < 168.75 < cadence.high + 0.7


def test_hand_counted_contacts_are_found(run: Analysis, run_folder: Path) -> None:
    counted = json.loads((run_folder / "hand_counted_contacts.json").read_text(encoding="utf-8"))["initial_contacts"]
    hits = misses = 0
    for side, name in zip(SIDES, ("L_near", "R_far"), strict=True):
        true = np.array(counted[name], dtype=np.float64)
        found = 30.0 * run.events.foot(side).contact_s
        apart = np.abs(found[:, None] - true[None, :])
        pairs = {(i, j) for i, j in enumerate(apart.argmin(axis=1)) if apart[:, j].argmin() == i and apart[i, j] <= 2.0}
        hits += len(pairs)
        misses += found.size - len(pairs)
    assert hits >= 30
    assert misses <= 2


def test_a_real_runners_numbers_are_a_runners(run: Analysis) -> None:
    for side in SIDES:
        assert 150 < run.metrics.get("contact_time_ms", side).value < 350
        assert 25 < run.metrics.get("knee_flexion_stance_peak_deg", side).value < 60
        assert 60 < run.metrics.get("knee_flexion_swing_peak_deg", side).value < 130
    assert run.metrics.get("contact_time_ms", "left").value == pytest.approx(
        run.metrics.get("contact_time_ms", "right").value, abs=60
    )


@pytest.mark.parametrize("name", ["indoors", "two_people"])
def test_a_walk_is_no_run(request: pytest.FixtureRequest, name: str) -> None:
    walk: Analysis = request.getfixturevalue(name)
    assert walk.kinematics.gait == "walking"
    assert {metric.name for metric in walk.metrics.metrics if metric.assessed} <= {"cadence_spm"}
    assert all("walk" in m.reason for m in walk.metrics.metrics if m.reason)
    assert any(check.check == "gait" and check.status == "fail" for check in walk.quality)


def test_the_walker_is_measured_and_not_the_person_behind(two_people: Analysis) -> None:
    hips = 0.5 * (two_people.pose.point("left_hip") + two_people.pose.point("right_hip"))
    x = hips[np.isfinite(hips[:, 0]), 0]
    width = two_people.video.width_px
    assert x[:10].mean() - x[-10:].mean() > 0.5 * width
    # She never jumps across the picture.
    assert np.abs(np.diff(x)).max() < 0.1 * width


def test_the_one_walker_indoors_is_followed_both_ways(indoors: Analysis) -> None:
    # She enters and leaves the picture; in between she is never lost.
    assert indoors.pose.detected_pct > 70.0
    assert len(list(runs(indoors.pose.detected))) == 1
    cadence = indoors.metrics.get("cadence_spm")
    if cadence.assessed:
        assert cadence.value == pytest.approx(112.5, abs=6.0)
