"""Vertical ground reaction force of running -> contacts and toe-offs, and which foot made each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gaitcheck.arrays import FloatArray, IntArray
from gaitcheck.errors import UsageError
from gaitcheck.signals import runs

#: Vertical force above which a foot is on the ground: the threshold of the force-plate references that gaitcheck's
#: own benchmark is compared with (docs/accuracy.md). Laboratories use 10 to 50 N; give yours. [N]
FORCE_THRESHOLD_N = 50.0
#: The force of an unloaded plate is that of its least loaded moments: this share of all samples. Running leaves
#: the ground for a tenth to a third of the time. [%]
_UNLOADED_PCT = 2.0
#: A plate that reads more than this without a load was not zeroed, or is never without a load. [N]
LARGEST_OFFSET_N = 100.0
#: Shorter dips below the threshold are the plate's own vibration, and shorter loads are no stance; sprinters' last
#: from 0.08 s on. [s]
_SHORTEST_DIP_S, _SHORTEST_STANCE_S = 0.01, 0.06
#: A load that lasts longer is two feet without flight between them: walking, or a plate never left. [s]
_LONGEST_STANCE_S = 0.6


@dataclass(frozen=True, kw_only=True)
class Stances:
    """Loads of the plates in order of time.

    Parameters
    ----------
    contact_s, toe_off_s
        Where the force crosses the threshold upward and downward, shape (n,); NaN where the recording begins or
        ends within a stance. [s]
    offset_n
        What was taken off as the unloaded plate's reading. [N]
    """

    contact_s: FloatArray
    toe_off_s: FloatArray
    offset_n: float


def stances(force_n: FloatArray, rate_hz: float, threshold_n: float) -> Stances:
    """Stances from the vertical force.

    Parameters
    ----------
    force_n
        Of all plates together, positive under load, evenly sampled from time zero, shape (T,). [N]
    rate_hz
        Samples per second. [Hz]
    threshold_n
        [N]

    Raises
    ------
    UsageError
        The force never returns to zero, never passes the threshold, or shows no flight.
    """
    offset_n = unloaded_n(force_n, threshold_n)
    above = force_n - offset_n - threshold_n
    loaded = above > 0
    for start, end in list(runs(~loaded)):
        if start > 0 and end < loaded.size and (end - start) / rate_hz < _SHORTEST_DIP_S:
            loaded[start:end] = True
    spans = [span for span in runs(loaded) if _is_stance(span, loaded.size, rate_hz)]
    if not spans:
        raise UsageError(f"the vertical force never passes {threshold_n:g} N for a step's time")
    contact_s = np.array([_crossing(above, start, rate_hz) for start, _ in spans])
    toe_off_s = np.array([_crossing(above, end, rate_hz) for _, end in spans])
    longest_s = np.nanmax(np.append(toe_off_s - contact_s, 0.0))
    if longest_s > _LONGEST_STANCE_S:
        raise UsageError(
            f"the force stays above {threshold_n:g} N for {longest_s:.2f} s; without flight between the steps they "
            "cannot be told apart, so give the events as CSV"
        )
    return Stances(contact_s=contact_s, toe_off_s=toe_off_s, offset_n=offset_n)


def unloaded_n(force_n: FloatArray, threshold_n: float) -> float:
    """What the plates read without a load: the middle of the samples near their least. [N]"""
    least_n = float(np.percentile(force_n, _UNLOADED_PCT))
    offset_n = float(np.median(force_n[np.abs(force_n - least_n) <= 0.5 * threshold_n]))
    if abs(offset_n) > LARGEST_OFFSET_N:
        raise UsageError(
            f"the least vertical force is {offset_n:.0f} N: the plates were not zeroed, or the runner never leaves them"
        )
    return offset_n


def _is_stance(span: tuple[int, int], n_samples: int, rate_hz: float) -> bool:
    start, end = span
    return start == 0 or end == n_samples or (end - start) / rate_hz >= _SHORTEST_STANCE_S


def _crossing(above: FloatArray, index: int, rate_hz: float) -> float:
    """Where the line between the samples before and at ``index`` passes zero; NaN at the recording's ends. [s]"""
    if index == 0 or index == above.size:
        return float("nan")
    before, after = above[index - 1], above[index]
    return float((index - 1 + before / (before - after)) / rate_hz)


def turns(found: Stances) -> IntArray:
    """0 for stances of the foot that is first, 1 for the other's, shape (n,).

    Feet take turns; where a step is missing, the time that passed says how many.
    """
    middle_s = 0.5 * (found.contact_s + found.toe_off_s)
    middle_s = np.where(
        np.isnan(middle_s), np.where(np.isnan(found.contact_s), found.toe_off_s, found.contact_s), middle_s
    )
    if middle_s.size < 2:
        return np.zeros(middle_s.size, np.intp)
    gaps_s = np.diff(middle_s)
    steps = np.maximum(np.round(gaps_s / np.median(gaps_s)), 1.0)
    return np.concatenate([[0], np.cumsum(steps)]).astype(np.intp) % 2
