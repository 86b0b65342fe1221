"""Rendering itself, where an off-screen OpenGL can be had."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

moderngl = pytest.importorskip("moderngl")

from tools.rendered_runner.clip import Clip, Timing  # noqa: E402
from tools.rendered_runner.film import people_window, pictures  # noqa: E402
from tools.rendered_runner.produce import is_made, make_clip, truth_path  # noqa: E402
from tools.rendered_runner.samples import sample_clips  # noqa: E402
from tools.rendered_runner.sensor import average, subframe_count  # noqa: E402
from tools.rendered_runner.take import prepare  # noqa: E402


@pytest.fixture(scope="module", autouse=True)
def _needs_graphics() -> None:
    try:
        moderngl.create_context(standalone=True, backend="egl").release()
    except Exception as error:
        pytest.skip(f"no off-screen OpenGL: {error}")


@pytest.fixture(scope="module")
def clip() -> Clip:
    """A short, small version of the first sample."""
    first = sample_clips()[0]
    camera = replace(first.camera, width_px=320, height_px=180)
    return replace(first, camera=camera, timing=Timing(capture_fps=10.0, duration_s=2.5))


def test_the_runner_is_where_the_truth_says(clip: Clip) -> None:
    take = prepare(clip)
    frames = np.stack(list(pictures(take))).astype(float)
    moving = frames.std(axis=0).sum(axis=2)
    window = people_window(clip.camera, [take.motion.joints(take.motion_s)])
    inside = moving[window.top_px :, window.left_px : window.left_px + window.width_px]
    outside = moving[:, : max(window.left_px - 20, 1)]
    assert inside.max() > 5 * outside.mean()
    assert frames.mean() > 20


def test_rendering_twice_gives_the_same_pictures(clip: Clip) -> None:
    first, second = (list(pictures(prepare(clip), every=5)) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


def test_a_clip_is_written_with_its_truth_last(clip: Clip, tmp_path: Path) -> None:
    video = tmp_path / "clip.mp4"
    assert not is_made(clip, video)
    make_clip(clip, video, arrays=True)
    assert is_made(clip, video)
    assert truth_path(video).with_suffix(".npz").exists()
    assert not list(tmp_path.glob("*.partial*"))


def test_faster_shutters_need_fewer_subframes(clip: Clip) -> None:
    slow, fast = replace(clip.sensor, shutter_s=1 / 30), replace(clip.sensor, shutter_s=1 / 2000)
    assert subframe_count(slow, 250.0) > subframe_count(fast, 250.0) == 1


def test_averaging_is_in_light_not_in_counts() -> None:
    black, white = np.zeros((2, 2, 3), np.uint8), np.full((2, 2, 3), 200, np.uint8)
    assert average([black, white])[0, 0, 0] == pytest.approx(200 / np.sqrt(2), abs=1)
