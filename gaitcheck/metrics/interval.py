"""The 95 % interval of a clip's mean: spread between strides and the error of the measurement itself."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from scipy.special import stdtrit

from gaitcheck.arrays import FloatArray
from gaitcheck.metrics.metric import Metric
from gaitcheck.metrics.registry import definition
from gaitcheck.skeleton import Side

_CONFIDENCE = 0.95


@dataclass(frozen=True, kw_only=True)
class MeasurementError:
    """Systematic standard deviation of one clip's mean, for the leg near the camera and the far one."""

    near: float
    far: float


@cache
def measurement_errors() -> dict[str, MeasurementError]:
    """By metric name; see ``measurement_error.toml``."""
    text = files("gaitcheck.metrics").joinpath("measurement_error.toml").read_text(encoding="utf-8")
    return {name: MeasurementError(**row) for name, row in tomllib.loads(text)["error"].items()}


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
    random = stdtrit(max(n - 1, 1), 0.5 + _CONFIDENCE / 2) * sd / math.sqrt(n)
    systematic = 1.959964 * systematic_sd
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
