"""Group statistics over ``videos.parquet``: a within-subject contrast, and repeatability from repeated clips.

The models are those of statsmodels and scipy; here they are only fed and named. Input is a pandas table with a
row a clip; clips without a value, and subjects without a counterpart, are left out and counted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gaitcheck.arrays import FloatArray
from gaitcheck.errors import MissingLibraryError, UsageError
from gaitcheck.metrics.quantiles import Z_95

if TYPE_CHECKING:
    import pandas as pd

_FEWEST_SUBJECTS = 2


@dataclass(frozen=True, kw_only=True)
class Contrast:
    """Second condition minus first, within subjects.

    Parameters
    ----------
    metric, conditions
        What was compared.
    n_subjects, n_left_out
        Subjects with both conditions, and with only one of them.
    mean_difference, low, high
        In the metric's unit, with the 95 % interval of the paired t-test.
    t, p
        Of the paired t-test, n - 1 degrees of freedom.
    dz
        Mean over standard deviation of the differences (Cohen's d for paired samples).
    """

    metric: str
    conditions: tuple[str, str]
    n_subjects: int
    n_left_out: int
    mean_difference: float
    low: float
    high: float
    t: float
    p: float
    dz: float


@dataclass(frozen=True, kw_only=True)
class Repeatability:
    """Agreement of repeated clips of the same subject under the same condition.

    Parameters
    ----------
    metric
        What was repeated.
    n_subjects, n_clips
        Subjects with at least two clips, and their clips.
    icc, icc_low, icc_high
        One-way random, single measure, ICC(1,1) with its 95 % interval (Shrout & Fleiss 1979,
        doi 10.1037/0033-2909.86.2.420): repeated clips have no order, so no two-way model applies.
    sem
        Standard error of measurement: the within-subject standard deviation, in the metric's unit.
    mdc95
        Minimal detectable change of one runner between two clips: 1.96 times the square root of 2 times ``sem``.
    """

    metric: str
    n_subjects: int
    n_clips: int
    icc: float
    icc_low: float
    icc_high: float
    sem: float
    mdc95: float


def mean_group_size(sizes: FloatArray) -> float:
    """Mean values per group for unequal numbers (Searle, Casella & McCulloch 1992, Variance Components, ch. 3.6)."""
    return float((sizes.sum() - (sizes**2).sum() / sizes.sum()) / (sizes.size - 1))


def _require_columns(table: pd.DataFrame, *names: str) -> None:
    missing = [name for name in names if name not in table.columns]
    if missing:
        raise UsageError(f"The table has no column {', '.join(missing)}; give the videos.parquet of a batch.")


def within_subject_contrast(table: pd.DataFrame, metric: str, conditions: tuple[str, str]) -> Contrast:
    """Mean change of a metric from the first condition to the second; several clips of a subject are averaged.

    Parameters
    ----------
    table
        Columns ``subject``, ``condition`` and ``metric``, a row a clip.
    metric
        Column name, for example ``knee_flexion_stance_peak_deg_right``.
    conditions
        Two values of ``condition``.

    Raises
    ------
    UsageError
        A column is missing, or fewer than two subjects have both conditions.
    """
    from scipy.stats import ttest_rel

    _require_columns(table, "subject", "condition", metric)
    first, second = conditions
    chosen = table[table["condition"].isin(conditions)].dropna(subset=["subject", metric])
    means = chosen.pivot_table(index="subject", columns="condition", values=metric, aggfunc="mean")
    paired = means.reindex(columns=[first, second]).dropna()
    if len(paired) < _FEWEST_SUBJECTS:
        raise UsageError(f"Only {len(paired)} subjects have {metric} under both {first} and {second}; two are needed.")
    before, after = paired[first].to_numpy(float), paired[second].to_numpy(float)
    test = ttest_rel(after, before)
    interval = test.confidence_interval(0.95)
    change = after - before
    return Contrast(
        metric=metric,
        conditions=conditions,
        n_subjects=len(paired),
        n_left_out=len(means) - len(paired),
        mean_difference=float(np.mean(change)),
        low=float(interval.low),
        high=float(interval.high),
        t=float(test.statistic),
        p=float(test.pvalue),
        dz=float(np.mean(change) / np.std(change, ddof=1)),
    )


def repeatability(table: pd.DataFrame, metric: str) -> Repeatability:
    """ICC, standard error of measurement and detectable change from repeated clips.

    Parameters
    ----------
    table
        Columns ``subject`` and ``metric``, a row a clip; give one condition only.
    metric
        Column name.

    Raises
    ------
    UsageError
        A column is missing, or fewer than two subjects have two clips.
    MissingLibraryError
        statsmodels is not installed.
    """
    _require_columns(table, "subject", metric)
    clips = table[["subject", metric]].dropna().rename(columns={metric: "value"})
    counts = clips.groupby("subject")["value"].transform("count")
    clips = clips[counts >= 2]
    sizes = clips.groupby("subject").size().to_numpy(float)
    if sizes.size < _FEWEST_SUBJECTS:
        raise UsageError(f"Only {sizes.size} subjects have two or more clips with {metric}; two are needed.")
    between, within = _mean_squares(clips)
    per_subject = mean_group_size(sizes)
    low, high = _icc_interval(between / within, sizes, per_subject)
    sem = math.sqrt(within)
    return Repeatability(
        metric=metric,
        n_subjects=int(sizes.size),
        n_clips=int(sizes.sum()),
        icc=_icc(between / within, per_subject),
        icc_low=low,
        icc_high=high,
        sem=sem,
        mdc95=Z_95 * math.sqrt(2.0) * sem,
    )


def _mean_squares(clips: pd.DataFrame) -> tuple[float, float]:
    """Between and within subjects, from the one-way analysis of variance."""
    try:
        from statsmodels.formula.api import ols
        from statsmodels.stats.anova import anova_lm
    except ImportError as error:
        raise MissingLibraryError(
            "Repeatability needs statsmodels; install it with 'pip install statsmodels'."
        ) from error
    squares = anova_lm(ols("value ~ C(subject)", data=clips).fit())["mean_sq"]
    return float(squares["C(subject)"]), float(squares["Residual"])


def _icc(ratio: float, per_subject: float) -> float:
    """ICC(1,1) from the ratio of the mean squares."""
    return (ratio - 1.0) / (ratio + per_subject - 1.0)


def _icc_interval(
    ratio: float, sizes: np.ndarray[tuple[int], np.dtype[np.float64]], per_subject: float
) -> tuple[float, float]:
    """95 % interval by the F distribution of the ratio (exact for equal numbers of clips)."""
    from scipy.stats import f as f_distribution

    freedom = sizes.size - 1, sizes.sum() - sizes.size
    low = ratio / f_distribution.ppf(0.975, *freedom)
    high = ratio * f_distribution.ppf(0.975, *freedom[::-1])
    return _icc(float(low), per_subject), _icc(float(high), per_subject)
