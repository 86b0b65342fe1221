"""The 95 % range of errors comes from the law they follow."""

from __future__ import annotations

import numpy as np
import pytest

from gaitcheck.metrics.quantiles import Z_95
from tools.fit.intervals import LAWS, few_sessions_factor, likeliest_law, tailed_sd


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
