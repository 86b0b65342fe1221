"""From leg lengths to metres: the runner's height or the belt's speed; without either, pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from gaitcheck.analysis.model import Analysis
from gaitcheck.arrays import FloatArray
from gaitcheck.errors import UsageError
from gaitcheck.metrics.bouncing import LEG_LENGTH_HEIGHT
from gaitcheck.skeleton import SIDES, Side

ScaleSource = Literal["height", "speed", "pixels"]
#: Middle part of stance in which the whole foot moves with the belt.
_FLAT_FROM, _FLAT_TO = 0.25, 0.6
_FEWEST_SAMPLES = 3
_FEWEST_STANCES = 4


@dataclass(frozen=True, kw_only=True)
class Scale:
    """What one leg length of the body frame is.

    Parameters
    ----------
    source
        ``height`` (leg = 0.491 of it), ``speed`` (foot on the belt against the belt's speed) or ``pixels``.
    per_leg
        Metres, or pixels, in a leg length.
    """

    source: ScaleSource
    per_leg: float

    @property
    def metric(self) -> bool:
        """Whether lengths come out in metres."""
        return self.source != "pixels"

    @property
    def sentence(self) -> str:
        """How the scale was found, for a file's header."""
        if self.source == "height":
            return f"scaled by the runner's height, leg = {LEG_LENGTH_HEIGHT} of it (people differ by about 3 %)"
        if self.source == "speed":
            return "scaled by the belt's speed against the speed of the foot on the belt"
        return "in pixels: neither height nor belt speed is known"


def find_scale(analysis: Analysis, wanted: ScaleSource | None = None) -> Scale:
    """The scale of an analysis.

    Parameters
    ----------
    analysis
        With height or belt speed in its options, where known.
    wanted
        Where to take it from; height before speed before pixels when ``None``.

    Raises
    ------
    UsageError
        What is wanted is not known.
    """
    found = {"height": _by_height(analysis), "speed": _by_speed(analysis), "pixels": analysis.kinematics.leg_length_px}
    order: tuple[ScaleSource, ...] = ("height", "speed", "pixels") if wanted is None else (wanted,)
    for source in order:
        per_leg = found[source]
        if per_leg is not None:
            return Scale(source=source, per_leg=per_leg)
    raise UsageError(f"This analysis cannot be scaled by {wanted}; give it to 'gaitcheck analyze' and analyse again.")


def _by_height(analysis: Analysis) -> float | None:
    height_cm = analysis.options.runner.height_cm
    return None if height_cm is None else LEG_LENGTH_HEIGHT * height_cm / 100.0


def _by_speed(analysis: Analysis) -> float | None:
    """Metres per leg length; ``None`` without a speed, a side view and enough stances."""
    speed_mps, near = analysis.options.runner.speed_mps, analysis.kinematics.view.near_side
    if speed_mps is None or near is None:
        return None
    speeds = foot_speeds(analysis, near)
    if speeds.size < _FEWEST_STANCES or np.median(speeds) <= 0:
        return None
    return float(speed_mps / np.median(speeds))


def foot_speeds(analysis: Analysis, side: Side) -> FloatArray:
    """Backward speed of the foot in mid-stance, one value a stance, shape (n,). [leg lengths/s]"""
    time_s, leg = analysis.kinematics.time_s, analysis.kinematics.leg(side)
    foot_x = 0.5 * (leg.heel + leg.toe)[:, 0]
    speeds = []
    for stride in analysis.events.strides(side):
        stance_s = stride.toe_off_s - stride.start_s
        first_s, last_s = stride.start_s + _FLAT_FROM * stance_s, stride.start_s + _FLAT_TO * stance_s
        inside = (time_s >= first_s) & (time_s <= last_s) & np.isfinite(foot_x)
        if inside.sum() >= _FEWEST_SAMPLES:
            speeds.append(-np.polyfit(time_s[inside], foot_x[inside], 1)[0])
    return np.array(speeds, dtype=np.float64)


_MARKERS = {"hip": "Hip", "knee": "Knee", "ankle": "Ankle", "heel": "Heel", "toe": "Toe"}


def markers(analysis: Analysis, scale: Scale) -> dict[str, FloatArray]:
    """Marker name -> position, shape (T, 3), in metres or pixels.

    Frame of OpenSim's ground: X where the runner faces, Y up, Z to the runner's right. A camera sees two of the
    three: from the side Z is 0, from behind or in front X is 0. The origin is the clip's mean hip midpoint; the
    runner stays in place and the belt moves. NaN where the runner was not seen.
    """
    kinematics = analysis.kinematics
    planar = {
        f"{side[0].upper()}{label}": getattr(kinematics.leg(side), joint)
        for side in SIDES
        for joint, label in _MARKERS.items()
    }
    planar |= {"MidHip": kinematics.pelvis, "MidShoulder": kinematics.shoulders}
    horizontal = 2 if kinematics.view.view in ("rear", "front") else 0
    placed = {}
    for name, xy in planar.items():
        xyz = np.zeros((xy.shape[0], 3))
        xyz[:, horizontal], xyz[:, 1] = xy[:, 0], xy[:, 1]
        xyz[~np.isfinite(xy).all(axis=1)] = np.nan
        placed[name] = xyz * scale.per_leg
    return placed
