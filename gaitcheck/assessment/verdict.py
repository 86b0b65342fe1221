"""`assess`: measurements beside the guidance, with three answers and the reasons for the third."""

from __future__ import annotations

from gaitcheck.assessment.finding import Finding, Verdict
from gaitcheck.assessment.form_match import Compared, form_match
from gaitcheck.assessment.model import Assessment, FormMatch, Plan
from gaitcheck.assessment.plan import Signs, make_plan, not_running_plan, red_flag_plan
from gaitcheck.assessment.questionnaire import Answers
from gaitcheck.assessment.wording import band_text, metric_text, title
from gaitcheck.config import Gait, RunnerInfo
from gaitcheck.guidance.band import Band, NoBand, band_for, rows_for
from gaitcheck.kinematics.model import ViewEstimate
from gaitcheck.metrics.gait_metrics import GaitMetrics
from gaitcheck.metrics.metric import Metric
from gaitcheck.metrics.registry import definition


def assess(
    metrics: GaitMetrics,
    view: ViewEstimate,
    gait: Gait,
    runner: RunnerInfo,
    answers: Answers | None = None,
) -> Assessment:
    """Compare a clip's metrics with the guidance.

    Parameters
    ----------
    metrics
        What was measured.
    view
        Camera view and near side; in a side view only the near leg counts toward form match and plan.
    gait
        Only running is compared.
    runner
        Belt speed and height where known.
    answers
        The questionnaire; a red flag withholds findings, form match and plan.
    """
    if answers is not None and answers.gate == "red_flag":
        return _withheld("red_flag", red_flag_plan(), "Answers in the questionnaire come first.")
    if gait != "running":
        return _withheld("not_running", not_running_plan(gait), "Running form is compared for running only.")
    compared = [(metric, band_for(metric.name, view.view, runner)) for metric in _relevant(metrics, view)]
    findings = tuple(_finding(metric, band) for metric, band in compared)
    counted = [(m, b) for m, b in compared if _counts(m, view)]
    signs = Signs(
        findings=tuple(_finding(metric, band) for metric, band in counted if _scored(band)),
        metrics=metrics,
        view=view,
        runner=runner,
    )
    match = form_match([Compared(metric=m, band=b) for m, b in counted if isinstance(b, Band)])
    return Assessment(
        gate="open",
        findings=findings,
        form_match=match if isinstance(match, FormMatch) else None,
        form_match_reason=match if isinstance(match, str) else None,
        plan=make_plan(signs, answers),
        notes=_notes(view, [band for _, band in compared]),
    )


def judge(low: float, high: float, band: Band) -> Verdict:
    """A side of the band only when the whole interval lies there; widening can only lead to cannot_tell."""
    if band.low is not None and high < band.low:
        return "below"
    if band.high is not None and low > band.high:
        return "above"
    inside = (band.low is None or low >= band.low) and (band.high is None or high <= band.high)
    return "within" if inside else "cannot_tell"


def _withheld(gate: str, plan: Plan, reason: str) -> Assessment:
    return Assessment(
        gate="red_flag" if gate == "red_flag" else "not_running",
        findings=(),
        form_match=None,
        form_match_reason=reason,
        plan=plan,
        notes=(),
    )


def _relevant(metrics: GaitMetrics, view: ViewEstimate) -> list[Metric]:
    """Metrics of tiers A and B that this view can carry and for which a row gives a verdict."""
    return [
        metric
        for metric in metrics.metrics
        if definition(metric.name).tier in ("A", "B")
        and any(row.kind != "means" for row in rows_for(metric.name, view.view))
    ]


def _counts(metric: Metric, view: ViewEstimate) -> bool:
    """Whether a metric may lead to advice: not the far leg of a side view."""
    return metric.side is None or view.near_side is None or metric.side == view.near_side


def _scored(band: Band | NoBand) -> bool:
    return isinstance(band, NoBand) or band.row.group is not None


def _finding(metric: Metric, band: Band | NoBand) -> Finding:
    row = band.row if isinstance(band, Band) else None
    verdict: Verdict = "not_assessed"
    if metric.low is not None and metric.high is not None:
        verdict = judge(metric.low, metric.high, band) if isinstance(band, Band) else "cannot_tell"
    return Finding(
        metric=metric.name,
        side=metric.side,
        guideline=row.id if row else "",
        verdict=verdict,
        message=_message(metric, band, verdict),
        sources=row.source_keys if row else (),
    )


def _message(metric: Metric, band: Band | NoBand, verdict: Verdict) -> str:
    name = title(metric.name, metric.side)
    if verdict == "not_assessed":
        return f"{name}: not assessed. {metric.reason}"
    value = f"{name}: {metric_text(metric)}"
    if isinstance(band, NoBand):
        return f"{value}. {band.reason}"
    row = band.row
    if row.kind == "scale":
        return f"{value}; {row.within}."
    limits = band_text(band.low, band.high, row.unit, definition(metric.name).decimals)
    if verdict == "cannot_tell":
        return f"{value}; the edge of the range ({limits}) lies inside the error, so we cannot tell."
    sentence = {"within": row.within, "below": row.below, "above": row.above}[verdict]
    return " ".join((f"{value}; {sentence} ({limits}).", *band.notes))


def _notes(view: ViewEstimate, bands: list[Band | NoBand]) -> tuple[str, ...]:
    notes = [note for band in bands if isinstance(band, Band) for note in band.notes]
    if view.near_side is not None:
        notes.append(
            f"Only the {view.near_side} leg, nearest the camera, counts; the far leg is hidden part of the "
            "time. A difference between the legs needs a clip from each side."
        )
    return tuple(dict.fromkeys(notes))
