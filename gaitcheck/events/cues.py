"""Moments in a stride that a camera can see and that come a steady little before or after the foot's events.

None of them is the event itself. Each is found between frames on filtered curves, as a time after the stride's
anchor (the ankle furthest ahead of the pelvis) in shares of a stride, so that the time scale does not matter.

Where the ideas come from: ankle furthest forward (Zeni et al. 2008, doi 10.1016/j.gaitpost.2007.07.007), knee
extension (Fellin et al. 2010, doi 10.1016/j.jsams.2010.03.006), pelvis velocity (Milner & Paquette 2015),
foot height and speed (De Witt 2010; Handsaker et al. 2016).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gaitcheck.arrays import FloatArray
from gaitcheck.kinematics.model import Kinematics, LegKinematics
from gaitcheck.spline import CubicSpline

#: Points per stride on which extrema and crossings are looked for, then refined.
_POINTS_PER_STRIDE = 240
#: Part of the stride looked at around an anchor, in shares of a stride.
_BEFORE, _AFTER = 0.25, 0.80
#: Mid-stance after the anchor, when the foot moves with the belt, in shares of a stride.
_MID_STANCE = (0.10, 0.22)
#: The foot is near the belt when its lower end is within this height of its level in mid-stance. [leg lengths]
_NEAR_BELT = 0.025
#: The foot goes with the belt when it is this share as fast as in mid-stance.
_WITH_BELT = 0.6


@dataclass(frozen=True)
class Window:
    """Curves of one stride on an even grid of shares ``at`` after the anchor, all shape (N,)."""

    at: FloatArray
    knee_deg: FloatArray
    thigh_deg: FloatArray
    foot_deg: FloatArray
    ankle_x: FloatArray
    foot_y: FloatArray
    pelvis_y: FloatArray

    @cached_property
    def knee_rate(self) -> FloatArray:
        """Slope of the knee's angle. [deg per stride]"""
        return _rate(self, self.knee_deg)

    @cached_property
    def ankle_rate(self) -> FloatArray:
        """Slope of the ankle's place ahead of the pelvis. [leg lengths per stride]"""
        return _rate(self, self.ankle_x)

    @cached_property
    def foot_rate(self) -> FloatArray:
        """Slope of the height of the foot's lower end. [leg lengths per stride]"""
        return _rate(self, self.foot_y)

    @cached_property
    def pelvis_rate(self) -> FloatArray:
        """Slope of the pelvis's height. [leg lengths per stride]"""
        return _rate(self, self.pelvis_y)

    def part(self, start: float, end: float) -> slice:
        """Index range of shares [start, end]."""
        return slice(int(np.searchsorted(self.at, start)), int(np.searchsorted(self.at, end, side="right")))


def _lower_end(leg: LegKinematics) -> FloatArray:
    """Height of the foot's lower end; the ankle's where the pose has no heel or toe. [leg lengths]"""
    heights = np.stack([leg.heel[:, 1], leg.toe[:, 1]])
    if not np.isfinite(heights).any():
        return leg.ankle[:, 1]
    low: FloatArray = np.min(heights, axis=0)
    return low


def cut_window(kinematics: Kinematics, leg: LegKinematics, anchor_s: float, stride_s: float) -> Window | None:
    """Curves around an anchor, or ``None`` where the clip ends or the leg was not seen.

    Parameters
    ----------
    anchor_s
        Time of the ankle furthest ahead of the pelvis. [s]
    stride_s
        Length of the stride. [s]
    """
    time_s = kinematics.time_s
    inside = (time_s >= anchor_s - (_BEFORE + 0.1) * stride_s) & (time_s <= anchor_s + (_AFTER + 0.1) * stride_s)
    columns = (
        leg.knee_flexion_deg,
        leg.thigh_angle_deg,
        leg.foot_angle_deg,
        leg.ankle[:, 0] - kinematics.pelvis[:, 0],
        _lower_end(leg),
        kinematics.pelvis[:, 1],
    )
    values = np.stack([column[inside] for column in columns], axis=1)
    t = (time_s[inside] - anchor_s) / stride_s
    known = np.isfinite(values).all(axis=1)
    if known.sum() < 8:
        return None
    values, t = values[known], t[known]
    # A hole longer than a few frames would let the spline invent an extremum.
    if np.max(np.diff(t)) > 0.12:
        return None
    at = np.arange(max(-_BEFORE, t[0]), min(_AFTER, t[-1]), 1.0 / _POINTS_PER_STRIDE)
    # Without mid-stance there is no level and no speed of the belt.
    if not at.size or at[0] > _MID_STANCE[0] or at[-1] < _MID_STANCE[1]:
        return None
    return Window(at, *CubicSpline(t, values)(at).T)


