"""Corrections as plain JSON values and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from gaitcheck.corrections.model import (
    Change,
    Correction,
    Corrections,
    EventAdded,
    EventMoved,
    EventRemoved,
    LandmarkMoved,
    LegsExchanged,
    PersonChosen,
    Signature,
)

_KINDS: dict[str, type[Change]] = {
    "event_added": EventAdded,
    "event_removed": EventRemoved,
    "event_moved": EventMoved,
    "legs_exchanged": LegsExchanged,
    "landmark_moved": LandmarkMoved,
    "person_chosen": PersonChosen,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def corrections_to_json(corrections: Corrections) -> list[dict[str, Any]]:
    """One row a correction, in order, those taken back included."""
    return [
        {
            "what": _NAMES[type(entry.change)],
            **asdict(entry.change),
            "made": _signature(entry.made),
            "undone": None if entry.undone is None else _signature(entry.undone),
        }
        for entry in corrections.entries
    ]


def corrections_from_json(rows: Sequence[Mapping[str, Any]]) -> Corrections:
    """The corrections back; raises ``KeyError``, ``TypeError`` or ``ValueError`` for anything else."""
    return Corrections(tuple(_correction(row) for row in rows))


def change_from_json(values: Mapping[str, Any]) -> Change:
    """One change from its plain values, ``what`` among them."""
    kind = _KINDS[values["what"]]
    return kind(**{name: values[name] for name in kind.__dataclass_fields__})


def _signature(signature: Signature) -> dict[str, str]:
    return {"by": signature.by, "at": signature.at.isoformat()}


def _correction(row: Mapping[str, Any]) -> Correction:
    made, undone = (
        None if row[name] is None else Signature(by=row[name]["by"], at=datetime.fromisoformat(row[name]["at"]))
        for name in ("made", "undone")
    )
    if made is None:
        raise ValueError("a correction is signed")
    return Correction(change=change_from_json(row), made=made, undone=undone)
