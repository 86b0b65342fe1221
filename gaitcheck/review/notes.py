"""`TherapistNotes`: the checklist's answers and the comments of one result, kept in its folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from gaitcheck.errors import UsageError
from gaitcheck.report.content import TherapistBlock
from gaitcheck.review.checklist import Item, checklist
from gaitcheck.store.files import read_json, write_json

NOTES = "therapist.json"
MAX_COMMENTS = 8000

Answer = bool | float | str


@dataclass(frozen=True, kw_only=True)
class TherapistNotes:
    """What a therapist says about a session.

    Parameters
    ----------
    by
        Who wrote it.
    answers
        Of the checklist, by the item's id; what was left open is absent.
    comments
        Free text; never interpreted.
    """

    by: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    comments: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "answers", MappingProxyType(dict(self.answers)))
        if len(self.comments) > MAX_COMMENTS:
            raise UsageError(f"Comments may be {MAX_COMMENTS} characters long.")

    @property
    def empty(self) -> bool:
        """Whether there is nothing to print."""
        return not self.answers and not self.comments.strip()


def load_notes(folder: Path) -> TherapistNotes:
    """The notes of a result; empty ones when there are none."""
    values = read_json(folder / NOTES)
    return TherapistNotes() if values is None else TherapistNotes(**values)


def save_notes(folder: Path, notes: TherapistNotes) -> None:
    """Keep the notes with the result."""
    write_json(folder / NOTES, {"by": notes.by, "answers": dict(notes.answers), "comments": notes.comments})


def therapist_block(notes: TherapistNotes) -> TherapistBlock | None:
    """The notes as the report prints them; ``None`` when there are none."""
    if notes.empty:
        return None
    rows = tuple(
        (item.text, _said(item, notes.answers[item.id]))
        for group in checklist()
        for item in group.items
        if item.id in notes.answers
    )
    paragraphs = tuple(line.strip() for line in notes.comments.splitlines() if line.strip())
    return TherapistBlock(by=notes.by, checklist=rows, comments=paragraphs)


def _said(item: Item, answer: Answer) -> str:
    if item.kind == "yes_no":
        return "yes" if answer else "no"
    return f"{answer:g} {item.unit}".strip() if isinstance(answer, int | float) else str(answer)
