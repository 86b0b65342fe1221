"""Fits the event model: how long after a moment that every clip shows contact and toe-off come.

Three kinds of legs are fitted together, each kind with a weight of its own and every leg within it alike: markers of
real runners, rendered bodies that move as these runners did, seen by the pose model, and rendered bodies with generated
gaits (the fit half of the benchmark). Real motion tells how people push off; generated gaits keep the model sane where
no runner of the sample has been.

Beside the model of all runners one is fitted without each of them: without the runner's markers, without the clips that
move as the runner did, and without any clip of the bodies that these were rendered on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from gaitcheck.arrays import FloatArray
from gaitcheck.config import ModelName
from gaitcheck.events.curves import CURVES, OFFSETS, StrideCurves, stride_curves
from gaitcheck.events.detect import reference_times_s
from gaitcheck.events.event_model import EventModel, LinearRule, comparable, drawn_to_mean
from gaitcheck.events.model import KINDS, EventKind
from gaitcheck.kinematics.build import build_kinematics
from gaitcheck.kinematics.model import Kinematics
from gaitcheck.skeleton import SIDES, Side
from tools.accuracy.clips import TruthClip, real_motion_clips
from tools.accuracy.measure import runner_pose
from tools.accuracy.observe import true_events_s
from tools.real_motion.markers import MarkerCamera, clip_time_s, film_markers
from tools.real_motion.runs import RealRun, real_runs

#: Weight of each kind of leg. Generated gaits land much as real runners do, but push off unlike them: their knee has
#: bent by 20 degrees about 90 ms after toe-off, that of real runners about 60.
WEIGHTS: dict[EventKind, dict[str, float]] = {
    "contact": {"markers": 2.0, "real motion": 1.0, "generated": 0.5},
    "toe_off": {"markers": 2.0, "real motion": 1.0, "generated": 0.1},
}
#: Pull of all weights toward zero, of curves scaled to a standard deviation of one.
_RIDGE = 0.05
#: Every leg also counts as seen over a belt that slopes in the image by these angles: inclines do, and belts seen from
#: above by a camera off square. Without this one degree moved toe-off by up to 4 ms. [deg]
_SLOPES_DEG = (-5.0, 0.0, 5.0)
#: An event belongs to a stride when it lies this far from the ankle's peak anterior position. [shares of a stride]
_EVENT_SPAN: dict[EventKind, tuple[float, float]] = {"contact": (-0.15, 0.20), "toe_off": (0.15, 0.65)}
#: How the markers are filmed for the fit.
_MARKER_CAMERAS = (
    MarkerCamera(view="side-right", fps=60.0),
    MarkerCamera(view="side-left", fps=30.0, yaw_deg=6.0),
    MarkerCamera(view="side-left", fps=60.0, yaw_deg=-6.0, noise_leg=0.01, seed=1),
)
#: Shares of a stride's own deviation that are tried.
_KEPT = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)

Models = dict[EventKind, EventModel]


@dataclass(frozen=True, kw_only=True)
class Origin:
    """A key of `WEIGHTS`; whose motion and which body it is, empty where that says nothing."""

    source: str
    runner: str
    body: str


@dataclass(frozen=True, kw_only=True)
class FitLeg:
    """One leg of one clip or marker run.

    Parameters
    ----------
    origin
        Where it is from.
    stride_s
        Mean stride time. [s]
    delay, curves, at
        By event: true delay after the moment, NaN where it has no truth, (N,) [shares of a stride]; curves around the
        moment, (N, C, O); the moment, (N,) [shares of a stride].
    """

    origin: Origin
    stride_s: float
    delay: dict[EventKind, FloatArray]
    curves: dict[EventKind, FloatArray]
    at: dict[EventKind, FloatArray]


def _true_delays(
    strides: Iterable[StrideCurves], at: FloatArray, true_s: FloatArray, kind: EventKind, stride_s: float
) -> FloatArray:
    """The one true event of each stride after its moment, NaN where there is none or more than one."""
    low, high = _EVENT_SPAN[kind]
    delays = []
    for stride, moment in zip(strides, at, strict=True):
        later = (true_s - stride.reference_s) / stride_s
        inside = later[(later > low) & (later < high)]
        delays.append(inside[0] - moment if inside.size == 1 else np.nan)
    return np.array(delays, dtype=np.float64)


def fit_leg(kinematics: Kinematics, side: Side, true_s: dict[EventKind, FloatArray], origin: Origin) -> FitLeg | None:
    """What a leg gives to the fit; ``None`` where it shows no stride.

    Parameters
    ----------
    kinematics, side
        The leg, in real time, before the stride-phase correction.
    true_s
        True event times by kind. [s]
    origin
        Where it is from.
    """
    leg = kinematics.leg(side)
    strides = stride_curves(kinematics, leg, reference_times_s(kinematics, leg))
    if not strides or kinematics.step_frequency_hz is None:
        return None
    stride_s = 2.0 / kinematics.step_frequency_hz
    delay: dict[EventKind, FloatArray] = {}
    curves: dict[EventKind, FloatArray] = {}
    moments: dict[EventKind, FloatArray] = {}
    for kind in KINDS:
        usable, moments[kind], curves[kind] = comparable(strides, kind)
        kept = [stride for stride, use in zip(strides, usable, strict=True) if use]
        delay[kind] = _true_delays(kept, moments[kind], true_s[kind], kind, stride_s)
    return FitLeg(origin=origin, stride_s=stride_s, delay=delay, curves=curves, at=moments)


def _legs(kinematics: Kinematics, true_s: Callable[[Side, EventKind], FloatArray], origin: Origin) -> list[FitLeg]:
    found = [fit_leg(kinematics, side, {kind: true_s(side, kind) for kind in KINDS}, origin) for side in SIDES]
    return [leg for leg in found if leg is not None]


def run_events(run: RealRun, side: Side, kind: EventKind) -> FloatArray:
    """Force-plate events of a run on the clock of `film_markers`. [s]"""
    return clip_time_s(run, (run.contact_s if kind == "contact" else run.toe_off_s)[side])


def marker_legs() -> list[FitLeg]:
    """Legs of all marker runs."""
    return [
        leg
        for run in real_runs()
        for camera in _MARKER_CAMERAS
        for leg in _legs(
            build_kinematics(film_markers(run, camera), view=camera.view),
            lambda side, kind, run=run: run_events(run, side, kind),  # type: ignore[misc]
            Origin(source="markers", runner=run.runner, body=""),
        )
    ]


def clip_legs(clips: Sequence[TruthClip], model: ModelName) -> list[FitLeg]:
    """Legs of rendered clips as a pose model sees them."""
    return [leg for clip in clips for leg in _legs_of_clip(clip, model)]


def _legs_of_clip(clip: TruthClip, model: ModelName) -> list[FitLeg]:
    kinematics = build_kinematics(runner_pose(clip, model))
    if kinematics.gait != "running" or kinematics.view.near_side is None:
        return []
    source = "generated" if clip.runner is None else "real motion"
    origin = Origin(source=source, runner=clip.runner or "", body=clip.body)
    return _legs(kinematics, lambda side, kind: true_events_s(clip, side, kind), origin)


def fit_legs(generated: Sequence[TruthClip]) -> list[FitLeg]:
    """Everything the packaged model is fitted on: markers, real motion on fit bodies, and generated gaits."""
    real = [clip for clip in real_motion_clips() if clip.half == "fit"]
    return marker_legs() + clip_legs(real, "heavy") + clip_legs(real, "full") + clip_legs(generated, "heavy")


def sloped(curves: FloatArray, slope_deg: float) -> FloatArray:
    """Curves (N, C, O) where the belt slopes in the image by a small angle, + where it sinks toward the front."""
    slope = np.radians(slope_deg)
    thigh, shank, pelvis, height, reach = (curves[:, i] for i in range(len(CURVES)))
    ankle = height - slope * (reach - reach.mean(axis=1, keepdims=True))
    return np.stack([thigh + slope, shank + slope, pelvis, ankle, reach + slope * (height - pelvis)], axis=1)


def _samples(legs: Sequence[FitLeg], kind: EventKind) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Curves (N, C x O), delays (N,) and weights (N,) that sum to one."""
    curves, delays, weights = [], [], []
    told = [leg for leg in legs if np.isfinite(leg.delay[kind]).any()]
    counts = {source: sum(leg.origin.source == source for leg in told) for source in WEIGHTS[kind]}
    for leg in told:
        known = np.isfinite(leg.delay[kind])
        for slope_deg in _SLOPES_DEG:
            curves.append(sloped(leg.curves[kind][known], slope_deg).reshape(known.sum(), -1))
            delays.append(leg.delay[kind][known])
            weights.append(
                np.full(known.sum(), WEIGHTS[kind][leg.origin.source] / counts[leg.origin.source] / known.sum())
            )
    weight = np.concatenate(weights)
    return np.vstack(curves), np.concatenate(delays), weight / weight.sum()


