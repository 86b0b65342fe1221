"""Blur against pictures whose blur is known."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from gaitcheck.video.blur import blur_sd_px


def scene(seed: int, blur_sd: float, contrast: float = 1.0) -> np.ndarray:
    """Overlapping boxes of many sizes and levels, blurred."""
    random = np.random.default_rng(seed)
    picture = np.full((400, 300), 100.0)
    for _ in range(40):
        x, y = random.integers(0, 300), random.integers(0, 400)
        w, h = random.integers(20, 120, size=2)
        picture[y : y + h, x : x + w] = random.uniform(20, 235)
    blurred = cv2.GaussianBlur(picture, (0, 0), blur_sd) if blur_sd else picture
    return 128 + contrast * (blurred - 128)


@pytest.mark.parametrize("blur_sd", [1.5, 3.0, 5.0])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_blur_of_a_picture_with_sharp_edges_is_found(blur_sd: float, seed: int) -> None:
    assert blur_sd_px(scene(seed, blur_sd), 2) == pytest.approx(blur_sd, rel=0.25)


def test_a_sharp_picture_is_sharp() -> None:
    assert blur_sd_px(scene(1, 0.0), 2) < 0.3


@pytest.mark.parametrize("contrast", [0.2, 0.5])
def test_contrast_is_not_blur(contrast: float) -> None:
    assert blur_sd_px(scene(2, 3.0, contrast), 2) == pytest.approx(blur_sd_px(scene(2, 3.0), 2), rel=1e-6)


def test_twice_the_size_is_twice_the_blur() -> None:
    small = scene(3, 2.0)
    large = cv2.resize(small, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    assert blur_sd_px(large, 4) == pytest.approx(2 * blur_sd_px(small, 2), rel=0.1)


def test_nothing_is_said_of_an_empty_or_tiny_picture() -> None:
    assert np.isnan(blur_sd_px(np.full((100, 100), 7.0), 2))
    assert np.isnan(blur_sd_px(scene(1, 0.0)[:10, :10], 2))
