"""Truth as JSON: frames counted by eye, and the truth of a rendered clip."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from gaitcheck.delimited import unknown_column
from gaitcheck.errors import UsageError
from gaitcheck.events.model import EventKind
from gaitcheck.skeleton import SIDES, Side
from gaitcheck.validation.tables import ascending, checked_angles, kind_of, side_of
from gaitcheck.validation.truth import CountedFrames, Truth, true_events

#: Keys of a document of counted frames; ``clip`` and ``note`` are for people.
COUNTED_KEYS = ("fps", "events", "uncertainty_frames", "clip", "note")
#: Keys of one counted event.
EVENT_KEYS = ("side", "kind", "frame")
#: What ``tools/rendered_runner`` writes beside its clips.
RENDERED_SCHEMA = "gaitcheck.truth/1"


def read_document(path: Path) -> Truth | CountedFrames:
    """Counted frames, or the truth of a rendered clip.

    Raises
    ------
    UsageError
        The file is no such document; the sentence says where.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise UsageError(f"The truth {path} cannot be read as JSON.") from error
    if not isinstance(document, dict):
        raise UsageError(f'{path.name} must be a JSON object with "fps" and "events".')
    if document.get("schema") == RENDERED_SCHEMA:
        return _rendered(path.name, document)
    try:
        return _counted(path.name, document)
    except (ValueError, TypeError) as error:
        raise UsageError(f"{path.name}: {error}.") from error


def _check_keys(values: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    for key in values:
        if key not in known:
            raise ValueError(f"{where} has the unknown key {key!r}; {unknown_column(key, known).rstrip('?')}")


def _number(value: Any, what: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{what} is {value!r}, not a number")
    return float(value)


def _counted(file: str, document: Mapping[str, Any]) -> CountedFrames:
    _check_keys(document, COUNTED_KEYS, "the document")
    if "fps" not in document:
        raise ValueError('"fps" is missing: the frames per second of the clip in which was counted')
    fps = _number(document["fps"], '"fps"')
    if fps <= 0:
        raise ValueError(f'"fps" is {fps:g}, not above zero')
    half = document.get("uncertainty_frames")
    half = None if half is None else _number(half, '"uncertainty_frames"')
    if half is not None and half < 0:
        raise ValueError('"uncertainty_frames" is below zero')
    rows = document.get("events")
    if not isinstance(rows, list) or not rows:
        raise ValueError('"events" must be a list of events with side, kind and frame')
    found: dict[tuple[Side, EventKind], list[float]] = defaultdict(list)
    for number, row in enumerate(rows, start=1):
        side, kind, frame = _counted_event(row, f"event {number}")
        found[side, kind].append(frame)
    return CountedFrames(name=file, fps=fps, frames=ascending(file, found), uncertainty_frames=half)


def _counted_event(row: Any, where: str) -> tuple[Side, EventKind, float]:
    if not isinstance(row, dict):
        raise TypeError(f"{where} must be an object with side, kind and frame")
    _check_keys(row, EVENT_KEYS, where)
    missing = [key for key in EVENT_KEYS if key not in row]
    if missing:
        raise ValueError(f"{where} has no {missing[0]}")
    frame = _number(row["frame"], f"the frame of {where}")
    if frame < 0:
        raise ValueError(f"the frame of {where} is below zero; the first frame is 0")
    return side_of(str(row["side"])), kind_of(str(row["kind"])), frame


def _rendered(file: str, document: Mapping[str, Any]) -> Truth:
    """Its times are real seconds from the clip's first frame."""
    found: dict[tuple[Side, EventKind], list[float]] = defaultdict(list)
    try:
        for event in document["events"]:
            found[side_of(event["side"]), kind_of(event["kind"])].append(float(event["time_s"]))
        time_s = np.array(document["time_s"], dtype=np.float64)
        curves: dict[tuple[Side, str], Any] = {
            (side, "knee_flexion_deg"): np.array(document["frames"][f"{side}_knee_flexion_deg"], dtype=np.float64)
            for side in SIDES
        }
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(f"{file} is not a complete truth document.") from error
    return Truth(
        name=file, form="rendered", events=true_events(ascending(file, found)),
        angles=checked_angles(file, time_s, curves), own_clock=False,
    )  # fmt: skip
