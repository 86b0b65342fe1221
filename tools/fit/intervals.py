"""Fits the systematic part of the intervals: how far the mean of a clip is off that nothing was fitted on.

Each fit clip in turn is held out: offsets and event rule are fitted on the others, and the held-out clip is measured
with them. (Holding out whole bodies leaves two to fit on and gives wider intervals.) The systematic
SD of a metric is the root mean square of those errors, less what the spread between strides explains, widened for
the small number of clips (t-quantile over normal quantile) and for the difference between rendered and real people.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

import gaitcheck.events.rules
import gaitcheck.kinematics.build
from gaitcheck.events.rules import Opinion
from gaitcheck.metrics.interval import Z_95
from gaitcheck.metrics.registry import definitions
from tools.accuracy.observe import ClipObservation

#: Kept above what rendered bodies show, because real skin, clothes and light are worse.
REAL_WORLD_FACTOR = 1.15


@dataclass(frozen=True)
class SystematicError:
    """Systematic SD of a clip's mean, near and far leg."""

    near: float
    far: float


@contextmanager
def fitted_elsewhere(tables: Mapping[str, object], rules: Mapping[str, Mapping[str, Opinion]]) -> Iterator[None]:
    """Measure with these offset tables and event rules instead of the packaged ones."""
    build, events = gaitcheck.kinematics.build, gaitcheck.events.rules
    kept = build.offset_tables, events.event_rules
    build.offset_tables = lambda: tables  # type: ignore[assignment]
    events.event_rules = lambda: rules  # type: ignore[assignment]
    try:
        yield
    finally:
        build.offset_tables, events.event_rules = kept


def _pooled(errors: list[tuple[float, float]]) -> float:
    """Systematic SD from (error, half width explained by stride spread) pairs."""
    n = len(errors)
    squared = np.array([error**2 - (half / Z_95) ** 2 for error, half in errors])
    spread = math.sqrt(max(float(squared.mean()), 0.1 * float(np.mean([e**2 for e, _ in errors]))))
    return spread * float(stdtrit(max(n - 1, 1), 0.975)) / Z_95 * REAL_WORLD_FACTOR


def systematic_errors(observations: list[ClipObservation]) -> dict[str, SystematicError]:
    """Systematic SD by metric from held-out clips."""
    errors: dict[tuple[str, bool], list[tuple[float, float]]] = defaultdict(list)
    for clip in observations:
        for seen in clip.metrics:
            if seen.error is not None and seen.stride_half_width is not None:
                errors[seen.name, seen.near].append((seen.error, seen.stride_half_width))
    found = {}
    for name in definitions():
        near, far = errors.get((name, True), []), errors.get((name, False), [])
        if len(near) >= 4:
            found[name] = SystematicError(_pooled(near), max(_pooled(far or near), _pooled(near)))
    return found


def to_toml(errors: Mapping[str, SystematicError]) -> str:
    """The ``measurement_error.toml`` document."""
    lines = [
        "# Written by `python -m tools.fit intervals` from held-out clips of the benchmark's fit half. Standard",
        "# deviation of one clip's systematic error, in the metric's unit, near and far leg; see docs/accuracy.md.",
    ]
    for name, error in errors.items():
        lines += ["", f"[error.{name}]", f"near = {error.near:.3g}", f"far = {error.far:.3g}"]
    return "\n".join(lines) + "\n"
