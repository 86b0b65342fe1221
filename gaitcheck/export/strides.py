"""``strides.csv``: one row a stride, a column a metric; units are in the names."""

from __future__ import annotations

import csv
from pathlib import Path

from gaitcheck.analysis.model import Analysis

STRIDES = "strides.csv"
_FIXED = ("stride", "side", "start_s", "toe_off_s", "end_s")


def write_strides(analysis: Analysis, path: Path) -> None:
    """Write ``strides.csv``; raises ``OSError``. A value that could not be measured is an empty cell."""
    rows = analysis.metrics.strides
    names = list(dict.fromkeys(name for row in rows for name in row.values))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([*_FIXED, *names])
        for i, row in enumerate(rows, start=1):
            times = (f"{t:.4f}" for t in (row.start_s, row.toe_off_s, row.end_s))
            values = (f"{row.values[name]:.4f}" if name in row.values else "" for name in names)
            writer.writerow([i, row.side, *times, *values])
