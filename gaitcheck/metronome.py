"""Click tracks at a step rate: one click a step, steady or with feedback that fades.

Clicks are laid on the exact tempo (each onset is rounded to its own sample, so rounding never adds up).
"""

from __future__ import annotations

import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from gaitcheck.arrays import BoolArray, FloatArray
from gaitcheck.errors import OutputError, UsageError

#: A quarter of the rate of a CD: the clicks' tones lie below 1.3 kHz, and a track stays a few megabytes. [Hz]
SAMPLE_RATE_HZ = 11_025
STEP_RATE_LIMITS_SPM = (60.0, 260.0)
#: Seconds with clicks, then seconds without: the help comes less and less often.
FADED_SCHEDULE_S: tuple[tuple[float, float], ...] = (
    (60, 0),
    (60, 30),
    (45, 45),
    (30, 60),
    (20, 90),
    (15, 105),
)
_CLICK_S = 0.03
_CLICK_HZ = 1200.0
_ACCENT_HZ = 900.0
_LOUDNESS = 0.6


def write_metronome(
    path: Path, step_rate_spm: float, duration_s: float = 300.0, sample_rate_hz: int = SAMPLE_RATE_HZ
) -> Path:
    """Write a steady click track as 16-bit mono WAV and return its path.

    Parameters
    ----------
    path
        File to write.
    step_rate_spm
        Clicks a minute, one a step. [spm]
    duration_s
        Length. [s]
    sample_rate_hz
        Of the file. [Hz]
    """
    onsets = click_onsets_s(step_rate_spm, duration_s)
    return _write(path, _render(onsets, duration_s, sample_rate_hz), sample_rate_hz)


def write_faded_metronome(
    path: Path,
    step_rate_spm: float,
    schedule_s: Sequence[tuple[float, float]] = FADED_SCHEDULE_S,
    sample_rate_hz: int = SAMPLE_RATE_HZ,
) -> Path:
    """Write a click track whose clicks come less and less often; the beat itself never shifts.

    Parameters
    ----------
    path
        File to write.
    step_rate_spm
        Clicks a minute, one a step. [spm]
    schedule_s
        Pairs of seconds with clicks and seconds of silence, in order. [s]
    sample_rate_hz
        Of the file. [Hz]
    """
    duration_s = float(sum(on + off for on, off in schedule_s))
    onsets = click_onsets_s(step_rate_spm, duration_s)
    audible = onsets[audible_clicks(onsets, schedule_s)]
    return _write(path, _render(audible, duration_s, sample_rate_hz), sample_rate_hz)


def click_onsets_s(step_rate_spm: float, duration_s: float) -> FloatArray:
    """Onsets of all clicks that end before ``duration_s``, shape (N,), the first at 0. [s]"""
    low, high = STEP_RATE_LIMITS_SPM
    if not low <= step_rate_spm <= high:
        raise UsageError(f"the metronome's step rate must be {low:g} to {high:g} spm, got {step_rate_spm:g}.")
    count = int(np.floor((duration_s - _CLICK_S) * step_rate_spm / 60.0)) + 1
    return np.arange(max(count, 0), dtype=np.float64) * (60.0 / step_rate_spm)


def audible_clicks(onsets_s: FloatArray, schedule_s: Sequence[tuple[float, float]]) -> BoolArray:
    """Which onsets fall in a spell with clicks, shape (N,)."""
    audible = np.zeros(onsets_s.shape, dtype=np.bool_)
    start = 0.0
    for on, off in schedule_s:
        audible |= (onsets_s >= start) & (onsets_s < start + on)
        start += on + off
    return audible


def _render(onsets_s: FloatArray, duration_s: float, sample_rate_hz: int) -> FloatArray:
    """Samples in −1 to 1, shape (duration * rate,); left and right steps differ slightly in pitch."""
    samples = np.zeros(round(duration_s * sample_rate_hz))
    period_s = float(np.min(np.diff(onsets_s))) if onsets_s.size > 1 else 1.0
    clicks = [_click(pitch, sample_rate_hz) for pitch in (_ACCENT_HZ, _CLICK_HZ)]
    for onset in onsets_s:
        first = round(float(onset) * sample_rate_hz)
        click = clicks[round(float(onset) / period_s) % 2][: samples.size - first]
        samples[first : first + click.size] += click
    return samples


def _click(pitch_hz: float, sample_rate_hz: int) -> FloatArray:
    """A short decaying tone that starts at once, shape (click length,)."""
    time_s = np.arange(round(_CLICK_S * sample_rate_hz)) / sample_rate_hz
    return np.asarray(_LOUDNESS * np.exp(-time_s / 0.006) * np.cos(2 * np.pi * pitch_hz * time_s))


def _write(path: Path, samples: FloatArray, sample_rate_hz: int) -> Path:
    try:
        with path.open("wb") as target, wave.open(target, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(sample_rate_hz)
            file.writeframes(np.round(samples * 32767).astype("<i2").tobytes())
    except OSError as error:
        raise OutputError(f"The metronome could not be written to {path}: {error.strerror}.") from error
    return path
