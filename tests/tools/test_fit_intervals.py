"""The 95 % range of errors comes from the law they follow."""

from __future__ import annotations

import numpy as np
import pytest

from gaitcheck.metrics.quantiles import Z_95
from tools.fit.intervals import LAWS, SystematicError, few_sessions_factor, likeliest_law, tailed_sd, wider


@pytest.mark.parametrize("law", ["t4", "normal", "light"])
@pytest.mark.parametrize("size", [0.002, 7.0])
def test_the_law_of_the_errors_is_found_and_its_range_holds_95_in_100(law: str, size: float) -> None:
    errors = size * LAWS[law].rvs(4000, random_state=np.random.default_rng(5))
    found = likeliest_law([errors[:2000], 3.0 * errors[2000:]])
    assert found == law
    half_width = Z_95 * tailed_sd(errors, found)
    assert np.mean(np.abs(errors) <= half_width) == pytest.approx(0.95, abs=0.01)


def test_few_sessions_widen_and_many_do_not() -> None:
    assert few_sessions_factor(7) == pytest.approx(2.447 / 1.960, abs=1e-3)
    assert few_sessions_factor(10_000) == pytest.approx(1.0, abs=1e-3)


def test_the_wider_kind_counts_and_of_toe_off_real_motion_alone() -> None:
    generated = {
        "contact_time_ms": SystematicError(20.0, 20.0, 15.0),
        "knee_flexion_contact_deg": SystematicError(2.0, 4.0, 1.0),
        "trunk_lean_deg": SystematicError(3.0, 3.0, 3.0),
    }
    real = {
        "contact_time_ms": SystematicError(10.0, 12.0, 9.0),
        "knee_flexion_contact_deg": SystematicError(3.0, 3.0, 9.0),
    }
    found = wider(generated, real)
    assert found["contact_time_ms"] == real["contact_time_ms"]
    # The pair's error grows with the near leg's.
    assert found["knee_flexion_contact_deg"] == SystematicError(3.0, 4.0, 1.5)
    assert found["trunk_lean_deg"] == generated["trunk_lean_deg"]
