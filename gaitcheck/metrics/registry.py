"""The registry of metrics, read from ``definitions.toml``: one place for name, unit, definition and tier."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from gaitcheck.config import View

Tier = Literal["A", "B", "C"]


@dataclass(frozen=True, kw_only=True)
class MetricDefinition:
    """What a metric is.

    Parameters
    ----------
    name, title, unit, definition
        Registered name with its unit, plain title, unit, and one-sentence definition.
    decimals
        Digits after the point that the measurement deserves.
    views
        Camera views that can carry the metric.
    per_side
        Whether it is reported for each leg.
    tier
        A: compared with guidance; B: shown with a reference range; C: shown on request only.
    """

    name: str
    title: str
    unit: str
    decimals: int
    views: tuple[View, ...]
    per_side: bool
    tier: Tier
    definition: str


@cache
def definitions() -> dict[str, MetricDefinition]:
    """All registered metrics by name, in the file's order."""
    text = files("gaitcheck.metrics").joinpath("definitions.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)["metric"]
    return {row["name"]: MetricDefinition(**(row | {"views": tuple(row["views"])})) for row in rows}


def definition(name: str) -> MetricDefinition:
    """The registered metric called ``name``; raises ``KeyError`` for an unknown one."""
    return definitions()[name]
