"""What sets running apart from walking in the leg's curves, beyond the numbers that are asked for."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, kw_only=True)
class Manner:
    """Constants of one gait; angles in radians, rates in rad/s, shares of contact (stance) or of swing.

    ``knee_rate_contact``: wanted speed of knee flexion at contact. ``knee_toe_off``, ``knee_rate_toe_off``: wanted
    state of the knee at toe-off. ``rise_starts``: shares of contact at which the heel may begin to rise, the first
    that leaves the knee time to slow down is taken. ``knee_peak_share``, ``thigh_peak_share``: when in swing knee
    and thigh are most flexed. ``thigh_lift``, ``thigh_lift_per_mps``: highest thigh above its angle at contact, at
    2.5 m/s and more per m/s. ``thigh_lift_limits``: bounds of that.
    """

    knee_rate_contact: float
    knee_toe_off: float
    knee_rate_toe_off: float
    rise_starts: tuple[float, ...]
    knee_peak_share: float
    thigh_peak_share: float
    thigh_lift: float
    thigh_lift_per_mps: float
    thigh_lift_limits: tuple[float, float]


# Knee flexion speed at contact: 240 +- 126 deg/s in 46 runners at 2.5 m/s, evaluated from the open data of Fukuchi,
# Fukuchi & Duarte 2017 (PeerJ 5:e3298); shares of swing and thigh lift from marker curves of the same data. The knee
# is still extending a little at toe-off, so that it is straightest a few milliseconds after it.
RUNNING = Manner(
    knee_rate_contact=np.radians(240.0),
    knee_toe_off=np.radians(17.0),
    knee_rate_toe_off=np.radians(-60.0),
    rise_starts=(0.44, 0.40, 0.36, 0.32, 0.28, 0.24, 0.20),
    knee_peak_share=0.51,
    thigh_peak_share=0.665,
    thigh_lift=np.radians(13.0),
    thigh_lift_per_mps=np.radians(5.0),
    thigh_lift_limits=(np.radians(8.0), np.radians(24.0)),
)

# Walking: the knee is already bending fast at toe-off (double support), swing is short and low. Shapes as in
# textbook curves, e.g. Winter 2009; enough to tell walking from running, not a model of walking.
WALKING = Manner(
    knee_rate_contact=np.radians(120.0),
    knee_toe_off=np.radians(37.0),
    knee_rate_toe_off=np.radians(330.0),
    rise_starts=(0.55, 0.50, 0.45, 0.40, 0.36),
    knee_peak_share=0.30,
    thigh_peak_share=0.62,
    thigh_lift=np.radians(4.0),
    thigh_lift_per_mps=0.0,
    thigh_lift_limits=(np.radians(1.0), np.radians(10.0)),
)
