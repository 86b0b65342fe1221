"""Fast clips are thinned by time, the same frames however a clip is cut; others are posed frame by frame."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from clip_tools import pictures_of, write_pictures

from gaitcheck.config import PoseOptions
from gaitcheck.pose.mediapipe_backend import MediaPipeBackend
from gaitcheck.pose.pace import LEAST_RATE_HZ, Pace, pace_of
from gaitcheck.pose.recorded import load_detection, save_detection
from gaitcheck.video import Segment

FULL = PoseOptions(model="full", max_people=1)


@pytest.fixture(scope="module")
def fast_clip(runner_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("fast") / "fast.mp4"
    return write_pictures(path, pictures_of(runner_clip, count=50), fps=120)


@pytest.mark.parametrize(
    ("fps", "every"), [(24, 1), (59.94, 1), (60, 1), (90, 1), (119.88, 2), (120, 2), (200, 3), (239.76, 4), (240, 4)]
)
def test_at_least_sixty_frames_a_second_are_posed(fps: float, every: int) -> None:
    assert Pace.of(np.arange(100) / fps).every == every
    assert fps / every >= min(fps, LEAST_RATE_HZ)


def test_times_rounded_to_milliseconds_keep_their_rate() -> None:
    pace = Pace.of(np.round(np.arange(1000) / 240, 3))
    assert pace.every == 4
    slots = [pace.slot(t) for t in np.round(np.arange(1000) / 240, 3)]
    assert np.unique(slots, return_counts=True)[1].tolist() == [4] * 250


def test_a_single_frame_and_an_unreadable_file_have_the_plain_pace(tmp_path: Path) -> None:
    assert Pace.of(np.zeros(1)) == Pace()
    (tmp_path / "note.mp4").write_text("no video")
    assert pace_of(tmp_path / "note.mp4") == Pace()


def test_borders_between_segments_are_borders_between_slots() -> None:
    pace = Pace(every=4, interval_s=1 / 240)
    times = np.arange(240) / 240
    moved = pace.aligned([Segment(None, 0.301), Segment(0.301, 0.302), Segment(0.302, None)])
    assert [s.end_s for s in moved[:-1]] == [s.start_s for s in moved[1:]]
    for segment in moved[1:]:
        first = int(np.flatnonzero(times >= segment.start_s)[0])
        assert first % 4 == 0
    assert Pace().aligned([Segment(None, 0.5), Segment(0.5, None)]) == [Segment(None, 0.5), Segment(0.5, None)]


def test_every_other_frame_is_posed_whatever_the_cut(fast_clip: Path, tmp_path: Path) -> None:
    one = MediaPipeBackend(FULL, workers=1).detect(fast_clip)
    three = MediaPipeBackend(FULL, workers=3).detect(fast_clip)
    assert one.people.time_s == pytest.approx(np.arange(25) / 60, abs=1e-6)
    assert one.frame_time_s == pytest.approx(np.arange(50) / 120, abs=1e-6)
    for name in ("time_s", "xy_px", "visibility", "depth_px"):
        assert np.array_equal(getattr(three.people, name), getattr(one.people, name), equal_nan=True), name
    assert np.array_equal(three.frame_time_s, one.frame_time_s)
    assert np.array_equal(three.signatures, one.signatures)
    assert one.people.source.options["every_nth_frame"] == "2"
    assert one.people.source == MediaPipeBackend(FULL).source_of(fast_clip)
    save_detection(one, tmp_path / "kept.npz")
    assert np.array_equal(load_detection(tmp_path / "kept.npz").frame_time_s, one.frame_time_s)


def test_a_slow_clip_says_nothing_of_thinning(short_clip: Path) -> None:
    assert "every_nth_frame" not in MediaPipeBackend(FULL).source_of(short_clip).options
