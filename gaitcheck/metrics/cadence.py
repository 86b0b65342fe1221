"""Cadence: periodicity of the ankles' separation, sharpened by the events where they agree with it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gaitcheck.arrays import FloatArray
from gaitcheck.events.model import GaitEvents
from gaitcheck.kinematics.model import Kinematics
from gaitcheck.metrics.quantiles import Z_95
from gaitcheck.skeleton import SIDES

#: Events and periodicity must agree within this share; otherwise the periodicity stands alone.
_AGREEMENT = 0.015
#: Strides of one foot that make its contacts worth counting.
_FEWEST_STRIDES = 4
#: Standard uncertainty of the periodicity's frequency as a share of one cycle over the clip: a spectral line is
#: located to a small part of its width, and a runner's rhythm drifts a little.
_LINE_SHARE = 0.05
#: Standard uncertainty of one contact time relative to its neighbours: the 3 to 4 ms found on a real runner's
#: markers, above the 1 to 2 ms on rendered ones (docs/accuracy.md). [s]
_CONTACT_SD_S = 0.004
#: A camera's clock and a container's timestamps are good to a tenth of a per cent (30 frames a second may mean 29.97),
#: anywhere in that range: as a standard uncertainty, that over the root of three (JCGM 100:2008, 4.3.7).
_CLOCK_CV = 0.001 / math.sqrt(3.0)


@dataclass(frozen=True, kw_only=True)
class Cadence:
    """Steps per minute of both feet with a 95 % interval, the steps behind it and their spread."""

    value_spm: float
    low_spm: float
    high_spm: float
    n_steps: int
    sd_spm: float | None


def _interval(value_spm: float, sd_spm: float, n_steps: int, spread_spm: float | None) -> Cadence:
    width = Z_95 * float(np.hypot(sd_spm, _CLOCK_CV * value_spm))
    return Cadence(
        value_spm=value_spm,
        low_spm=value_spm - width,
        high_spm=value_spm + width,
        n_steps=n_steps,
        sd_spm=spread_spm,
    )


def _stride_lengths_s(contact_s: FloatArray, expected_s: float) -> tuple[float, int, FloatArray]:
    """Time from first to last contact, strides in it (dropped steps counted back in), single stride times."""
    gaps_s = np.diff(contact_s)
    cycles = np.round(gaps_s / expected_s)
    return float(gaps_s.sum()), int(cycles.sum()), gaps_s[cycles == 1]


def uncounted_spm(spread_spm: float, counted: float, duration_s: float, stride_s: float) -> float:
    """SD of the mean cadence over a whole clip about that over its counted strides; those at its ends are not. [spm]

    Parameters
    ----------
    spread_spm
        SD between strides. [spm]
    counted
        Strides counted, of one foot.
    duration_s, stride_s
        Of the clip and of one stride. [s]
    """
    uncounted = max(duration_s / stride_s - counted, 0.0)
    return spread_spm * math.sqrt(uncounted / (counted * (counted + uncounted)))


def _from_events(events: GaitEvents, stride_s: float, duration_s: float) -> Cadence | None:
    total_s, strides, singles = 0.0, 0, []
    for side in SIDES:
        contact_s = events.foot(side).contact_s
        if contact_s.size > _FEWEST_STRIDES:
            span_s, cycles, gaps_s = _stride_lengths_s(contact_s, stride_s)
            total_s, strides = total_s + span_s, strides + cycles
            singles.append(gaps_s)
    single_s = np.concatenate(singles) if singles else np.empty(0)
    # Too many steps were dropped where hardly one stride has both its ends.
    if single_s.size < _FEWEST_STRIDES:
        return None
    value_spm = 120.0 * strides / total_s
    relative = np.sqrt(2 * len(singles)) * _CONTACT_SD_S / total_s
    spread = float(np.std(120.0 / single_s, ddof=1))
    uncounted = uncounted_spm(spread, strides / len(singles), duration_s, stride_s)
    return _interval(value_spm, math.hypot(relative * value_spm, uncounted), 2 * strides // len(singles), spread)


def _from_periodicity(step_hz: float, duration_s: float) -> Cadence:
    sd_spm = 120.0 * _LINE_SHARE / duration_s
    return _interval(60.0 * step_hz, sd_spm, int(step_hz * duration_s), None)


def measure_cadence(kinematics: Kinematics, events: GaitEvents) -> Cadence | None:
    """Cadence of a clip, or ``None`` without a steady rhythm.

    The rhythm comes from the periodicity, which cannot miss or invent a step. Counting strides between the first
    and the last contact is sharper, and is used where it agrees; strides at the ends of the clip that it leaves out
    widen the interval.

    Parameters
    ----------
    kinematics, events
        In real time.
    """
    if kinematics.step_frequency_hz is None:
        return None
    seen_s = kinematics.time_s[kinematics.observed]
    duration_s = float(seen_s[-1] - seen_s[0])
    periodic = _from_periodicity(kinematics.step_frequency_hz, duration_s)
    counted = _from_events(events, 2.0 / kinematics.step_frequency_hz, duration_s)
    if counted is not None and abs(counted.value_spm / periodic.value_spm - 1.0) <= _AGREEMENT:
        return counted
    return periodic
