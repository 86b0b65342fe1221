"""The checklist of a session, read from ``checklist.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

ItemKind = Literal["yes_no", "number", "text"]


@dataclass(frozen=True, kw_only=True)
class Item:
    """One line of the checklist.

    Parameters
    ----------
    id, text, kind
        What is asked, and how it is answered.
    unit, low, high
        Of a number.
    """

    id: str
    text: str
    kind: ItemKind
    unit: str = ""
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Group:
    """Lines that belong together."""

    title: str
    items: tuple[Item, ...]


@cache
def checklist() -> tuple[Group, ...]:
    """The groups in the order of a visit."""
    text = files("gaitcheck.review").joinpath("checklist.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)["group"]
    return tuple(Group(title=row["title"], items=tuple(_item(item) for item in row["item"])) for row in rows)


def _item(row: dict[str, Any]) -> Item:
    return Item(**(row | {limit: float(row.get(limit, 0)) for limit in ("low", "high")}))
