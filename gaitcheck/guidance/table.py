"""Reads the guidance files once; every reader gets the same frozen rows."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

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


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("gaitcheck.guidance").joinpath(name).read_text(encoding="utf-8"))


def _citations(rows: list[dict[str, str]]) -> tuple[Citation, ...]:
    return tuple(Citation(**row) for row in rows)


def _with_tuples(row: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}


@cache
def sources() -> dict[str, Source]:
    """All sources by key."""
    return {key: Source(key=key, **row) for key, row in _read("sources.toml")["source"].items()}


@cache
def guidelines() -> tuple[Guideline, ...]:
    """All rows of the guidance table, in the file's order."""
    return tuple(
        Guideline(
            **_with_tuples(
                row
                | {
                    "facts": _citations(row["facts"]),
                    "marks": tuple(Mark(**mark) for mark in row.get("marks", ())),
                }
            )
        )
        for row in _read("bands.toml")["band"]
    )


def guideline(row_id: str) -> Guideline:
    """The row called ``row_id``; raises ``KeyError`` for an unknown one."""
    for row in guidelines():
        if row.id == row_id:
            return row
    raise KeyError(row_id)


@cache
def smallest_changes() -> dict[str, SmallestChange]:
    """The smallest detectable change of each metric that has one."""
    rows = {}
    for row in _read("change.toml")["change"]:
        citation = Citation(source=row.pop("source"), locator=row.pop("locator"))
        rows[row["metric"]] = SmallestChange(citation=citation, **_with_tuples(row))
    return rows


@cache
def advice() -> tuple[Advice, ...]:
    """All suggestions, best supported first."""
    rows = (row | {"sources": _citations(row["sources"])} for row in _read("advice.toml")["advice"])
    return tuple(sorted((Advice(**_with_tuples(row)) for row in rows), key=lambda item: item.rank))


@cache
def filming_hints() -> dict[str, str]:
    """What to film next, by topic."""
    return dict(_read("advice.toml")["film"])


@cache
def wording() -> Wording:
    """The fixed texts around the numbers."""
    data = _read("safety.toml")
    return Wording(
        red_flags=tuple(RedFlag(**row) for row in data.pop("red_flag")),
        evidence=_citations(data.pop("evidence")["sources"]),
        stop=_citations(data.pop("stop")["sources"]),
        **data,
    )


@cache
def reference_curve() -> ReferenceCurve:
    """Published key points of the knee-flexion curve."""
    data = _read("curve.toml")
    return ReferenceCurve(
        points=tuple(CurvePoint(**row) for row in data["point"]),
        citation=Citation(source=data["source"], locator=data["locator"]),
        speed_mps=tuple(data["speed_mps"]),
        note=data["note"],
    )
