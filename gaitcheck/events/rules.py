"""The fitted rule that turns cues into events, read from ``event_rules.toml``.

Every cue plus its mean lead is one opinion on where the event lies. Two things are asked of them. Where a foot's events
lie on average is the mean of the opinions with weights that make errors between clips small; for toe-off the anchor's
is negative and stretches the time from it, which the other cues draw toward the mean. How far one stride's event lies
from that average is told best by other weights, because within a clip a cue that is off is off by about the same in
every stride: each cue's own deviation in this clip is estimated and taken out, the rest is weighted by how
little the cue scatters from stride to stride, and an opinion far from the others of its stride loses weight (an
additive fit, reweighted: Huber 1964, doi 10.1214/aoms/1177703732). So a stride in which a cue is missing or errs does
not lie apart from the others.

Leads, weights and scatters were fitted on the fit half of the rendered benchmark clips only, by
``python -m tools.fit events``.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from gaitcheck.arrays import BoolArray, FloatArray
from gaitcheck.events.cues import CONTACT_CUES, TOE_OFF_CUES, Window
from gaitcheck.events.model import EventKind

#: Cues that were found must carry at least this share of the weight; otherwise the step is dropped.
_LEAST_WEIGHT = 0.3
#: Fewer strides do not tell a cue's own deviation.
_FEWEST_STRIDES = 4
#: Fewer cues do not place a stride that those with weight did not see.
_FEWEST_CUES = 2
_ROUNDS = 8
#: An opinion further than this many of its scatters from its stride's others loses weight.
_NEAR_SCATTERS = 1.5
#: Spread of the opinions, in shares of a stride, at which confidence falls to a half (about 20 ms).
_HALF_CONFIDENCE_SPREAD = 0.03


@dataclass(frozen=True)
class Opinion:
    """How one cue speaks for an event.

    Parameters
    ----------
    lead
        The event comes this much later, on average over clips. [shares of a stride]
    weight
        In the average over a foot's strides.
    scatter
        Standard deviation from stride to stride within a clip. [shares of a stride]
    """

    lead: float
    weight: float
    scatter: float


@dataclass(frozen=True)
class Placement:
    """An event's place after the anchor, in shares of a stride, and how far the cues agree on it, 0 to 1."""

    share: float
    confidence: float


CUES: dict[EventKind, Mapping[str, Callable[[Window], float]]] = {
    "contact": CONTACT_CUES,
    "toe_off": TOE_OFF_CUES,
}
#: The anchor itself as a cue.
ANCHOR = "ankle_furthest_ahead"


@cache
def event_rules() -> dict[EventKind, dict[str, Opinion]]:
    """Opinions by event and cue."""
    text = files("gaitcheck.events").joinpath("event_rules.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)
    return {kind: {name: Opinion(**row) for name, row in rows[kind].items()} for kind in ("contact", "toe_off")}


def cue_shares(window: Window, kind: EventKind) -> dict[str, float]:
    """Every cue of an event in one window, NaN where not found. [shares of a stride after the anchor]"""
    return {ANCHOR: 0.0} | {name: cue(window) for name, cue in CUES[kind].items()}


def place(windows: Sequence[Window], kind: EventKind) -> list[Placement | None]:
    """Where an event lies in each stride of one foot, or ``None`` when too few cues were found."""
    rules = event_rules()[kind]
    shares = [cue_shares(window, kind) for window in windows]
    opinions = np.array([[found[name] + rule.lead for name, rule in rules.items()] for found in shares])
    opinions = opinions.reshape(len(windows), len(rules))
    weights, scatters = np.array([(rule.weight, rule.scatter) for rule in rules.values()]).T
    # A negative weight stretches what the others say; it carries nothing.
    positive = np.fmax(weights, 0.0)
    carried = np.where(np.isfinite(opinions), positive, 0.0).sum(axis=1)
    places = _agreed(opinions, weights, scatters, carried >= _LEAST_WEIGHT * positive.sum())
    return [
        Placement(float(share), _confidence(opinion, positive, float(share))) if np.isfinite(share) else None
        for opinion, share in zip(opinions, places, strict=True)
    ]


def _agreed(opinions: FloatArray, weights: FloatArray, scatters: FloatArray, enough: BoolArray) -> FloatArray:
    """Place of the event in each stride, shape (S,), from opinions (S, K), NaN where a cue was not found.

    Strides with ``enough`` weight tell each cue's own deviation in this clip; by those a stride can be placed too that
    the cues which carry the weight did not see. NaN where nothing places it.
    """
    known = np.isfinite(opinions)
    share = np.where(enough, _mean(opinions, weights * known), np.nan)
    told = known[enough].sum(axis=0) >= _FEWEST_STRIDES
    if not weights[told].any():
        return share
    placeable = enough | (known[:, told].sum(axis=1) >= _FEWEST_CUES)
    for _ in range(_ROUNDS):
        own = _own_deviations(opinions[enough][:, told] - share[enough, None], weights[told])
        deviations = opinions[:, told] - own
        apart = np.abs(deviations - share[:, None]) / scatters[told]
        trust = known[:, told] / scatters[told] ** 2 / np.fmax(1.0, np.nan_to_num(apart) / _NEAR_SCATTERS)
        # A stride of which only untold cues are known stays where they put it.
        share = np.where(trust.any(axis=1) & placeable, _mean(deviations, trust), share)
    return share


def _mean(opinions: FloatArray, weights: FloatArray) -> FloatArray:
    """Weighted mean of each row; what is NaN must have no weight, and a row without any gives zero."""
    total = weights.sum(axis=1)
    mean: FloatArray = (np.nan_to_num(opinions) * weights).sum(axis=1) / np.where(total > 0.0, total, 1.0)
    return mean


def _own_deviations(residuals: FloatArray, weights: FloatArray) -> FloatArray:
    """Each cue's median deviation (K,) from the strides' places, such that their weighted mean is zero."""
    own: FloatArray = np.nanmedian(residuals, axis=0)
    return own - np.average(own, weights=weights)


def _confidence(opinions: FloatArray, weights: FloatArray, share: float) -> float:
    known = np.isfinite(opinions)
    if not weights[known].any():
        return 0.0
    spread = math.sqrt(float(np.average((opinions[known] - share) ** 2, weights=weights[known])))
    return 1.0 / (1.0 + (spread / _HALF_CONFIDENCE_SPREAD) ** 2)
