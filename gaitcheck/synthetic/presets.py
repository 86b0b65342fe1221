"""Plausible runners: a few named ones and a sampler."""

from dataclasses import replace

import numpy as np

from .body import BodyDimensions
from .parameters import GaitDelta, GaitParameters, natural_variability
from .solve import stance_peak_range_deg

PRESETS = {
    "recreational": GaitParameters(
        cadence_spm=166, belt_speed_mps=2.8, duty_factor_pct=36.5, knee_flexion_stance_peak_deg=41
    ),
    "overstriding": GaitParameters(
        cadence_spm=156,
        belt_speed_mps=2.9,
        duty_factor_pct=36,
        knee_flexion_contact_deg=8,
        knee_flexion_stance_peak_deg=46,
        overstride_leg_pct=24,
        foot_inclination_contact_deg=20,
        trunk_lean_deg=3,
    ),
    "forefoot": GaitParameters(
        cadence_spm=180,
        belt_speed_mps=3.3,
        duty_factor_pct=32,
        knee_flexion_contact_deg=18,
        knee_flexion_stance_peak_deg=33.5,
        knee_flexion_swing_peak_deg=102,
        overstride_leg_pct=13,
        foot_inclination_contact_deg=-6,
        trunk_lean_deg=8,
    ),
    "jogger": GaitParameters(
        cadence_spm=160,
        belt_speed_mps=2.2,
        duty_factor_pct=42,
        knee_flexion_contact_deg=13,
        knee_flexion_stance_peak_deg=40,
        knee_flexion_swing_peak_deg=82,
        overstride_leg_pct=12,
        foot_inclination_contact_deg=14,
    ),
    "fast": GaitParameters(
        cadence_spm=184,
        belt_speed_mps=4.3,
        duty_factor_pct=29,
        knee_flexion_contact_deg=15,
        knee_flexion_stance_peak_deg=39.5,
        knee_flexion_swing_peak_deg=112,
        overstride_leg_pct=20,
        foot_inclination_contact_deg=8,
        trunk_lean_deg=8,
    ),
}

# (mean, SD, low, high). Ranges and slopes follow published and open treadmill data where known (knee angles,
# cadence, duty factor at 2.5 m/s; foot inclination by strike type), the rest is our own judgement.
SPEED_RANGE_MPS = (2.2, 4.5)
REFERENCE_SPEED_MPS = 2.5
STRIKE_SHARES = (0.72, 0.16, 0.12)
STRIKE_PITCH_DEG = ((14.5, 4.0), (3.0, 1.5), (-6.0, 2.0))


def bounded(rng: np.random.Generator, mean: float, sd: float, low: float, high: float) -> float:
    """One normal draw, held inside its bounds."""
    return float(np.clip(rng.normal(mean, sd), low, high))


def sample_parameters(rng: np.random.Generator, body: BodyDimensions | None = None) -> GaitParameters:
    """Draw a runner whose requests go together: speed sets duty factor, cadence and swing; the stance peak of knee
    flexion is drawn from what the rest allows. With ``body`` None, a body 1.75 m tall."""
    body = body or BodyDimensions.from_height(1.75)
    first = draw_timing_and_contact(rng, body)
    low, high = stance_peak_range_deg(first, body)
    depth = bounded(rng, 0.43, 0.14, 0.2, 0.75)
    drop = bounded(rng, 4.5, 1.8, 1, 9)
    return replace(
        first,
        knee_flexion_stance_peak_deg=float(np.clip(low + depth * (high - low), 32, 52)),
        knee_flexion_swing_peak_deg=bounded(rng, 91 + 11 * (first.belt_speed_mps - 2.5), 6, 75, 115),
        trunk_lean_deg=bounded(rng, 6.5, 3, 0, 14),
        pelvic_drop_deg=drop,
        hip_adduction_deg=bounded(rng, drop + 4.5, 1.8, 4, 15),
        arm_swing_deg=bounded(rng, 27, 6, 12, 40),
        elbow_flexion_deg=bounded(rng, 95, 10, 70, 115),
        foot_retraction_pct=bounded(rng, 70, 9, 50, 90),
        extension_lead_s=bounded(rng, 0.024, 0.003, 0.017, 0.032),
        braking_mps=bounded(rng, 0.18, 0.04, 0.08, 0.28),
        asymmetry=GaitDelta(
            knee_flexion_contact_deg=bounded(rng, 0, 1.0, -2, 2),
            knee_flexion_swing_peak_deg=bounded(rng, 0, 2, -5, 5),
            foot_inclination_contact_deg=bounded(rng, 0, 1.5, -4, 4),
        ),
        variability=natural_variability(),
        seed=int(rng.integers(2**31)),
    )


def draw_timing_and_contact(rng: np.random.Generator, body: BodyDimensions) -> GaitParameters:
    """Speed, timing and posture at contact of one runner."""
    speed = float(rng.uniform(*SPEED_RANGE_MPS))
    faster = speed - REFERENCE_SPEED_MPS
    pitch_mean, pitch_sd = STRIKE_PITCH_DEG[rng.choice(len(STRIKE_SHARES), p=STRIKE_SHARES)]
    overstride = bounded(rng, 14 + 3.5 * faster, 3, 5, 28)
    cadence = bounded(rng, 165 + 7 * faster, 7.5, 150, 200)
    # On the belt the foot travels from ahead of the hip to this far (in legs) behind it, further at speed.
    behind = bounded(rng, 0.675 + 0.05 * faster, 0.03, 0.56, 0.76)
    contact_s = (overstride / 100 + behind) * body.leg_m / speed
    stride_s = 120 / cadence
    return GaitParameters(
        cadence_spm=cadence,
        belt_speed_mps=speed,
        duty_factor_pct=float(np.clip(contact_s / stride_s * 100, 28, 44)),
        knee_flexion_contact_deg=bounded(rng, 15 - 0.4 * (overstride - 14), 3, 6, 24),
        foot_inclination_contact_deg=bounded(rng, pitch_mean, pitch_sd, -10, 22),
        overstride_leg_pct=overstride,
        step_width_m=bounded(rng, 0.05, 0.025, -0.01, 0.12),
        # The default stance peak is a placeholder here, replaced by the caller.
    )
