"""A walking and a standing body: enough for telling gaits apart, not models of walking or of balance."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.interpolate import CubicSpline

from .adduction import knee_inward
from .arrays import FloatArray
from .body import BodyDimensions
from .foot import FootPose, sole_points
from .heel import fit_heel_rise
from .leg import distance_from_knee, knee_from_distance, place_knee
from .legs import Legs
from .manner import WALKING
from .motion import Motion, upper_body
from .parameters import WALKING_LIMITS, GaitParameters
from .schedule import Schedule, plan
from .solve import check_reach, fit_landing, placed_stances
from .stance import Stances
from .swing import make_swings
from .upper import UpperBody

WALKER = GaitParameters(
    cadence_spm=112,
    belt_speed_mps=1.2,
    duty_factor_pct=61,
    knee_flexion_contact_deg=6,
    knee_flexion_swing_peak_deg=62,
    overstride_leg_pct=34,
    foot_inclination_contact_deg=20,
    trunk_lean_deg=3,
    pelvic_drop_deg=2.5,
    hip_adduction_deg=5,
    step_width_m=0.09,
    arm_swing_deg=16,
    elbow_flexion_deg=20,
    foot_retraction_pct=95,
    braking_mps=0.0,
)
# Knee flexion at which the pelvis passes highest over the standing foot.
MID_STANCE_KNEE_RAD = np.radians(16.0)
STANDING_KNEE_RAD = np.radians(5.0)
SWAY_M = 0.004
SWAY_HZ = 0.31


@dataclass(frozen=True, kw_only=True)
class WaveHeight:
    """Two waves per stride on a slowly varying mean: lowest in the middle of double support."""

    phase: CubicSpline
    low_phase: float
    mean_m: CubicSpline
    amplitude_m: float

    def wave(self, time_s: FloatArray) -> FloatArray:
        """Shape of the rise and fall, -1 lowest to +1 highest."""
        return np.asarray(-np.cos(4 * np.pi * (self.phase(time_s) - self.low_phase)))

    def height_m(self, time_s: FloatArray) -> FloatArray:
        """Height above the belt, same shape as ``time_s``."""
        return np.asarray(self.mean_m(time_s) + self.amplitude_m * self.wave(time_s))


def wave_height(
    schedule: Schedule, body: BodyDimensions, parameters: GaitParameters, height_m: FloatArray
) -> WaveHeight:
    """Height that passes through ``height_m`` (S,) at the contacts and clears an almost straight leg at mid-stance."""
    double_support = parameters.duty_factor_pct / 100 - 0.5
    wave = WaveHeight(
        phase=schedule.phase_curve(),
        low_phase=double_support / 2,
        mean_m=CubicSpline(schedule.contact_s, height_m),
        amplitude_m=0.0,
    )
    at_contact = wave.wave(schedule.contact_s)
    top_m = body.ankle_height_m + float(distance_from_knee(body, np.array(MID_STANCE_KNEE_RAD)))
    amplitude_m = max(float((top_m - height_m.mean()) / (1 - at_contact.mean())), 0.005)
    mean_m = CubicSpline(schedule.contact_s, height_m - amplitude_m * at_contact)
    return replace(wave, mean_m=mean_m, amplitude_m=amplitude_m)


def walking_stances(parameters: GaitParameters, body: BodyDimensions, schedule: Schedule) -> Stances:
    """All stances of a walker."""
    stances, height_m = placed_stances(parameters, body, schedule)
    vertical = wave_height(schedule, body, parameters, height_m)
    stances = replace(stances, carriage=replace(stances.carriage, vertical=vertical))
    stances = fit_heel_rise(fit_landing(stances, WALKING, parameters.extension_lead_s), WALKING)
    check_reach(stances)
    return stances


def simulate_walking(parameters: GaitParameters, body: BodyDimensions, duration_s: float) -> Motion:
    """Make a body walk for ``duration_s`` seconds: double support, no flight; start from `WALKER`.

    The stance peak of knee flexion is not met, it follows from the rest.
    """
    parameters.require(WALKING_LIMITS)
    schedule = plan(parameters, duration_s)
    stances = walking_stances(parameters, body, schedule)
    inward = knee_inward(stances)
    legs = Legs(stances=stances, swings=make_swings(parameters, WALKING, stances, inward), inward_rad=inward)
    return Motion(parameters, body, duration_s, "walking", legs, upper_body(parameters, body, schedule, legs))


@dataclass(frozen=True, kw_only=True)
class StandingLegs:
    """Two legs at rest under a pelvis that sways a few millimetres."""

    body: BodyDimensions
    step_width_m: float

    def mid_hip(self, time_s: FloatArray) -> FloatArray:
        """Middle of the hips (N, 3)."""
        height = self.body.ankle_height_m + float(distance_from_knee(self.body, np.array(STANDING_KNEE_RAD)))
        sway = SWAY_M * np.sin(2 * np.pi * SWAY_HZ * time_s)
        return np.stack([sway, np.full_like(time_s, height - SWAY_M), sway / 2], axis=-1)

    def points(self, time_s: FloatArray, lateral: float) -> dict[str, FloatArray]:
        """Hip, knee, ankle, heel, ball and toe of one side, each (N, 3)."""
        flat = np.zeros_like(time_s)
        hip = self.mid_hip(time_s) + np.array([0.0, 0.0, lateral * self.body.hip_half_width_m])
        ankle = np.stack([flat, flat + self.body.ankle_height_m, flat + lateral * self.step_width_m / 2], axis=-1)
        pose = FootPose(ankle_m=ankle, pitch_rad=flat, toe_pitch_rad=flat, cushion_m=flat)
        heel, ball, toe = sole_points(self.body, pose, flat + lateral, 0.0)
        bend = knee_from_distance(self.body, np.linalg.norm(ankle - hip, axis=-1))
        knee = place_knee(self.body, hip, ankle, bend, flat)
        return {"hip": hip, "knee": knee, "ankle": ankle, "heel": heel, "ball": ball, "toe": toe}


def simulate_standing(body: BodyDimensions, duration_s: float, step_width_m: float = 0.18) -> Motion:
    """A body that stands still for ``duration_s`` seconds: no events at all."""
    still = CubicSpline([0.0, max(duration_s, 1.0)], [0.0, 0.0])
    upper = UpperBody(
        body=body,
        phase=still,
        lean_rad=still,
        list_rad=still,
        yaw_rad=0.0,
        arm_swing_rad=0.0,
        elbow_rad=float(np.radians(15.0)),
        mid_stance_phase=0.0,
        nods=False,
    )
    legs = StandingLegs(body=body, step_width_m=step_width_m)
    return Motion(replace(WALKER, belt_speed_mps=0.0), body, duration_s, "standing", legs, upper)
