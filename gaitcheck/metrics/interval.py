"""The 95 % interval of a clip's mean: spread between strides and the error of the measurement itself."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from gaitcheck.arrays import FloatArray
from gaitcheck.metrics.metric import Metric
from gaitcheck.metrics.quantiles import Z_95, t_95
from gaitcheck.metrics.registry import definition
from gaitcheck.skeleton import Side

#: Within this deviation of the camera from square the errors of the table hold. [deg]
YAW_FREE_DEG = 10.0
#: Beyond it the error grows by this share per degree, and past the limit nothing is reported. [1/deg], [deg]
YAW_GROWTH_PER_DEG = 0.06
YAW_LIMIT_DEG = 35.0
#: The table was made with the heavy model; landmarks of other models scatter more.
OTHER_MODEL_FACTOR = 1.3


@dataclass(frozen=True, kw_only=True)
class MeasurementError:
    """Systematic standard deviations, in the metric's unit.

    Parameters
    ----------
    near, far
        Of one clip's mean, for the leg near the camera and the far one.
    pair
        Of left minus right by two clips that show one session from both sides; see `gaitcheck.symmetry`.
    """

    near: float
    far: float
    pair: float


@cache
def measurement_errors() -> dict[str, MeasurementError]:
    """By metric name; see ``measurement_error.toml``."""
    text = files("gaitcheck.metrics").joinpath("measurement_error.toml").read_text(encoding="utf-8")
    return {name: MeasurementError(**row) for name, row in tomllib.loads(text)["error"].items()}


def condition_factor(yaw_deg: float | None, pose_model: str | None) -> float:
    """How much larger than in the table the systematic error is under these conditions.

    Parameters
    ----------
    yaw_deg
        The camera's deviation from square; ``None`` counts as within the table's conditions. [deg]
    pose_model
        Name of the pose model; ``None`` when it is not known.
    """
    oblique = 1.0 + YAW_GROWTH_PER_DEG * max((yaw_deg or 0.0) - YAW_FREE_DEG, 0.0)
    return oblique * (OTHER_MODEL_FACTOR if pose_model not in (None, "heavy") else 1.0)


def half_width(sd: float, n: int, systematic_sd: float) -> float:
    """Half of the 95 % interval.

    Parameters
    ----------
    sd
        Standard deviation between strides.
    n
        Strides.
    systematic_sd
        Standard deviation of the clip's systematic error, which more strides do not average out.
    """
    random = t_95(max(n - 1, 1)) * sd / math.sqrt(n)
    systematic = Z_95 * systematic_sd
    return math.hypot(float(random), systematic)


def summarise(name: str, side: Side | None, values: FloatArray, systematic_sd: float) -> Metric:
    """Mean of per-stride values with its interval.

    Parameters
    ----------
    name, side
        Registered metric and leg.
    values
        One per stride, at least two, shape (n,).
    systematic_sd
        As in `half_width`.
    """
    value, sd, n = float(np.mean(values)), float(np.std(values, ddof=1)), int(values.size)
    width = half_width(sd, n, systematic_sd)
    return Metric(
        name=name,
        side=side,
        unit=definition(name).unit,
        value=value,
        low=value - width,
        high=value + width,
        n=n,
        sd=sd,
    )
