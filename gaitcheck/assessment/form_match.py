"""Form match (education): one monotone rule from measured values to 0-100, with its interval.

Derived in ``docs/form-match.md``. In short, for each scored guidance row with worth-a-look edge ``e`` and
ramp ``r``:

    p(x)      = clip((distance of x beyond e) / r, 0, 1)          nothing is lost inside the band
    loss(x)   = cap * p(x),  cap = 1, 2/3, 1/3 for strong, moderate, limited evidence on load
    loss(g)   = largest loss in the group g                       linked measures count once
    match     = 100 * (1 - sum of loss(g) / sum of cap(g))

The interval evaluates every measure at its most and its least favourable end at once, so it is at least as
wide as 95 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gaitcheck.assessment.model import FormMatch, FormMatchPart
from gaitcheck.guidance.band import Band
from gaitcheck.guidance.model import Grade
from gaitcheck.metrics.metric import Metric

#: Share of a group a row can take away, by evidence on load.
CAP_BY_GRADE: dict[Grade, float] = {
    "strong": 1.0,
    "moderate": 2 / 3,
    "limited": 1 / 3,
    "very limited": 1 / 3,
    "conflicting": 1 / 3,
    "none": 0.0,
}
MIN_METRICS = 3
MIN_GROUPS = 2
#: A wider interval says too little to be shown. [points]
MAX_WIDTH = 50.0

GROUP_TITLES = {"step": "Steps and landing", "knee": "Knee bend", "trunk": "Trunk", "pelvis": "Pelvis"}


@dataclass(frozen=True, kw_only=True)
class Compared:
    """An assessed metric with the band it is compared with."""

    metric: Metric
    band: Band


def shortfall(value: float, band: Band) -> float:
    """How far ``value`` lies beyond the worth-a-look edge, as a share of the ramp, 0 to 1.

    Never decreases when the value moves away from the band on that side; always 0 on a benign side.
    """
    row = band.row
    beyond = 0.0
    if row.high_side == "worth_a_look" and band.high is not None:
        beyond = max(beyond, value - band.high)
    if row.low_side == "worth_a_look" and band.low is not None:
        beyond = max(beyond, band.low - value)
    return min(beyond / row.ramp, 1.0) if row.ramp else 0.0


def form_match(compared: Sequence[Compared]) -> FormMatch | str:
    """The form match of these comparisons, or the sentence why there is none."""
    scored = [item for item in compared if item.band.row.group is not None and item.metric.assessed]
    parts = tuple(
        _part(group, [item for item in scored if item.band.row.group == group])
        for group in GROUP_TITLES
        if any(item.band.row.group == group for item in scored)
    )
    names = {item.metric.name for item in scored}
    if len(names) < MIN_METRICS or len(parts) < MIN_GROUPS:
        return (
            f"A form match needs at least {MIN_METRICS} of the compared measures from {MIN_GROUPS} groups; "
            f"this clip gave {len(names)}."
        )
    match = _together(parts)
    if match.high - match.low > MAX_WIDTH:
        return "The errors of this clip are too large for a form match that would mean anything."
    return match


def _together(parts: tuple[FormMatchPart, ...]) -> FormMatch:
    cap = sum(part.cap for part in parts)

    def points(loss: float) -> float:
        return 100.0 * (1.0 - loss / cap)

    return FormMatch(
        value=points(sum(part.loss for part in parts)),
        low=points(sum(part.loss_high for part in parts)),
        high=points(sum(part.loss_low for part in parts)),
        parts=parts,
    )


def _part(group: str, members: Sequence[Compared]) -> FormMatchPart:
    losses = [_losses(item) for item in members]
    return FormMatchPart(
        group=group,
        title=GROUP_TITLES[group],
        cap=max(CAP_BY_GRADE[item.band.row.load_grade] for item in members),
        loss=max(at_value for at_value, _, _ in losses),
        loss_low=max(best for _, best, _ in losses),
        loss_high=max(worst for _, _, worst in losses),
        metrics=tuple(dict.fromkeys(item.metric.name for item in members)),
    )


def _losses(item: Compared) -> tuple[float, float, float]:
    """Loss at the value, at the most favourable and at the least favourable place in the interval."""
    cap = CAP_BY_GRADE[item.band.row.load_grade]
    value, low, high = (float(x) for x in (item.metric.value, item.metric.low, item.metric.high) if x is not None)
    ends = (shortfall(low, item.band), shortfall(high, item.band))
    at_value = shortfall(value, item.band)
    # A band that is worth a look on both sides is best somewhere inside it, not at an end of the interval.
    best = 0.0 if _touches_band(low, high, item.band) else min(ends)
    return cap * at_value, cap * best, cap * max(ends)


def _touches_band(low: float, high: float, band: Band) -> bool:
    return (band.low is None or high >= band.low) and (band.high is None or low <= band.high)
