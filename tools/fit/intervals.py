"""Fits the systematic part of the intervals: how far the mean of a clip is off whose runner nothing was fitted on.

Two kinds of clips of the fit half are measured with event models that know neither their motion nor their body
(`held_out`): generated gaits, and bodies that move as real runners do. The wider of the two counts (`wider`).

Of some metrics a few clips are far off where most are not (both legs in black in dim light), so that a normal
distribution of the errors is either too narrow for those or far too wide for the rest; of others it fits, and of some
no clip is ever far off. So the scale of each of `LAWS` is fitted by maximum likelihood: Student t distributions
(Lange, Little & Taylor 1989, doi 10.1080/01621459.1989.10478852), the normal one, and one with lighter tails (the
generalised normal of Subbotin 1923 with shape 4). Of these the likeliest is taken for the metric. Its 95 % range, over
that of a normal distribution, is the systematic SD. It is widened by what a few sessions tell of it
(the clips of one session count once), what the spread between strides explains is taken out, and the rest widened for
the difference between rendered and real people.

Left minus right has an error of its own when a session was filmed from both sides; see `gaitcheck.symmetry`.
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
from scipy.stats import gennorm, norm
from scipy.stats import t as student_t

import gaitcheck.events.event_model
import gaitcheck.kinematics.offsets
from gaitcheck.events.event_model import EventModel
from gaitcheck.events.model import EventKind
from gaitcheck.kinematics.offsets import OffsetTables
from gaitcheck.metrics.quantiles import Z_95
from gaitcheck.metrics.registry import definitions
from tools.accuracy.observe import ClipObservation

FloatArray = npt.NDArray[np.float64]

#: Error distributions tried, of scale one: heavy-tailed, in between, normal, light-tailed.
LAWS = {"t4": student_t(4.0), "t8": student_t(8.0), "normal": norm(), "light": gennorm(4.0)}
#: Two clips that show one session from both sides are not taken to have more in common than this share of the variance
#: of left minus right in one clip: the few sessions filmed so do not tell it well.
MOST_SHARED = 0.5
#: Kept above what rendered bodies show, because real skin, clothes and light are worse.
REAL_WORLD_FACTOR = 1.1


@dataclass(frozen=True)
class SystematicError:
    """Systematic SD of a clip's mean for near and far leg, and of left minus right by a pair of clips."""

    near: float
    far: float
    pair: float


@contextmanager
def fitted_elsewhere(
    tables: OffsetTables | None = None, models: Mapping[EventKind, EventModel] | None = None
) -> Iterator[None]:
    """Measure with these offset tables and event models instead of the packaged ones."""
    offsets, events = gaitcheck.kinematics.offsets, gaitcheck.events.event_model
    kept = offsets.offset_tables, events.event_models
    if tables is not None:
        offsets.offset_tables = lambda: tables  # type: ignore[assignment]
    if models is not None:
        events.event_models = lambda: models  # type: ignore[assignment]
    try:
        yield
    finally:
        offsets.offset_tables, events.event_models = kept


@dataclass(frozen=True)
class _Fit:
    """Scale and log likelihood of errors about zero."""

    scale: float
    likelihood: float


def _fitted(errors: FloatArray, law: str) -> _Fit:
    size = max(math.sqrt(float(np.mean(errors**2))), 1e-12)

    def unlikelihood(log_scale: float) -> float:
        return float((log_scale - LAWS[law].logpdf(errors / size / math.exp(log_scale))).sum())

    found = minimize_scalar(unlikelihood, bounds=(-4.0, 1.5), method="bounded")
    return _Fit(size * math.exp(float(found.x)), -float(found.fun))


def likeliest_law(samples: list[FloatArray]) -> str:
    """The name among `LAWS` under which these samples, each with a scale of its own, are likeliest."""
    return max(LAWS, key=lambda law: sum(_fitted(errors, law).likelihood for errors in samples))


def tailed_sd(errors: FloatArray, law: str) -> float:
    """SD of the normal distribution whose 95 % range is that of this law fitted to errors about zero, (n,)."""
    return _fitted(errors, law).scale * float(LAWS[law].ppf(0.975)) / Z_95


def few_sessions_factor(sessions: int) -> float:
    """How much wider a 95 % range must be when its width is known from so many independent sessions (Student 1908)."""
    return float(student_t.ppf(0.975, sessions - 1)) / Z_95


def _systematic(errors: list[tuple[float, float]], law: str, sessions: int) -> float:
    """Systematic SD from (error, half width explained by stride spread) pairs."""
    total = tailed_sd(np.array([error for error, _ in errors]), law) * few_sessions_factor(sessions)
    by_strides = float(np.mean([(half / Z_95) ** 2 for _, half in errors]))
    return math.sqrt(max(total**2 - by_strides, 0.1 * total**2)) * REAL_WORLD_FACTOR


