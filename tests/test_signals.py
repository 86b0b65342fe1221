"""Pure signal functions against closed forms."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import butter, sosfiltfilt

from gaitcheck.curve import Curve
from gaitcheck.signals import (
    derivative,
    dominant_frequency_hz,
    fill_short_gaps,
    runs,
    smooth,
)

phases = st.floats(0.0, 2 * np.pi)


def even(seconds: float, rate_hz: float) -> np.ndarray:
    return np.arange(round(seconds * rate_hz)) / rate_hz


def jittered(seconds: float, rate_hz: float, seed: int) -> np.ndarray:
    """Frame times that wander by up to a third of the interval, as phones' do."""
    time_s = even(seconds, rate_hz)
    return time_s + np.random.default_rng(seed).uniform(-0.33, 0.33, time_s.size) / rate_hz


@given(st.lists(st.booleans(), max_size=60))
def test_runs_are_exactly_the_true_samples(values: list[bool]) -> None:
    mask = np.array(values, dtype=np.bool_)
    rebuilt = np.zeros_like(mask)
    spans = list(runs(mask))
    for start, end in spans:
        assert start < end
        rebuilt[start:end] = True
    assert np.array_equal(rebuilt, mask)
    assert all(later[0] > earlier[1] for earlier, later in itertools.pairwise(spans))


@given(start=st.integers(0, 99), length=st.integers(1, 40), limit=st.integers(1, 12))
def test_a_gap_is_bridged_only_up_to_the_limit_and_never_at_the_ends(start: int, length: int, limit: int) -> None:
    time_s = even(4.0, 25.0)
    values = np.sin(time_s)
    end = min(start + length, values.size)
    values[start:end] = np.nan
    filled = fill_short_gaps(time_s, values, limit / 25.0)
    inside = start > 0 and end < values.size
    bridged = inside and end - start + 1 <= limit
    assert np.isnan(filled).sum() == (0 if bridged else end - start)
    outside = np.isfinite(values)
    assert np.array_equal(filled[outside], values[outside])


def test_a_bridged_gap_follows_the_curve() -> None:
    time_s = even(4.0, 60.0)
    values = np.sin(2 * np.pi * time_s)
    holed = values.copy()
    holed[100:105] = np.nan
    assert np.allclose(fill_short_gaps(time_s, holed, 0.1), values, atol=1e-3)


def test_input_arrays_are_not_changed() -> None:
    time_s = even(2.0, 60.0)
    values = np.sin(time_s)
    values[10:13] = np.nan
    before = values.copy()
    smooth(time_s, values, cutoff_hz=6.0, longest_gap_s=0.2)
    fill_short_gaps(time_s, values, 0.2)
    assert np.array_equal(values, before, equal_nan=True)


@pytest.mark.parametrize("columns", [None, 2])
def test_smoothing_counts_its_gaps(columns: int | None) -> None:
    time_s = even(5.0, 60.0)
    values = np.cos(time_s) if columns is None else np.stack([np.cos(time_s), np.sin(time_s)], axis=1)
    values[:4] = np.nan
    values[100:105] = np.nan
    values[200:230] = np.nan
    smoothed = smooth(time_s, values, cutoff_hz=6.0, longest_gap_s=0.1)
    assert smoothed.shape == values.shape
    missing = np.isnan(smoothed if columns is None else smoothed[:, 0])
    assert missing.sum() == 4 + 30
    assert missing[:4].all()
    assert missing[200:230].all()


@given(
    frequency_hz=st.floats(0.8, 4.0),
    phase=phases,
    rate_hz=st.sampled_from([30.0, 59.94, 120.0, 240.0]),
    uneven=st.booleans(),
)
def test_a_slow_sinusoid_keeps_phase_and_size(frequency_hz: float, phase: float, rate_hz: float, uneven: bool) -> None:
    time_s = jittered(6.0, rate_hz, 3) if uneven else even(6.0, rate_hz)
    wave = np.cos(2 * np.pi * frequency_hz * time_s + phase)
    smoothed = smooth(time_s, wave, cutoff_hz=10.0, longest_gap_s=0.1)
    middle = (time_s > 1.5) & (time_s < 4.5)
    angle = 2 * np.pi * frequency_hz * time_s[middle]
    basis = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    (a, b), *_ = np.linalg.lstsq(basis, smoothed[middle], rcond=None)
    shift = np.angle(np.exp(1j * (np.arctan2(-b, a) - phase)))
    assert abs(shift) < 0.01
    # A bilinear Butterworth filter, fourth order in effect, half the power at 10 Hz.
    ratio = np.tan(np.pi * frequency_hz / rate_hz) / np.tan(np.pi * 10.0 / rate_hz)
    gain = 1 / (1 + (np.sqrt(2) - 1) * ratio**4)
    assert np.hypot(a, b) == pytest.approx(gain, abs=0.01)


