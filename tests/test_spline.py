"""The spline and the quantiles against scipy's, which they stand in for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.interpolate import CubicSpline as Reference
from scipy.special import ndtri, stdtrit

from gaitcheck.metrics.quantiles import Z_95, t_95
from gaitcheck.spline import FEWEST_KNOTS, CubicSpline

steps = st.floats(0.004, 0.2)
heights = st.floats(-500.0, 500.0)


@st.composite
def samples(draw: st.DrawFn, columns: int = 1) -> tuple[np.ndarray, np.ndarray]:
    n = draw(st.integers(FEWEST_KNOTS, 40))
    x = np.cumsum(draw(st.lists(steps, min_size=n, max_size=n)))
    y = np.array(draw(st.lists(heights, min_size=n * columns, max_size=n * columns)))
    return x, y.reshape((n, columns) if columns > 1 else n)


@given(samples(columns=2))
def test_it_is_the_spline_with_not_a_knot_ends(drawn: tuple[np.ndarray, np.ndarray]) -> None:
    x, y = drawn
    at = np.linspace(x[0] - 0.01, x[-1] + 0.01, 97)
    expected = Reference(x, y)(at)
    assert CubicSpline(x, y)(at) == pytest.approx(expected, rel=1e-9, abs=1e-9 * max(1.0, np.abs(expected).max()))


@given(samples())
def test_it_turns_where_its_slope_is_zero_and_nowhere_else(drawn: tuple[np.ndarray, np.ndarray]) -> None:
    x, y = drawn
    slope = Reference(x, y).derivative()
    found = CubicSpline(x, y).turning_points(x[0], x[-1])
    steepest = np.abs(slope(np.linspace(x[0], x[-1], 500))).max(initial=1.0)
    assert np.abs(slope(found)).max(initial=0.0) <= 1e-6 * steepest
    # Every change of sign of the slope has a turning point between.
    grid = np.linspace(x[0], x[-1], 400)
    signs = np.sign(np.where(np.abs(slope(grid)) > 1e-6 * steepest, slope(grid), 0.0))
    for left, right, a, b in zip(grid[:-1], grid[1:], signs[:-1], signs[1:], strict=True):
        if a * b < 0:
            assert np.any((found >= left) & (found <= right))


@given(samples())
def test_a_mirrored_curve_turns_at_the_knot_in_its_middle(drawn: tuple[np.ndarray, np.ndarray]) -> None:
    x, y = drawn
    both = np.concatenate([x - x[-1], (x[-1] - x)[-2::-1]])
    found = CubicSpline(both, np.concatenate([y, y[-2::-1]])).turning_points(both[0], both[-1])
    if np.ptp(y) > 1e-6:
        assert np.abs(found).min(initial=np.inf) <= 1e-6


def test_places_beyond_the_knots_are_not_searched() -> None:
    x = np.linspace(0.0, 2.0, 9)
    spline = CubicSpline(x, (x - 1.0) ** 2)
    assert spline.turning_points(-3.0, 5.0) == pytest.approx([1.0])


@pytest.mark.parametrize("n", [600, 36_000])
@pytest.mark.parametrize("uneven", [False, True])
def test_length_costs_no_digits(n: int, uneven: bool) -> None:
    rng = np.random.default_rng(n)
    x = np.cumsum(rng.uniform(0.004, 0.2, n) if uneven else np.full(n, 1 / 60))
    y = rng.normal(0.0, 100.0, n)
    at = rng.uniform(x[0], x[-1], 2000)
    expected = Reference(x, y)(at)
    assert CubicSpline(x, y)(at) == pytest.approx(expected, rel=1e-9, abs=1e-9 * np.abs(expected).max())


def test_a_cubic_comes_back_exactly_and_turns_where_it_does() -> None:
    x = np.array([0.0, 0.3, 0.9, 1.0, 1.8, 2.4])
    spline = CubicSpline(x, (x - 0.5) ** 2 * (x - 2.0))
    assert spline(np.array([1.3])) == pytest.approx([0.8**2 * -0.7], abs=1e-12)
    assert spline.turning_points(0.0, 2.4) == pytest.approx([0.5, 1.5], abs=1e-9)
    assert spline.turning_points(0.6, 1.2).size == 0


def test_a_level_line_turns_nowhere() -> None:
    assert CubicSpline(np.arange(6.0), np.full(6, 3.0)).turning_points(0.0, 5.0).size == 0


@pytest.mark.parametrize("x", [[0.0, 1.0, 2.0], [0.0, 1.0, 1.0, 2.0], [0.0, 2.0, 1.0, 3.0]])
def test_knots_that_make_no_spline_are_refused(x: list[float]) -> None:
    with pytest.raises(ValueError, match="knots"):
        CubicSpline(np.array(x), np.zeros(len(x)))


def test_the_quantiles_are_those_of_the_distributions() -> None:
    assert pytest.approx(float(ndtri(0.975)), rel=1e-14) == Z_95
    freedom = np.concatenate([np.arange(1, 400), [1_000, 100_000]])
    assert [t_95(int(k)) for k in freedom] == pytest.approx(stdtrit(freedom, 0.975), rel=2e-7)
    with pytest.raises(ValueError, match="at least one"):
        t_95(0)
