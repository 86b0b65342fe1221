"""Angles beside the laboratory's, frame by frame and over the stride."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gaitcheck.analysis.model import Analysis
from gaitcheck.arrays import FloatArray
from gaitcheck.curve import Curve
from gaitcheck.metrics.gait_metrics import StrideRow
from gaitcheck.skeleton import SIDES, Side
from gaitcheck.validation.model import MS_PER_S, AngleComparison, leg_of
from gaitcheck.validation.statistics import root_mean_square
from gaitcheck.validation.truth import ANGLES, TrueAngles

#: Shares of the stride at which the course of the difference is given. [%]
_COURSE_PCT = np.linspace(0.0, 100.0, 101)
#: Shifts between the clocks that are tried: beyond, the comparison means nothing anyway. [s]
_SHIFTS_S = np.arange(-100, 101) / MS_PER_S
#: Fewer common frames are no comparison.
_FEWEST_FRAMES = 10


def angle_comparisons(analysis: Analysis, truth: TrueAngles, strides: Sequence[StrideRow]) -> list[AngleComparison]:
    """Every angle that both have in at least ten frames; those that both lack or never share are left out.

    Parameters
    ----------
    analysis
        With angles at its frames.
    truth
        On the clip's clock.
    strides
        Over which the course of the difference is averaged.
    """
    compared = []
    for name in ANGLES:
        for side in SIDES:
            if (side, name) in truth.curves:
                found = _comparison(analysis, truth, strides, name, side)
                compared += [found] if found is not None else []
    return compared


def _comparison(
    analysis: Analysis, truth: TrueAngles, strides: Sequence[StrideRow], name: str, side: Side
) -> AngleComparison | None:
    time_s = analysis.kinematics.time_s
    found_deg: FloatArray = getattr(analysis.kinematics.leg(side), name)
    true = Curve(truth.time_s, truth.curves[side, name])
    errors = _known(found_deg - true.at(time_s))
    if errors.size < _FEWEST_FRAMES:
        return None
    shift_ms, shifted = _best_shift(time_s, found_deg, true) if name == "knee_flexion_deg" else (None, None)
    mean, sd = _course(Curve(time_s, found_deg), true, [row for row in strides if row.side == side])
    return AngleComparison(
        name=name,
        side=side,
        leg=leg_of(side, analysis.kinematics.view.near_side),
        errors_deg=errors,
        course_pct=_COURSE_PCT if mean.size else mean,
        course_deg=mean,
        course_sd_deg=sd,
        shift_ms=shift_ms,
        shifted_rmse_deg=shifted,
    )


def _known(errors: FloatArray) -> FloatArray:
    return errors[np.isfinite(errors)]


def _best_shift(time_s: FloatArray, found_deg: FloatArray, true: Curve) -> tuple[float | None, float | None]:
    """By how much the truth would have to be later, and the RMSE then; ``None`` at the end of what is tried."""
    rmse = []
    for shift_s in _SHIFTS_S:
        errors = _known(found_deg - true.at(time_s - shift_s))
        rmse.append(root_mean_square(errors) if errors.size >= _FEWEST_FRAMES else np.inf)
    best = int(np.argmin(rmse))
    if best in (0, _SHIFTS_S.size - 1) or not np.isfinite(rmse[best]):
        return None, None
    return float(MS_PER_S * _SHIFTS_S[best]), float(rmse[best])


def _course(found: Curve, true: Curve, strides: Sequence[StrideRow]) -> tuple[FloatArray, FloatArray]:
    """Mean and SD over strides of the difference; empty with fewer than two strides known throughout. [deg]"""
    courses = []
    for row in strides:
        at_s = row.start_s + _COURSE_PCT / 100.0 * (row.end_s - row.start_s)
        course = found.at(at_s) - true.at(at_s)
        if np.isfinite(course).all():
            courses.append(course)
    if len(courses) < 2:
        return np.empty(0), np.empty(0)
    stacked = np.stack(courses)
    return stacked.mean(axis=0), stacked.std(axis=0, ddof=1)
