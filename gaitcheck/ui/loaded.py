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
from gaitcheck.jobs.result import load_stills
from gaitcheck.report import ReportContent, build_content
from gaitcheck.results import DOCUMENT, assessment_of

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
    stamp = (folder / DOCUMENT).stat().st_mtime_ns if (folder / DOCUMENT).exists() else 0
    return _load(str(folder), stamp, answers, name, date.today())


@st.cache_resource(max_entries=_KEPT, show_spinner="Reading the result")
def _load(folder: str, stamp_ns: int, answers: Answers | None, name: str, today: date) -> Loaded:
    path = Path(folder)
    analysis = load_analysis(path)
    assessment = assessment_of(analysis, answers)
    content = build_content(analysis, assessment, load_stills(path), runner_name=name or None, created=today)
    return Loaded(folder=path, analysis=analysis, assessment=assessment, content=content)


def forget() -> None:
    """Drop what is kept in memory, after something was deleted."""
    _load.clear()


def plain(values: Any) -> list[float | None]:
    """An array as JSON numbers, NaN as null, with no more digits than a drawing needs."""
    return [None if value != value else round(float(value), 4) for value in values]
