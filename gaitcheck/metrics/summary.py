"""Kinematics and events -> GaitMetrics: every registered metric, with its interval or the reason why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from gaitcheck.arrays import FloatArray
from gaitcheck.config import RunnerInfo
from gaitcheck.events.model import GaitEvents
from gaitcheck.kinematics.model import Kinematics
from gaitcheck.metrics.bouncing import LEG_LENGTH_HEIGHT, LEG_LENGTH_HEIGHT_CV, bounce_witness
from gaitcheck.metrics.cadence import Cadence, measure_cadence
from gaitcheck.metrics.gait_metrics import GaitMetrics, StrideRow
from gaitcheck.metrics.interval import YAW_LIMIT_DEG, condition_factor, measurement_errors, summarise
from gaitcheck.metrics.metric import Metric
from gaitcheck.metrics.quantiles import Z_95
from gaitcheck.metrics.registry import MetricDefinition, definition, definitions
from gaitcheck.metrics.strides import stride_rows
from gaitcheck.skeleton import SIDES, Side

#: Fewest strides behind a mean. Stable means were reached at 6.3 steps (Dingenen et al. 2018,
#: doi 10.1016/j.ptsp.2018.06.009), so fewer than seven steps of both feet are refused.
FEWEST_STRIDES = 4
#: A belt runs within about 3 % of its display (Willwacher et al.: 98-103 % of the set speed).
BELT_SPEED_CV = 0.015

_VIEW_NAMES = {"side-left": "the side", "side-right": "the side", "rear": "behind", "front": "the front"}


def _refusal(row: MetricDefinition, kinematics: Kinematics) -> str | None:
    """Why no clip like this can carry the metric, if so."""
    view = kinematics.view.view
    if kinematics.gait == "walking":
        if row.name == "cadence_spm":
            return None
        return "This clip shows walking; running form is not assessed."
    if kinematics.gait == "none":
        return "No steady running was found in this clip."
    if view == "unknown":
        return "The camera's view of the runner is unclear; film square from the side or from behind."
    if row.name in _UNRESOLVED_FROM_BEHIND and not any(name.startswith("side") for name in row.views):
        return "Shows only from behind, and there the pose model does not resolve it well enough to report a number."
    if view not in row.views:
        wanted = sorted({_VIEW_NAMES[v] for v in row.views})
        return f"Needs a clip filmed from {' or '.join(wanted)}; this one is filmed from {_VIEW_NAMES[view]}."
    if view.startswith("side") and (kinematics.view.yaw_deg or 0.0) > YAW_LIMIT_DEG and row.name not in TIME_METRICS:
        return "The camera stands too far off square for angles; film square to the treadmill."
    if view in ("rear", "front") and row.name in _UNRESOLVED_FROM_BEHIND:
        return "The pose model does not resolve this from behind well enough to report a number."
    return None


_UNRESOLVED_FROM_BEHIND = {
    "pelvic_drop_deg",
    "hip_adduction_deg",
    "step_width_leg_pct",
    "trunk_side_lean_deg",
    "vertical_oscillation_leg_pct",
}


def _stride_values(rows: tuple[StrideRow, ...], name: str, side: Side | None) -> FloatArray:
    return np.array([row.values[name] for row in rows if row.side in (side, side or row.side) and name in row.values])


def _from_strides(
    row: MetricDefinition, side: Side | None, kinematics: Kinematics, rows: tuple[StrideRow, ...], factor: float
) -> Metric:
    values = _stride_values(rows, row.name, side)
    if values.size < FEWEST_STRIDES:
        reason = f"Only {values.size} strides could be measured; at least {FEWEST_STRIDES} are needed."
        return Metric.not_assessed(row.name, side, row.unit, reason)
    error = measurement_errors()[row.name]
    far = side is not None and side != kinematics.view.near_side
    return summarise(row.name, side, values, factor * (error.far if far else error.near))


def _cadence_metric(cadence: Cadence | None) -> Metric:
    if cadence is None:
        reason = "No steady step rhythm was found."
        return Metric.not_assessed("cadence_spm", None, "spm", reason)
    return Metric(
        name="cadence_spm",
        side=None,
        unit="spm",
        value=cadence.value_spm,
        low=cadence.low_spm,
        high=cadence.high_spm,
        n=cadence.n_steps,
        sd=cadence.sd_spm,
    )


def _scaled(metric: Metric, name: str, factor: float, factor_cv: float) -> Metric:
    """A metric in another unit, its interval widened by the uncertainty of the conversion."""
    if metric.value is None or metric.low is None or metric.high is None:
        return Metric.not_assessed(name, metric.side, definition(name).unit, metric.reason or "")
    value = metric.value * factor
    width = float(np.hypot(0.5 * (metric.high - metric.low) * factor, Z_95 * factor_cv * value))
    return Metric(
        name=name,
        side=metric.side,
        unit=definition(name).unit,
        value=value,
        low=value - width,
        high=value + width,
        n=metric.n,
        sd=None if metric.sd is None else metric.sd * factor,
    )


def _step_length(cadence: Metric, runner: RunnerInfo) -> Metric:
    if runner.speed_mps is None:
        return Metric.not_assessed("step_length_m", None, "m", "Needs the belt speed.")
    if cadence.value is None or cadence.low is None or cadence.high is None:
        return Metric.not_assessed("step_length_m", None, "m", cadence.reason or "")
    length_m = 60.0 * runner.speed_mps / cadence.value
    width_m = float(
        np.hypot(length_m * 0.5 * (cadence.high - cadence.low) / cadence.value, Z_95 * BELT_SPEED_CV * length_m)
    )
    return Metric(
        name="step_length_m",
        side=None,
        unit="m",
        value=length_m,
        low=length_m - width_m,
        high=length_m + width_m,
        n=cadence.n,
        sd=None,
    )


#: Has a witness in physics, and a twin in centimetres.
_BOUNCE = "vertical_oscillation_leg_pct"


def _with_witness(bounce: Metric, kinematics: Kinematics, events: GaitEvents, runner: RunnerInfo) -> Metric:
    """The bounce with an interval that reaches to what step rate and contact time imply, where the two disagree."""
    witness = bounce_witness(kinematics, events, runner)
    if witness is None or not witness.disagrees or bounce.low is None or bounce.high is None:
        return bounce
    implied_pct = 100.0 * witness.implied_leg
    return replace(bounce, low=min(bounce.low, implied_pct), high=max(bounce.high, implied_pct))


def _bounce_cm(bounce: Metric, runner: RunnerInfo) -> Metric:
    if runner.height_cm is None:
        return Metric.not_assessed("vertical_oscillation_cm", None, "cm", "Needs the runner's height.")
    factor = LEG_LENGTH_HEIGHT * runner.height_cm / 100.0
    return _scaled(bounce, "vertical_oscillation_cm", factor, LEG_LENGTH_HEIGHT_CV)


#: Metrics in seconds or per minute, which need the clip's true time scale.
TIME_METRICS = frozenset({"cadence_spm", "stride_time_s", "contact_time_ms", "flight_time_ms", "step_length_m"})


def measure(
    kinematics: Kinematics,
    events: GaitEvents,
    runner: RunnerInfo,
    *,
    times_refused: str | None = None,
    pose_model: str | None = None,
) -> GaitMetrics:
    """All metrics of a clip.

    Parameters
    ----------
    kinematics, events
        In real time.
    runner
        Height and belt speed where known.
    times_refused
        Why metrics that need real time are not assessed, when the clip's time scale is unknown.
    pose_model
        Name of the pose model, which the width of the intervals depends on.

    Returns
    -------
    GaitMetrics
        Every registered metric appears once per side, or once with side ``None``.
    """
    rows = stride_rows(kinematics, events)
    factor = condition_factor(kinematics.view.yaw_deg, pose_model)
    found: dict[tuple[str, Side | None], Metric] = {}
    for row in definitions().values():
        for side in SIDES if row.per_side else (None,):
            refusal = times_refused if row.name in TIME_METRICS else None
            refusal = refusal or _refusal(row, kinematics)
            if refusal is not None:
                found[row.name, side] = Metric.not_assessed(row.name, side, row.unit, refusal)
            elif row.name in _OWN_RULES:
                found[row.name, side] = _OWN_RULES[row.name](kinematics, events, runner, found)
            else:
                metric = _from_strides(row, side, kinematics, rows, factor)
                if row.name == _BOUNCE and times_refused is None:
                    metric = _with_witness(metric, kinematics, events, runner)
                found[row.name, side] = metric
    return GaitMetrics(metrics=tuple(found.values()), strides=rows)


_Found = dict[tuple[str, Side | None], Metric]
#: Metrics that are not means of per-stride values.
_OWN_RULES: dict[str, Callable[[Kinematics, GaitEvents, RunnerInfo, _Found], Metric]] = {
    "cadence_spm": lambda kinematics, events, _runner, _found: _cadence_metric(measure_cadence(kinematics, events)),
    "step_length_m": lambda _kinematics, _events, runner, found: _step_length(found["cadence_spm", None], runner),
    "vertical_oscillation_cm": lambda _kinematics, _events, runner, found: _bounce_cm(found[_BOUNCE, None], runner),
}
