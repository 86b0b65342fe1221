"""The fitted rule that turns cues into events, read from ``event_rules.toml``.

Every cue plus its mean lead is one opinion on where the event lies; the event is their weighted mean over the
cues that were found. Leads and weights were fitted on the fit half of the rendered benchmark clips only, by
``python -m tools.fit events``.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from gaitcheck.events.cues import CONTACT_CUES, TOE_OFF_CUES, Window
from gaitcheck.events.model import EventKind

#: Cues that were found must carry at least this share of the weight; otherwise the step is dropped.
_LEAST_WEIGHT = 0.5
#: Spread of the opinions, in shares of a stride, at which confidence falls to a half (about 20 ms).
_HALF_CONFIDENCE_SPREAD = 0.03


@dataclass(frozen=True)
class Opinion:
    """How one cue speaks for an event: ``lead`` shares of a stride later, with ``weight``."""

    lead: float
    weight: float


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
    return {
        kind: {name: Opinion(row["lead"], row["weight"]) for name, row in rows[kind].items()}
        for kind in ("contact", "toe_off")
    }


def cue_shares(window: Window, kind: EventKind) -> dict[str, float]:
    """Every cue of an event in one window, NaN where not found. [shares of a stride after the anchor]"""
    return {ANCHOR: 0.0} | {name: cue(window) for name, cue in CUES[kind].items()}


def place(window: Window, kind: EventKind) -> Placement | None:
    """Where an event lies in a stride, or ``None`` when too few cues were found."""
    rules = event_rules()[kind]
    shares = cue_shares(window, kind)
    found = [(shares[name] + rule.lead, rule.weight) for name, rule in rules.items() if math.isfinite(shares[name])]
    opinions, weights = np.array(found).reshape(-1, 2).T
    if weights.sum() < _LEAST_WEIGHT * sum(rule.weight for rule in rules.values()):
        return None
    share = float(np.average(opinions, weights=weights))
    spread = math.sqrt(float(np.average((opinions - share) ** 2, weights=weights)))
    return Placement(share, 1.0 / (1.0 + (spread / _HALF_CONFIDENCE_SPREAD) ** 2))