def _vertex(at: FloatArray, values: FloatArray, i: int) -> float:
    """Position of the parabola through a grid extremum and its neighbours."""
    left, middle, right = values[i - 1 : i + 2]
    curvature = left - 2 * middle + right
    shift = 0.0 if curvature == 0 else 0.5 * (left - right) / curvature
    return float(at[i] + shift * (at[1] - at[0]))


def _extreme(w: Window, values: FloatArray, span: tuple[float, float], *, largest: bool) -> float:
    """Share at which a curve is extreme inside a span, NaN if it is so only at the border."""
    part = w.part(*span)
    piece = values[part] if largest else -values[part]
    if piece.size < 5:
        return float("nan")
    i = int(np.argmax(piece))
    return float("nan") if i in (0, piece.size - 1) else _vertex(w.at[part], piece, i)


def _crossing(w: Window, values: FloatArray, level: float, span: tuple[float, float], *, upward: bool) -> float:
    """First share inside a span at which a curve crosses a level in one direction, NaN if it does not."""
    part = w.part(*span)
    above = values[part] >= level
    changes = np.flatnonzero(above[1:] != above[:-1])
    for i in changes:
        if above[i + 1] == upward:
            a, b = values[part][i], values[part][i + 1]
            return float(w.at[part][i] + (level - a) / (b - a) * (w.at[1] - w.at[0]))
    return float("nan")


def _rate(w: Window, values: FloatArray) -> FloatArray:
    slope: FloatArray = np.gradient(values, w.at)
    return slope


def _belt_speed(w: Window) -> float:
    return float(np.median(w.ankle_rate[w.part(*_MID_STANCE)]))


def _belt_level(w: Window) -> float:
    return float(np.median(w.foot_y[w.part(*_MID_STANCE)]))


#: Cues for contact: name -> share of a stride after the anchor.
CONTACT_CUES: dict[str, Callable[[Window], float]] = {
    "knee_straightest": lambda w: _extreme(w, w.knee_deg, (-0.15, 0.15), largest=False),
    "pelvis_falls_fastest": lambda w: _extreme(w, w.pelvis_rate, (-0.05, 0.20), largest=False),
    "foot_near_belt": lambda w: _crossing(w, w.foot_y, _belt_level(w) + _NEAR_BELT, (-0.15, 0.12), upward=False),
    "foot_with_belt": lambda w: _crossing(w, w.ankle_rate, _WITH_BELT * _belt_speed(w), (-0.02, 0.15), upward=False),
    "foot_falls_fastest": lambda w: _extreme(w, w.foot_rate, (-0.15, 0.08), largest=False),
    "knee_bends_fastest": lambda w: _extreme(w, w.knee_rate, (-0.05, 0.15), largest=True),
}

#: Cues for toe-off: name -> share of a stride after the anchor.
TOE_OFF_CUES: dict[str, Callable[[Window], float]] = {
    "knee_straightest": lambda w: _extreme(w, w.knee_deg, (0.20, 0.55), largest=False),
    "thigh_furthest_back": lambda w: _extreme(w, w.thigh_deg, (0.20, 0.60), largest=False),
    "pelvis_rises_fastest": lambda w: _extreme(w, w.pelvis_rate, (0.18, 0.48), largest=True),
    "foot_leaves_belt": lambda w: _crossing(w, w.foot_y, _belt_level(w) + _NEAR_BELT, (0.22, 0.60), upward=True),
    "foot_slows": lambda w: _crossing(w, w.ankle_rate, _WITH_BELT * _belt_speed(w), (0.20, 0.55), upward=True),
    "ankle_furthest_back": lambda w: _extreme(w, w.ankle_x, (0.25, 0.65), largest=False),
}
