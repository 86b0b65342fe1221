"""Fits the event rule: each cue's mean lead and its weight.

The weights minimise the variance of the weighted mean's error over the legs of the fit clips (each leg counts alike),
sum to one and are not negative. The anchor's alone may be a little less than nothing in toe-off: the other cues draw
long and short contacts toward the mean one, and that stretches them apart again. The error covariance is shrunk toward
its diagonal, because there are not many legs (Ledoit & Wolf 2004, doi 10.1016/S0047-259X(03)00096-4, for the idea).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from gaitcheck.events.cues import cut_window
from gaitcheck.events.detect import reach_times_s
from gaitcheck.events.model import EventKind
from gaitcheck.events.rules import ANCHOR, CUES, Opinion, cue_shares
from gaitcheck.kinematics.model import Kinematics

FloatArray = npt.NDArray[np.float64]

_SHRINK = 0.1
#: Least weight of the anchor in an event that lies far from it.
_LEAST_ANCHOR = -0.3
#: Cues that only tell the strides of a clip from each other. How long after the event they come depends on how a leg
#: swings; all runners of the benchmark are alike in it, so that they would get weight, others not (docs/accuracy.md).
_NOT_AVERAGED = ("thigh_comes_forward", "shank_lies_back", "ankle_comes_forward")
#: A cue found in fewer than this share of the strides is left out.
_FOUND_SHARE = 0.8
#: Weights smaller than this are dropped.
_LEAST_WEIGHT = 0.03


@dataclass(frozen=True)
class CueErrors:
    """Cue minus event, per stride, of one leg of one clip: shape (n, cues), in shares of a stride."""

    clip: str
    side: str
    errors: FloatArray


Rule = dict[str, tuple[float, float, float]]
"""Lead, weight and scatter by cue."""
Rules = dict[EventKind, Rule]
"""By event."""


def opinions(rules: Rules) -> dict[EventKind, dict[str, Opinion]]:
    """The rules in the form in which gaitcheck reads them."""
    return {kind: {name: Opinion(*pair) for name, pair in rule.items()} for kind, rule in rules.items()}


def names(kind: EventKind) -> list[str]:
    """Every cue of an event, the anchor first."""
    return [ANCHOR, *CUES[kind]]


def cue_errors(clip: str, kinematics: Kinematics, side: str, kind: EventKind, true_s: FloatArray) -> CueErrors:
    """Errors of all cues of one leg against true event times."""
    leg = kinematics.left if side == "left" else kinematics.right
    stride_s = 2.0 / (kinematics.step_frequency_hz or np.nan)
    rows = []
    for anchor_s in reach_times_s(kinematics, leg):
        window = cut_window(kinematics, leg, float(anchor_s), stride_s)
        later = (true_s - anchor_s) / stride_s
        inside = later[(later > -0.15) & (later < 0.2)] if kind == "contact" else later[(later > 0.2) & (later < 0.6)]
        if window is not None and inside.size == 1:
            shares = cue_shares(window, kind)
            rows.append([shares[name] - inside[0] for name in names(kind)])
    return CueErrors(clip, side, np.array(rows).reshape(-1, len(names(kind))))


def _bounds(name: str, kind: EventKind) -> tuple[float, float]:
    """Least and largest weight of a cue."""
    if name in _NOT_AVERAGED:
        return 0.0, 0.0
    return (_LEAST_ANCHOR if name == ANCHOR and kind == "toe_off" else 0.0), 1.0


def _weights(covariance: FloatArray, bounds: list[tuple[float, float]]) -> FloatArray:
    n = covariance.shape[0]
    shrunk = (1 - _SHRINK) * covariance + _SHRINK * np.diag(np.diag(covariance))
    found = minimize(
        lambda w: 1e4 * w @ shrunk @ w,
        np.array([high / n for _, high in bounds]),
        jac=lambda w: 2e4 * shrunk @ w,
        bounds=bounds,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1.0},
        method="SLSQP",
    )
    return np.asarray(found.x, dtype=np.float64)


def fit_rule(legs: list[CueErrors], kind: EventKind) -> Rule:
    """Lead, weight and scatter of every cue that is found often enough."""
    every = np.concatenate([leg.errors for leg in legs])
    found = np.isfinite(every).mean(axis=0) >= _FOUND_SHARE
    means = np.array([np.nanmean(leg.errors[:, found], axis=0) for leg in legs])
    complete = means[np.isfinite(means).all(axis=1)]
    leads = -complete.mean(axis=0)
    within = np.nanmean([np.nanvar(leg.errors[:, found], axis=0) for leg in legs], axis=0)
    covariance = np.cov(complete.T) + np.diag(within) * 0.1
    chosen = [name for name, use in zip(names(kind), found, strict=True) if use]
    weights = _weights(covariance, [_bounds(name, kind) for name in chosen])
    kept = np.abs(weights) >= _LEAST_WEIGHT
    total = weights[kept].sum()
    return {
        name: (float(lead), float(weight / total) if use else 0.0, math.sqrt(variance))
        for name, lead, weight, use, variance in zip(chosen, leads, weights, kept, within, strict=True)
    }


def predicted(leg: CueErrors, rule: Rule, kind: EventKind) -> FloatArray:
    """Errors of the weighted mean alone on one leg's strides. [shares of a stride]"""
    columns = [names(kind).index(name) for name in rule]
    leads, weights, _ = (np.array(values) for values in zip(*rule.values(), strict=True))
    opinions = leg.errors[:, columns] + leads
    known = np.isfinite(opinions)
    errors: FloatArray = np.where(known, opinions, 0.0) @ weights / np.where(known, weights, 0.0).sum(axis=1)
    return errors


def left_out_errors(legs: list[CueErrors], kind: EventKind) -> list[FloatArray]:
    """Errors on each leg of a rule fitted without its clip."""
    return [predicted(leg, fit_rule([other for other in legs if other.clip != leg.clip], kind), kind) for leg in legs]


def to_toml(rules: Rules) -> str:
    """The ``event_rules.toml`` document."""
    lines = ["# Written by `python -m tools.fit events`; leads in shares of a stride; see rules.py."]
    for kind, rule in rules.items():
        lines += ["", f"[{kind}]"]
        lines += [
            f"{name} = {{ lead = {lead:.5f}, weight = {weight:.3f}, scatter = {scatter:.5f} }}"
            for name, (lead, weight, scatter) in rule.items()
        ]
    return "\n".join(lines) + "\n"
