"""The metronome keeps time to the sample."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from gaitcheck.errors import OutputError, UsageError
from gaitcheck.metronome import audible_clicks, click_onsets_s, write_faded_metronome, write_metronome


def onsets_in(path: Path) -> tuple[np.ndarray, int, float]:
    """Onsets found in the file itself: the first loud sample after silence. [s]"""
    with wave.open(str(path), "rb") as file:
        rate, frames = file.getframerate(), file.getnframes()
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        samples = np.frombuffer(file.readframes(frames), dtype="<i2").astype(float)
    loud = np.flatnonzero(np.abs(samples) > 8000)
    first = loud[np.insert(np.diff(loud) > 0.1 * rate, 0, True)]
    return first / rate, rate, frames / rate


@pytest.mark.parametrize("spm", [158, 166.5, 176, 191])
def test_the_tempo_is_exact(tmp_path: Path, spm: float) -> None:
    onsets, rate, duration_s = onsets_in(write_metronome(tmp_path / "m.wav", spm, duration_s=60))
    assert duration_s == 60
    np.testing.assert_allclose(onsets, np.arange(onsets.size) * 60 / spm, atol=0.5001 / rate)
    assert onsets.size == pytest.approx(spm, abs=1)


def test_the_faded_track_thins_out_on_the_same_beat(tmp_path: Path) -> None:
    schedule = ((4, 2), (2, 4), (1, 5))
    onsets, rate, duration_s = onsets_in(write_faded_metronome(tmp_path / "f.wav", 180 - 8, schedule))
    assert duration_s == 18
    beats = onsets * 172 / 60
    np.testing.assert_allclose(beats, np.round(beats), atol=172 / 60 / rate)
    counts = [int(((onsets >= start) & (onsets < start + 6)).sum()) for start in (0, 6, 12)]
    assert counts[0] > counts[1] > counts[2] > 0


def test_audible_clicks_follow_the_schedule() -> None:
    onsets = click_onsets_s(60, 10)
    assert audible_clicks(onsets, ((2, 3), (1, 4))).tolist() == [True, True] + [False] * 3 + [True] + [False] * 4


def test_an_absurd_rate_is_refused() -> None:
    with pytest.raises(UsageError):
        click_onsets_s(1000, 10)


def test_an_unwritable_place_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        write_metronome(tmp_path / "no" / "m.wav", 170, duration_s=1)
