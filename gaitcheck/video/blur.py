"""How blurred a piece of a picture is, from the picture alone.

An edge that is blurred by a Gaussian of width sigma changes over a distance d by an amount whose square, summed over
the edge, is E(d / sigma) with

    E(u) = u erf(u / 2) - (2 / sqrt(pi)) (1 - exp(-u^2 / 4))

(the energy distance of two normal distributions u apart: Szekely & Rizzo 2013, doi 10.1016/j.jspi.2013.03.018). The
ratio of that sum at one distance and at four times the distance does not depend on how many edges there are nor on
their contrast, only on sigma. Texture and noise make a picture look sharper than it is, never more blurred.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import numpy.typing as npt

from gaitcheck.arrays import FloatArray

#: The longer distance over the shorter.
_FACTOR = 4
#: Widths looked for, in shorter distances: from hardly to hopelessly blurred.
_WIDTHS = (0.05, 20.0)


def _change(u: FloatArray) -> FloatArray:
    erf = np.array([math.erf(value / 2) for value in u])
    change: FloatArray = u * erf - 2 / math.sqrt(math.pi) * (1 - np.exp(-(u**2) / 4))
    return change


@cache
def _widths_by_ratio() -> tuple[FloatArray, FloatArray]:
    """Ratios, ascending, and the width of each in shorter distances."""
    widths = np.geomspace(_WIDTHS[1], _WIDTHS[0], 200)
    return _change(1 / widths) / _change(_FACTOR / widths), widths


def _changes(grey: FloatArray, distance: int) -> float:
    along, down = grey[:, distance:] - grey[:, :-distance], grey[distance:] - grey[:-distance]
    return float(np.mean(along**2) + np.mean(down**2))


def blur_sd_px(grey: npt.ArrayLike, distance_px: int) -> float:
    """Standard deviation of the Gaussian that would blur a sharp picture as this one is. [px]

    Parameters
    ----------
    grey
        Grey levels, shape (H, W).
    distance_px
        Whole pixels, about the width that is of interest.

    Returns
    -------
    float
        NaN where the picture is too small or has no edge.
    """
    levels = np.asarray(grey, dtype=np.float64)
    if levels.ndim != 2 or min(levels.shape) <= 2 * _FACTOR * distance_px:
        return math.nan
    far = _changes(levels, _FACTOR * distance_px)
    if far <= 0.0:
        return math.nan
    ratios, widths = _widths_by_ratio()
    return distance_px * float(np.interp(_changes(levels, distance_px) / far, ratios, widths))
