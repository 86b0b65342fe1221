"""`build_content`: from an analysis and its assessment to what a report says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from gaitcheck.analysis.model import Analysis
from gaitcheck.assessment.finding import Finding
from gaitcheck.assessment.model import Assessment
from gaitcheck.config import View
from gaitcheck.corrections.words import correction_text
from gaitcheck.guidance.band import Band, NoBand, band_for
from gaitcheck.guidance.model import Guideline
from gaitcheck.guidance.table import guideline, reference_curve, wording
from gaitcheck.metrics.metric import Metric
from gaitcheck.metrics.registry import definition
from gaitcheck.report.blocks import card, match_block, reason, suggestion_block, table_row
from gaitcheck.report.charts import knee_chart
from gaitcheck.report.content import Card, CurveBlock, ReportContent, Still, SuggestionBlock, TableRow, TherapistBlock
from gaitcheck.report.curves import StrideCurve, knee_curves
from gaitcheck.report.method import clip_facts, method_text
from gaitcheck.report.pictures import Picture, picture
from gaitcheck.report.references import References
from gaitcheck.skeleton import Side

TITLE = "Running form report"
CURVE_SIZE_PX = (640, 250)
CURVE_NARROW_PX = (285, 240)
MAX_NAME_LENGTH = 80
_KEPT_CURVES = 32
_QUALITY = {"ok": "fine", "warn": "note", "fail": "problem"}


def build_content(
    analysis: Analysis,
    assessment: Assessment,
    stills: Sequence[Still] = (),
    runner_name: str | None = None,
    created: date | None = None,
    therapist: TherapistBlock | None = None,
) -> ReportContent:
    """What a report of this analysis says.

    Parameters
    ----------
    analysis, assessment
        The measurement and its comparison with the guidance.
    stills
        Annotated pictures in the order they are shown; may be empty.
    runner_name
        Free text; never interpreted.
    created
        Day on the report; ``None`` leaves it out.
    therapist
        Checklist and comments of the session, if any.
    """
    references, words = References(), wording()
    return ReportContent(
        title=TITLE,
        tagline=words.tagline,
        runner_name=_one_line(runner_name or ""),
        created="" if created is None else f"{created.day} {created:%B %Y}",
        version=analysis.version,
        facts=clip_facts(analysis),
        gate=assessment.gate,
        stop_title=words.stop_title,
        stop_items=tuple(flag.text for flag in words.red_flags),
        stop_note=words.ask_anyway,
        plan_headline=assessment.plan.headline,
        plan_text=assessment.plan.text,
        suggestions=_suggestions(assessment, references),
        film=assessment.plan.film,
        stills=tuple(stills),
        match_name=words.form_match_name,
        match_is=words.form_match_is,
        match=match_block(assessment.form_match) if assessment.form_match else None,
        match_reason=assessment.form_match_reason or "",
        cards=_cards(analysis, assessment),
        curve=_curve(analysis, assessment),
        table=_table(analysis, assessment, references),
        reasons=tuple(reason(band, references) for band in _bands(analysis, assessment)),
        not_assessed=_not_assessed(analysis),
        quality=tuple((_QUALITY[check.status], check.message) for check in analysis.quality),
        notes=tuple(dict.fromkeys((*analysis.notes, *assessment.notes))),
        method=method_text(analysis),
        evidence_note=_evidence_note(references),
        disclaimer=words.disclaimer,
        sources=references.lines(),
        corrections=tuple(correction_text(entry) for entry in analysis.corrections.active),
        therapist=therapist,
    )


def _one_line(name: str) -> str:
    """A name without line breaks and control characters, of a length that fits the head."""
    kept = "".join(" " if ch.isspace() else ch for ch in name if ch.isprintable() or ch.isspace())
    return " ".join(kept.split())[:MAX_NAME_LENGTH]


def _suggestions(assessment: Assessment, references: References) -> tuple[SuggestionBlock, ...]:
    return tuple(suggestion_block(suggestion, references) for suggestion in assessment.plan.suggestions)


def _row_of(finding: Finding) -> Guideline | None:
    return guideline(finding.guideline) if finding.guideline else None


def _view(analysis: Analysis) -> View:
    return analysis.kinematics.view.view


def _band(analysis: Analysis, name: str) -> Band | NoBand:
    return band_for(name, _view(analysis), analysis.options.runner)


def _near(analysis: Analysis, side: Side | None) -> bool:
    near = analysis.kinematics.view.near_side
    return side is None or near is None or side == near


def _cards(analysis: Analysis, assessment: Assessment) -> tuple[Card, ...]:
    """Tier-A measures of the near leg; the rest is in the table."""
    cards = []
    for finding in assessment.findings:
        row = _row_of(finding)
        band = _band(analysis, finding.metric)
        metric = analysis.metrics.get(finding.metric, finding.side)
        if row is None or row.tier != "A" or not isinstance(band, Band) or not metric.assessed:
            continue
        if _near(analysis, finding.side):
            cards.append(card(metric, finding, band))
    return tuple(cards)


def _bands(analysis: Analysis, assessment: Assessment) -> list[Band]:
    """The bands behind the findings, each once."""
    names = dict.fromkeys(finding.metric for finding in assessment.findings if finding.guideline)
    bands = (_band(analysis, name) for name in names)
    return [band for band in bands if isinstance(band, Band)]


def _curve(analysis: Analysis, assessment: Assessment) -> CurveBlock | None:
    """The knee curve, for side views of running only."""
    curves = knee_curves(analysis.kinematics, analysis.events) if assessment.gate != "not_running" else ()
    if not curves or not _view(analysis).startswith("side"):
        return None
    wide, narrow = _knee_pictures(curves, analysis.kinematics.view.near_side)
    return CurveBlock(wide=wide, narrow=narrow, note=f"Boxes: {reference_curve().note}")


@lru_cache(maxsize=_KEPT_CURVES)
def _knee_pictures(curves: tuple[StrideCurve, ...], near: Side | None) -> tuple[Picture, ...]:
    """The knee curve for paper and for a phone, drawn once: the same curves are shown again at once."""
    alt_text = "Knee bend over the stride, mean and SD of each leg, with published key points as boxes."
    return tuple(
        picture(knee_chart(curves, reference_curve(), near, width_px=width, height_px=height), alt_text)
        for width, height in (CURVE_SIZE_PX, CURVE_NARROW_PX)
    )


def _table(analysis: Analysis, assessment: Assessment, references: References) -> tuple[TableRow, ...]:
    """Every measure with a value; the verdict is the near leg's."""
    findings = {finding.metric: finding for finding in assessment.findings if _near(analysis, finding.side)}
    grouped: dict[str, list[Metric]] = {}
    for metric in analysis.metrics.metrics:
        grouped.setdefault(metric.name, []).append(metric)
    compared = assessment.gate == "open"
    return tuple(
        table_row(group, findings.get(name), _band(analysis, name) if compared else None, references)
        for name, group in grouped.items()
        if any(metric.assessed for metric in group)
    )


