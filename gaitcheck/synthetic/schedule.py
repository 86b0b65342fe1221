"""When each foot lands and leaves, and what is asked of every single stance."""

from dataclasses import dataclass, fields

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.signal import lfilter

from .arrays import FloatArray, IntArray
from .parameters import GaitDelta, GaitParameters

# Strides before and after the asked time span, so that every instant lies inside whole strides.
MARGIN_STRIDES = 3
# Neighbouring steps resemble each other: correlation of one step's deviation with the next one's.
STEP_CORRELATION = 0.5
SECONDS_PER_MINUTE = 60.0


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """One row per stance in order of landing, left and right in turn; arrays of shape (S,).

    ``lateral`` is -1 for the left foot and +1 for the right; ``phase`` counts strides (left contacts are whole
    numbers, right contacts halves). Angles in radians, lengths relative to the leg. ``next_contact_s`` is the
    other foot's landing, ``return_s`` the same foot's.
    """

    lateral: FloatArray
    phase: FloatArray
    contact_s: FloatArray
    toe_off_s: FloatArray
    next_contact_s: FloatArray
    return_s: FloatArray
    knee_contact_rad: FloatArray
    knee_stance_peak_rad: FloatArray
    knee_swing_peak_rad: FloatArray
    overstride_leg: FloatArray
    inclination_contact_rad: FloatArray
    trunk_lean_rad: FloatArray
    pelvic_drop_rad: FloatArray
    hip_adduction_rad: FloatArray

    def at(self, time_s: FloatArray) -> IntArray:
        """Row of the latest landing of either foot, shape of ``time_s``."""
        return np.clip(np.searchsorted(self.contact_s, time_s, side="right") - 1, 0, self.contact_s.size - 1)

    def phase_curve(self) -> CubicSpline:
        """Stride count as a smooth function of time in seconds."""
        return CubicSpline(self.contact_s, self.phase)


def deviations(parameters: GaitParameters, n_steps: int) -> dict[str, FloatArray]:
    """Smoothly correlated random deviation of every request for every step, SD = ``parameters.variability``."""
    rng = np.random.default_rng(parameters.seed)
    names = [item.name for item in fields(GaitDelta)]
    white = rng.standard_normal((n_steps, len(names)))
    scale = np.sqrt(1 - STEP_CORRELATION**2)
    smooth = lfilter([scale], [1.0, -STEP_CORRELATION], white, axis=0)
    return {name: smooth[:, k] * getattr(parameters.variability, name) for k, name in enumerate(names)}


def requests(parameters: GaitParameters, lateral: FloatArray, time_s: FloatArray) -> dict[str, FloatArray]:
    """Every side-, time- and stride-dependent request in the user's units, each of shape (S,)."""
    noise = deviations(parameters, lateral.size)
    return {
        name: getattr(parameters, name)
        + getattr(parameters.asymmetry, name) * lateral / 2
        + getattr(parameters.drift_per_min, name) * time_s / SECONDS_PER_MINUTE
        + noise[name]
        for name in noise
    }


def plan(parameters: GaitParameters, duration_s: float) -> Schedule:
    """Lay out all stances from some strides before 0 to some strides after ``duration_s``; a left contact is at 0."""
    step_s = SECONDS_PER_MINUTE / parameters.cadence_spm
    before = 2 * MARGIN_STRIDES
    count = before + int(np.ceil(duration_s / step_s * 1.1)) + 4 * MARGIN_STRIDES
    order = np.arange(-before, count - before)
    lateral = np.where(order % 2 == 0, -1.0, 1.0)
    asked = requests(parameters, lateral, np.asarray(order * step_s, dtype=np.float64))
    steps_s = SECONDS_PER_MINUTE / asked["cadence_spm"]
    landing_s = np.concatenate([[0.0], np.cumsum(steps_s)])
    landing_s -= landing_s[before]
    stride_s = steps_s + np.roll(steps_s, -1)
    keep = slice(0, count - 1)  # the last stance has no measured return of the same foot
    return Schedule(
        lateral=lateral[keep],
        phase=order[keep] / 2,
        contact_s=landing_s[:-1][keep],
        toe_off_s=(landing_s[:-1] + asked["duty_factor_pct"] / 100 * stride_s)[keep],
        next_contact_s=landing_s[1:][keep],
        return_s=(landing_s[:-1] + stride_s)[keep],
        knee_contact_rad=np.radians(asked["knee_flexion_contact_deg"])[keep],
        knee_stance_peak_rad=np.radians(asked["knee_flexion_stance_peak_deg"])[keep],
        knee_swing_peak_rad=np.radians(asked["knee_flexion_swing_peak_deg"])[keep],
        overstride_leg=asked["overstride_leg_pct"][keep] / 100,
        inclination_contact_rad=np.radians(asked["foot_inclination_contact_deg"])[keep],
        trunk_lean_rad=np.radians(asked["trunk_lean_deg"])[keep],
        pelvic_drop_rad=np.radians(asked["pelvic_drop_deg"])[keep],
        hip_adduction_rad=np.radians(asked["hip_adduction_deg"])[keep],
    )
