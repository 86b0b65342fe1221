"""Fits the systematic part of the intervals: how far the mean of a clip is off that nothing was fitted on.

Each fit clip in turn is held out, with the clip of the same session from the other side: offsets and event rule are
fitted on the others, and the held-out clip is measured with them. (Holding out whole bodies leaves two to fit on.)

A few clips are far off where most are not (both legs in black in dim light), so a normal distribution of the errors
is either too narrow for those or far too wide for the rest. The scale of a Student t distribution with
`TAIL_FREEDOM` degrees of freedom is fitted by maximum likelihood instead (Lange, Little & Taylor 1989, doi
10.1080/01621459.1989.10478852), and its 95 % range, over that of a normal distribution, is the systematic SD. What
the spread between strides explains is taken out, and the rest widened for the difference between rendered and real
people.

The two near legs of a pair of clips share clothes, light and body, so their difference has an error of its own.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.special import stdtrit
from scipy.stats import t as student_t

import gaitcheck.events.rules
import gaitcheck.kinematics.build
from gaitcheck.events.rules import Opinion
from gaitcheck.metrics.interval import Z_95
from gaitcheck.metrics.registry import definitions
from tools.accuracy.observe import ClipObservation

FloatArray = npt.NDArray[np.float64]

#: Heaviness of the tails of errors between clips.
TAIL_FREEDOM = 4
#: Kept above what rendered bodies show, because real skin, clothes and light are worse.
REAL_WORLD_FACTOR = 1.15


@dataclass(frozen=True)
class SystematicError:
    """Systematic SD of a clip's mean for near and far leg, and of the difference of a pair's near legs."""

    near: float
    far: float
    pair: float


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


def heavy_tailed_sd(errors: FloatArray) -> float:
    """SD of the normal distribution whose 95 % range is that of the Student t fitted to errors about zero, (n,)."""
    size = math.sqrt(float(np.mean(errors**2)))
    if size == 0.0:
        return 0.0
    found = minimize_scalar(
        lambda log_scale: -student_t.logpdf(errors, TAIL_FREEDOM, scale=size * math.exp(log_scale)).sum(),
        bounds=(-4.0, 1.0),
        method="bounded",
    )
    scale = size * math.exp(float(found.x))
    return scale * float(stdtrit(TAIL_FREEDOM, 0.975)) / Z_95


def _systematic(errors: list[tuple[float, float]]) -> float:
    """Systematic SD from (error, half width explained by stride spread) pairs."""
    total = heavy_tailed_sd(np.array([error for error, _ in errors]))
    by_strides = float(np.mean([(half / Z_95) ** 2 for _, half in errors]))
    return math.sqrt(max(total**2 - by_strides, 0.1 * total**2)) * REAL_WORLD_FACTOR


_Errors = dict[tuple[str, str], list[tuple[float, float]]]


def _collect_pairs(observations: list[ClipObservation], errors: _Errors) -> None:
    """Errors of left minus right of the near legs of clips that show one session from both sides."""
    by_session: dict[str, list[ClipObservation]] = defaultdict(list)
    for clip in observations:
        if clip.clip.pair is not None:
            by_session[clip.clip.pair].append(clip)
    for session in by_session.values():
        near = [{m.name: m for m in clip.metrics if m.near and m.side == clip.clip.near_side} for clip in session]
        for name in set.intersection(*map(set, near)) if len(near) == 2 else ():
            first, second = near[0][name], near[1][name]
            if None in (first.error, second.error, first.stride_half_width, second.stride_half_width):
                continue
            assert first.error is not None and second.error is not None
            assert first.stride_half_width is not None and second.stride_half_width is not None
            half = math.hypot(first.stride_half_width, second.stride_half_width)
            errors[name, "pair"].append((first.error - second.error, half))


def systematic_errors(observations: list[ClipObservation]) -> dict[str, SystematicError]:
    """Systematic SD by metric from held-out clips."""
    errors: _Errors = defaultdict(list)
    for clip in observations:
        for seen in clip.metrics:
            if seen.error is not None and seen.stride_half_width is not None:
                errors[seen.name, "near" if seen.near else "far"].append((seen.error, seen.stride_half_width))
    _collect_pairs(observations, errors)
    found = {}
    for name in definitions():
        if len(errors[name, "near"]) < 4:
            continue
        near = _systematic(errors[name, "near"])
        far = max(near, _systematic(errors[name, "far"])) if errors[name, "far"] else near
        # At worst the two errors have nothing in common.
        apart = math.sqrt(2.0) * near
        pair = min(_systematic(errors[name, "pair"]), apart) if len(errors[name, "pair"]) >= 4 else apart
        found[name] = SystematicError(near, far, pair)
    return found


def to_toml(errors: Mapping[str, SystematicError]) -> str:
    """The ``measurement_error.toml`` document."""
    lines = [
        "# Written by `python -m tools.fit intervals` from held-out clips of the benchmark's fit half. Standard",
        "# deviation of one clip's systematic error, in the metric's unit, near and far leg, and of the difference of",
        "# the near legs of two clips that show both sides; see docs/accuracy.md.",
    ]
    for name, error in errors.items():
        lines += ["", f"[error.{name}]"]
        lines += [f"{leg} = {getattr(error, leg):.3g}" for leg in ("near", "far", "pair")]
    return "\n".join(lines) + "\n"