def _not_assessed(analysis: Analysis) -> tuple[tuple[str, str], ...]:
    """What this view could carry but did not, grouped by reason; a measure shown in another unit is left out."""
    shown = {definition(m.name).title for m in analysis.metrics.metrics if m.assessed and m.side is None}
    grouped: dict[str, dict[str, set[str]]] = {}
    for metric in analysis.metrics.metrics:
        plain = definition(metric.name).title
        if not metric.assessed and _could_be_seen(metric, analysis) and plain not in shown:
            grouped.setdefault(metric.reason or "", {}).setdefault(plain, set()).add(metric.side or "")
    return tuple(
        (why, "; ".join(name if len(sides) > 1 else _with_side(name, sides) for name, sides in names.items()))
        for why, names in grouped.items()
    )


def _with_side(plain: str, sides: set[str]) -> str:
    """A title with its one side, where it has one."""
    (side,) = sides
    return f"{plain}, {side}" if side else plain


def _could_be_seen(metric: Metric, analysis: Analysis) -> bool:
    return _view(analysis) in definition(metric.name).views


def _evidence_note(references: References) -> str:
    words = wording()
    refs = references.text(
        [*(c.source for c in words.evidence), *(c.source for c in words.stop), reference_curve().citation.source]
    )
    return f"{words.evidence_note} [{refs}]"
