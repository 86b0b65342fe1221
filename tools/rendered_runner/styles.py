"""Runners drawn at random within a style: the gait of the benchmark's clips."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from gaitcheck.synthetic import (
    BodyDimensions,
    GaitDelta,
    GaitParameters,
    InfeasibleGaitError,
    natural_variability,
    sample_parameters,
    simulate,
    stance_peak_range_deg,
)

# Style whose every request, cadence and speed too, comes from the generator's own sampler.
SAMPLED = "sampled"
# (low, high) of what every style draws; a style overrides some of it.
COMMON = {
    "duty_factor_pct": (31.0, 38.0),
    "knee_flexion_contact_deg": (9.0, 20.0),
    "knee_flexion_stance_peak_deg": (36.0, 46.0),
    "knee_flexion_swing_peak_deg": (82.0, 106.0),
    "overstride_leg_pct": (9.0, 19.0),
    "foot_inclination_contact_deg": (4.0, 14.0),
    "trunk_lean_deg": (2.0, 11.0),
    "pelvic_drop_deg": (2.5, 7.5),
    "hip_adduction_deg": (5.0, 13.0),
    "step_width_m": (0.02, 0.09),
    "pelvis_yaw_deg": (3.0, 7.0),
    "shoulder_yaw_deg": (5.0, 11.0),
    "arm_swing_deg": (20.0, 34.0),
    "elbow_flexion_deg": (80.0, 112.0),
    "toe_out_deg": (2.0, 10.0),
}
STYLES: dict[str, dict[str, tuple[float, float]]] = {
    "rearfoot": {"foot_inclination_contact_deg": (8.0, 20.0)},
    "midfoot": {"foot_inclination_contact_deg": (-1.0, 4.0), "overstride_leg_pct": (7.0, 14.0)},
    "forefoot": {
        "foot_inclination_contact_deg": (-9.0, -3.0),
        "overstride_leg_pct": (8.0, 14.0),
        "duty_factor_pct": (28.0, 35.0),
        "knee_flexion_stance_peak_deg": (33.0, 42.0),
    },
    "flat_long": {
        "duty_factor_pct": (39.5, 43.5),
        "foot_inclination_contact_deg": (0.0, 6.0),
        "overstride_leg_pct": (11.0, 16.0),
    },
    "overstriding": {
        "overstride_leg_pct": (19.0, 25.0),
        "knee_flexion_contact_deg": (6.0, 12.0),
        "foot_inclination_contact_deg": (14.0, 24.0),
    },
}
ASYMMETRY = GaitDelta(
    duty_factor_pct=2.0, knee_flexion_contact_deg=-4.0, knee_flexion_stance_peak_deg=5.0, overstride_leg_pct=4.0
)
TRIES = 40
# How far from the ends of its range the knee bend in stance is kept, and what a runner may show at all.
PEAK_MARGIN_SHARE = 0.2
PLAUSIBLE_PEAK_DEG = (29.0, 52.0)
MARGIN_DUTY_PCT, MARGIN_OVERSTRIDE_PCT = 0.7, 0.7
TRIAL_S = 12.0
DECIMALS = 3


class NoSuchRunnerError(RuntimeError):
    """No gait of the style fits the body at the asked cadence and speed."""


def draw_gait(
    style: str, body: BodyDimensions, cadence_spm: float, belt_speed_mps: float, asymmetric: bool, seed: int
) -> GaitParameters:
    """The first drawn gait of a style that this body can run; the same arguments give the same gait."""
    rng = np.random.default_rng([seed, 17])
    if style == SAMPLED:
        return sampled_gait(rng, body, seed)
    ranges = COMMON | STYLES[style]
    for _ in range(TRIES):
        drawn: dict[str, Any] = {name: round(float(rng.uniform(*span)), DECIMALS) for name, span in ranges.items()}
        gait = GaitParameters(
            cadence_spm=cadence_spm,
            belt_speed_mps=belt_speed_mps,
            variability=natural_variability(),
            asymmetry=ASYMMETRY if asymmetric else GaitDelta(),
            seed=seed,
            **drawn,
        )
        fitted = with_reachable_peak(gait, body)
        if fitted is not None and is_feasible(fitted, body):
            return fitted
    raise NoSuchRunnerError(f"{style}, {cadence_spm:g} spm, {belt_speed_mps:g} m/s: no fitting gait in {TRIES} tries")


def sampled_gait(rng: np.random.Generator, body: BodyDimensions, seed: int) -> GaitParameters:
    """The first of the generator's own draws that this body can run for long enough."""
    for _ in range(TRIES):
        gait = replace(sample_parameters(rng, body), seed=seed)
        if is_feasible(gait, body):
            return gait
    raise NoSuchRunnerError(f"sampled: no fitting gait in {TRIES} tries")


def with_reachable_peak(gait: GaitParameters, body: BodyDimensions) -> GaitParameters | None:
    """The gait with its knee bend in stance moved well inside what its other requests allow, if anything is."""
    try:
        low, high = stance_peak_range_deg(gait, body)
    except InfeasibleGaitError:
        return None
    margin = PEAK_MARGIN_SHARE * (high - low)
    peak = float(np.clip(gait.knee_flexion_stance_peak_deg, low + margin, high - margin))
    if not PLAUSIBLE_PEAK_DEG[0] <= peak <= PLAUSIBLE_PEAK_DEG[1]:
        return None
    return replace(gait, knee_flexion_stance_peak_deg=round(peak, DECIMALS))


def is_feasible(gait: GaitParameters, body: BodyDimensions) -> bool:
    """Whether this body can run the gait and a slightly harder one, so that no gait sits on the edge."""
    harder = replace(
        gait,
        duty_factor_pct=gait.duty_factor_pct + MARGIN_DUTY_PCT,
        overstride_leg_pct=gait.overstride_leg_pct - MARGIN_OVERSTRIDE_PCT,
    )
    try:
        simulate(with_reachable_peak(harder, body) or harder, body, 2.0)
        simulate(gait, body, TRIAL_S)
    except InfeasibleGaitError:
        return False
    return True