_Errors = dict[tuple[str, str], list[tuple[float, float]]]


def _left_minus_right(clip: ClipObservation, name: str) -> tuple[float, float] | None:
    """Error of left minus right in one clip and the half width that stride spread explains."""
    legs = [next((m for m in clip.metrics if m.name == name and m.side == side), None) for side in ("left", "right")]
    known = [
        (leg.error, leg.stride_half_width)
        for leg in legs
        if leg is not None and leg.error is not None and leg.stride_half_width is not None
    ]
    return (known[0][0] - known[1][0], math.hypot(known[0][1], known[1][1])) if len(known) == 2 else None


def _collect_pairs(observations: list[ClipObservation], errors: _Errors) -> None:
    """Errors of left minus right in every clip, and of its mean over two that show one session from both sides."""
    by_session: dict[str, list[ClipObservation]] = defaultdict(list)
    for clip in observations:
        for name in definitions():
            single = _left_minus_right(clip, name)
            if single is not None:
                errors[name, "single"].append(single)
        if clip.clip.pair is not None:
            by_session[clip.clip.pair].append(clip)
    for session in by_session.values():
        for name in definitions():
            found = [pair for pair in (_left_minus_right(clip, name) for clip in session) if pair is not None]
            if len(found) == 2:
                mean, half = (0.5 * (found[0][0] + found[1][0]), 0.5 * math.hypot(found[0][1], found[1][1]))
                errors[name, "pair"].append((mean, half))


_PARTS = ("near", "far", "single", "pair")


def _of_metric(known: dict[str, list[tuple[float, float]]], sessions: int) -> SystematicError:
    """Systematic SD of one metric from its errors by part."""
    legs = [np.array([error for error, _ in known[leg]]) for leg in ("near", "far") if leg in known]
    law = likeliest_law(legs)
    # Each session filmed from both sides gives one pair.
    independent = dict.fromkeys(_PARTS, sessions) | {"pair": len(known.get("pair", ()))}
    sd = {part: _systematic(pairs, law, independent[part]) for part, pairs in known.items()}
    near = sd["near"]
    far = max(near, sd.get("far", near))
    # At worst the four errors have nothing in common.
    apart = math.hypot(near, far) / math.sqrt(2.0)
    least = math.sqrt(0.5 * (1.0 - MOST_SHARED)) * sd.get("single", 0.0)
    return SystematicError(near, far, max(min(sd.get("pair", apart), apart), least))


def systematic_errors(observations: list[ClipObservation]) -> dict[str, SystematicError]:
    """Systematic SD by metric from held-out clips."""
    errors: _Errors = defaultdict(list)
    for clip in observations:
        for seen in clip.metrics:
            if seen.error is not None and seen.stride_half_width is not None:
                errors[seen.name, "near" if seen.near else "far"].append((seen.error, seen.stride_half_width))
    _collect_pairs(observations, errors)
    sessions = len({clip.clip.pair or clip.clip.name for clip in observations})
    found = {}
    for name in definitions():
        known = {part: errors[name, part] for part in _PARTS if len(errors[name, part]) >= 4}
        if "near" in known:
            found[name] = _of_metric(known, sessions)
    return found


#: Generated gaits push off unlike people: they say nothing of how far a person's toe-off may be off.
_HANG_ON_TOE_OFF = ("contact_time_ms", "flight_time_ms", "duty_factor_pct")


def wider(generated: Mapping[str, SystematicError], real: Mapping[str, SystematicError]) -> dict[str, SystematicError]:
    """By metric, what generated gaits or real motion ask for, whichever is more; of toe-off, what real motion asks for.

    Parameters
    ----------
    generated, real
        From `systematic_errors` on clips with generated gaits and on clips that move as real runners do.
    """
    found = dict(generated)
    for name, error in real.items():
        other = generated.get(name, error)
        if name in _HANG_ON_TOE_OFF:
            found[name] = error
        else:
            parts = {part: max(getattr(error, part), getattr(other, part)) for part in ("near", "far")}
            # Both sides of a session were filmed with generated gaits only.
            found[name] = SystematicError(**parts, pair=other.pair * max(1.0, parts["near"] / other.near))
    return found


def to_toml(errors: Mapping[str, SystematicError]) -> str:
    """The ``measurement_error.toml`` document."""
    lines = [
        "# Written by `python -m tools.fit intervals` from held-out clips of the fit half, with generated gaits and",
        "# with the motion of real runners. Standard deviation of one clip's systematic error, in the metric's unit,",
        "# near and far leg, and of left minus right by two clips that show both sides; see docs/accuracy.md.",
    ]
    for name, error in errors.items():
        lines += ["", f"[error.{name}]"]
        lines += [f"{leg} = {getattr(error, leg):.3g}" for leg in ("near", "far", "pair")]
    return "\n".join(lines) + "\n"
