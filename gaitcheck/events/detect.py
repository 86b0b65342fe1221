"""Kinematics -> GaitEvents: each foot's contacts and toe-offs, between frames.

First the strides are found from the most robust signal there is, the ankle's forward excursion relative to the
pelvis; its peak is the stride's anchor. Then each event is placed within its stride by several cues (`cues`,
`rules`). A step whose events fail the order and plausibility checks is dropped and counted, never repaired.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from gaitcheck.arrays import FloatArray, IntArray
from gaitcheck.curve import Curve
from gaitcheck.events.cues import cut_window
from gaitcheck.events.model import FootEvents, GaitEvents, no_foot_events
from gaitcheck.events.rules import Placement, place
from gaitcheck.kinematics.model import Kinematics, LegKinematics
from gaitcheck.signals import runs
from gaitcheck.skeleton import SIDES, Side

#: Two reaches of one foot are at least this share of a stride apart.
_CLOSEST_REACHES = 0.6
#: Least rise of a reach above its surroundings. [leg lengths]
_REACH_PROMINENCE = 0.1
#: Contact as a share of the stride: 0.2-0.5 covers sprinting to the slowest jog (no double support).
_DUTY_LIMITS = (0.15, 0.52)

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


def reach_times_s(kinematics: Kinematics, leg: LegKinematics) -> FloatArray:
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
class _Place:
    """Where one stride's events lie after its anchor, as far as they were found."""

    anchor_s: float
    contact: Placement | None
    toe_off: Placement | None


def _places(kinematics: Kinematics, leg: LegKinematics, stride_s: float) -> list[_Place]:
    """One for each anchor of a foot, in the order of time."""
    anchors_s = [float(anchor_s) for anchor_s in reach_times_s(kinematics, leg)]
    windows = [cut_window(kinematics, leg, anchor_s, stride_s) for anchor_s in anchors_s]
    whole = [window for window in windows if window is not None]
    placed = zip(place(whole, "contact"), place(whole, "toe_off"), strict=True)
    return [
        _Place(anchor_s, *((None, None) if window is None else next(placed)))
        for anchor_s, window in zip(anchors_s, windows, strict=True)
    ]


def _step(kinematics: Kinematics, found: _Place, stride_s: float) -> _Step | str | None:
    """The step at an anchor, why it was dropped, or ``None`` where the clip begins or ends in it."""
    contact, toe_off = found.contact, found.toe_off
    ends_early = found.anchor_s + 0.6 * stride_s > kinematics.time_s[-1]
    starts_late = found.anchor_s - 0.2 * stride_s < kinematics.time_s[0]
    if contact is None:
        return None if starts_late or (toe_off is None and ends_early) else _NO_CONTACT
    if toe_off is None:
        return _timed(found.anchor_s, stride_s, contact, None) if ends_early else _NO_TOE_OFF
    if not _DUTY_LIMITS[0] <= toe_off.share - contact.share <= _DUTY_LIMITS[1]:
        return _BAD_DUTY
    return _timed(found.anchor_s, stride_s, contact, toe_off)


def _timed(anchor_s: float, stride_s: float, contact: Placement, toe_off: Placement | None) -> _Step:
    return _Step(
        contact_s=anchor_s + contact.share * stride_s,
        contact_confidence=contact.confidence,
        toe_off_s=None if toe_off is None else anchor_s + toe_off.share * stride_s,
        toe_off_confidence=0.0 if toe_off is None else toe_off.confidence,
    )


def _foot_events(kinematics: Kinematics, side: Side, stride_s: float) -> tuple[FootEvents, Counter[str]]:
    leg = kinematics.leg(side)
    outcomes = [_step(kinematics, found, stride_s) for found in _places(kinematics, leg, stride_s)]
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
