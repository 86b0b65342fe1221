"""From where a pose model puts its landmarks to where the joint centres are.

A pose model's "hip" is a place on the picture of a body, not a joint centre, and it wanders with the leg's
posture: in side view BlazePose's hip is drawn toward the thigh. For each joint the offset is modelled as a
linear function of the thigh's and the shank's direction, of the knee's bend and of how long the trunk looks beside
the leg, in leg lengths:

    offset = c0 + c1 sin(thigh) + c2 cos(thigh) + c3 sin(shank) + c4 cos(shank) + c5 sin(knee) + c6 cos(knee) + c7 trunk

The last tells clips apart: builds and clothes move the hip up or down on the picture, and where it sits low the trunk
looks long. In running the other leg matters too, which hides this one or is taken for it as it swings past, and it
does so at the same phase of every stride; and the model does not see a runner who faces left as the mirror image of
one who faces right. So in running the phase adds a course over the stride, in part with a sign for the facing:

    sum over k of [a_k cos(k phase) + b_k sin(k phase)]
        + facing (f0 + sum over k of [f_k cos(k phase) + g_k sin(k phase)])

The course is fitted to what posture leaves over, not together with it: it is the same for every runner, so it can
shift what is measured but not draw runners toward each other, as a joint fit does (docs/accuracy.md). It is added
after the events are found (`course`): what comes at the same phase in every runner would draw them to that phase.

The coefficients for the near and the far leg of each pose model are in ``offsets.toml``, fitted by
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
from gaitcheck.pose.track import PoseSource

Distance = Literal["near", "far"]
Part = Literal["posture", "course"]
OffsetTables = Mapping[str, Mapping[Part, Mapping[Distance, Mapping[str, FloatArray]]]]
"""Coefficients by pose model, part of the model, leg and landmark, each (features, 2): features by x, y."""

#: Landmarks with a modelled offset.
CORRECTED = ("hip", "knee", "ankle", "heel", "foot_index")
#: Length of the trunk, hips to shoulders, as landmarks show it: mean of the fit half. [leg lengths]
_MEAN_TRUNK = 0.654
#: No fit clip's trunk is further from the mean; what lies beyond is not extrapolated to.
_TRUNK_LIMIT = 0.08
#: Harmonics of the stride in a running leg's offsets, and of what differs with where the runner faces.
_HARMONICS = 8
_FACING_HARMONICS = 4


@cache
def offset_tables() -> OffsetTables:
    """The packaged coefficients."""
    text = files("gaitcheck.kinematics").joinpath("offsets.toml").read_text(encoding="utf-8")
    return {
        model: {
            part: {leg: {point: np.array(table).T for point, table in points.items()} for leg, points in legs.items()}
            for part, legs in parts.items()
        }
        for model, parts in tomllib.loads(text).items()
    }


def fitted_offsets(source: PoseSource) -> Mapping[Part, Mapping[Distance, Mapping[str, FloatArray]]] | None:
    """The coefficients for these landmarks, ``None`` where none were fitted."""
    return offset_tables().get(source.model) if source.backend == "mediapipe" else None


def posture(points: Mapping[str, FloatArray], trunk: float) -> FloatArray:
    """The features of a leg's posture, shape (T, 8).

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


def stride_course(phase: FloatArray, facing: float) -> FloatArray:
    """The features of a running leg's course over the stride, shape (T, 25).

    Parameters
    ----------
    phase
        Of this leg, 0 where its ankle is furthest ahead of the other, shape (T,). [rad]
    facing
        +1 where the runner faces image-right, -1 where image-left.
    """
    multiples = np.outer(phase, np.arange(1, _HARMONICS + 1))
    # Cosine and sine of each harmonic side by side, so that the first columns are the lowest harmonics.
    waves = np.stack([np.cos(multiples), np.sin(multiples)], axis=2).reshape(phase.size, -1)
    turned = facing * np.hstack([np.ones((phase.size, 1)), waves[:, : 2 * _FACING_HARMONICS]])
    return np.hstack([waves, turned])


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


def moved(
    points: Mapping[str, FloatArray], tables: Mapping[str, FloatArray], features: FloatArray
) -> dict[str, FloatArray]:
    """One leg's landmarks with a part of their offsets added.

    Parameters
    ----------
    points
        Positions by landmark (without side), each (T, 2), in the body frame. [leg lengths]
    tables
        Coefficients by landmark, as in `OffsetTables`.
    features
        From `posture` or `stride_course`, whichever part ``tables`` is of.
    """
    return {name: xy + features @ tables[name] if name in tables else xy for name, xy in points.items()}
