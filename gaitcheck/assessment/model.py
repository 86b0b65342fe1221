"""The nouns of the assessment: form match, suggestions, plan, and `Assessment` itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gaitcheck.assessment.finding import Finding
from gaitcheck.guidance.model import Citation

PlanKind = Literal["suggestions", "nothing_stands_out", "cannot_tell", "get_checked", "not_running"]
Gate = Literal["open", "red_flag", "not_running"]


@dataclass(frozen=True, kw_only=True)
class FormMatchPart:
    """One group of linked measures in the form match.

    Parameters
    ----------
    group, title
        Key and name for people.
    cap
        Largest share of the total this group can take away, before the groups are put together, 0 to 1.
    loss, loss_low, loss_high
        Share taken away at the measured values, and at the most and least favourable end of the intervals.
    metrics
        Registered names of the measures that entered.
    """

    group: str
    title: str
    cap: float
    loss: float
    loss_low: float
    loss_high: float
    metrics: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FormMatch:
    """How much of what was measured lies inside the ranges: 0 to 100 with its interval. Not a health score.

    Parameters
    ----------
    value, low, high
        Points, 0 to 100.
    parts
        The groups behind it.
    """

    value: float
    low: float
    high: float
    parts: tuple[FormMatchPart, ...]


@dataclass(frozen=True, kw_only=True)
class CadenceTarget:
    """A step rate to practise at the same belt speed, from the runner's own.

    Parameters
    ----------
    own_spm, own_low_spm, own_high_spm
        Measured cadence with its 95 % interval. [spm]
    target_spm, later_spm
        5 % and 10 % above it, whole steps. [spm]
    step_m, target_step_m, step_error_m
        Step length now, at the target, and its error; ``None`` without the belt speed. [m]
    """

    own_spm: float
    own_low_spm: float
    own_high_spm: float
    target_spm: int
    later_spm: int
    step_m: float | None = None
    target_step_m: float | None = None
    step_error_m: float | None = None


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """One thing to try.

    Parameters
    ----------
    id, title, cue, drill, dose, check, cost
        As in the advice table, with the runner's own numbers filled in.
    confidence
        How sure the literature is.
    because
        The findings that led here, in words; empty for load advice.
    sources
        Where it comes from.
    target
        Cadence target, where the suggestion has one.
    """

    id: str
    title: str
    cue: str
    drill: str
    dose: str
    check: str
    cost: str
    confidence: str
    because: tuple[str, ...]
    sources: tuple[Citation, ...]
    target: CadenceTarget | None = None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """At most three suggestions, or why there are none.

    Parameters
    ----------
    kind
        Which of the five kinds of answer this is.
    headline, text
        Sentences for people.
    suggestions
        Best supported first.
    film
        What to film next, where that would help.
    """

    kind: PlanKind
    headline: str
    text: str = ""
    suggestions: tuple[Suggestion, ...] = ()
    film: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """What the measurements mean beside the guidance.

    Parameters
    ----------
    gate
        ``open``; ``red_flag`` and ``not_running`` carry no finding, no form match and no suggestion.
    findings
        One per metric, side and guidance row.
    form_match, form_match_reason
        The number, or the sentence why there is none.
    plan
        What to try.
    notes
        Sentences on how far the comparison can be trusted.
    """

    gate: Gate
    findings: tuple[Finding, ...]
    form_match: FormMatch | None
    form_match_reason: str | None
    plan: Plan
    notes: tuple[str, ...]
