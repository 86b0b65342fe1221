"""Results read from disk once and kept while they do not change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import streamlit as st

from gaitcheck.analysis.model import Analysis
from gaitcheck.assessment import Assessment
from gaitcheck.assessment.questionnaire import Answers
from gaitcheck.export import load_analysis
from gaitcheck.jobs.result import is_drawn, load_stills
from gaitcheck.report import ReportContent, build_content
from gaitcheck.results import DOCUMENT, DRAWN, assessment_of
from gaitcheck.review.notes import NOTES, load_notes, therapist_block
from gaitcheck.review.revise import forget_landmarks

_KEPT = 12


@dataclass(frozen=True)
class Loaded:
    """One result, ready to show.

    Parameters
    ----------
    folder
        Where its files are.
    analysis, assessment, content
        As measured, as compared, and as the report says it.
    """

    folder: Path
    analysis: Analysis
    assessment: Assessment
    content: ReportContent


def load(folder: Path, answers: Answers | None, name: str = "") -> Loaded:
    """The result in a folder; raises `UsageError` when it is damaged."""
    stamps = tuple(_stamp(folder / name) for name in (DOCUMENT, DRAWN, NOTES))
    return _load(str(folder), stamps, answers, name, date.today())


def _stamp(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0


@st.cache_resource(max_entries=_KEPT, show_spinner="Reading the result")
def _load(folder: str, stamps_ns: tuple[int, ...], answers: Answers | None, name: str, today: date) -> Loaded:
    path = Path(folder)
    analysis = load_analysis(path)
    assessment = assessment_of(analysis, answers)
    # A still of a moment that has been corrected since would show the wrong moment.
    stills = load_stills(path) if is_drawn(analysis, path) else ()
    content = build_content(
        analysis,
        assessment,
        stills,
        runner_name=name or None,
        created=today,
        therapist=therapist_block(load_notes(path)),
    )
    return Loaded(folder=path, analysis=analysis, assessment=assessment, content=content)


def forget() -> None:
    """Drop what is kept in memory, after something was deleted."""
    _load.clear()
    forget_landmarks()


def plain(values: Any) -> list[float | None]:
    """An array as JSON numbers, NaN as null, with no more digits than a drawing needs."""
    return [None if value != value else round(float(value), 4) for value in values]
