"""The fitted model that tells contact and toe-off from the curves of a whole stride.

How far an event lies from the moment close to it (`curves`) is a linear function of the curves around that moment
(ridge regression: Hoerl & Kennard 1970, doi 10.1080/00401706.1970.10488634), in shares of a stride. How far one
stride's event lies from its leg's mean is drawn toward that mean by a factor, because what differs from stride to
stride in a pose model's landmarks is partly noise.

The weights (``event_model.json``) were fitted by ``python -m tools.fit events`` on real runners with force plates
(Hamner & Delp 2013, doi 10.1016/j.jbiomech.2012.11.024; Fukuchi, Fukuchi & Duarte 2017, doi 10.7717/peerj.3298): their
markers, and rendered bodies that move as they did, seen by the pose model; and on generated gaits for breadth. Beside
the weights from all runners stand those fitted without one of them each: their disagreement says how sure the model is,
and whoever measures a runner of the fit can leave that runner out.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from gaitcheck.arrays import BoolArray, FloatArray
from gaitcheck.events.curves import CURVES, OFFSETS, PHASES, StrideCurves, around, completed, moments
from gaitcheck.events.model import KINDS, EventKind

#: Phases that a stride itself must show for an event to be placed in it. [shares of a stride]
SHOWN_SPAN: dict[EventKind, tuple[float, float]] = {"contact": (-0.10, 0.20), "toe_off": (0.12, 0.52)}
#: Disagreement, in shares of a stride, at which confidence falls to a half (about 20 ms).
_HALF_CONFIDENCE_SPREAD = 0.03


@dataclass(frozen=True, kw_only=True)
class LinearRule:
    """How long after its moment an event comes, as a linear function of the curves around.

    Parameters
    ----------
    intercept
        Shares of a stride.
    weights
        Of `CURVES` at `OFFSETS`, shape (C, O). [shares of a stride per rad or leg length]
    """

    intercept: float
    weights: FloatArray

    def delay(self, curves: FloatArray) -> FloatArray:
        """Delay in each stride from curves (S, C, O), shape (S,). [shares of a stride]"""
        delayed: FloatArray = self.intercept + np.einsum("sco,co->s", curves, self.weights)
        return delayed


@dataclass(frozen=True, kw_only=True)
class EventModel:
    """The rules of one event.

    Parameters
    ----------
    rule
        Fitted on all runners.
    without
        Fitted without one runner each, by the runner's name.
    kept
        Share of a stride's own deviation from its leg's mean that is believed, 0 to 1.
    """

    rule: LinearRule
    without: dict[str, LinearRule]
    kept: float


@dataclass(frozen=True, kw_only=True)
class EventEstimate:
    """An event's place after the reference event, in shares of a stride, and how sure the model is, 0 to 1."""

    share: float
    confidence: float


def _rule(row: dict[str, object]) -> LinearRule:
    return LinearRule(intercept=float(str(row["intercept"])), weights=np.array(row["weights"], dtype=np.float64))


def read_models(text: str) -> dict[EventKind, EventModel]:
    """Models by event from the JSON document; raises ``ValueError`` where its curves or offsets are not ours."""
    document = json.loads(text)
    if tuple(document["curves"]) != CURVES or not all(
        np.allclose(document[kind]["offsets"], OFFSETS[kind]) for kind in KINDS
    ):
        raise ValueError("event_model.json was fitted on other curves; fit it again")
    return {
        kind: EventModel(
            rule=_rule(document[kind]),
            without={name: _rule(row) for name, row in document[kind]["without"].items()},
            kept=float(document[kind]["kept"]),
        )
        for kind in KINDS
    }


@cache
def event_models() -> dict[EventKind, EventModel]:
    """The packaged models by event."""
    return read_models(files("gaitcheck.events").joinpath("event_model.json").read_text(encoding="utf-8"))


def is_shown(shown: BoolArray, kind: EventKind) -> BoolArray:
    """Strides that show an event's surroundings themselves; ``shown`` (S, P) from `completed`, result (S,)."""
    start, end = SHOWN_SPAN[kind]
    needed = (start <= PHASES) & (end >= PHASES)
    return np.asarray(shown[:, needed].all(axis=1))


def estimate(strides: Sequence[StrideCurves], kind: EventKind) -> list[EventEstimate | None]:
    """An event's place in each stride of one leg, ``None`` where the clip does not show enough of it."""
    if not strides:
        return []
    model = event_models()[kind]
    usable, at, curves = comparable(strides, kind)
    if not usable.any():
        return [None] * len(strides)
    shares, sd = np.full((2, len(strides)), np.nan)
    shares[usable] = drawn_to_mean(at + model.rule.delay(curves), model.kept)
    sd[usable] = jackknife_sd(np.stack([rule.delay(curves) for rule in model.without.values()]))
    return [
        EventEstimate(share=float(share), confidence=1.0 / (1.0 + (float(own) / _HALF_CONFIDENCE_SPREAD) ** 2))
        if np.isfinite(share)
        else None
        for share, own in zip(shares, sd, strict=True)
    ]


def comparable(strides: Sequence[StrideCurves], kind: EventKind) -> tuple[BoolArray, FloatArray, FloatArray]:
    """What the model takes of a leg's strides.

    Returns
    -------
    usable
        Strides in which the event can be placed, shape (S,), N of them.
    at
        Their moments, shape (N,). [shares of a stride]
    curves
        Their curves around, shape (N, C, O).
    """
    values, shown = completed(strides)
    at = moments(values, kind)
    curves = around(values, at, kind)
    usable: BoolArray = np.asarray(is_shown(shown, kind) & np.isfinite(curves).all(axis=(1, 2)))
    return usable, at[usable], curves[usable]


def drawn_to_mean(shares: FloatArray, kept: float) -> FloatArray:
    """Places of one leg's strides (S,) with their deviations from the mean shrunk to ``kept``."""
    mean = shares.mean()
    drawn: FloatArray = mean + kept * (shares - mean)
    return drawn


def jackknife_sd(without: FloatArray) -> FloatArray:
    """Standard error of a place from those by the models without one runner each, (R, S) to (S,) (Tukey 1958)."""
    runners = without.shape[0]
    deviations = without - without.mean(axis=0)
    error: FloatArray = np.sqrt((runners - 1) / runners * np.sum(deviations**2, axis=0))
    return error
