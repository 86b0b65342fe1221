"""Statistics and matching of the validation in closed form."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaitcheck.validation.matching import MATCH_S, match_events, matched
from gaitcheck.validation.statistics import agreement, coverage, slope, summarise

STEPS_S = 0.35


def test_bias_and_scatter_are_those_put_in() -> None:
    summary = summarise([1.0, 3.0])
    assert summary is not None
    assert (summary.n, summary.bias, summary.rmse) == (2, 2.0, pytest.approx(np.sqrt(5.0)))
    assert summary.sd == pytest.approx(np.sqrt(2.0))
    assert summary.limits == pytest.approx((2.0 - 1.96 * np.sqrt(2.0), 2.0 + 1.96 * np.sqrt(2.0)))
    assert summarise([1.0]) is None


def test_slope_is_that_of_a_line_and_needs_a_spread_of_truth() -> None:
    true = np.arange(8.0)
    assert slope([(float(t), 0.8 * float(t) + 3.0) for t in true]) == pytest.approx(0.8)
    assert slope([(1.0, float(t)) for t in true]) is None
    assert slope([(0.0, 0.0), (1.0, 1.0)]) is None


def test_the_range_of_a_share_is_clopper_and_pearsons() -> None:
    # 1934, the case without a miss: the lower end is (0.025) ** (1 / n).
    found = coverage([True] * 20 + [None])
    assert found is not None and found.n == 20
    assert found.range_pct[0] == pytest.approx(100.0 * 0.025 ** (1 / 20))
    assert found.range_pct[1] == 100.0
    assert found.verdict == "cannot tell"
    assert coverage([None]) is None


def test_two_runners_are_two_and_not_forty() -> None:
    rng = np.random.default_rng(0)
    errors = [*(rng.normal(5.0, 1.0, 20)), *(rng.normal(-5.0, 1.0, 20))]
    found = agreement(errors, ["a"] * 20 + ["b"] * 20)
    assert found is not None and found.n_runners == 2


@given(st.integers(2, 12), st.floats(-0.06, 0.06), st.randoms())
def test_a_shift_is_found_whatever_the_order_and_whatever_is_missing(n: int, shift_s: float, random: object) -> None:
    true_s = STEPS_S * np.arange(n)
    found_s = true_s + shift_s
    order = np.random.default_rng(n).permutation(n)
    errors = match_events(found_s[order], true_s)
    np.testing.assert_allclose(errors, shift_s, atol=1e-12)
    fewer = match_events(found_s[1:], true_s)
    assert fewer.size == n - 1
    np.testing.assert_allclose(fewer, shift_s, atol=1e-12)


@given(
    st.lists(st.floats(0.0, 5.0), max_size=15),
    st.lists(st.floats(0.0, 5.0), max_size=15),
)
def test_nothing_is_paired_twice_or_from_afar(found: list[float], true: list[float]) -> None:
    found_s, true_s = np.array(found), np.array(true)
    i, j = matched(found_s, true_s)
    assert len(set(i.tolist())) == i.size == len(set(j.tolist())) == j.size
    assert np.all(np.abs(found_s[i] - true_s[j]) < MATCH_S)
