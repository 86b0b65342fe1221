"""Kinematics -> curves of single strides on one even grid of phases, and the moments in them that events lie close to.

A stride is cut around the ankle's peak anterior position about the pelvis (Zeni et al. 2008,
doi 10.1016/j.gaitpost.2007.07.007), which every landmark source shows. Phases are shares of a stride after it, so that
nothing here depends on the clip's time scale.

Contact comes shortly after the shank is furthest ahead, toe-off shortly before the knee, straight at push-off, has bent
again by some degrees (after Fellin et al. 2010, doi 10.1016/j.jsams.2010.03.006; where a curve turns it is flat, where
it has left the turn it crosses steeply). Strides are compared with these moments laid over each other: what is left to
the event is small, and nearly a linear function of the curves around.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from gaitcheck.arrays import BoolArray, FloatArray
from gaitcheck.events.model import EventKind
from gaitcheck.kinematics.model import Kinematics, LegKinematics
from gaitcheck.spline import FEWEST_KNOTS, CubicSpline

#: Even grid on which a stride is read: end of swing, stance, and most of the next swing. [shares of a stride]
STEP = 0.01
PHASES: FloatArray = np.arange(-0.30, 0.90 + 0.5 * STEP, STEP)
#: What is compared: segment inclinations [rad], heights and the ankle's reach ahead of the pelvis [leg lengths].
CURVES = ("thigh", "shank", "pelvis_height", "ankle_height", "ankle_reach")
_THIGH, _SHANK = CURVES.index("thigh"), CURVES.index("shank")
#: Heights count about their mean over what is compared: nobody knows where a landmark's belt is.
_HEIGHTS = (CURVES.index("pelvis_height"), CURVES.index("ankle_height"))
#: Where the curves are compared, after the event's own moment. [shares of a stride]
OFFSETS: dict[EventKind, FloatArray] = {
    "contact": np.arange(-0.20, 0.25 + 0.025, 0.05),
    "toe_off": np.arange(-0.30, 0.25 + 0.025, 0.05),
}
#: Samples further apart than this leave a gap that nothing is read in. [shares of a stride]
_LONGEST_HOLE = 0.12
#: The grid may end this much beyond the first or last sample. [shares of a stride]
_BEYOND = 0.015
#: Where the shank reaches out for the belt, and where the knee is straightest at push-off. [shares of a stride]
_REACHING, _PUSHING = (-0.15, 0.15), (0.20, 0.60)
#: How far the knee has bent from its straightest at push-off. [rad]
_KNEE_BENT = np.radians(20.0)


@dataclass(frozen=True)
class StrideCurves:
    """Curves of one stride.

    Parameters
    ----------
    reference_s
        Time of the ankle's peak anterior position. [s]
    values
        `CURVES` at `PHASES`, shape (C, P); NaN where the clip does not show them.
    """

    reference_s: float
    values: FloatArray


def _leg_columns(kinematics: Kinematics, leg: LegKinematics) -> FloatArray:
    """`CURVES` of a leg over the clip, shape (T, C)."""
    columns = (
        np.radians(leg.thigh_angle_deg),
        np.radians(leg.shank_angle_deg),
        kinematics.pelvis[:, 1],
        leg.ankle[:, 1],
        leg.ankle[:, 0] - kinematics.pelvis[:, 0],
    )
    return np.stack(columns, axis=1)


def _spans(phase: FloatArray) -> list[slice]:
    """Sample ranges without a hole, long enough for a spline."""
    edges = np.flatnonzero(np.diff(phase) > _LONGEST_HOLE) + 1
    bounds = [0, *edges.tolist(), phase.size]
    return [slice(a, b) for a, b in pairwise(bounds) if b - a >= FEWEST_KNOTS]


def _read(phase: FloatArray, columns: FloatArray) -> FloatArray:
    """Columns (N, C) sampled at ``phase`` (N,) read at `PHASES`, shape (C, P), NaN where there are no samples."""
    values = np.full((columns.shape[1], PHASES.size), np.nan)
    for span in _spans(phase):
        own = phase[span]
        inside = (own[0] - _BEYOND <= PHASES) & (own[-1] + _BEYOND >= PHASES)
        values[:, inside] = CubicSpline(own, columns[span])(np.clip(PHASES[inside], own[0], own[-1])).T
    return values


def stride_curves(kinematics: Kinematics, leg: LegKinematics, references_s: FloatArray) -> tuple[StrideCurves, ...]:
    """Curves of one leg's strides.

    Parameters
    ----------
    kinematics
        Of a steady gait in side view.
    leg
        Whose strides.
    references_s
        Times of the ankle's peak anterior position, ascending, shape (S,). [s]
    """
    if kinematics.step_frequency_hz is None:
        return ()
    stride_s = 2.0 / kinematics.step_frequency_hz
    columns = _leg_columns(kinematics, leg)
    known = np.isfinite(columns).all(axis=1)
    time_s, columns = kinematics.time_s[known], columns[known]
    found = []
    for reference_s in references_s.tolist():
        phase = (time_s - reference_s) / stride_s
        around = slice(*np.searchsorted(phase, (PHASES[0] - 0.1, PHASES[-1] + 0.1)))
        found.append(StrideCurves(reference_s, _read(phase[around], columns[around])))
    return tuple(found)


def completed(strides: Sequence[StrideCurves]) -> tuple[FloatArray, BoolArray]:
    """All strides of a leg, phases that one does not show taken from the others.

    Where the clip begins or ends within a stride, or the leg was hidden, the mean of the leg's other strides stands in,
    shifted to meet what is seen.

    Returns
    -------
    values
        Shape (S, C, P); NaN only where no stride shows a phase.
    shown
        Which phases a stride itself shows, shape (S, P).
    """
    values = np.stack([stride.values for stride in strides])
    shown: BoolArray = np.asarray(np.isfinite(values).all(axis=1))
    seen = np.where(shown[:, None], values, 0.0)
    counted = shown.sum(axis=0)
    mean = np.where(counted > 0, seen.sum(axis=0) / np.fmax(counted, 1), np.nan)
    apart = np.where(shown[:, None], seen - mean, 0.0).sum(axis=2) / np.fmax(shown.sum(axis=1), 1)[:, None]
    return np.where(shown[:, None], values, mean + apart[:, :, None]), shown


def _crest(curve: FloatArray, span: tuple[float, float]) -> int | None:
    """Index of a curve's largest value inside a span of phases, ``None`` where it lies at the border."""
    part = np.flatnonzero((span[0] <= PHASES) & (span[1] >= PHASES))
    if not np.isfinite(curve[part]).all():
        return None
    i = int(np.argmax(curve[part]))
    return None if i in (0, part.size - 1) else int(part[i])


