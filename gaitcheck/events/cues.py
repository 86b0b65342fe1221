"""Moments in a stride that a camera can see and that come a steady little before or after the foot's events.

None of them is the event itself. Each is found between frames on filtered curves, as a time after the stride's
anchor (the ankle furthest ahead of the pelvis) in shares of a stride, so that the time scale does not matter.

A curve is flat where it turns, so that a small error moves its turning point far; where it has left the turn by a
little, and the middle between there and the same level before, are found more surely.

Where the ideas come from: ankle furthest forward (Zeni et al. 2008, doi 10.1016/j.gaitpost.2007.07.007), knee
extension (Fellin et al. 2010, doi 10.1016/j.jsams.2010.03.006), pelvis velocity (Milner & Paquette 2015).
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
#: The window must reach this far to both sides of the anchor for any event to be looked for.
_LEAST_BEFORE, _LEAST_AFTER = 0.10, 0.22
#: A curve that takes longer to leave its turn has none worth the name: before contact and after toe-off.
_LONGEST_AT_REACH, _LONGEST_AT_PUSH = 0.14, 0.22
#: How far a curve has left its turn: the knee's straightening before contact and in push-off. [deg]
_KNEE_NEAR_STRAIGHT_DEG, _KNEE_BENT_DEG = 8.0, 20.0
#: The same of the thigh's swing forward. [deg]
_THIGH_RETURNED_DEG = 12.0
#: The same of the ankle's reach ahead of and behind the pelvis. [leg lengths]
_ANKLE_NEAR_REACH, _ANKLE_RETURNED = 0.05, 0.02
#: Shank angle that every runner's leg passes in early swing. [deg]
_SHANK_BEHIND_DEG = -50.0


@dataclass(frozen=True)
class Window:
    """Curves of one stride on an even grid of shares ``at`` after the anchor, all shape (N,)."""

    at: FloatArray
    knee_deg: FloatArray
    thigh_deg: FloatArray
    shank_deg: FloatArray
    ankle_x: FloatArray
    pelvis_y: FloatArray

    @cached_property
    def pelvis_rate(self) -> FloatArray:
        """Slope of the pelvis's height. [leg lengths per stride]"""
        slope: FloatArray = np.gradient(self.pelvis_y, self.at)
        return slope

    def part(self, start: float, end: float) -> slice:
        """Index range of shares [start, end]."""
        return slice(int(np.searchsorted(self.at, start)), int(np.searchsorted(self.at, end, side="right")))


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
        leg.shank_angle_deg,
        leg.ankle[:, 0] - kinematics.pelvis[:, 0],
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
    if not at.size or at[0] > _LEAST_BEFORE or at[-1] < _LEAST_AFTER:
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


def _level(w: Window, values: FloatArray, i: int, level: float, step: int, within: float) -> float:
    """Share at which a curve reaches a level, going from index ``i`` by ``step``, NaN if not ``within`` a share."""
    beyond = np.flatnonzero(values[i::step] >= level)
    if not beyond.size or beyond[0] == 0:
        return float("nan")
    j = i + step * int(beyond[0])
    inside, outside = values[j - step], values[j]
    share = float(w.at[j] - step * (outside - level) / (outside - inside) * (w.at[1] - w.at[0]))
    return share if abs(share - w.at[i]) <= within else float("nan")


def _leaves(
    w: Window, values: FloatArray, span: tuple[float, float], by: float, *, within: float, largest: bool = False
) -> tuple[float, float]:
    """Last share before and first after a curve's extreme inside a span at which it is ``by`` away from it, or NaN."""
    part = w.part(*span)
    curve = -values if largest else values
    i = part.start + int(np.argmin(curve[part])) if curve[part].size else part.start
    if curve[part].size < 5 or i in (part.start, part.stop - 1):
        return float("nan"), float("nan")
    level = float(curve[i]) + by
    return _level(w, curve, i, level, -1, within), _level(w, curve, i, level, 1, within)


#: Where the leg is straightened and reached out for the belt, and where the knee is straight again at push-off.
_REACHING, _PUSHING = (-0.15, 0.15), (0.20, 0.60)
#: Where the ankle turns behind the pelvis.
_BEHIND = (0.25, 0.65)


def _reach_middle(w: Window, values: FloatArray, by: float, *, largest: bool = False) -> float:
    """Middle of the span around reach in which a curve is less than ``by`` away from its extreme."""
    before, after = _leaves(w, values, _REACHING, by, within=_LONGEST_AT_REACH, largest=largest)
    return 0.5 * (before + after)


def _push_end(w: Window, values: FloatArray, span: tuple[float, float], by: float) -> float:
    """Share at which a curve that is lowest at push-off has risen ``by``."""
    return _leaves(w, values, span, by, within=_LONGEST_AT_PUSH)[1]


#: Cues for contact: name -> share of a stride after the anchor.
CONTACT_CUES: dict[str, Callable[[Window], float]] = {
    "shank_furthest_ahead": lambda w: _extreme(w, w.shank_deg, _REACHING, largest=True),
    "knee_straight_middle": lambda w: _reach_middle(w, w.knee_deg, _KNEE_NEAR_STRAIGHT_DEG),
    "ankle_ahead_middle": lambda w: _reach_middle(w, w.ankle_x, _ANKLE_NEAR_REACH, largest=True),
}

#: Cues for toe-off: name -> share of a stride after the anchor.
TOE_OFF_CUES: dict[str, Callable[[Window], float]] = {
    "knee_straightest": lambda w: _extreme(w, w.knee_deg, _PUSHING, largest=False),
    "knee_bends": lambda w: _push_end(w, w.knee_deg, _PUSHING, _KNEE_BENT_DEG),
    "pelvis_rises_fastest": lambda w: _extreme(w, w.pelvis_rate, (0.18, 0.48), largest=True),
    "ankle_furthest_back": lambda w: _extreme(w, w.ankle_x, _BEHIND, largest=False),
    "thigh_comes_forward": lambda w: _push_end(w, w.thigh_deg, _PUSHING, _THIGH_RETURNED_DEG),
    "shank_lies_back": lambda w: _level(w, -w.shank_deg, w.part(*_PUSHING).start, -_SHANK_BEHIND_DEG, 1, 0.5),
    "ankle_comes_forward": lambda w: _push_end(w, w.ankle_x, _BEHIND, _ANKLE_RETURNED),
}
