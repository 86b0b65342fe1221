"""`ClipValidation`: one clip beside its truth; every difference is found minus true."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from gaitcheck.arrays import FloatArray
from gaitcheck.config import View
from gaitcheck.events.model import EventKind
from gaitcheck.skeleton import Side
from gaitcheck.validation.clock import ClockOffset
from gaitcheck.validation.statistics import ErrorSummary, root_mean_square, summarise
from gaitcheck.validation.truth import TruthForm

#: Which leg: by its place before the camera; ``both`` for what belongs to neither, ``either`` where no side is near.
Leg = Literal["near", "far", "both", "either"]
LEGS: tuple[Leg, ...] = ("near", "far", "either", "both")
#: What an event's error says: ``absolute`` on one clock; after an alignment by the contacts, their own bias is gone
#: (``scatter``) and toe-offs are told ``from_contact`` only.
Reference = Literal["absolute", "scatter", "from_contact"]

MS_PER_S = 1000.0


def leg_of(side: Side | None, near_side: Side | None) -> Leg:
    """The leg on ``side`` in a clip that shows ``near_side``."""
    if side is None:
        return "both"
    if near_side is None:
        return "either"
    return "near" if side == near_side else "far"


@dataclass(frozen=True, kw_only=True)
class EventComparison:
    """All events of one kind of one foot.

    Parameters
    ----------
    side, leg, kind
        Which.
    n_true
        True events within the clip.
    n_extra
        Found events without a partner, between the first and the last true one.
    found_s, true_s
        Pairs, shape (n,), on the clip's clock. [s]
    reference
        What the errors can say.
    """

    side: Side
    leg: Leg
    kind: EventKind
    n_true: int
    n_extra: int
    found_s: FloatArray
    true_s: FloatArray
    reference: Reference

    @property
    def errors_ms(self) -> FloatArray:
        """Found minus true of each pair. [ms]"""
        return MS_PER_S * (self.found_s - self.true_s)

    @property
    def n_missed(self) -> int:
        """True events without a partner."""
        return self.n_true - int(self.true_s.size)

    @property
    def summary(self) -> ErrorSummary | None:
        """Of the errors, in ms; its bias means nothing where ``reference`` is ``scatter``."""
        return summarise(self.errors_ms)


@dataclass(frozen=True, kw_only=True)
class StridePair:
    """One value of one stride.

    Parameters
    ----------
    name, side, leg
        Registered metric and leg.
    start_s
        True contact at which the stride begins, on the clip's clock. [s]
    found, true
        In the metric's unit.
    """

    name: str
    side: Side
    leg: Leg
    start_s: float
    found: float
    true: float


@dataclass(frozen=True, kw_only=True)
class MetricComparison:
    """One metric of the clip, with its stated interval.

    Parameters
    ----------
    name, unit, side, leg
        Registered metric, its unit, and leg.
    found, low, high, n_found
        The analysis' value, its 95 % interval, and the strides (or steps) behind it; ``None`` when not assessed.
    true, n_true
        Mean over the true strides within the clip, and their number.
    true_sd
        Standard uncertainty of the true mean where the truth states its own; ``None`` otherwise.
    """

    name: str
    unit: str
    side: Side | None
    leg: Leg
    found: float | None
    low: float | None
    high: float | None
    n_found: int
    true: float
    n_true: int
    true_sd: float | None

    @property
    def error(self) -> float | None:
        """Found minus true; ``None`` when not assessed."""
        return None if self.found is None else self.found - self.true

    @property
    def held(self) -> bool | None:
        """Whether the stated interval holds the truth; ``None`` without one."""
        return None if self.low is None or self.high is None else self.low <= self.true <= self.high


@dataclass(frozen=True, kw_only=True)
class AngleComparison:
    """One angle of one leg, frame by frame.

    Parameters
    ----------
    name, side, leg
        Which.
    errors_deg
        Found minus true at the clip's frames in which both are known, shape (n,). [deg]
    course_pct, course_deg, course_sd_deg
        Mean and SD over strides of the difference at shares of the stride from contact to contact; empty without
        strides. [%], [deg]
    shift_ms, shifted_rmse_deg
        By how much the truth would have to be later for the two to agree best, and the RMSE then: far from zero,
        the clocks are off. ``None`` for other angles than the knee's.
    """

    name: str
    side: Side
    leg: Leg
    errors_deg: FloatArray
    course_pct: FloatArray
    course_deg: FloatArray
    course_sd_deg: FloatArray
    shift_ms: float | None
    shifted_rmse_deg: float | None

    @property
    def bias_deg(self) -> float:
        """Mean difference. [deg]"""
        return float(np.mean(self.errors_deg))

    @property
    def sd_deg(self) -> float:
        """Scatter about the bias: the RMSE after an offset is taken off. [deg]"""
        return float(np.std(self.errors_deg))

    @property
    def rmse_deg(self) -> float:
        """Root mean square of the differences. [deg]"""
        return root_mean_square(self.errors_deg)


@dataclass(frozen=True, kw_only=True)
class ClipValidation:
    """One analysis beside its truth.

    Parameters
    ----------
    name, runner
        The clip, and who runs, where known.
    truth_names, forms
        Files and forms of the truth.
    version, model, video_sha256, view, near_side
        What was validated.
    clock
        How the truth's clock was brought to the clip's.
    event_sd_ms
        Standard uncertainty of one true event, as the truth states it; ``None`` when it does not. [ms]
    events, strides, metrics, angles
        What was compared.
    notes
        Sentences about what limits the comparison.
    """

    name: str
    runner: str | None
    truth_names: tuple[str, ...]
    forms: tuple[TruthForm, ...]
    version: str
    model: str
    video_sha256: str
    view: View
    near_side: Side | None
    clock: ClockOffset
    event_sd_ms: float | None
    events: tuple[EventComparison, ...] = ()
    strides: tuple[StridePair, ...] = ()
    metrics: tuple[MetricComparison, ...] = ()
    angles: tuple[AngleComparison, ...] = ()
    notes: tuple[str, ...] = field(default_factory=tuple)
