"""Running as bouncing: how high the body must rise and fall, given when the feet are on the ground.

For a half-sine vertical force over the contact and free fall between, the body's rise and fall follow from step time T
and the share c of it in contact (Blickhan 1989, doi 10.1016/0021-9290(89)90224-8):

    height = g T^2 ((1 - c)^2 / 8 + c / (2 pi) - c^2 / 8)

So bounce, step rate and contact time are one fact seen three ways, and each is a witness to the others. The centre of
mass is not the middle of the hips, but on 35 clips of bodies that move as real runners do, the bounce measured there is
that of the formula to `BOUNCE_SD_LEG` (mean difference 0).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gaitcheck.config import RunnerInfo
from gaitcheck.events.model import GaitEvents
from gaitcheck.kinematics.model import Kinematics
from gaitcheck.metrics.strides import pelvis_height, step_bounces_leg
from gaitcheck.skeleton import SIDES

GRAVITY_MPS2 = 9.80665
#: Hip to ankle as a share of standing height: thigh 0.245 + shank 0.246 (Drillis & Contini 1966, in Winter 2009,
#: Biomechanics and Motor Control of Human Movement, fig. 4.1); people differ by about 3 %.
LEG_LENGTH_HEIGHT = 0.491
LEG_LENGTH_HEIGHT_CV = 0.03
#: Mean adult standing height when the runner's is unknown; people within 20 % of it change the result by 10 %. [cm]
TYPICAL_HEIGHT_CM = 171.0
#: Standing heights of adults about that mean, both sexes together (own estimate), as a share.
_TYPICAL_HEIGHT_CV = 0.055
#: Measured bounce less that of the formula, SD between clips of real motion (`python -m tools.accuracy.bounce`).
#: [leg lengths]
BOUNCE_SD_LEG = 0.015
#: Differences beyond this many standard deviations are a disagreement.
_DISAGREE_SD = 2.5


@dataclass(frozen=True, kw_only=True)
class BounceWitness:
    """Bounce as measured and as events imply it, and the SD of their difference where both are right. [leg lengths]"""

    measured_leg: float
    implied_leg: float
    sd_leg: float

    @property
    def disagrees(self) -> bool:
        """Whether the difference is more than chance."""
        return abs(self.measured_leg - self.implied_leg) > _DISAGREE_SD * self.sd_leg


def bounce_height(step_time_s: float, contact_share: float) -> float:
    """Rise and fall of the body in one step of running. [m]

    Parameters
    ----------
    step_time_s
        Contact of one foot to contact of the other, real time. [s]
    contact_share
        Contact time over step time, 0 to 1.
    """
    shape = (1 - contact_share) ** 2 / 8 + contact_share / (2 * math.pi) - contact_share**2 / 8
    return GRAVITY_MPS2 * step_time_s**2 * shape


def bounce_leg(kinematics: Kinematics, events: GaitEvents) -> float | None:
    """Median rise and fall of the middle of the hips per step; ``None`` without a stride. [leg lengths]"""
    strides = [stride for side in SIDES for stride in events.strides(side)]
    height = pelvis_height(kinematics)
    bounces = [bounce for stride in strides for bounce in step_bounces_leg(height, stride) if math.isfinite(bounce)]
    return float(np.median(bounces)) if bounces else None


def contact_share(events: GaitEvents) -> float | None:
    """Contact time over step time, at most 1; ``None`` without a stride."""
    strides = [stride for side in SIDES for stride in events.strides(side)]
    if not strides:
        return None
    duty = np.median([(s.toe_off_s - s.start_s) / (s.end_s - s.start_s) for s in strides])
    return float(min(2.0 * duty, 1.0))


def leg_length_m(runner: RunnerInfo) -> float:
    """Hip to ankle from the runner's height, or an adult's where it is unknown. [m]"""
    return LEG_LENGTH_HEIGHT * (runner.height_cm or TYPICAL_HEIGHT_CM) / 100.0


def implied_bounce_m(kinematics: Kinematics, events: GaitEvents) -> float | None:
    """Rise and fall per step that step rate and contact time imply; ``None`` without them. [m]"""
    share = contact_share(events)
    if share is None or kinematics.step_frequency_hz is None:
        return None
    return bounce_height(1.0 / kinematics.step_frequency_hz, share)


def bounce_witness(kinematics: Kinematics, events: GaitEvents, runner: RunnerInfo) -> BounceWitness | None:
    """Measured against implied bounce, or ``None`` where one of them is missing.

    Parameters
    ----------
    kinematics, events
        In real time.
    runner
        Height, when known, gives the leg's length.
    """
    measured, implied_m = bounce_leg(kinematics, events), implied_bounce_m(kinematics, events)
    if measured is None or implied_m is None:
        return None
    implied = implied_m / leg_length_m(runner)
    height_cv = LEG_LENGTH_HEIGHT_CV if runner.height_cm else math.hypot(LEG_LENGTH_HEIGHT_CV, _TYPICAL_HEIGHT_CV)
    return BounceWitness(
        measured_leg=measured, implied_leg=implied, sd_leg=math.hypot(BOUNCE_SD_LEG, height_cv * implied)
    )
