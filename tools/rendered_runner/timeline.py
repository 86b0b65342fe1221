"""When frames are taken and when a player shows them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.rendered_runner.clip import Timing

Floats = NDArray[np.float64]

# Container clock; fine enough for any rate and what phones use for video.
TICKS_PER_S = 90_000
# A phone in poor light: intervals wander by this share and now and then a frame is missing.
JITTER_SHARE = 0.08
DROP_CHANCE = 0.06


@dataclass(frozen=True)
class Timeline:
    """Per frame ``(N,)``: real seconds from the first frame, and container ticks."""

    real_s: Floats
    ticks: NDArray[np.int64]

    @property
    def container_s(self) -> Floats:
        """Container time in seconds."""
        return np.asarray(self.ticks / TICKS_PER_S)


def make_timeline(timing: Timing, seed: int) -> Timeline:
    """Frame times of a clip; real times are those the ticks stand for, so that both agree exactly."""
    nominal_s = _variable(timing, seed) if timing.variable else _constant(timing)
    ticks = np.round(nominal_s * timing.slow_motion_factor * TICKS_PER_S).astype(np.int64)
    return Timeline(ticks / TICKS_PER_S / timing.slow_motion_factor, ticks)


def _constant(timing: Timing) -> Floats:
    return np.arange(round(timing.duration_s * timing.capture_fps)) / timing.capture_fps


def _variable(timing: Timing, seed: int) -> Floats:
    rng = np.random.default_rng([seed, 11])
    count = round(timing.duration_s * timing.capture_fps)
    steps = 1.0 + JITTER_SHARE * rng.standard_normal(count).clip(-2, 2)
    steps += rng.random(count) < DROP_CHANCE
    times = np.concatenate([[0.0], np.cumsum(steps)]) / timing.capture_fps
    return np.asarray(times[times < timing.duration_s])
