"""The belt's speed as the standing foot shows it, against the speed that was entered.

In mid-stance the shoe goes with the belt. Its speed in the picture, in leg lengths, and the leg's length from the
runner's height give the belt's speed in metres; when that disagrees with the entry, one of speed, its unit, height
or slow-motion factor is wrong. A belt's slope cannot be told this way: the landmarks of heel and toe rise and fall by
several degrees of slope while the shoe lies flat.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gaitcheck.events.model import GaitEvents
from gaitcheck.kinematics.model import Kinematics
from gaitcheck.metrics.bouncing import LEG_LENGTH_HEIGHT, LEG_LENGTH_HEIGHT_CV
from gaitcheck.metrics.quantiles import Z_95
from gaitcheck.metrics.summary import BELT_SPEED_CV

#: Part of stance in which the whole shoe goes with the belt, as shares of stance.
_WITH_BELT = (0.2, 0.6)
#: Fewest stances behind a speed.
_FEWEST_STANCES = 4
#: Deviation, between clips, of the shoe's speed from the belt's by pose model, as `python -m tools.fit held-out` prints
#: it for bodies that nothing was fitted on, widened for real shoes as the intervals are.
FOOT_SPEED_CV = {"heavy": 0.09}
#: Of the full model, and of any that was never measured.
OTHER_FOOT_SPEED_CV = 0.16


@dataclass(frozen=True, kw_only=True)
class BeltSpeed:
    """Belt speed from the near foot in stance, with its 95 % interval. [m/s]"""

    value_mps: float
    low_mps: float
    high_mps: float


def foot_speed_leg_per_s(kinematics: Kinematics, events: GaitEvents) -> float | None:
    """Speed of the near foot in mid-stance, mean of heel and toe; ``None`` from too few stances. [leg lengths/s]"""
    side = kinematics.view.near_side
    if side is None:
        return None
    leg, time_s = kinematics.leg(side), kinematics.time_s
    shoe_x = 0.5 * (leg.heel[:, 0] + leg.toe[:, 0])
    speeds = []
    for stride in events.strides(side):
        stance_s = stride.toe_off_s - stride.start_s
        start_s, end_s = (stride.start_s + share * stance_s for share in _WITH_BELT)
        inside = (time_s >= start_s) & (time_s <= end_s) & np.isfinite(shoe_x)
        if inside.sum() >= 2:
            speeds.append(-float(np.polyfit(time_s[inside] - start_s, shoe_x[inside], 1)[0]))
    return float(np.median(speeds)) if len(speeds) >= _FEWEST_STANCES else None


def belt_speed(kinematics: Kinematics, events: GaitEvents, height_cm: float, pose_model: str) -> BeltSpeed | None:
    """Belt speed from the near foot in stance, or ``None`` where the clip shows too little of it.

    Parameters
    ----------
    kinematics, events
        Of a side view of running, in real time.
    height_cm
        The runner's standing height. [cm]
    pose_model
        Name of the model behind the landmarks.
    """
    speed_leg = foot_speed_leg_per_s(kinematics, events)
    if speed_leg is None or speed_leg <= 0:
        return None
    value_mps = speed_leg * LEG_LENGTH_HEIGHT * height_cm / 100.0
    foot_cv = FOOT_SPEED_CV.get(pose_model, OTHER_FOOT_SPEED_CV)
    half_mps = Z_95 * value_mps * math.hypot(foot_cv, LEG_LENGTH_HEIGHT_CV, BELT_SPEED_CV)
    return BeltSpeed(value_mps=value_mps, low_mps=value_mps - half_mps, high_mps=value_mps + half_mps)
