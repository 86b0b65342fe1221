"""Walking and standing, for whoever must tell them from running."""

import numpy as np
import pytest
from gait_checks import BODY, slip_m, stances

from gaitcheck.synthetic import WALKER, GaitParameters, InfeasibleGaitError, simulate_standing, simulate_walking


def test_walking_has_double_support_and_no_flight() -> None:
    motion = simulate_walking(WALKER, BODY, 5.0)
    truth = motion.truth
    assert truth.mean("duty_factor_pct") == pytest.approx(61, abs=0.5)
    assert truth.mean("flight_time_ms", "left") < -50
    down = np.stack([truth.sole_height_m[side] < 0.002 for side in ("left", "right")])
    assert down.any(axis=0).all()
    assert truth.mean("knee_flexion_swing_peak_deg") == pytest.approx(62, abs=0.5)
    assert 2.0 < truth.mean("vertical_oscillation_cm") < 5.0


def test_walking_foot_does_not_slip_or_sink() -> None:
    motion = simulate_walking(WALKER, BODY, 4.0)
    for side in ("left", "right"):
        assert max(slip_m(motion, side, *stance) for stance in stances(motion, side)) < 0.005
        assert motion.truth.sole_height_m[side].min() > -0.001


def test_a_runner_is_no_walker() -> None:
    with pytest.raises(InfeasibleGaitError, match="cadence_spm"):
        simulate_walking(GaitParameters(), BODY, 2.0)


def test_standing_has_no_events() -> None:
    motion = simulate_standing(BODY, 3.0)
    assert motion.truth.left.contact_s == ()
    assert motion.truth.right.toe_off_s == ()
    assert motion.truth.summary() == {}
    hip = motion.joints(np.linspace(0, 3, 50))["mid_hip"]
    assert 0.0 < np.ptp(hip, axis=0).max() < 0.02
