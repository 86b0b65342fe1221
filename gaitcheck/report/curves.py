"""Knee flexion over the stride: every stride stretched to 0-100 % and averaged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gaitcheck.arrays import FloatArray, read_only
from gaitcheck.events.model import GaitEvents, Stride
from gaitcheck.kinematics.model import Kinematics
from gaitcheck.skeleton import SIDES, Side

GRID_POINTS = 101
MIN_STRIDES = 2


@dataclass(frozen=True, kw_only=True, eq=False)
class StrideCurve:
    """One leg's knee flexion over the stride; equal when its numbers are.

    Parameters
    ----------
    side, n
        Leg and number of strides.
    percent
        0 to 100 in steps of 1, shape (101,). [% of stride]
    mean_deg, sd_deg
        Over strides, shape (101,). [deg]
    toe_off_pct
        Mean time of toe-off. [% of stride]
    """

    side: Side
    n: int
    percent: FloatArray
    mean_deg: FloatArray
    sd_deg: FloatArray
    toe_off_pct: float

    def __post_init__(self) -> None:
        for name in ("percent", "mean_deg", "sd_deg"):
            object.__setattr__(self, name, read_only(getattr(self, name)))

    def _key(self) -> tuple[object, ...]:
        return (self.side, self.n, self.toe_off_pct, self.mean_deg.tobytes(), self.sd_deg.tobytes())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StrideCurve) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())


def knee_curves(kinematics: Kinematics, events: GaitEvents) -> tuple[StrideCurve, ...]:
    """The mean knee curve of each leg that has at least two complete strides."""
    found = (_knee_curve(kinematics, events, side) for side in SIDES)
    return tuple(curve for curve in found if curve is not None)


def _knee_curve(kinematics: Kinematics, events: GaitEvents, side: Side) -> StrideCurve | None:
    percent = np.linspace(0.0, 100.0, GRID_POINTS)
    flexion = kinematics.leg(side).knee_flexion_deg
    strides = events.strides(side)
    sampled = [_resampled(kinematics.time_s, flexion, stride, percent) for stride in strides]
    whole = [(curve, stride) for curve, stride in zip(sampled, strides, strict=True) if curve is not None]
    if len(whole) < MIN_STRIDES:
        return None
    stack = np.stack([curve for curve, _ in whole])
    lifts = [(s.toe_off_s - s.start_s) / (s.end_s - s.start_s) for _, s in whole]
    return StrideCurve(
        side=side,
        n=len(whole),
        percent=percent,
        mean_deg=stack.mean(axis=0),
        sd_deg=stack.std(axis=0, ddof=1),
        toe_off_pct=100.0 * float(np.mean(lifts)),
    )


def _resampled(time_s: FloatArray, flexion_deg: FloatArray, stride: Stride, percent: FloatArray) -> FloatArray | None:
    """One stride on the common grid, shape (101,); ``None`` where the knee was not seen throughout. [deg]"""
    inside = (time_s >= stride.start_s) & (time_s <= stride.end_s)
    if np.count_nonzero(inside) < 4 or not np.isfinite(flexion_deg[inside]).all():
        return None
    seen = np.isfinite(flexion_deg)
    times = stride.start_s + percent / 100.0 * (stride.end_s - stride.start_s)
    return np.interp(times, time_s[seen], flexion_deg[seen])
