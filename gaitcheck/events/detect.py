"""Kinematics -> GaitEvents: each foot's contacts and toe-offs, between frames.

First the strides are found from the most robust signal there is, the ankle's forward excursion relative to the
pelvis; its peak is the stride's reference event. Then contact and toe-off are placed within each stride from the curves
of the whole stride (`curves`, `event_model`). A step whose events fail the order and plausibility checks is dropped and
counted, never repaired.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from gaitcheck.arrays import FloatArray, IntArray
from gaitcheck.curve import Curve
from gaitcheck.events.curves import stride_curves
from gaitcheck.events.event_model import SHOWN_SPAN, EventEstimate, estimate
from gaitcheck.events.model import FootEvents, GaitEvents, no_foot_events
from gaitcheck.kinematics.model import Kinematics, LegKinematics
from gaitcheck.signals import runs
from gaitcheck.skeleton import SIDES, Side

#: Two reaches of one foot are at least this share of a stride apart.
_CLOSEST_REACHES = 0.6
#: Least rise of a reach above its surroundings. [leg lengths]
_REACH_PROMINENCE = 0.1
#: Contact as a share of the stride: 0.2-0.5 covers sprinting to the slowest jog (no double support).
_DUTY_LIMITS = (0.15, 0.52)

#: What of a stride must lie in the clip for its events to be looked for, with a frame's room. [shares of a stride]
_EARLIEST_NEEDED, _LATEST_NEEDED = SHOWN_SPAN["contact"][0] - 0.05, SHOWN_SPAN["toe_off"][1] + 0.05

_NO_CONTACT = "the landing could not be placed"
_NO_TOE_OFF = "the push-off could not be placed"
_BAD_DUTY = "landing and push-off were implausibly close or far apart"


@dataclass(frozen=True)
class _Step:
    """One foot's contact and toe-off in a stride; ``toe_off`` is missing where the clip ends in stance."""

    contact_s: float
    contact_confidence: float
    toe_off_s: float | None
    toe_off_confidence: float


def _peaks(values: FloatArray, distance: int) -> IntArray:
    """Samples that nothing within ``distance`` of them exceeds and that rise above the lowest there."""
    around = sliding_window_view(np.pad(values, distance, mode="edge"), 2 * distance + 1)
    highest = (values == around.max(axis=1)) & (values - around.min(axis=1) >= _REACH_PROMINENCE)
    # Where the clip begins or ends, the highest sample need not be a peak.
    highest[[0, -1]] = False
    return np.flatnonzero(highest)


def reference_times_s(kinematics: Kinematics, leg: LegKinematics) -> FloatArray:
    """Times at which the ankle is furthest ahead of the pelvis, one per stride, ascending. [s]"""
    if kinematics.step_frequency_hz is None:
        return np.empty(0)
    stride_s = 2.0 / kinematics.step_frequency_hz
    time_s, reach = kinematics.time_s, leg.ankle[:, 0] - kinematics.pelvis[:, 0]
    interval_s = float(np.median(np.diff(time_s)))
    curve = Curve(time_s, reach)
    found: list[float] = []
    for start, end in runs(np.isfinite(reach)):
        for peak in start + _peaks(reach[start:end], max(1, round(_CLOSEST_REACHES * stride_s / interval_s))):
            around = (float(time_s[peak]) - interval_s, float(time_s[peak]) + interval_s)
            refined = curve.extremum(*around, largest=True)
            if refined is not None:
                found.append(refined[0])
    return np.array(found)


@dataclass(frozen=True)
class _Stride:
    """Where one stride's events lie after its reference event, as far as they were found."""

    reference_s: float
    contact: EventEstimate | None
    toe_off: EventEstimate | None


def _strides(kinematics: Kinematics, leg: LegKinematics) -> list[_Stride]:
    """One for each reference event of a foot, in the order of time."""
    curves = stride_curves(kinematics, leg, reference_times_s(kinematics, leg))
    placed = zip(curves, estimate(curves, "contact"), estimate(curves, "toe_off"), strict=True)
    return [_Stride(stride.reference_s, contact, toe_off) for stride, contact, toe_off in placed]


def _step(kinematics: Kinematics, found: _Stride, stride_s: float) -> _Step | str | None:
    """The step of a stride, why it was dropped, or ``None`` where the clip begins or ends in it."""
    contact, toe_off = found.contact, found.toe_off
    ends_early = found.reference_s + _LATEST_NEEDED * stride_s > kinematics.time_s[-1]
    starts_late = found.reference_s + _EARLIEST_NEEDED * stride_s < kinematics.time_s[0]
    if contact is None:
        return None if starts_late or (toe_off is None and ends_early) else _NO_CONTACT
    if toe_off is None:
        return _timed(found.reference_s, stride_s, contact, None) if ends_early else _NO_TOE_OFF
    if not _DUTY_LIMITS[0] <= toe_off.share - contact.share <= _DUTY_LIMITS[1]:
        return _BAD_DUTY
    return _timed(found.reference_s, stride_s, contact, toe_off)


def _timed(reference_s: float, stride_s: float, contact: EventEstimate, toe_off: EventEstimate | None) -> _Step:
    return _Step(
        contact_s=reference_s + contact.share * stride_s,
        contact_confidence=contact.confidence,
        toe_off_s=None if toe_off is None else reference_s + toe_off.share * stride_s,
        toe_off_confidence=0.0 if toe_off is None else toe_off.confidence,
    )


def _foot_events(kinematics: Kinematics, side: Side, stride_s: float) -> tuple[FootEvents, Counter[str]]:
    leg = kinematics.leg(side)
    outcomes = [_step(kinematics, found, stride_s) for found in _strides(kinematics, leg)]
    steps = [outcome for outcome in outcomes if isinstance(outcome, _Step)]
    lifted = [step for step in steps if step.toe_off_s is not None]
    events = FootEvents(
        side=side,
        contact_s=np.array([step.contact_s for step in steps]),
        toe_off_s=np.array([step.toe_off_s for step in lifted]),
        contact_confidence=np.array([step.contact_confidence for step in steps]),
        toe_off_confidence=np.array([step.toe_off_confidence for step in lifted]),
    )
    return events, Counter(outcome for outcome in outcomes if isinstance(outcome, str))


def detect_events(kinematics: Kinematics) -> GaitEvents:
    """Contacts and toe-offs of both feet.

    Parameters
    ----------
    kinematics
        Of a side view; other views and clips without a running gait yield no events.

    Returns
    -------
    GaitEvents
        Times in the kinematics' own seconds; steps that failed a check are counted in ``dropped``.
    """
    if kinematics.gait != "running" or kinematics.view.near_side is None or kinematics.step_frequency_hz is None:
        return GaitEvents(left=no_foot_events("left"), right=no_foot_events("right"))
    stride_s = 2.0 / kinematics.step_frequency_hz
    (left, lost_left), (right, lost_right) = (_foot_events(kinematics, side, stride_s) for side in SIDES)
    lost = lost_left + lost_right
    reasons = tuple(f"{count} × {reason}" for reason, count in sorted(lost.items()))
    return GaitEvents(left=left, right=right, dropped=lost.total(), dropped_reasons=reasons)
