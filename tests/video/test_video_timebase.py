"""Clock diagnostics on made-up times and on pictures that went through an encoder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from video_clips import write_clip

from gaitcheck.video.reader import frames
from gaitcheck.video.timebase import (
    find_cuts,
    find_duplicates,
    find_frozen_spans,
    find_gaps,
    frame_signature,
    is_variable_rate,
    rate_mismatch,
)

REGULAR_S = np.arange(120) / 30


def test_a_regular_clock_raises_nothing() -> None:
    for fps in (23.976, 30.0, 60.0, 240.0):
        for times in (np.arange(200) / fps, np.round(np.arange(200) / fps, 3)):
            assert not is_variable_rate(times)
            assert find_gaps(times) == ()
            assert not rate_mismatch(times, fps)


def test_missing_frames_are_gaps_not_a_variable_rate() -> None:
    times = np.delete(REGULAR_S, [20, 50, 51, 52])
    assert not is_variable_rate(times)
    single, triple = find_gaps(times)
    assert (single.missing_frames, triple.missing_frames) == (1, 3)
    assert (single.start_s, single.end_s) == (REGULAR_S[19], REGULAR_S[21])


def test_a_wandering_rate_is_variable() -> None:
    intervals = np.where(np.arange(120) % 10 < 6, 1 / 30, 1 / 22)
    assert is_variable_rate(np.cumsum(intervals))


def test_declared_rates() -> None:
    assert rate_mismatch(np.arange(240) / 240, 30.0)
    assert not rate_mismatch(REGULAR_S, 29.97)
    assert not rate_mismatch(REGULAR_S, None)
    dropped = np.delete(REGULAR_S, np.arange(10, 100, 5))
    assert not rate_mismatch(dropped, 30.0)
    assert not rate_mismatch(dropped, (dropped.size - 1) / (dropped[-1] - dropped[0]))


def test_too_short_to_tell() -> None:
    for times in (np.array([0.0]), np.array([0.0, 0.1])):
        assert not is_variable_rate(times)
        assert find_gaps(times) == ()
        assert not rate_mismatch(times, 30.0)
    one = np.zeros((1, 16, 16))
    assert not find_duplicates(one).any()
    assert find_cuts(one).size == 0
    assert find_frozen_spans(np.array([0.0]), one) == ()


@pytest.mark.parametrize("size", [(720, 1280), (1080, 1921), (16, 16), (7, 5)])
def test_signature_is_the_block_mean(size: tuple[int, int]) -> None:
    flat = frame_signature(np.full((*size, 3), 77, np.uint8))
    assert flat.shape == (16, 16)
    assert flat.dtype == np.float32
    np.testing.assert_allclose(flat, 77, rtol=1e-5)
    ramp = np.broadcast_to(np.linspace(0, 255, size[1])[None, :, None], (*size, 3)).astype(np.uint8)
    assert np.all(np.diff(frame_signature(ramp)[0]) >= 0)


def scene(phase: float, noise: np.random.Generator, shift: int = 0) -> np.ndarray:
    """A still room with an arm and a leg swinging a quarter period apart, as a camera sees it."""
    x = np.arange(320)
    room = 110 + 60 * np.sin(x / 17.0 + shift)[None, :] * np.cos(np.arange(240) / (11.0 + shift))[:, None]
    for centre, phase_offset, rows in ((110, 0.0, slice(120, 220)), (190, np.pi / 2, slice(40, 120))):
        at = centre + 40 * np.sin(phase + phase_offset)
        cover = np.clip(8.0 - np.abs(x - at), 0.0, 1.0)  # soft edges: moves by less than a pixel too
        room[rows] += cover * (30.0 - room[rows])
    grey = np.clip(room + noise.normal(0, 2.0, room.shape), 0, 255).astype(np.uint8)
    return np.repeat(grey[:, :, None], 3, axis=2)


def decoded(path: Path, pictures: list[np.ndarray], fps: int = 60) -> tuple[np.ndarray, np.ndarray]:
    clip = write_clip(path, pictures, fps=fps, codec_options={"crf": "26", "g": "40"})
    pairs = [(f.time_s, frame_signature(f.rgb)) for f in frames(clip)]
    return np.array([t for t, _ in pairs]), np.array([s for _, s in pairs])


@pytest.mark.parametrize("cycle_frames", [20, 43, 171])
def test_a_runner_in_a_still_room_is_not_a_repeat(tmp_path: Path, cycle_frames: int) -> None:
    """From 30 to 240 frames per second at the same cadence; the swing slows down at its ends."""
    noise = np.random.default_rng(2)
    pictures = [scene(2 * np.pi * i / cycle_frames, noise) for i in range(120)]
    _, signatures = decoded(tmp_path / "a.mp4", pictures)
    assert find_duplicates(signatures).mean() < 0.02


def test_every_other_frame_repeated_by_an_encoder(tmp_path: Path) -> None:
    noise = np.random.default_rng(3)
    pictures = [scene(2 * np.pi * i / 21, noise) for i in range(60)]
    _, signatures = decoded(tmp_path / "a.mp4", [p for p in pictures for _ in range(2)])
    repeats = find_duplicates(signatures)
    assert repeats[1::2].mean() > 0.9
    assert repeats[2::2].mean() < 0.02


def test_a_stuck_camera_is_one_frozen_span(tmp_path: Path) -> None:
    noise = np.random.default_rng(4)
    pictures = [scene(2 * np.pi * i / 23, noise) for i in range(90)]
    stuck = pictures[:41] + [pictures[40]] * 30 + pictures[41:]
    times, signatures = decoded(tmp_path / "a.mp4", stuck)
    (span,) = find_frozen_spans(times, signatures)
    assert span.start_s == pytest.approx(times[40], abs=0.05)
    assert span.end_s == pytest.approx(times[71], abs=0.05)
    assert find_frozen_spans(times, signatures, min_duration_s=2.0) == ()


def test_a_cut_is_found_and_a_change_of_light_is_not(tmp_path: Path) -> None:
    noise = np.random.default_rng(5)
    room = [scene(2 * np.pi * i / 21, noise) for i in range(40)]
    elsewhere = [scene(2 * np.pi * i / 21, noise, shift=2) for i in range(40)]
    _, signatures = decoded(tmp_path / "cut.mp4", room + elsewhere)
    assert find_cuts(signatures).tolist() == [40]
    bright = [np.clip(p.astype(int) + 40, 0, 255).astype(np.uint8) for p in room]
    _, signatures = decoded(tmp_path / "light.mp4", room + bright)
    assert find_cuts(signatures).size == 0
