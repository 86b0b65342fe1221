"""Truth as CSV: events, one a row or a stance a row, and angles over time."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from gaitcheck.arrays import FloatArray
from gaitcheck.delimited import DelimitedTable, finite_number, read_delimited, unknown_column
from gaitcheck.errors import UsageError
from gaitcheck.events.model import KINDS, EventKind
from gaitcheck.skeleton import SIDES, Side
from gaitcheck.validation.truth import ANGLES, TrueAngles, Truth, true_events

#: Header of the one-event-a-row form.
EVENT_COLUMNS = ("side", "kind", "time_s")
#: Header of the one-stance-a-row form, with the kind each time is of.
STANCE_COLUMNS: dict[str, EventKind] = {"ic_s": "contact", "to_s": "toe_off"}
#: Columns of angles beside ``time_s``.
ANGLE_COLUMNS: dict[str, tuple[Side, str]] = {f"{side}_{name}": (side, name) for side in SIDES for name in ANGLES}
_SIDE_NAMES: dict[str, Side] = {"left": "left", "l": "left", "right": "right", "r": "right"}
#: Fewer samples are no curve.
_FEWEST_SAMPLES = 4

Cells = dict[str, str]
Found = dict[tuple[Side, EventKind], list[float]]


def read_table(path: Path) -> Truth:
    """Events or angles from a CSV file; its header says which.

    Raises
    ------
    UsageError
        The file cannot be read, has unknown or missing columns, or a cell that cannot be used.
    """
    table = read_delimited(path, "The truth")
    names = set(table.header)
    for name in table.header:
        if table.header.count(name) > 1:
            raise UsageError(f"{path.name}: the column {name} appears more than once.")
    if names & set(ANGLE_COLUMNS):
        return Truth(name=path.name, form="angles", events=None, angles=_angles(path.name, table))
    wide = bool(names & set(STANCE_COLUMNS))
    _check_columns(path.name, table.header, ("side", *STANCE_COLUMNS) if wide else EVENT_COLUMNS)
    found: Found = defaultdict(list)
    for line, cells in table.rows:
        try:
            _take_stance(cells, found) if wide else _take_event(cells, found)
        except ValueError as error:
            raise UsageError(f"{path.name}, row {line}: {error}.") from error
    return Truth(name=path.name, form="events", events=true_events(ascending(path.name, found)), angles=None)


def _check_columns(file: str, header: Iterable[str], known: tuple[str, ...]) -> None:
    header = tuple(header)
    for name in header:
        if name not in known:
            raise UsageError(f"{file}: unknown column {name!r}; {unknown_column(name, known)}")
    missing = [name for name in known if name not in header]
    if missing:
        raise UsageError(f"{file}: there is no column {missing[0]!r}; a truth of events has {', '.join(known)}.")


def _check_width(cells: Cells) -> None:
    if "" in cells:
        raise ValueError(f"more cells than columns ({cells['']})")


def side_of(text: str) -> Side:
    """``left``, ``L``, ``right`` or ``R``; raises ``ValueError`` otherwise."""
    if text.lower() not in _SIDE_NAMES:
        raise ValueError(f"side is {text!r}, not left or right")
    return _SIDE_NAMES[text.lower()]


def kind_of(text: str) -> EventKind:
    """``contact`` or ``toe_off``; raises ``ValueError`` otherwise."""
    for kind in KINDS:
        if text.lower() == kind:
            return kind
    raise ValueError(f"kind is {text!r}, not {' or '.join(KINDS)}")


def _take_event(cells: Cells, found: Found) -> None:
    _check_width(cells)
    found[side_of(cells.get("side", "")), kind_of(cells.get("kind", ""))].append(_time(cells.get("time_s", "")))


def _take_stance(cells: Cells, found: Found) -> None:
    """A stance may lack one of its ends."""
    _check_width(cells)
    side = side_of(cells.get("side", ""))
    for column, kind in STANCE_COLUMNS.items():
        if cells.get(column):
            found[side, kind].append(_time(cells[column]))


def _time(text: str) -> float:
    if not text:
        raise ValueError("the time is empty")
    return finite_number(text)


def ascending(file: str, found: Found) -> dict[tuple[Side, EventKind], FloatArray]:
    """Events as arrays, each foot and kind strictly ascending.

    Raises
    ------
    UsageError
        They are not, as where recordings were put one after another, or an event stands there twice.
    """
    for (side, kind), times in found.items():
        for before, after in itertools.pairwise(times):
            if after <= before:
                raise UsageError(
                    f"{file}: the {side} {kind} {after:g} follows {before:g}; "
                    "each foot's events of a kind must ascend, in one recording."
                )
    if not any(found.values()):
        raise UsageError(f"{file} holds no event.")
    return {key: np.array(times, dtype=np.float64) for key, times in found.items()}


def _angles(file: str, table: DelimitedTable) -> TrueAngles:
    known = ("time_s", *ANGLE_COLUMNS)
    for name in table.header:
        if name not in known:
            raise UsageError(f"{file}: unknown column {name!r}; {unknown_column(name, known)}")
    if "time_s" not in table.header:
        raise UsageError(f"{file}: there is no column 'time_s'.")
    columns: dict[str, list[float]] = {name: [] for name in table.header}
    for line, cells in table.rows:
        try:
            _check_width(cells)
            for name in table.header:
                columns[name].append(_time(cells.get(name, "")) if name == "time_s" else _angle(cells.get(name, "")))
        except ValueError as error:
            raise UsageError(f"{file}, row {line}: {error}.") from error
    arrays = {name: np.array(values, dtype=np.float64) for name, values in columns.items()}
    return checked_angles(file, arrays.pop("time_s"), {ANGLE_COLUMNS[name]: a for name, a in arrays.items()})


def _angle(text: str) -> float:
    """An empty cell is a gap; a NaN written out is more often a mistake upstream than meant."""
    if not text:
        return float("nan")
    try:
        return finite_number(text)
    except ValueError as error:
        raise ValueError(f"{error}; leave the cell empty where an angle is not known") from None


def checked_angles(file: str, time_s: FloatArray, curves: dict[tuple[Side, str], FloatArray]) -> TrueAngles:
    """Angles that can be compared; raises `UsageError` where times do not ascend, all is empty, or it is in radians."""
    if time_s.size < _FEWEST_SAMPLES:
        raise UsageError(f"{file} holds {time_s.size} samples; that is no curve.")
    back = np.flatnonzero(np.diff(time_s) <= 0)
    if back.size:
        at = int(back[0])
        raise UsageError(f"{file}: the time {time_s[at + 1]:g} follows {time_s[at]:g}; times must ascend.")
    for (side, name), values in curves.items():
        seen = values[np.isfinite(values)]
        if not seen.size:
            raise UsageError(f"{file}: the column {side}_{name} is empty.")
        if name == "knee_flexion_deg" and seen.max() < _LEAST_KNEE_DEG:
            raise UsageError(
                f"{file}: the {side} knee bends to {seen.max():.3g} degrees at most; "
                "flexion is positive, in degrees, and 0 is straight."
            )
    return TrueAngles.of(time_s, curves)


#: No runner's or walker's knee bends less than this in swing: radians, or flexion with the other sign. [deg]
_LEAST_KNEE_DEG = 15.0
