"""From the laboratory's clock to the clip's: as given, or estimated from the contacts themselves.

Steps repeat, so contacts alone fit nearly as well one stride off. What tells strides apart is their own unevenness;
where that is too little, nothing is guessed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from gaitcheck.arrays import FloatArray
from gaitcheck.errors import UsageError
from gaitcheck.events.model import GaitEvents
from gaitcheck.skeleton import SIDES
from gaitcheck.validation.matching import MATCH_S, matched

OffsetSource = Literal["none", "given", "aligned"]

#: Fewest contacts, of both feet together, that carry an alignment.
FEWEST_CONTACTS = 6
#: An offset is considered when it brings this share as many contacts together as the best does.
_LEAST_SHARE = 0.6
#: Contacts that scatter by more than this about the offset do not belong together. [s]
LARGEST_SD_S = 0.03
#: Offsets closer than this are one: less than half a step. [s]
_APART_S = 0.15
#: Offsets looked at, those with most coincidences first.
_MOST_CANDIDATES = 200
#: The best offset must scatter less than every other by more than chance at this level (F test).
_LEVEL = 0.05
#: A clock cannot be set from a rough offset that is off by more than this share of a stride.
_ROUGH_STRIDES = 0.5
#: What is said where the truth's feet are not the clip's.
EXCHANGED = (
    "The events fit when left and right are exchanged; either the truth or the analysis names the feet the wrong way "
    "round."
)
#: Standard error of a median over that of a mean, for a normal distribution.
_MEDIAN_SE = math.sqrt(math.pi / 2.0)


@dataclass(frozen=True, kw_only=True)
class ClockOffset:
    """What is added to the truth's times.

    Parameters
    ----------
    offset_s
        Truth time plus this is the clip's. [s]
    source
        ``none`` (the clocks are one), ``given``, or ``aligned`` (estimated; the bias of contacts is then lost).
    sd_s, n_contacts
        Standard uncertainty of an estimated offset, and the contacts behind it; ``None`` otherwise. [s]
    """

    offset_s: float
    source: OffsetSource
    sd_s: float | None = None
    n_contacts: int | None = None


@dataclass(frozen=True, kw_only=True)
class _Candidate:
    """An offset with the scatter of the contacts that it brings together. [s]"""

    offset_s: float
    sd_s: float
    n: int


def align(found: GaitEvents, true: GaitEvents, near_s: float | None = None) -> ClockOffset:
    """The offset as the median difference of contacts that belong together.

    Parameters
    ----------
    found, true
        Events of the clip and of the truth, each on its own clock.
    near_s
        Rough offset, good to half a stride; without it the strides' own pattern must tell. [s]

    Raises
    ------
    UsageError
        There are too few contacts, no offset fits, or several fit equally well.
    """
    candidates = _candidates(found, true, near_s)
    if not candidates:
        where = "" if near_s is None else f" near {near_s:g} s"
        raise UsageError(f"Fewer than {FEWEST_CONTACTS} contacts of clip and truth fall together at any offset{where}.")
    if near_s is None:
        best = min(candidates, key=lambda candidate: candidate.sd_s)
        _check_sides(best, found, true)
    else:
        best = min(candidates, key=lambda candidate: abs(candidate.offset_s - near_s))
    if best.sd_s > LARGEST_SD_S:
        raise UsageError(
            f"No offset fits: at the best, {best.offset_s:+.3f} s, the contacts still scatter by "
            f"{1000 * best.sd_s:.0f} ms; the truth may belong to another run."
        )
    if near_s is None:
        _check_distinct(best, candidates)
    return ClockOffset(
        offset_s=best.offset_s, source="aligned", sd_s=_MEDIAN_SE * best.sd_s / math.sqrt(best.n), n_contacts=best.n
    )


def _candidates(found: GaitEvents, true: GaitEvents, near_s: float | None) -> list[_Candidate]:
    """Offsets that bring about as many contacts together as any does."""
    differences_s, within_s = _differences(found, true), math.inf
    if near_s is not None:
        within_s = _ROUGH_STRIDES * _stride_s(true)
        differences_s = differences_s[np.abs(differences_s - near_s) < within_s]
    refined = [_refined(found, true, start_s) for start_s in _peaks(differences_s)]
    kept = [c for c in refined if c is not None and abs(c.offset_s - (near_s or 0.0)) < within_s]
    most = max((candidate.n for candidate in kept), default=0)
    return [candidate for candidate in kept if candidate.n >= _LEAST_SHARE * most]


def _check_sides(best: _Candidate, found: GaitEvents, true: GaitEvents) -> None:
    """Raise where the truth with left and right exchanged fits clearly better, half a stride away."""
    others = _candidates(found, exchanged(true), None)
    if others:
        other = min(others, key=lambda candidate: candidate.sd_s)
        if other.sd_s < LARGEST_SD_S and not _by_chance(other, best):
            raise UsageError(EXCHANGED)


def _differences(found: GaitEvents, true: GaitEvents) -> FloatArray:
    """Every found contact minus every true one of the same foot, ascending. [s]"""
    parts = [(found.foot(s).contact_s[:, None] - true.foot(s).contact_s[None, :]).ravel() for s in SIDES]
    return np.sort(np.concatenate(parts))


def _stride_s(events: GaitEvents) -> float:
    gaps_s = np.concatenate([np.diff(events.foot(side).contact_s) for side in SIDES])
    if not gaps_s.size:
        raise UsageError("The truth holds too few contacts to set the clock by.")
    return float(np.median(gaps_s))


def _peaks(differences_s: FloatArray) -> list[float]:
    """Offsets at which most differences lie together, the fullest first, none within `_APART_S` of another. [s]"""
    near = np.searchsorted(differences_s, differences_s + LARGEST_SD_S, side="right") - np.searchsorted(
        differences_s, differences_s - LARGEST_SD_S, side="left"
    )
    near = near.astype(np.float64)
    peaks: list[float] = []
    while len(peaks) < _MOST_CANDIDATES and near.size and near.max() > 0:
        peaks.append(float(differences_s[np.argmax(near)]))
        near[np.abs(differences_s - peaks[-1]) < _APART_S] = 0.0
    return peaks


def _refined(found: GaitEvents, true: GaitEvents, offset_s: float) -> _Candidate | None:
    """The median of the differences about an offset, twice, and their scatter; ``None`` with too few."""
    errors_s = np.empty(0)
    for _ in range(2):
        errors_s = _contact_errors(found, true, offset_s)
        if errors_s.size < FEWEST_CONTACTS:
            return None
        offset_s += float(np.median(errors_s))
    return _Candidate(offset_s=offset_s, sd_s=float(np.std(errors_s, ddof=1)), n=int(errors_s.size))


def _contact_errors(found: GaitEvents, true: GaitEvents, offset_s: float) -> FloatArray:
    parts = []
    for side in SIDES:
        found_s, true_s = found.foot(side).contact_s, true.foot(side).contact_s + offset_s
        i, j = matched(found_s, true_s, MATCH_S)
        parts.append(found_s[i] - true_s[j])
    return np.concatenate(parts)


def exchanged(events: GaitEvents) -> GaitEvents:
    """The same with left and right exchanged."""
    return replace(events, left=replace(events.right, side="left"), right=replace(events.left, side="right"))


def _by_chance(better: _Candidate, worse: _Candidate) -> bool:
    """Whether contacts at the worse offset may scatter more by chance alone."""
    from scipy.stats import f as f_distribution

    # Contacts written with whole frames can agree to the last digit.
    ratio = (worse.sd_s / max(better.sd_s, 1e-9)) ** 2
    return float(f_distribution.sf(ratio, worse.n - 1, better.n - 1)) > _LEVEL


def _check_distinct(best: _Candidate, candidates: list[_Candidate]) -> None:
    rivals = [c for c in candidates if abs(c.offset_s - best.offset_s) >= _APART_S]
    if not rivals:
        return
    rival = min(rivals, key=lambda candidate: candidate.sd_s)
    if _by_chance(best, rival):
        raise UsageError(
            f"The contacts fit at {best.offset_s:+.3f} s (scatter {1000 * best.sd_s:.1f} ms) and nearly as well at "
            f"{rival.offset_s:+.3f} s ({1000 * rival.sd_s:.1f} ms): steps are too alike to tell strides apart; give a "
            "rough offset, good to half a stride, with --offset-s beside --align."
        )
