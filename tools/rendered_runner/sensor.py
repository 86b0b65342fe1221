"""From rendered sub-frames to what a phone would record: motion blur, lens, shake, exposure, noise."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.rendered_runner.clip import Sensor

Floats = NDArray[np.float64]
Image = NDArray[np.uint8]

# The noise pattern is this much larger than the picture and starts elsewhere in every frame.
NOISE_PLAY_PX = 64
NOISE_BLUR_PX = 0.7
# Hand-held movement: a slow wander plus tremor, as sums of a few sinusoids (Hz, share of the amplitude).
SHAKE_TONES = ((0.35, 0.6), (0.8, 0.4), (1.9, 0.25), (4.3, 0.1), (8.1, 0.06))
SUBFRAME_TRAVEL_PX = 6.0
MAX_SUBFRAMES = 4
# Fastest part of a runner, the swinging foot.
FOOT_SPEED_MPS = 7.0


def subframe_count(sensor: Sensor, pixels_per_m: float) -> int:
    """Sub-frames that keep the swinging foot's jump between them near `SUBFRAME_TRAVEL_PX`."""
    travel_px = FOOT_SPEED_MPS * sensor.shutter_s * pixels_per_m
    return int(np.clip(np.ceil(travel_px / SUBFRAME_TRAVEL_PX), 1, MAX_SUBFRAMES))


def average(pictures: list[Image]) -> Image:
    """Mean of sub-frames in (approximately) linear light, as a sensor adds photons."""
    if len(pictures) == 1:
        return pictures[0]
    total = np.zeros(pictures[0].shape, dtype=np.float32)
    for picture in pictures:
        total += np.square(picture, dtype=np.float32)
    return np.sqrt(total / len(pictures)).astype(np.uint8)


def shake_offsets(sensor: Sensor, time_s: Floats, seed: int) -> Floats:
    """Shift ``(N, 2)`` of the picture in pixels at each frame."""
    rng = np.random.default_rng([seed, 23])
    offsets = np.zeros((len(time_s), 2))
    for axis in range(2):
        for hertz, share in SHAKE_TONES:
            phase, detune = rng.uniform(0, 2 * np.pi), rng.uniform(0.85, 1.15)
            offsets[:, axis] += share * np.sin(2 * np.pi * hertz * detune * time_s + phase)
    return sensor.shake_px * offsets


class Recorder:
    """Applies one sensor to successive pictures; the noise pattern is drawn once and shifted about."""

    def __init__(self, sensor: Sensor, size_px: tuple[int, int], seed: int) -> None:
        self._sensor = sensor
        self._rng = np.random.default_rng([seed, 5])
        width, height = size_px
        shape = (height + NOISE_PLAY_PX, width + NOISE_PLAY_PX, 3)
        white = self._rng.standard_normal(shape, dtype=np.float32)
        # Cameras smooth noise a little before compressing it.
        grain = cv2.GaussianBlur(white, (0, 0), NOISE_BLUR_PX)
        self._grain = np.round(grain * (sensor.noise / grain.std())).astype(np.int16)
        # A stop more light is a factor 2 in linear light and 2 ** (1 / 2.2) in the stored value.
        gain = 2.0 ** (sensor.exposure_ev / 2.2)
        self._response = np.clip(np.arange(256) * gain + 0.5, 0, 255).astype(np.uint8)

    def record(self, picture: Image, shift_px: Floats) -> Image:
        """One recorded frame ``(height, width, 3)`` 8-bit; the input is left as it is."""
        image: NDArray[Any] = picture
        height, width = picture.shape[:2]
        if self._sensor.shake_px > 0:
            matrix = np.array([[1.0, 0.0, shift_px[0]], [0.0, 1.0, shift_px[1]]])
            image = cv2.warpAffine(
                image, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
            )
        if self._sensor.softness_px > 0:
            image = cv2.GaussianBlur(image, (0, 0), self._sensor.softness_px)
        x, y = (int(v) for v in self._rng.integers(NOISE_PLAY_PX, size=2))
        grain = self._grain[y : y + height, x : x + width]
        return np.asarray(cv2.add(cv2.LUT(image, self._response), grain, dtype=cv2.CV_8U), dtype=np.uint8)
