"""Almost every runner the sampler draws can run, and runs properly."""

import numpy as np
import pytest
from gait_checks import BODY, slip_m, stances
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from gaitcheck.synthetic import InfeasibleGaitError, Motion, sample_parameters, simulate


def run(seed: int, duration_s: float = 2.0) -> Motion | None:
    try:
        return simulate(sample_parameters(np.random.default_rng(seed), BODY), BODY, duration_s)
    except InfeasibleGaitError:
        return None


def test_nearly_all_draws_are_feasible() -> None:
    feasible = [run(seed, 0.5) is not None for seed in range(30)]
    assert np.mean(feasible) >= 0.9


def test_draws_cover_the_range() -> None:
    drawn = [sample_parameters(np.random.default_rng(seed), BODY) for seed in range(60)]
    for name, low, high in (
        ("cadence_spm", 155, 182),
        ("belt_speed_mps", 2.5, 4.2),
        ("duty_factor_pct", 29, 39),
        ("knee_flexion_swing_peak_deg", 90, 110),
        ("foot_inclination_contact_deg", -4, 18),
    ):
        values = [getattr(parameters, name) for parameters in drawn]
        assert min(values) < low
        assert max(values) > high


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.filter_too_much],
)
@given(seed=st.integers(min_value=0, max_value=2**20))
def test_drawn_runners_obey_the_rules(seed: int) -> None:
    motion = run(seed)
    assume(motion is not None)
    assert motion is not None
    truth, asked = motion.truth, motion.parameters
    landed = sorted((*truth.left.contact_s, *truth.right.contact_s))
    assert len(landed) == pytest.approx(2.0 * asked.cadence_spm / 60, abs=1.5)
    down = np.stack([truth.sole_height_m[side] < 0.0019 for side in ("left", "right")])
    assert not down.all(axis=0).any()
    for side in ("left", "right"):
        assert truth.sole_height_m[side].min() > -0.001
        assert max(slip_m(motion, side, *stance) for stance in stances(motion, side)) < 0.005
        assert np.all(truth.knee_flexion_deg[side] > 0)
    assert 4.0 < truth.mean("vertical_oscillation_cm") < 15.0
    peak_error = truth.mean("knee_flexion_stance_peak_deg") - asked.knee_flexion_stance_peak_deg
    assert abs(peak_error) < 3.0  # two or three strides, each with its own variation
