"""Guidance as data: what measured running form is compared with, each row with its own citations."""

from gaitcheck.guidance.band import Band, NoBand, band_for, rows_for
from gaitcheck.guidance.model import (
    Advice,
    Citation,
    CurvePoint,
    Guideline,
    Mark,
    RedFlag,
    ReferenceCurve,
    SmallestChange,
    Source,
    Wording,
)
from gaitcheck.guidance.table import (
    advice,
    filming_hints,
    guideline,
    guidelines,
    reference_curve,
    smallest_changes,
    sources,
    wording,
)

__all__ = [
    "Advice",
    "Band",
    "Citation",
    "CurvePoint",
    "Guideline",
    "Mark",
    "NoBand",
    "RedFlag",
    "ReferenceCurve",
    "SmallestChange",
    "Source",
    "Wording",
    "advice",
    "band_for",
    "filming_hints",
    "guideline",
    "guidelines",
    "reference_curve",
    "rows_for",
    "smallest_changes",
    "sources",
    "wording",
]
