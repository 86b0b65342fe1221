"""The individual plan: at most three things to try, best supported first, with the runner's own numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

from gaitcheck.assessment.finding import Finding
from gaitcheck.assessment.model import CadenceTarget, Plan, Suggestion
from gaitcheck.assessment.questionnaire import Answers
from gaitcheck.assessment.wording import grades_text, plus_minus
from gaitcheck.config import Gait, RunnerInfo
from gaitcheck.guidance.model import Advice
from gaitcheck.guidance.table import advice, filming_hints, wording
from gaitcheck.kinematics.model import ViewEstimate
from gaitcheck.metrics.gait_metrics import GaitMetrics

MAX_SUGGESTIONS = 3
#: First step of a cadence target, and where it may go later, as a share of the runner's own.
TARGET_FACTOR = 1.05
LATER_FACTOR = 1.10
#: How far a treadmill's belt may run from the speed it shows; our own allowance, as a share.
BELT_ERROR = 0.03
#: Verdicts needed before "nothing stands out" may be said.
MIN_TOLD = 3
_TOLD = ("within", "below", "above")


@dataclass(frozen=True, kw_only=True)
class Signs:
    """What a plan is made from: the findings that may lead to advice, and the numbers to fill in."""

    findings: tuple[Finding, ...]
    metrics: GaitMetrics
    view: ViewEstimate
    runner: RunnerInfo

    @property
    def seen(self) -> frozenset[str]:
        """``metric verdict`` pairs."""
        return frozenset(f"{finding.metric} {finding.verdict}" for finding in self.findings)


def make_plan(signs: Signs, answers: Answers | None) -> Plan:
    """Suggestions from the findings; load advice first when the questionnaire asks for it."""
    rows = [row for row in advice() if row.rank > 0 and _applies(row, signs.seen)]
    if answers is not None and answers.gate == "ease_load":
        rows = [row for row in advice() if row.rank == 0] + rows
    if rows:
        suggestions = tuple(_suggestion(row, signs) for row in rows[:MAX_SUGGESTIONS])
        return Plan(kind="suggestions", headline=_headline(len(suggestions)), suggestions=suggestions)
    told = [finding for finding in signs.findings if finding.verdict in _TOLD]
    if len(told) >= MIN_TOLD:
        return _nothing_stands_out(len(signs.findings) - len(told))
    return Plan(
        kind="cannot_tell",
        headline="We cannot tell from this clip",
        text=_why_not(signs),
        film=_film(signs),
    )


def red_flag_plan() -> Plan:
    """No suggestion, only the advice to see somebody."""
    words = wording()
    return Plan(kind="get_checked", headline=words.get_checked, text=words.get_checked_text)


def not_running_plan(gait: Gait) -> Plan:
    """What to film when the clip shows no running."""
    seen = "walking" if gait == "walking" else "no steady steps"
    hints = filming_hints()
    return Plan(
        kind="not_running",
        headline="No running to compare",
        text=f"This clip shows {seen}. Running form is compared for running only: film a steady run.",
        film=(hints["side"], hints["fill"], hints["longer"]),
    )


def cadence_target(metrics: GaitMetrics, runner: RunnerInfo) -> CadenceTarget | None:
    """5 % and then 10 % above the runner's own cadence at this speed; ``None`` without a cadence."""
    try:
        own = metrics.get("cadence_spm")
    except KeyError:
        return None
    if own.value is None or own.low is None or own.high is None:
        return None
    target = round(own.value * TARGET_FACTOR)
    step = None if runner.speed_mps is None else runner.speed_mps * 60.0 / own.value
    error = math.hypot(BELT_ERROR, (own.high - own.low) / 2 / own.value)
    return CadenceTarget(
        own_spm=own.value,
        own_low_spm=own.low,
        own_high_spm=own.high,
        target_spm=target,
        later_spm=round(own.value * LATER_FACTOR),
        step_m=step,
        target_step_m=None if step is None else step * own.value / target,
        step_error_m=None if step is None else step * error,
    )


def _applies(row: Advice, seen: frozenset[str]) -> bool:
    return bool(seen.intersection(row.triggers)) and seen.issuperset(row.needs) and not seen & set(row.blocked_by)


def _headline(count: int) -> str:
    return "One thing to try" if count == 1 else f"{('Two', 'Three')[count - 2]} things to try, in this order"


def _nothing_stands_out(untold: int) -> Plan:
    rest = "" if untold == 0 else " For some measures the error is too large to tell; they are marked."
    return Plan(
        kind="nothing_stands_out",
        headline="Nothing stands out",
        text=f"What could be told is on the easy side of the ranges.{rest} No change is called for.",
    )


def _why_not(signs: Signs) -> str:
    named = {(finding.metric, finding.side) for finding in signs.findings}
    reasons = dict.fromkeys(
        metric.reason
        for metric in signs.metrics.metrics
        if metric.reason is not None and (metric.name, metric.side) in named
    )
    if reasons:
        return " ".join(list(reasons)[:2])
    if any(finding.verdict == "cannot_tell" for finding in signs.findings):
        return "The edges of the ranges lie inside the error of this clip."
    return "This view carries too few of the compared measures."


def _film(signs: Signs) -> tuple[str, ...]:
    hints = filming_hints()
    keys = [] if signs.view.view.startswith("side") else ["side"]
    if signs.runner.speed_kmh is None or signs.runner.height_cm is None:
        keys.append("speed")
    keys += ["longer", "light"]
    return tuple(hints[key] for key in keys[:MAX_SUGGESTIONS])


def _suggestion(row: Advice, signs: Signs) -> Suggestion:
    target = cadence_target(signs.metrics, signs.runner) if "{target}" in row.drill else None
    return Suggestion(
        id=row.id,
        title=row.title,
        cue=row.cue,
        drill=_drill(row, target),
        dose=row.dose,
        check=row.check,
        cost=row.cost,
        confidence=row.confidence or grades_text(row.load_grade, row.pain_grade),
        because=tuple(f.message for f in signs.findings if f"{f.metric} {f.verdict}" in row.triggers),
        sources=row.sources,
        target=target,
    )


def _drill(row: Advice, target: CadenceTarget | None) -> str:
    if "{target}" not in row.drill:
        return row.drill
    if target is None:
        return row.drill_without_cadence
    own = plus_minus(target.own_spm, target.own_low_spm, target.own_high_spm, 0, "spm")
    return row.drill.format(
        target=f"{target.target_spm} spm (5 % above your {own})",
        target_later=f"{target.later_spm} spm (10 % above)",
        step_length=_step_length(target),
    )


def _step_length(target: CadenceTarget) -> str:
    if target.step_m is None or target.target_step_m is None or target.step_error_m is None:
        return ""
    now, then = (
        plus_minus(step, step - target.step_error_m, step + target.step_error_m, 2, "m")
        for step in (target.step_m, target.target_step_m)
    )
    return f", which makes each step {then} instead of {now}"
