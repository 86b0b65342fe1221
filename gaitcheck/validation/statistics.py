"""How errors are summed up: bias, scatter, limits of agreement, slope, and whether intervals hold.

One home for the benchmark (``tools/accuracy``) and for ``gaitcheck validate``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gaitcheck.arrays import FloatArray, IntArray
from gaitcheck.metrics.quantiles import t_95
from gaitcheck.statistics import mean_group_size

#: Standard deviations either side of the bias that make the limits of agreement (Bland & Altman 1986,
#: doi 10.1016/S0140-6736(86)90837-8).
LIMITS_SD = 1.96
#: Fewer pairs tell no slope.
FEWEST_FOR_SLOPE = 8
#: Share of 95 % intervals that should hold the truth: fewer are too narrow, more are wastefully wide. [%]
HOLD_AIM_PCT = (90.0, 98.0)

HoldVerdict = Literal["yes", "cannot tell", "no"]


@dataclass(frozen=True)
class ErrorSummary:
    """Bias, SD and RMSE of errors, with 95 % limits of agreement (Bland & Altman 1986)."""

    n: int
    bias: float
    sd: float
    rmse: float

    @property
    def limits(self) -> tuple[float, float]:
        """Bias -+ 1.96 SD."""
        return limits_of_agreement(self.bias, self.sd)


def limits_of_agreement(bias: float, sd: float) -> tuple[float, float]:
    """Where 95 % of the errors lie if they are about normal."""
    return bias - LIMITS_SD * sd, bias + LIMITS_SD * sd


def root_mean_square(values: FloatArray) -> float:
    """Of at least one value."""
    return float(np.sqrt(np.mean(values**2)))


def summarise(errors: Iterable[float]) -> ErrorSummary | None:
    """Summary of at least two errors, else ``None``; what is not finite is left out."""
    values = np.asarray([e for e in errors if np.isfinite(e)], dtype=np.float64)
    if values.size < 2:
        return None
    return ErrorSummary(int(values.size), float(values.mean()), float(values.std(ddof=1)), root_mean_square(values))


def slope(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Slope of what was found on what is true.

    Parameters
    ----------
    pairs
        (true, found).

    Returns
    -------
    float or None
        ``None`` from fewer than `FEWEST_FOR_SLOPE` pairs, or where the truth is the same in all.
    """
    if len(pairs) < FEWEST_FOR_SLOPE:
        return None
    true, found = np.array(pairs, dtype=np.float64).T
    return float(np.polyfit(true, found, 1)[0]) if np.ptp(true) > 0 else None


@dataclass(frozen=True)
class Coverage:
    """How many of ``n`` intervals hold the truth, and what that tells of all such intervals.

    The range of the share is that of Clopper & Pearson 1934, doi 10.1093/biomet/26.4.404, for independent cases;
    legs of one clip and clips of one runner are not independent, so it is rather wider.
    """

    held: int
    n: int

    @property
    def share_pct(self) -> float:
        """Share that hold. [%]"""
        return 100.0 * self.held / self.n

    @property
    def range_pct(self) -> tuple[float, float]:
        """95 % range of the share. [%]"""
        from scipy.stats import binomtest

        low, high = binomtest(self.held, self.n).proportion_ci(0.95)
        return 100.0 * float(low), 100.0 * float(high)

    @property
    def verdict(self) -> HoldVerdict:
        """Whether the share lies where it should, and if not, whether its range reaches there."""
        low, high = HOLD_AIM_PCT
        if low <= self.share_pct <= high:
            return "yes"
        low_pct, high_pct = self.range_pct
        return "cannot tell" if low_pct <= high and high_pct >= low else "no"


def coverage(held: Iterable[bool | None]) -> Coverage | None:
    """Of the intervals there are (``None`` is none); ``None`` without any."""
    known = [bool(h) for h in held if h is not None]
    return Coverage(sum(known), len(known)) if known else None


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Errors of several runners summed up.

    Parameters
    ----------
    errors
        Of all values alike.
    n_runners
        ``None`` when it is not known who ran.
    sd_between, sd_within
        Standard deviations between runners, and within one, from the one-way analysis of variance; ``None`` where
        nothing tells them. With one value a runner the two cannot be told apart, and ``sd_between`` is the whole.
    bias_low, bias_high
        95 % range of the bias, with the runner as the unit; ``None`` with fewer than two runners.
    limits
        95 % limits of agreement: bias -+ 1.96 times the whole SD. Where runners have several values each, the whole
        is put together from both parts, so that a runner with many values does not count as many runners (Bland &
        Altman 2007, doi 10.1080/10543400701329422).
    """

    errors: ErrorSummary
    n_runners: int | None
    sd_between: float | None
    sd_within: float | None
    bias_low: float | None
    bias_high: float | None
    limits: tuple[float, float]


def agreement(errors: Sequence[float], runners: Sequence[str | None]) -> Agreement | None:
    """Errors with who made each; ``None`` from fewer than two.

    Parameters
    ----------
    errors
        Found minus true, finite.
    runners
        One for each error; one ``None`` among them makes all unknown.
    """
    whole = summarise(errors)
    if whole is None:
        return None
    if any(runner is None for runner in runners):
        return _of_unknown(whole, None)
    values = np.asarray(errors, dtype=np.float64)
    who = np.unique(np.asarray(runners, dtype=str), return_inverse=True)[1]
    if who.max() == 0:
        return _of_unknown(whole, 1)
    return _of_runners(whole, values, who.reshape(-1))


def _of_unknown(whole: ErrorSummary, n_runners: int | None) -> Agreement:
    return Agreement(
        errors=whole, n_runners=n_runners, sd_between=None, sd_within=None, bias_low=None, bias_high=None,
        limits=whole.limits,
    )  # fmt: skip


def _of_runners(whole: ErrorSummary, values: FloatArray, who: IntArray) -> Agreement:
    sizes = np.bincount(who).astype(np.float64)
    k = sizes.size
    between, within = _components(values, who, sizes)
    # Errors of one runner go together: the bias is as sure as the runners are many (Liang & Zeger 1986,
    # doi 10.1093/biomet/73.1.13, with k / (k - 1)); with equal numbers it is the SD of their means over root k.
    sums = np.bincount(who, values - whole.bias)
    half = t_95(k - 1) * math.sqrt(float(np.sum(sums**2)) * k / (k - 1)) / whole.n
    return Agreement(
        errors=whole,
        n_runners=k,
        sd_between=between,
        sd_within=within,
        bias_low=whole.bias - half,
        bias_high=whole.bias + half,
        limits=limits_of_agreement(whole.bias, math.hypot(between, within or 0.0)),
    )


def _components(values: FloatArray, who: IntArray, sizes: FloatArray) -> tuple[float, float | None]:
    """SD between runners and within one."""
    n, k = values.size, sizes.size
    if n == k:
        return float(np.std(values, ddof=1)), None
    means = np.bincount(who, values) / sizes
    within = float(np.sum((values - means[who]) ** 2)) / (n - k)
    between = float(np.sum(sizes * (means - values.mean()) ** 2)) / (k - 1)
    return math.sqrt(max(0.0, (between - within) / mean_group_size(sizes))), math.sqrt(within)
