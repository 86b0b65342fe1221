"""The nouns of the guidance: sources, rows of the table, smallest changes, advice and wording.

All are read from the TOML files beside this module; nothing here carries a number of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gaitcheck.config import View
from gaitcheck.metrics.registry import Tier

Grade = Literal["strong", "moderate", "limited", "very limited", "conflicting", "none"]
Basis = Literal["published", "computed", "own judgement"]
Kind = Literal["band", "scale", "means"]
SideMeaning = Literal["worth_a_look", "benign"]


@dataclass(frozen=True, kw_only=True)
class Source:
    """One publication or data set.

    Parameters
    ----------
    key
        How rows refer to it.
    citation
        As printed.
    read
        What was read of it (abstract, table, text, open data).
    doi, url
        Where to find it; at least one.
    licence
        Of open data.
    """

    key: str
    citation: str
    read: str
    doi: str | None = None
    url: str | None = None
    licence: str | None = None

    @property
    def link(self) -> str:
        """An address a reader can open."""
        return f"https://doi.org/{self.doi}" if self.doi else self.url or ""


@dataclass(frozen=True, kw_only=True)
class Citation:
    """A source and the place in it.

    Parameters
    ----------
    source
        Key of a `Source`.
    locator
        Table, page, abstract.
    text
        The fact that stands there, in our words; empty when the row's text says it.
    """

    source: str
    locator: str
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A labelled point on a metric's scale, in the metric's unit."""

    value: float
    label: str


@dataclass(frozen=True, kw_only=True)
class Guideline:
    """One row of the guidance table.

    Parameters
    ----------
    id, metric, unit, views, tier
        Row name, registered metric, its unit, camera views, A (compared), B (reference), C (on request).
    kind
        ``band`` gives a verdict, ``scale`` has no cut-off, ``means`` are group means without a verdict.
    population
        Whom the row is about.
    speed_mps
        Half-open range of belt speeds. [m/s]
    low, high
        The band at the reference speed and height, in the metric's unit; ``None`` is open.
    basis
        Whether the limits are printed in a source, computed from open data, or this tool's own.
    load_grade, pain_grade
        Evidence for load on the front of the knee and for pain.
    low_side, high_side
        Which side of the band is worth a look.
    why, below, above, within
        Sentences for people.
    facts
        What the row leans on, each with source and locator.
    judgement
        How own limits were drawn.
    reference_speed_mps, low_per_mps, high_per_mps
        Speed dependence of the limits, [unit per m/s].
    reference_height_cm, per_height_cm, height_allowance
        Height dependence [unit per cm] and the widening when height is unknown [unit].
    group, ramp
        Group of the form match and the distance beyond the band that counts as none at all [unit].
    marks
        Labelled points for a scale.
    """

    id: str
    metric: str
    kind: Kind
    tier: Tier
    unit: str
    views: tuple[View, ...]
    population: str
    speed_mps: tuple[float, float]
    basis: Basis
    load_grade: Grade
    pain_grade: Grade
    low_side: SideMeaning
    high_side: SideMeaning
    why: str
    facts: tuple[Citation, ...]
    low: float | None = None
    high: float | None = None
    below: str = ""
    above: str = ""
    within: str = ""
    judgement: str = ""
    reference_speed_mps: float | None = None
    low_per_mps: float = 0.0
    high_per_mps: float = 0.0
    reference_height_cm: float | None = None
    per_height_cm: float = 0.0
    height_allowance: float = 0.0
    group: str | None = None
    ramp: float | None = None
    marks: tuple[Mark, ...] = ()

    @property
    def source_keys(self) -> tuple[str, ...]:
        """Keys of the sources behind the row, each once, in order."""
        return tuple(dict.fromkeys(fact.source for fact in self.facts))


@dataclass(frozen=True, kw_only=True)
class SmallestChange:
    """The smallest change within one runner that can be called real.

    Parameters
    ----------
    metric, value, unit
        Registered metric, the change, its unit.
    basis, citation, why
        Where it comes from.
    needs
        What must be alike in both clips besides view, side and speed: ``yaw``, ``model``, ``scale``.
    """

    metric: str
    value: float
    unit: str
    basis: Basis
    citation: Citation
    why: str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Advice:
    """Something to try, with braces where the runner's own numbers go.

    Parameters
    ----------
    rank
        Order of expected benefit and evidence; 0 is load advice.
    triggers, needs, blocked_by
        ``metric side`` pairs: any of the triggers, all of the needs, none of the blockers.
    confidence
        Sentence that replaces the one made from the grades; may be empty.
    """

    id: str
    rank: int
    triggers: tuple[str, ...]
    title: str
    cue: str
    drill: str
    dose: str
    check: str
    cost: str
    load_grade: Grade
    pain_grade: Grade
    sources: tuple[Citation, ...]
    drill_without_cadence: str = ""
    needs: tuple[str, ...] = ()
    blocked_by: tuple[str, ...] = ()
    confidence: str = ""


@dataclass(frozen=True, kw_only=True)
class RedFlag:
    """A reason to see somebody before working on form."""

    id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Wording:
    """Fixed texts around the numbers, and the sources of the evidence note and of the stop list."""

    tagline: str
    form_match_name: str
    form_match_is: str
    disclaimer: str
    evidence_note: str
    get_checked: str
    get_checked_text: str
    stop_title: str
    ask_anyway: str
    evidence: tuple[Citation, ...]
    stop: tuple[Citation, ...]
    red_flags: tuple[RedFlag, ...]


@dataclass(frozen=True, kw_only=True)
class CurvePoint:
    """A published key point of the knee-flexion curve and where on the stride it is drawn."""

    label: str
    mean_deg: float
    sd_deg: float
    from_pct: float
    to_pct: float


@dataclass(frozen=True, kw_only=True)
class ReferenceCurve:
    """Key points of the knee-flexion curve with their source; speeds in m/s."""

    points: tuple[CurvePoint, ...]
    citation: Citation
    speed_mps: tuple[float, float]
    note: str