@pytest.mark.parametrize("cutoff_hz", [3.0, 6.0, 10.0])
@pytest.mark.parametrize("rate_hz", [25.0, 30.0, 60.0, 240.0])
def test_three_decibels_down_at_the_cutoff(cutoff_hz: float, rate_hz: float) -> None:
    time_s = even(20.0, rate_hz)
    wave = np.sin(2 * np.pi * cutoff_hz * time_s)
    smoothed = smooth(time_s, wave, cutoff_hz=cutoff_hz, longest_gap_s=0.1)
    middle = (time_s >= 5) & (time_s < 15)
    gain = np.sqrt(np.mean(smoothed[middle] ** 2) / np.mean(wave[middle] ** 2))
    assert gain == pytest.approx(np.sqrt(0.5), rel=0.02)


def test_jitter_far_above_the_cutoff_is_removed() -> None:
    time_s = even(10.0, 120.0)
    noise = np.random.default_rng(0).normal(0, 1, time_s.size)
    smoothed = smooth(time_s, np.sin(2 * np.pi * time_s) + noise, cutoff_hz=6.0, longest_gap_s=0.1)
    left_over = (smoothed - np.sin(2 * np.pi * time_s))[120:-120]
    # White noise keeps about the share of the band that passes: 6 of 60 Hz.
    assert 0.2 < left_over.std() < 0.42


@given(st.floats(-50, 50), st.floats(-50, 50))
def test_smoothing_is_linear_and_keeps_straight_lines(offset: float, slope: float) -> None:
    time_s = even(3.0, 60.0)
    line = offset + slope * time_s
    smoothed = smooth(time_s, line, cutoff_hz=6.0, longest_gap_s=0.1)
    # The filter's start-up leaves less than a hundredth of a sample step at the ends.
    assert np.allclose(smoothed, line, rtol=0, atol=1e-9 * (1 + abs(offset)) + 0.01 * abs(slope) / 60.0)


@pytest.mark.parametrize(("rate_hz", "cutoff_hz"), [(30.0, 10.0), (60.0, 4.0), (120.0, 12.0), (30.0, 20.0)])
def test_the_filter_is_a_butterworth_filter_run_forward_and_backward(rate_hz: float, cutoff_hz: float) -> None:
    time_s = even(6.0, rate_hz)
    values = np.random.default_rng(4).normal(size=(time_s.size, 3)).cumsum(axis=0)
    # The gains of both runs multiply, so each may cost 1.5 dB at the cut-off; no corner is set above 0.45 of the rate.
    angle = np.pi * min(cutoff_hz / rate_hz, 0.45)
    corner_hz = np.arctan(np.tan(angle) / (np.sqrt(2) - 1) ** 0.25) / np.pi * rate_hz
    sections = butter(2, corner_hz, fs=rate_hz, output="sos")
    expected = sosfiltfilt(sections, values, axis=0, padlen=80)
    smoothed = smooth(time_s, values, cutoff_hz=cutoff_hz, longest_gap_s=0.1)
    assert np.allclose(smoothed, expected, atol=1e-4 * values.std())


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5, 9])
def test_smoothing_of_very_short_signals_keeps_their_shape(count: int) -> None:
    values = np.ones(count)
    smoothed = smooth(np.arange(count) / 30.0, values, cutoff_hz=10.0, longest_gap_s=0.1)
    assert np.allclose(smoothed, values)
    assert smoothed.shape == (count,)


def test_derivative_of_a_parabola_on_uneven_times() -> None:
    time_s = jittered(3.0, 60.0, 5)
    slope = derivative(time_s, time_s**2)
    assert np.allclose(slope[1:-1], 2 * time_s[1:-1])


