"""From where a pose model puts its landmarks to where the joint centres are.

A pose model's "hip" is a place on the picture of a body, not a joint centre, and it wanders with the leg's
posture: in side view BlazePose's hip is drawn toward the thigh. For each joint the offset is modelled as a
linear function of the thigh's and the shank's direction and of the knee's bend, in leg lengths:

    offset = c0 + c1 sin(thigh) + c2 cos(thigh) + c3 sin(shank) + c4 cos(shank) + c5 sin(knee) + c6 cos(knee)

with coefficients for the near and the far leg of each pose model in ``offsets.toml``. They were fitted by
``python -m tools.fit offsets`` on rendered bodies (the fit half of the benchmark), whose joint centres are
known; on real people nobody knows them, so angles without this correction stay available beside the corrected.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

import numpy as np

from gaitcheck.arrays import FloatArray
from gaitcheck.kinematics.angles import hanging_angle_deg

Distance = Literal["near", "far"]

#: Landmarks with a modelled offset.
CORRECTED = ("hip", "knee", "ankle", "heel", "foot_index")


@cache
def offset_tables() -> dict[str, dict[str, dict[str, FloatArray]]]:
    """Coefficients by pose model, leg (``near``, ``far``) and landmark, each (7, 2): features by x, y."""
    text = files("gaitcheck.kinematics").joinpath("offsets.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)
    return {
        model: {
            leg: {point: np.array(table).T for point, table in points.items()} for leg, points in rows[model].items()
        }
        for model in rows
    }


def posture(hip: FloatArray, knee: FloatArray, ankle: FloatArray) -> FloatArray:
    """The features of the offset model, shape (T, 7), from positions (T, 2) in the body frame."""
    thigh = np.radians(hanging_angle_deg(hip, knee))
    shank = np.radians(hanging_angle_deg(knee, ankle))
    columns = [trig(angle) for angle in (thigh, shank, thigh - shank) for trig in (np.sin, np.cos)]
    return np.stack([np.ones_like(thigh), *columns], axis=1)


def corrected_leg(points: dict[str, FloatArray], tables: dict[str, FloatArray]) -> dict[str, FloatArray]:
    """One leg's landmarks moved to the joint centres.

    Parameters
    ----------
    points
        Filtered positions by landmark (without side), each (T, 2), in the body frame. [leg lengths]
    tables
        Coefficients by landmark, as in `offset_tables`.
    """
    features = posture(points["hip"], points["knee"], points["ankle"])
    return {name: xy + features @ tables[name] if name in tables else xy for name, xy in points.items()}
