"""Heads over time: followed, held through misses, two people apart; and found in pictures of rendered runners."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gaitcheck.overlay.heads import HELD_S, Heads
from gaitcheck.pose.mediapipe_heads import HeadFinder
from gaitcheck.video.reader import frames

SAMPLE = Path(__file__).resolve().parents[2] / "sample_videos" / "runner_side_right.mp4"


def disc(x: float, y: float = 100.0, radius: float = 20.0) -> np.ndarray:
    return np.array([[x, y, radius]])


def test_a_head_is_hidden_between_sightings_and_for_a_while_around_them() -> None:
    heads = Heads()
    heads.add(1.0, disc(100.0))
    heads.add(1.5, disc(110.0))
    for time_s in np.linspace(1.0 - HELD_S, 1.5 + HELD_S, 30):
        ((x, y, radius),) = heads.at(float(time_s), 1.0)
        true_x = np.interp(time_s, [1.0, 1.5], [100.0, 110.0])
        assert radius - np.hypot(x - true_x, y - 100.0) >= 20.0
    assert heads.at(1.0 - HELD_S - 0.01, 1.0) == ()
    assert heads.at(1.5 + HELD_S + 0.01, 1.0) == ()


def test_two_heads_stay_two_and_scale_with_the_picture() -> None:
    heads = Heads()
    for k in range(5):
        both = np.vstack([disc(100.0 + 5 * k), disc(400.0 - 5 * k)])
        heads.add(0.1 * k, both if k % 2 else both[::-1])
    found = sorted(heads.at(0.2, 0.5))
    assert [x for x, _, _ in found] == pytest.approx([55.0, 195.0], abs=1.0)
    assert all(radius >= 10.0 for _, _, radius in found)


def test_a_head_missed_once_is_still_the_same_head() -> None:
    heads = Heads()
    heads.add(0.0, disc(100.0))
    heads.add(0.1, np.empty((0, 3)))
    heads.add(0.2, disc(104.0))
    assert len(heads.at(0.1, 1.0)) == 1


@pytest.mark.xdist_group("mediapipe")
def test_a_runner_and_the_mirror_image_are_both_found() -> None:
    picture = next(iter(frames(SAMPLE, start_s=1.0, end_s=1.5, max_side_px=1280))).rgb
    width = picture.shape[1]
    beside = np.hstack([picture, picture[:, ::-1]])
    with HeadFinder() as finder:
        alone, both = finder.find(picture), finder.find(beside)
    assert alone.shape[0] == 1
    x, y, radius = alone[0]
    for expected_x in (x, 2 * width - 1 - x):
        away = np.hypot(both[:, 0] - expected_x, both[:, 1] - y)
        assert away.min() < 0.5 * radius


@pytest.mark.xdist_group("mediapipe")
def test_nobody_is_found_in_an_empty_picture() -> None:
    with HeadFinder() as finder:
        assert finder.find(np.full((360, 640, 3), 90, np.uint8)).shape == (0, 3)