@given(phase=phases, frequency_hz=st.floats(0.5, 3.0), rate_hz=st.sampled_from([30.0, 60.0]), uneven=st.booleans())
def test_an_extremum_is_found_between_samples(phase: float, frequency_hz: float, rate_hz: float, uneven: bool) -> None:
    time_s = jittered(4.0, rate_hz, 7) if uneven else even(4.0, rate_hz)
    values = 3.0 + 2.0 * np.cos(2 * np.pi * frequency_hz * time_s - phase)
    peak_s = phase / (2 * np.pi * frequency_hz)
    while peak_s < 1.0:
        peak_s += 1.0 / frequency_hz
    half_s = 0.4 / frequency_hz
    found = Curve(time_s, values).extremum(peak_s - half_s, peak_s + half_s, largest=True)
    assert found is not None
    assert found[0] == pytest.approx(peak_s, abs=0.04 / rate_hz)
    assert found[1] == pytest.approx(5.0, abs=0.01)
    # The same curve upside down has its minimum there.
    upside_down = Curve(time_s, -values).extremum(peak_s - half_s, peak_s + half_s, largest=False)
    assert upside_down is not None
    assert upside_down[0] == pytest.approx(found[0], abs=1e-9)


@given(start=st.floats(-1.0, 5.0), length=st.floats(0.05, 2.0), largest=st.booleans(), seed=st.integers(0, 20))
def test_an_extremum_lies_in_its_span_and_beats_every_sample(
    start: float, length: float, largest: bool, seed: int
) -> None:
    time_s = even(4.0, 30.0)
    values = np.random.default_rng(seed).normal(size=time_s.size)
    found = Curve(time_s, values).extremum(start, start + length, largest=largest)
    inside = (time_s >= start) & (time_s <= start + length)
    if found is None:
        assert inside.sum() < 4
        return
    at_s, value = found
    assert start <= at_s <= start + length
    sign = 1.0 if largest else -1.0
    assert (sign * values[inside] <= sign * value + 1e-9).all()


def test_no_extremum_across_a_gap_or_outside_the_samples() -> None:
    time_s = even(4.0, 30.0)
    values = np.cos(time_s)
    values[60] = np.nan
    assert Curve(time_s, values).extremum(1.5, 2.5, largest=True) is None
    assert Curve(time_s, values).extremum(5.0, 6.0, largest=True) is None
    assert Curve(time_s, values).extremum(0.5, 1.5, largest=True) is not None


def test_value_between_samples() -> None:
    time_s = even(4.0, 30.0)
    assert Curve(time_s, np.sin(3 * time_s)).at(1.234) == pytest.approx(np.sin(3 * 1.234), abs=1e-4)
    assert np.isnan(Curve(time_s, np.sin(time_s)).at(-0.01))
    assert np.isnan(Curve(time_s, np.sin(time_s)).at(4.5))
    holed = np.sin(time_s)
    holed[37] = np.nan
    assert np.isnan(Curve(time_s, holed).at(time_s[37]))


@settings(max_examples=20)
@given(
    frequency_hz=st.floats(0.8, 2.0),
    phase=phases,
    missing=st.floats(0.0, 0.5),
    rate_hz=st.sampled_from([25.0, 30.0, 60.0]),
    seed=st.integers(0, 30),
)
def test_dominant_frequency_of_uneven_samples_with_gaps(
    frequency_hz: float, phase: float, missing: float, rate_hz: float, seed: int
) -> None:
    time_s = jittered(12.0, rate_hz, seed)
    values = 40.0 + np.sin(2 * np.pi * frequency_hz * time_s + phase)
    values[np.random.default_rng(seed).random(time_s.size) < missing] = np.nan
    found = dominant_frequency_hz(time_s, values, 0.2, 2.2)
    assert found is not None
    assert found[0] == pytest.approx(frequency_hz, abs=0.003)
    assert found[1] > 0.95


def test_dominant_frequency_needs_samples_and_variation() -> None:
    time_s = even(1.0, 7.0)
    assert dominant_frequency_hz(time_s, np.sin(time_s), 0.5, 2.0) is None
    time_s = even(5.0, 30.0)
    assert dominant_frequency_hz(time_s, np.full(time_s.size, 2.0), 0.5, 2.0) is None
    assert dominant_frequency_hz(time_s, np.full(time_s.size, np.nan), 0.5, 2.0) is None