def fit_rule(legs: Sequence[FitLeg], kind: EventKind) -> LinearRule:
    """Ridge regression of the delay on the curves."""
    curves, delays, weight = _samples(legs, kind)
    mean, delay = weight @ curves, float(weight @ delays)
    centred = curves - mean
    scale = np.sqrt(weight @ centred**2)
    scaled = centred / scale
    normal = (scaled * weight[:, None]).T @ scaled + _RIDGE * np.eye(scale.size)
    solved = np.linalg.solve(normal, (scaled * weight[:, None]).T @ (delays - delay)) / scale
    return LinearRule(intercept=delay - float(mean @ solved), weights=solved.reshape(len(CURVES), -1))


def left_out(legs: Sequence[FitLeg], runner: str) -> list[FitLeg]:
    """The legs that say nothing of a runner: neither the motion nor a body that the motion was rendered on."""
    bodies = {leg.origin.body for leg in legs if leg.origin.runner == runner}
    return [
        leg for leg in legs if leg.origin.runner != runner and (not leg.origin.body or leg.origin.body not in bodies)
    ]


def errors_ms(leg: FitLeg, rule: LinearRule, kept: float, kind: EventKind) -> FloatArray:
    """Estimated minus true events of one leg, without those that have no truth. [ms]"""
    placed = drawn_to_mean(leg.at[kind] + rule.delay(leg.curves[kind]), kept)
    found: FloatArray = 1000.0 * leg.stride_s * (placed - leg.at[kind] - leg.delay[kind])
    return found[np.isfinite(found)]