def _shank_furthest_ahead(stride: FloatArray) -> float:
    i = _crest(stride[_SHANK], _REACHING)
    if i is None:
        return float("nan")
    # The vertex of the parabola through the highest point and its neighbours.
    before, top, after = stride[_SHANK, i - 1 : i + 2]
    curvature = before - 2.0 * top + after
    return float(PHASES[i] + (0.5 * STEP * (before - after) / curvature if curvature else 0.0))


def _knee_bent_after_push_off(stride: FloatArray) -> float:
    knee = stride[_THIGH] - stride[_SHANK]
    i = _crest(-knee, _PUSHING)
    beyond = np.flatnonzero(knee[i:] >= knee[i] + _KNEE_BENT) if i is not None else np.empty(0, dtype=np.intp)
    if i is None or not beyond.size:
        return float("nan")
    j = i + int(beyond[0])
    return float(PHASES[j] - STEP * (knee[j] - knee[i] - _KNEE_BENT) / (knee[j] - knee[j - 1]))


_MOMENTS = {"contact": _shank_furthest_ahead, "toe_off": _knee_bent_after_push_off}


def moments(strides: FloatArray, kind: EventKind) -> FloatArray:
    """The moment close to an event in each stride (S, C, P), shape (S,). [shares of a stride]

    A stride that does not show it takes the median of its leg's others; NaN where none does.
    """
    found = np.array([_MOMENTS[kind](stride) for stride in strides])
    known = np.isfinite(found)
    return np.where(known, found, np.median(found[known])) if known.any() else found


def around(strides: FloatArray, moments_at: FloatArray, kind: EventKind) -> FloatArray:
    """`CURVES` of strides (S, C, P) at `OFFSETS` after each moment (S,), heights about their mean, shape (S, C, O)."""
    offsets = OFFSETS[kind]
    read = np.array(
        [
            [np.interp(at + offsets, PHASES, curve, left=np.nan, right=np.nan) for curve in stride]
            for stride, at in zip(strides, moments_at, strict=True)
        ]
    ).reshape(len(strides), len(CURVES), offsets.size)
    for curve in _HEIGHTS:
        read[:, curve] -= read[:, curve].mean(axis=1, keepdims=True)
    return read
