"""The simulated runner in motion, at any time."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike
from scipy.interpolate import CubicSpline

from .adduction import knee_inward
from .arrays import FloatArray
from .body import BodyDimensions
from .legs import LegMotion, Legs
from .manner import RUNNING
from .parameters import RUNNING_LIMITS, GaitParameters
from .schedule import Schedule, plan
from .solve import running_stances
from .swing import make_swings
from .truth import Truth, measure
from .upper import UpperBody


@dataclass(frozen=True)
class Motion:
    """A moving body: where every joint is at any time from 0 to ``duration_s`` (and a little beyond)."""

    parameters: GaitParameters
    body: BodyDimensions
    duration_s: float
    gait: str
    legs: LegMotion
    upper: UpperBody

    def joints(self, time_s: ArrayLike) -> dict[str, FloatArray]:
        """Joint positions.

        Parameters
        ----------
        time_s: (N,) seconds, any order.

        Returns
        -------
        dict of (N, 3) metres in the lab frame (x where the runner faces, y up from the belt, z to the runner's
        right; the pelvis stays near x = 0 and the belt runs toward -x): mid_hip, mid_shoulder, neck, head, nose
        and left_/right_ hip, knee, ankle, heel, ball, toe (on the sole), shoulder, elbow, wrist, ear, eye.
        """
        at = np.atleast_1d(np.asarray(time_s, dtype=np.float64))
        found = {"mid_hip": self.legs.mid_hip(at)}
        for side, lateral in (("left", -1.0), ("right", 1.0)):
            found |= {f"{side}_{name}": place for name, place in self.legs.points(at, lateral).items()}
        return found | self.upper.points(at, found["mid_hip"])

    @cached_property
    def truth(self) -> Truth:
        """Events and metrics measured on the posed joints at 1 kHz."""
        return measure(self.joints, self.duration_s, self.body.leg_m, self.parameters.belt_speed_mps)


def upper_body(parameters: GaitParameters, body: BodyDimensions, schedule: Schedule, legs: Legs) -> UpperBody:
    """Upper body whose lean passes through each stance's asked lean at mid-stance."""
    middle_s = (schedule.contact_s + schedule.toe_off_s) / 2
    return UpperBody(
        body=body,
        phase=schedule.phase_curve(),
        lean_rad=CubicSpline(middle_s, schedule.trunk_lean_rad),
        list_rad=legs.carriage.turn.list_rad,
        yaw_rad=float(np.radians(parameters.shoulder_yaw_deg)),
        arm_swing_rad=float(np.radians(parameters.arm_swing_deg)),
        elbow_rad=float(np.radians(parameters.elbow_flexion_deg)),
        mid_stance_phase=parameters.duty_factor_pct / 100 / 2,
    )


def simulate(parameters: GaitParameters, body: BodyDimensions, duration_s: float) -> Motion:
    """Make a runner run for ``duration_s`` seconds on a treadmill.

    The same arguments always give the same motion. Raises `InfeasibleGaitError` (a ValueError) naming the
    request that this body cannot meet.
    """
    parameters.require(RUNNING_LIMITS)
    schedule = plan(parameters, duration_s)
    stances = running_stances(parameters, body, schedule)
    inward = knee_inward(stances)
    legs = Legs(stances=stances, swings=make_swings(parameters, RUNNING, stances, inward), inward_rad=inward)
    return Motion(parameters, body, duration_s, "running", legs, upper_body(parameters, body, schedule, legs))
