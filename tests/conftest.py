"""Fixtures shared by all tests."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from clip_tools import pictures_of, write_pictures
from hypothesis import settings
from rbds import Recording, load_recording
from simulated import detection_of, info_of, runner, seen

from gaitcheck.analysis.pipeline import analyze_people
from gaitcheck.config import AnalysisOptions, RunnerInfo
from gaitcheck.pose.recorded import load_detection, save_detection
from gaitcheck.results import POSES, write_data
from gaitcheck.video import probe

# The same examples on every machine, no clock, nothing written into the checkout.
settings.register_profile("gaitcheck", deadline=None, derandomize=True, database=None, max_examples=50)
settings.load_profile("gaitcheck")

PROJECT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def project() -> Path:
    """The project's root."""
    return PROJECT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Data kept beside the project, or skip."""
    folder = PROJECT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the data kept beside the project is not here")
    return folder


@pytest.fixture(scope="session")
def rbds(shared_data: Path) -> Recording:
    """A real runner's markers with force-plate events."""
    return load_recording(shared_data / "rbds001-markers-force")


@pytest.fixture(scope="session")
def runner_clip() -> Path:
    """A clip of a computer-generated runner seen from the side."""
    rendered = PROJECT.parent / "shared" / "data" / "rendered" / "side_right_168.mp4"
    for path in (PROJECT / "sample_videos" / "runner_side_right.mp4", rendered):
        if path.is_file():
            return path
    pytest.skip("no rendered clip is here")


@pytest.fixture(scope="session")
def short_clip(runner_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of the rendered runner at 30 frames a second, a keyframe every half second."""
    path = tmp_path_factory.mktemp("clip") / "short.mp4"
    every = max(1, round((probe(runner_clip).nominal_fps or 30.0) / 30.0))
    return write_pictures(path, pictures_of(runner_clip, every=every, count=60), faststart=True)


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test keeps poses and temporary files to itself."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("GAITCHECK_CACHE_DIR", str(tmp_path / "poses"))
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))


@pytest.fixture(scope="session")
def kept_poses(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One pose cache for the whole run; ``GAITCHECK_TEST_POSES`` keeps it from run to run."""
    kept = os.environ.get("GAITCHECK_TEST_POSES")
    return Path(kept) if kept else tmp_path_factory.mktemp("poses")


@pytest.fixture(scope="session")
def measured_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the analysis of a simulated runner leaves, but for pictures."""
    track = seen(runner(0))
    folder = tmp_path_factory.mktemp("measured")
    options = AnalysisOptions(runner=RunnerInfo(speed_kmh=10.0, height_cm=175.0))
    # As in an analysis: what is measured first and what is measured again are the same saved landmarks.
    save_detection(detection_of(track), folder / POSES)
    write_data(analyze_people(info_of(track), load_detection(folder / POSES), options), folder)
    return folder
