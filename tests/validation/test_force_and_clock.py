"""Force plates and clocks: thresholds in closed form, offsets, turns of the feet, alignment."""

from __future__ import annotations

import numpy as np
import pytest

from gaitcheck.errors import UsageError
from gaitcheck.events.model import GaitEvents
from gaitcheck.validation.clock import align
from gaitcheck.validation.force import stances, turns, unloaded_n
from gaitcheck.validation.truth import true_events

RATE_HZ = 1000.0


def half_sines(offset_n: float = 0.0, peak_n: float = 1500.0, missing: tuple[int, ...] = ()) -> np.ndarray:
    """Ten contacts of 0.25 s, one every 0.36 s from 0.1 s on, as half a sine each."""
    t = np.arange(0.0, 4.0, 1.0 / RATE_HZ)
    force = np.zeros_like(t)
    for k in set(range(10)) - set(missing):
        inside = (t >= 0.1 + 0.36 * k) & (t <= 0.35 + 0.36 * k)
        force[inside] += peak_n * np.sin(np.pi * (t[inside] - 0.1 - 0.36 * k) / 0.25)
    return force + offset_n


@pytest.mark.parametrize("offset_n", [0.0, -12.0, 30.0])
def test_a_half_sine_crosses_where_arithmetic_says(offset_n: float) -> None:
    found = stances(half_sines(offset_n), RATE_HZ, 50.0)
    late_s = 0.25 / np.pi * np.arcsin(50.0 / 1500.0)
    np.testing.assert_allclose(found.contact_s, 0.1 + 0.36 * np.arange(10) + late_s, atol=2e-4)
    np.testing.assert_allclose(found.toe_off_s, 0.35 + 0.36 * np.arange(10) - late_s, atol=2e-4)
    assert found.offset_n == pytest.approx(offset_n, abs=0.5)


def test_feet_take_turns_also_over_a_missing_step() -> None:
    assert turns(stances(half_sines(), RATE_HZ, 50.0)).tolist() == [0, 1] * 5
    assert turns(stances(half_sines(missing=(3,)), RATE_HZ, 50.0)).tolist() == [0, 1, 0, 0, 1, 0, 1, 0, 1]


def test_what_is_no_running_is_refused_in_words() -> None:
    with pytest.raises(UsageError, match="never passes"):
        stances(half_sines(peak_n=30.0), RATE_HZ, 50.0)
    with pytest.raises(UsageError, match="not zeroed"):
        unloaded_n(half_sines(offset_n=400.0), 50.0)
    with pytest.raises(UsageError, match="without flight"):
        stances(np.r_[np.zeros(200), np.full(2000, 800.0), np.zeros(200)], RATE_HZ, 50.0)


def uneven(shift_s: float = 0.0, seed: int = 3) -> GaitEvents:
    rng = np.random.default_rng(seed)
    step_s = 0.36 + 0.01 * rng.standard_normal(24)
    contact_s = np.cumsum(step_s) + shift_s
    left, right = contact_s[::2], contact_s[1::2]
    return true_events(
        {
            ("left", "contact"): left,
            ("right", "contact"): right,
            ("left", "toe_off"): left + 0.25,
            ("right", "toe_off"): right + 0.25,
        }
    )


def test_a_clock_is_found_from_uneven_steps() -> None:
    found = align(uneven(), uneven(shift_s=-1.234))
    assert found.offset_s == pytest.approx(1.234, abs=0.002)
    assert found.source == "aligned"


def test_even_steps_fit_a_stride_off_and_nothing_is_guessed() -> None:
    contact_s = 0.72 * np.arange(10.0)
    even = true_events({("left", "contact"): contact_s, ("right", "contact"): contact_s + 0.36})
    with pytest.raises(UsageError):
        align(even, even.__class__(left=even.left, right=even.right))
