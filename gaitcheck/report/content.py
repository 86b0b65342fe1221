"""`ReportContent`: everything a report says, once, in plain texts and pictures; HTML and PDF only lay it out."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from gaitcheck.assessment.model import Gate
from gaitcheck.report.charts import Tone
from gaitcheck.report.pictures import Picture


@dataclass(frozen=True, kw_only=True)
class Still:
    """An annotated picture from the clip.

    Parameters
    ----------
    caption
        Which moment it shows.
    image
        PNG or JPEG bytes.
    alt_text
        For readers who do not see it.
    """

    caption: str
    image: bytes
    alt_text: str

    @property
    def extension(self) -> str:
        """``png`` or ``jpg``, from the bytes themselves."""
        return "png" if self.image.startswith(b"\x89PNG") else "jpg"

    @property
    def data_uri(self) -> str:
        """The picture as an address that loads nothing."""
        mime = "image/png" if self.extension == "png" else "image/jpeg"
        return f"data:{mime};base64," + base64.b64encode(self.image).decode()


@dataclass(frozen=True, kw_only=True)
class SuggestionBlock:
    """One thing to try; `refs` are numbers in the list of sources."""

    title: str
    cue: str
    drill: str
    details: tuple[tuple[str, str], ...]
    confidence: str
    because: tuple[str, ...]
    refs: str


@dataclass(frozen=True, kw_only=True)
class MatchBlock:
    """The form match as text, with its picture and the groups behind it."""

    value: str
    interval: str
    picture: Picture
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Card:
    """A measure with its band picture; `picture` is ``None`` when it was not assessed."""

    title: str
    value: str
    verdict: str
    tone: Tone
    message: str
    picture: Picture | None


@dataclass(frozen=True, kw_only=True)
class CurveBlock:
    """The knee curve for paper and for a phone, with the note on the reference."""

    wide: Picture
    narrow: Picture
    note: str


@dataclass(frozen=True, kw_only=True)
class TableRow:
    """One line of the therapist's table; `both` for measures of both feet, else `left` and `right`."""

    title: str
    both: str
    left: str
    right: str
    count: str
    reference: str
    verdict: str
    load_grade: str
    pain_grade: str
    refs: str


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a measure is compared the way it is."""

    title: str
    band: str
    why: str
    basis: str
    facts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SourceLine:
    """A numbered source."""

    number: int
    citation: str
    link: str
    read: str


@dataclass(frozen=True, kw_only=True)
class TherapistBlock:
    """What the therapist of a session adds: checklist as label and answer, comments by paragraph; as typed."""

    by: str
    checklist: tuple[tuple[str, str], ...]
    comments: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ReportContent:
    """What a report says, in reading order.

    Parameters
    ----------
    title, tagline, runner_name, created, version
        Head of the report; the name is whatever the user typed and is never interpreted.
    facts
        Label and text of what is known of clip and runner.
    gate
        ``open``, ``red_flag`` or ``not_running``.
    stop_title, stop_items, stop_note
        Reasons to see somebody first; shown before results.
    plan_headline, plan_text, suggestions, film
        What to try, or why there is nothing.
    stills
        Contact, stance peak, toe-off; may be empty.
    match_name, match_is, match, match_reason
        The form match, or why there is none.
    cards
        Compared measures with their pictures.
    curve
        Knee curve over the stride; ``None`` without strides or from behind.
    table, reasons, not_assessed
        Everything measured, why it is compared that way, and what could not be measured.
    quality, notes, method, evidence_note, sources, disclaimer
        How far to trust it.
    corrections
        What was put right by hand, with who and when.
    therapist
        Checklist and comments; ``None`` when there are none.
    """

    title: str
    tagline: str
    runner_name: str
    created: str
    version: str
    facts: tuple[tuple[str, str], ...]
    gate: Gate
    stop_title: str
    stop_items: tuple[str, ...]
    stop_note: str
    plan_headline: str
    plan_text: str
    suggestions: tuple[SuggestionBlock, ...]
    film: tuple[str, ...]
    stills: tuple[Still, ...]
    match_name: str
    match_is: str
    match: MatchBlock | None
    match_reason: str
    cards: tuple[Card, ...]
    curve: CurveBlock | None
    table: tuple[TableRow, ...]
    reasons: tuple[Reason, ...]
    not_assessed: tuple[tuple[str, str], ...]
    quality: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    method: tuple[str, ...]
    evidence_note: str
    disclaimer: str
    sources: tuple[SourceLine, ...] = field(default_factory=tuple)
    corrections: tuple[str, ...] = ()
    therapist: TherapistBlock | None = None
