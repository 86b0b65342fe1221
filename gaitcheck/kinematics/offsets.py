"""From where a pose model puts its landmarks to where the joint centres are.

A pose model's "hip" is a place on the picture of a body, not a joint centre, and it wanders with the leg's
posture: in side view BlazePose's hip is drawn toward the thigh. For each joint the offset is modelled as a
linear function of the thigh's and the shank's direction, of the knee's bend and of how long the trunk looks beside
the leg, in leg lengths:

    offset = c0 + c1 sin(thigh) + c2 cos(thigh) + c3 sin(shank) + c4 cos(shank) + c5 sin(knee) + c6 cos(knee) + c7 trunk

The last tells clips apart: builds and clothes move the hip up or down on the picture, and where it sits low the trunk
looks long. The coefficients for the near and the far leg of each pose model are in ``offsets.toml``, fitted by
``python -m tools.fit offsets`` on rendered bodies (the fit half of the benchmark), whose joint centres are
known; on real people nobody knows them, so angles without this correction stay available beside the corrected.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

import numpy as np

from gaitcheck.arrays import FloatArray
from gaitcheck.kinematics.angles import hanging_angle_deg

Distance = Literal["near", "far"]

#: Landmarks with a modelled offset.
CORRECTED = ("hip", "knee", "ankle", "heel", "foot_index")
#: Length of the trunk, hips to shoulders, as landmarks show it: mean of the fit half. [leg lengths]
_MEAN_TRUNK = 0.654
#: No fit clip's trunk is further from the mean; what lies beyond is not extrapolated to.
_TRUNK_LIMIT = 0.08


@cache
def offset_tables() -> dict[str, dict[str, dict[str, FloatArray]]]:
    """Coefficients by pose model, leg (``near``, ``far``) and landmark, each (8, 2): features by x, y."""
    text = files("gaitcheck.kinematics").joinpath("offsets.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)
    return {
        model: {
            leg: {point: np.array(table).T for point, table in points.items()} for leg, points in rows[model].items()
        }
        for model in rows
    }


def posture(points: Mapping[str, FloatArray], trunk: float) -> FloatArray:
    """The features of the offset model, shape (T, 8).

    Parameters
    ----------
    points
        Positions of one leg's landmarks by name, each (T, 2), in the body frame. [leg lengths]
    trunk
        From `trunk_deviation`.
    """
    thigh = np.radians(hanging_angle_deg(points["hip"], points["knee"]))
    shank = np.radians(hanging_angle_deg(points["knee"], points["ankle"]))
    columns = [trig(angle) for angle in (thigh, shank, thigh - shank) for trig in (np.sin, np.cos)]
    return np.stack([np.ones_like(thigh), *columns, np.full_like(thigh, trunk)], axis=1)


def trunk_deviation(pelvis: FloatArray, shoulders: FloatArray, leg_length: float) -> float:
    """How much longer than the fit half's mean the trunk looks beside the leg, as a share; 0 where it is never seen.

    Parameters
    ----------
    pelvis, shoulders
        Midpoints of both hips and both shoulders, each (T, 2), not corrected.
    leg_length
        In the same unit.
    """
    length = np.linalg.norm(shoulders - pelvis, axis=1)
    known = length[np.isfinite(length)]
    share = float(np.median(known)) / leg_length / _MEAN_TRUNK - 1.0 if known.size else 0.0
    return min(max(share, -_TRUNK_LIMIT), _TRUNK_LIMIT)


def corrected_leg(points: dict[str, FloatArray], tables: dict[str, FloatArray], trunk: float) -> dict[str, FloatArray]:
    """One leg's landmarks moved to the joint centres.

    Parameters
    ----------
    points
        Filtered positions by landmark (without side), each (T, 2), in the body frame. [leg lengths]
    tables
        Coefficients by landmark, as in `offset_tables`.
    trunk
        From `trunk_deviation`.
    """
    features = posture(points, trunk)
    return {name: xy + features @ tables[name] if name in tables else xy for name, xy in points.items()}
