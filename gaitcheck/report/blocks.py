"""Turns metrics, findings and suggestions into the blocks a report shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from gaitcheck.assessment.finding import Finding
from gaitcheck.assessment.model import FormMatch, Suggestion
from gaitcheck.assessment.wording import band_text, metric_text, title, unit_suffix
from gaitcheck.guidance.band import Band, NoBand
from gaitcheck.guidance.model import Guideline
from gaitcheck.metrics.metric import Metric
from gaitcheck.metrics.registry import definition
from gaitcheck.report.charts import BandPicture, Tone, band_chart
from gaitcheck.report.content import Card, MatchBlock, Reason, SuggestionBlock, TableRow
from gaitcheck.report.pictures import Picture, picture
from gaitcheck.report.references import References

CARD_WIDTH_PX = 300
_KEPT_PICTURES = 256
_SAID: dict[str, str] = {
    "within": "in the range",
    "look": "worth a look",
    "plain": "outside, no change needed",
    "cannot_tell": "cannot tell",
    "not_assessed": "not assessed",
    "scale": "for information",
}


def tone_of(finding: Finding, row: Guideline | None) -> Tone:
    """How a finding is drawn: only a side that is worth a look stands out."""
    if finding.verdict == "within":
        return "within" if row is None or row.kind == "band" else "plain"
    if finding.verdict in ("below", "above") and row is not None:
        side = row.low_side if finding.verdict == "below" else row.high_side
        return "look" if side == "worth_a_look" else "plain"
    return "unsure"


def verdict_text(finding: Finding, row: Guideline | None) -> str:
    """The verdict in two or three words."""
    if finding.verdict in ("cannot_tell", "not_assessed"):
        return _SAID[finding.verdict]
    if row is not None and row.kind == "scale":
        return _SAID["scale"]
    return _SAID[tone_of(finding, row)]


def card(metric: Metric, finding: Finding, band: Band) -> Card:
    """A compared measure with its picture."""
    tone = tone_of(finding, band.row)
    verdict = verdict_text(finding, band.row)
    return Card(
        title=title(metric.name, metric.side),
        value=metric_text(metric),
        verdict=verdict,
        tone=tone,
        message=_after_value(finding.message),
        picture=replace(
            _drawn(_band_picture(metric, band, tone)),
            alt_text=f"{finding.message} Drawn as a dot with its error bar above the range.",
        ),
    )


@lru_cache(maxsize=_KEPT_PICTURES)
def _drawn(bar: BandPicture) -> Picture:
    """A band's picture, drawn once: a page whose numbers are the same is shown again at once."""
    return picture(band_chart(bar, width_px=CARD_WIDTH_PX), "")


def _after_value(message: str) -> str:
    """The part of a finding's sentence after the value, which the card shows in large type."""
    sentence = message.partition("; ")[2] or message.partition(". ")[2]
    return sentence[:1].upper() + sentence[1:]


def _band_picture(metric: Metric, band: Band, tone: Tone) -> BandPicture:
    value, low, high = (float(x) for x in (metric.value, metric.low, metric.high) if x is not None)
    return BandPicture(
        value=value,
        low=low,
        high=high,
        band_low=band.low,
        band_high=band.high,
        unit="°" if metric.unit == "deg" else (" %" if "%" in metric.unit else unit_suffix(metric.unit)),
        tone=tone,
        marks=band.row.marks,
    )


def match_block(match: FormMatch) -> MatchBlock:
    """The form match with its interval on a bar from 0 to 100."""
    bar = BandPicture(
        value=match.value,
        low=match.low,
        high=match.high,
        band_low=None,
        band_high=None,
        unit="",
        tone="plain",
        limits=(0.0, 100.0),
    )
    return MatchBlock(
        value=f"{match.value:.0f}",
        interval=f"{match.low:.0f} to {match.high:.0f}",
        picture=replace(
            _drawn(bar), alt_text=f"Form match {match.value:.0f} of 100, interval {match.low:.0f} to {match.high:.0f}."
        ),
        parts=tuple((part.title, _part_text(part.loss / part.cap)) for part in match.parts),
    )


def _part_text(share_lost: float) -> str:
    if share_lost <= 0.0:
        return "inside the ranges"
    return "a little outside" if share_lost < 0.5 else "well outside"


def suggestion_block(suggestion: Suggestion, references: References) -> SuggestionBlock:
    """A suggestion with its sources numbered."""
    return SuggestionBlock(
        title=suggestion.title,
        cue=suggestion.cue,
        drill=suggestion.drill,
        details=(
            ("How much", suggestion.dose),
            ("How to check", suggestion.check),
            ("What it may cost", suggestion.cost),
        ),
        confidence=suggestion.confidence,
        because=suggestion.because,
        refs=references.text(citation.source for citation in suggestion.sources),
    )


def table_row(
    metrics: Sequence[Metric], finding: Finding | None, band: Band | NoBand | None, references: References
) -> TableRow:
    """One line of the therapist's table: a measure of both feet, or left and right beside each other.

    Parameters
    ----------
    metrics
        The measure, once or per side.
    finding
        The near leg's, where there is one.
    band
        What it is compared with; ``None`` when nothing is compared in this report.
    references
        Numbers of the sources.
    """
    name = metrics[0].name
    row = band.row if isinstance(band, Band) else None
    values = {metric.side: metric_text(metric) for metric in metrics}
    return TableRow(
        title=definition(name).title,
        both=values.get(None, ""),
        left=values.get("left", ""),
        right=values.get("right", ""),
        count=" / ".join(dict.fromkeys(str(metric.n) for metric in metrics)),
        reference="–" if not isinstance(band, Band) else _reference(band),
        verdict="" if finding is None else verdict_text(finding, row),
        load_grade=row.load_grade if row else "",
        pain_grade=row.pain_grade if row else "",
        refs=references.text(row.source_keys) if row else "",
    )


def _reference(band: Band) -> str:
    """The band in words; group means are said to be means."""
    text = band_text(band.low, band.high, band.row.unit, definition(band.row.metric).decimals)
    return f"group means {text}" if band.row.kind == "means" else text


def reason(band: Band, references: References) -> Reason:
    """Why a measure is compared the way it is, with every fact behind the row."""
    row = band.row
    basis = {
        "published": "The limits are printed in the source.",
        "computed": "The limits are computed from open data.",
        "own judgement": f"The limits are our own judgement. {row.judgement}",
    }[row.basis]
    limits = band_text(band.low, band.high, row.unit, definition(row.metric).decimals)
    facts = tuple(f"{fact.text} [{references.number(fact.source)}, {fact.locator}]" for fact in row.facts)
    return Reason(
        title=definition(row.metric).title,
        band=limits,
        why=row.why,
        basis="" if row.kind == "scale" else basis,
        facts=facts,
    )