def _best_kept(legs: Sequence[FitLeg], without: dict[str, LinearRule], kind: EventKind) -> float:
    """The share of a stride's own deviation at which left-out runners' strides scatter least."""

    def scatter(kept: float) -> float:
        spreads = [
            errors_ms(leg, without[leg.origin.runner], kept, kind) for leg in legs if leg.origin.runner in without
        ]
        return float(np.mean([np.var(e) for e in spreads if e.size > 2]))

    return min(_KEPT, key=scatter)


def fit_model(legs: Sequence[FitLeg], kind: EventKind) -> EventModel:
    """The model of one event."""
    runners = sorted({leg.origin.runner for leg in legs if leg.origin.runner})
    without = {runner: fit_rule(left_out(legs, runner), kind) for runner in runners}
    return EventModel(rule=fit_rule(legs, kind), without=without, kept=_best_kept(legs, without, kind))


def fit_events(generated: Sequence[TruthClip], *, report: bool = False) -> Models:
    """Both events' models; with ``report``, print how left-out runners fare."""
    legs = fit_legs(generated)
    models = {kind: fit_model(legs, kind) for kind in KINDS}
    if report:
        for kind, model in models.items():
            print(f"{kind}: {len(legs)} legs; a stride keeps {model.kept} of its deviation")
            for line in _left_out_lines(legs, model, kind):
                print(f"  {line}")
    return models


def _left_out_lines(legs: Sequence[FitLeg], model: EventModel, kind: EventKind) -> list[str]:
    lines = []
    for source in ("markers", "real motion"):
        found = [
            errors_ms(leg, model.without[leg.origin.runner], model.kept, kind)
            for leg in legs
            if leg.origin.source == source
        ]
        means = np.array([e.mean() for e in found if e.size])
        every = np.concatenate(found) if found else np.empty(0)
        if means.size > 1:
            lines.append(
                f"{source}: {means.size} legs, bias {means.mean():+.1f} ms, SD {every.std(ddof=1):.1f}, "
                f"SD of leg means {means.std(ddof=1):.1f}, largest {np.abs(means).max():.1f}"
            )
    return lines


def _row(rule: LinearRule) -> dict[str, object]:
    return {
        "intercept": round(rule.intercept, 6),
        "weights": [[round(float(w), 6) for w in row] for row in rule.weights],
    }


def to_json(models: Models) -> str:
    """The ``event_model.json`` document."""
    document: dict[str, object] = {
        "about": "Written by `python -m tools.fit events`; see event_model.py.",
        "curves": list(CURVES),
    }
    for kind, model in models.items():
        document[kind] = _row(model.rule) | {
            "offsets": [round(float(x), 3) for x in OFFSETS[kind]],
            "kept": model.kept,
            "without": {runner: _row(rule) for runner, rule in model.without.items()},
        }
    return json.dumps(document, separators=(",", ":")).replace('],"', '],\n"').replace('},"', '},\n"') + "\n"
