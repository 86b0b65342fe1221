"""Kinematics -> GaitEvents: each foot's contacts and toe-offs, between frames.

First the strides are found from the most robust signal there is, the ankle's forward excursion relative to the
pelvis. Then each event is placed within its stride by cues whose systematic lead or lag is known.
"""

from __future__ import annotations

import numpy as np
from scipy.signal import find_peaks

from gaitcheck.arrays import FloatArray
from gaitcheck.events.model import FootEvents, GaitEvents, no_foot_events
from gaitcheck.kinematics.model import Kinematics, LegKinematics
from gaitcheck.signals import extremum_between, runs
from gaitcheck.skeleton import SIDES

#: The ankle is furthest ahead of the hip before the foot lands: it is drawn back ("retraction") first. [s]
CONTACT_AFTER_REACH_S = 0.027
#: The knee is straightest at the end of stance just after the foot has left. [s]
TOE_OFF_BEFORE_EXTENSION_S = 0.006
#: Two reaches of one foot are at least this share of a stride apart.
_CLOSEST_REACHES = 0.6
#: A stride's length may differ from the clip's by this share.
_STRIDE_TOLERANCE = 0.3
#: Toe-off is looked for in this span after contact, as shares of a stride (duty factor of running: 0.2-0.5).
_TOE_OFF_SPAN = (0.18, 0.56)
#: Least rise of a reach above its surroundings. [leg lengths]
_REACH_PROMINENCE = 0.1


def _reach(kinematics: Kinematics, leg: LegKinematics) -> FloatArray:
    """Ankle ahead of the hips' midpoint, shape (T,). [leg lengths]"""
    return leg.ankle[:, 0] - kinematics.pelvis[:, 0]


def reach_times_s(kinematics: Kinematics, leg: LegKinematics) -> FloatArray:
    """Times at which the ankle is furthest ahead of the pelvis, one per stride. [s]"""
    if kinematics.step_frequency_hz is None:
        return np.empty(0)
    stride_s = 2.0 / kinematics.step_frequency_hz
    time_s, reach = kinematics.time_s, _reach(kinematics, leg)
    interval_s = float(np.median(np.diff(time_s)))
    found: list[float] = []
    for start, end in runs(np.isfinite(reach)):
        distance = max(1, round(_CLOSEST_REACHES * stride_s / interval_s))
        peaks, _ = find_peaks(reach[start:end], distance=distance, prominence=_REACH_PROMINENCE)
        for peak in peaks + start:
            refined = extremum_between(
                time_s, reach, time_s[peak] - interval_s, time_s[peak] + interval_s, largest=True
            )
            if refined is not None:
                found.append(refined[0])
    return np.array(found)


def _toe_off_s(kinematics: Kinematics, leg: LegKinematics, contact_s: float, stride_s: float) -> float | None:
    """The late-stance knee-extension peak after a contact."""
    start_s, end_s = (contact_s + share * stride_s for share in _TOE_OFF_SPAN)
    found = extremum_between(kinematics.time_s, leg.knee_flexion_deg, start_s, end_s, largest=False)
    if found is None or min(found[0] - start_s, end_s - found[0]) <= 0:
        return None
    return found[0] - TOE_OFF_BEFORE_EXTENSION_S


def _foot_events(kinematics: Kinematics, leg: LegKinematics, stride_s: float) -> tuple[FootEvents, int]:
    contacts = reach_times_s(kinematics, leg) + CONTACT_AFTER_REACH_S
    toe_offs: list[float] = []
    kept: list[float] = []
    dropped = 0
    for contact_s in contacts[contacts < kinematics.time_s[-1]]:
        toe_off_s = _toe_off_s(kinematics, leg, float(contact_s), stride_s)
        truncated = contact_s + _TOE_OFF_SPAN[1] * stride_s > kinematics.time_s[-1]
        if toe_off_s is not None:
            toe_offs.append(toe_off_s)
        if toe_off_s is not None or truncated:
            kept.append(float(contact_s))
        else:
            dropped += 1
    events = FootEvents(
        side=leg.side,
        contact_s=np.array(kept),
        toe_off_s=np.array(toe_offs),
        contact_confidence=np.ones(len(kept)),
        toe_off_confidence=np.ones(len(toe_offs)),
    )
    return events, dropped


def detect_events(kinematics: Kinematics) -> GaitEvents:
    """Contacts and toe-offs of both feet.

    Parameters
    ----------
    kinematics
        Of a side view; other views and clips without a running gait yield no events.

    Returns
    -------
    GaitEvents
        Times in real seconds from the first frame.
    """
    if kinematics.gait != "running" or kinematics.view.near_side is None or kinematics.step_frequency_hz is None:
        return GaitEvents(left=no_foot_events("left"), right=no_foot_events("right"))
    stride_s = 2.0 / kinematics.step_frequency_hz
    feet = {side: _foot_events(kinematics, kinematics.leg(side), stride_s) for side in SIDES}
    dropped = sum(lost for _, lost in feet.values())
    return GaitEvents(
        left=feet["left"][0],
        right=feet["right"][0],
        dropped=dropped,
        dropped_reasons=("no knee extension at the end of stance",) if dropped else (),
    )
