"""Tables as people save them from a spreadsheet: UTF-8 text, comma or semicolon between the cells."""

from __future__ import annotations

import csv
import difflib
import io
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from gaitcheck.errors import UsageError


@dataclass(frozen=True, kw_only=True)
class DelimitedTable:
    """What a file holds.

    Parameters
    ----------
    header
        Column names in lower case.
    rows
        (line number in the file, stripped cells by column) of every row that is not empty; cells beyond the
        header stand under the name ``""``.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]


def read_delimited(path: Path, what: str) -> DelimitedTable:
    """Read a table with a header.

    Parameters
    ----------
    path
        The file.
    what
        What it is to the user, as an error's sentence begins: ``The manifest``.

    Raises
    ------
    UsageError
        The file is missing, not UTF-8 text, or has no rows.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{what} {path} cannot be read as UTF-8 text.") from error
    first = text.partition("\n")[0]
    lines = csv.reader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    header: list[str] = []
    rows: list[tuple[int, dict[str, str]]] = []
    try:
        for cells in lines:
            stripped = [cell.strip() for cell in cells]
            if not any(stripped):
                continue
            if not header:
                header = [cell.lower() for cell in stripped]
            else:
                extra = {"": ", ".join(stripped[len(header) :])} if len(stripped) > len(header) else {}
                rows.append((lines.line_num, dict(zip(header, stripped, strict=False)) | extra))
    except csv.Error as error:
        raise UsageError(f"{what} {path} is not a table of text ({error}).") from error
    if not rows:
        raise UsageError(f"{what} {path} has no rows.")
    return DelimitedTable(header=tuple(header), rows=tuple(rows))


def unknown_column(name: str, known: Iterable[str]) -> str:
    """What to say of a column that is not known: the one that was perhaps meant, or all there are."""
    known = tuple(known)
    close = difflib.get_close_matches(name, known, n=1)
    return f"did you mean '{close[0]}'?" if close else f"known are {', '.join(known)}"


def plain_number(text: str) -> float:
    """A number from a cell, also NaN; raises ``ValueError`` with what is wrong, without a full stop."""
    try:
        return float(text)
    except ValueError:
        hint = "; write a decimal point, not a comma" if "," in text else ""
        raise ValueError(f"{text!r} is not a number{hint}") from None


def finite_number(text: str) -> float:
    """As `plain_number`, and neither NaN nor infinite."""
    value = plain_number(text)
    if not math.isfinite(value):
        raise ValueError(f"{text!r} is not a finite number")
    return value
