"""Before and after: what changed between two clips of one runner, against the smallest detectable change.

Within one runner on one set-up the systematic part of the error (landmark offsets, lens, clothes) is the same
in both clips and drops out of the difference. What remains is test-to-test error, taken from the published
smallest detectable change, and the sampling of strides:

    half-width = sqrt(smallest change ** 2 + 1.96 ** 2 * (sd_a ** 2 / n_a + sd_b ** 2 / n_b))

This is smaller than the two absolute intervals together, and holds only for comparable clips.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal

from gaitcheck.analysis.model import Analysis
from gaitcheck.assessment.wording import plus_minus, title
from gaitcheck.config import Gait, View
from gaitcheck.guidance.model import SmallestChange
from gaitcheck.guidance.table import smallest_changes
from gaitcheck.metrics.gait_metrics import GaitMetrics
from gaitcheck.metrics.metric import Metric
from gaitcheck.metrics.quantiles import Z_95
from gaitcheck.metrics.registry import definition
from gaitcheck.skeleton import Side

ChangeVerdict = Literal["real_change", "no_detectable_change", "cannot_tell", "not_comparable"]

#: Differences of set-up that are still called the same.
SPEED_TOLERANCE = 0.02
YAW_TOLERANCE_DEG = 10.0
SCALE_TOLERANCE = 1.5
HEIGHT_TOLERANCE_CM = 3.0
#: When stride noise makes the interval this much wider than the smallest change, "no change" says too little.
NOISE_FACTOR = 2.0


@dataclass(frozen=True, kw_only=True)
class AnalysisSummary:
    """What a comparison needs to know of an analysis; unknown is ``None``.

    Parameters
    ----------
    view, near_side, gait
        As in the analysis.
    speed_kmh, height_cm
        As the user entered them. [km/h], [cm]
    model
        Pose model.
    yaw_deg
        Size of the camera's deviation from the ideal direction. [deg]
    leg_length_px
        Size of the runner in the picture. [px]
    metrics
        Every metric.
    """

    view: View
    near_side: Side | None
    gait: Gait
    speed_kmh: float | None
    height_cm: float | None
    model: str
    yaw_deg: float | None
    leg_length_px: float | None
    metrics: GaitMetrics


@dataclass(frozen=True, kw_only=True)
class Obstacle:
    """A difference of set-up.

    Parameters
    ----------
    blocks
        ``all``, ``view`` (everything seen from one side), ``model``, ``yaw``, ``scale``, or ``nothing``.
    message
        Sentence for people.
    """

    blocks: Literal["all", "view", "model", "yaw", "scale", "nothing"]
    message: str


@dataclass(frozen=True, kw_only=True)
class Change:
    """One metric in both clips.

    Parameters
    ----------
    metric, side, unit
        Which number.
    before, after
        The metric in each clip.
    change, low, high
        After minus before with its 95 % interval; ``None`` when there is nothing to subtract.
    smallest
        Smallest detectable change, where one is known.
    verdict, message
        What can be said.
    """

    metric: str
    side: Side | None
    unit: str
    before: Metric
    after: Metric
    change: float | None
    low: float | None
    high: float | None
    smallest: SmallestChange | None
    verdict: ChangeVerdict
    message: str


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Two clips side by side.

    Parameters
    ----------
    comparable
        Whether nothing forbids the comparison as a whole.
    obstacles
        Differences of set-up.
    changes
        One per metric and side that both clips report.
    """

    comparable: bool
    obstacles: tuple[Obstacle, ...]
    changes: tuple[Change, ...]


def summary_of(analysis: Analysis) -> AnalysisSummary:
    """The summary of an analysis in memory."""
    kinematics = analysis.kinematics
    return AnalysisSummary(
        view=kinematics.view.view,
        near_side=kinematics.view.near_side,
        gait=kinematics.gait,
        speed_kmh=analysis.options.runner.speed_kmh,
        height_cm=analysis.options.runner.height_cm,
        model=analysis.pose.source.model,
        yaw_deg=kinematics.view.yaw_deg,
        leg_length_px=kinematics.leg_length_px,
        metrics=analysis.metrics,
    )


def summary_from_json(data: Mapping[str, Any]) -> AnalysisSummary:
    """The summary of a saved ``analysis.json``; fields an older file lacks are unknown."""
    runner = data.get("runner") or (data.get("options") or {}).get("runner") or {}
    kinematics = data.get("kinematics") or {}
    return AnalysisSummary(
        view=data["view"],
        near_side=data.get("near_side"),
        gait=data["gait"],
        speed_kmh=runner.get("speed_kmh"),
        height_cm=runner.get("height_cm"),
        model=(data.get("pose") or {}).get("model", ""),
        yaw_deg=data.get("view_yaw_deg"),
        leg_length_px=data.get("leg_length_px", kinematics.get("leg_length_px")),
        metrics=GaitMetrics(metrics=tuple(Metric(**row) for row in data["metrics"])),
    )


def compare(before: AnalysisSummary | Analysis, after: AnalysisSummary | Analysis) -> Comparison:
    """What changed from ``before`` to ``after``, metric by metric, and whether the clips can be compared."""
    a, b = (summary_of(x) if isinstance(x, Analysis) else x for x in (before, after))
    obstacles = tuple(_obstacles(a, b))
    partners = {(metric.name, metric.side): metric for metric in b.metrics.metrics}
    changes = tuple(
        _change(metric, partners[metric.name, metric.side], obstacles, a.near_side)
        for metric in a.metrics.metrics
        if (metric.name, metric.side) in partners
    )
    return Comparison(
        comparable=all(obstacle.blocks != "all" for obstacle in obstacles),
        obstacles=obstacles,
        changes=changes,
    )


def _obstacles(a: AnalysisSummary, b: AnalysisSummary) -> list[Obstacle]:
    found = chain(_gait(a, b), _speed(a, b), _runner(a, b), _view(a, b), _picture(a, b))
    return list(found)


def _gait(a: AnalysisSummary, b: AnalysisSummary) -> list[Obstacle]:
    if a.gait == b.gait == "running":
        return []
    return [Obstacle(blocks="all", message="Only two clips of running can be compared.")]


def _speed(a: AnalysisSummary, b: AnalysisSummary) -> list[Obstacle]:
    if a.speed_kmh is None or b.speed_kmh is None:
        text = "The belt speed is not known for both clips; a change may come from speed alone."
        return [Obstacle(blocks="nothing", message=text)]
    if abs(a.speed_kmh - b.speed_kmh) <= SPEED_TOLERANCE * a.speed_kmh:
        return []
    text = f"The belt speeds differ ({a.speed_kmh:.1f} and {b.speed_kmh:.1f} km/h); form changes with speed."
    return [Obstacle(blocks="all", message=text)]


def _runner(a: AnalysisSummary, b: AnalysisSummary) -> list[Obstacle]:
    if a.height_cm is None or b.height_cm is None or abs(a.height_cm - b.height_cm) <= HEIGHT_TOLERANCE_CM:
        return []
    return [Obstacle(blocks="all", message="The heights entered differ; these look like two runners.")]


def _view(a: AnalysisSummary, b: AnalysisSummary) -> list[Obstacle]:
    if a.view == b.view and a.near_side == b.near_side and a.view != "unknown":
        return []
    text = "The clips were not filmed from the same side; only what both feet share is compared."
    return [Obstacle(blocks="view", message=text)]


def _picture(a: AnalysisSummary, b: AnalysisSummary) -> list[Obstacle]:
    found: list[Obstacle] = []
    if a.model != b.model:
        text = f"Different pose models ({a.model or 'unknown'} and {b.model or 'unknown'}) were used."
        found.append(Obstacle(blocks="model", message=text))
    if a.yaw_deg is not None and b.yaw_deg is not None and abs(a.yaw_deg - b.yaw_deg) > YAW_TOLERANCE_DEG:
        found.append(Obstacle(blocks="yaw", message="The camera stood at another angle to the belt."))
    if a.leg_length_px and b.leg_length_px:
        ratio = max(a.leg_length_px, b.leg_length_px) / min(a.leg_length_px, b.leg_length_px)
        if ratio > SCALE_TOLERANCE:
            found.append(Obstacle(blocks="scale", message="The runner is much larger in one picture."))
    return found


def _change(before: Metric, after: Metric, obstacles: tuple[Obstacle, ...], near_side: Side | None) -> Change:
    smallest = smallest_changes().get(before.name)
    blocked = _blocked(before, smallest, obstacles)
    delta = None if before.value is None or after.value is None else after.value - before.value
    half = None if smallest is None or delta is None else _half_width(before, after, smallest)
    verdict, message = _verdict(before, after, delta, half, blocked, near_side)
    show = verdict in ("real_change", "no_detectable_change")
    return Change(
        metric=before.name,
        side=before.side,
        unit=before.unit,
        before=before,
        after=after,
        change=delta,
        low=None if delta is None or half is None else delta - half,
        high=None if delta is None or half is None else delta + half,
        smallest=smallest,
        verdict=verdict,
        message=_sentence(before, delta, half, message) if show else message,
    )


def _blocked(metric: Metric, smallest: SmallestChange | None, obstacles: tuple[Obstacle, ...]) -> str | None:
    """The sentence of the first obstacle that concerns this metric."""
    needs = set(smallest.needs) if smallest is not None else set()
    if metric.side is not None or needs:
        needs.add("view")
    for obstacle in obstacles:
        if obstacle.blocks == "all" or obstacle.blocks in needs:
            return obstacle.message
    return None


def _half_width(before: Metric, after: Metric, smallest: SmallestChange) -> float:
    """95 % half-width of the change, in the metric's unit."""
    sampling = Z_95 * math.hypot(_standard_error(before), _standard_error(after))
    return math.hypot(smallest.value, sampling)


def _standard_error(metric: Metric) -> float:
    """Of the mean over strides; without a stride SD the whole absolute interval stands in for it."""
    if metric.sd is not None and metric.n > 1:
        return metric.sd / math.sqrt(metric.n)
    return 0.0 if metric.low is None or metric.high is None else (metric.high - metric.low) / 2 / Z_95


def _verdict(
    before: Metric,
    after: Metric,
    delta: float | None,
    half: float | None,
    blocked: str | None,
    near_side: Side | None,
) -> tuple[ChangeVerdict, str]:
    if blocked is not None:
        return "not_comparable", blocked
    if delta is None:
        return "cannot_tell", before.reason or after.reason or "Not assessed in both clips."
    if half is None:
        return "cannot_tell", "No smallest detectable change is known for this number."
    if near_side is not None and before.side not in (None, near_side):
        return "cannot_tell", "The leg away from the camera is hidden part of the time."
    if abs(delta) > half:
        return "real_change", "more than chance and set-up explain"
    if half > NOISE_FACTOR * smallest_changes()[before.name].value:
        return "cannot_tell", "The strides vary too much in these clips to see a change of this size."
    return "no_detectable_change", "no change that these clips could show"


def _sentence(metric: Metric, delta: float | None, half: float | None, message: str) -> str:
    if delta is None or half is None:
        return message
    return f"{title(metric.name, metric.side)}: {_signed(metric.name, metric.unit, delta, half)}; {message}."


def delta_text(change: Change) -> str:
    """The change with its sign and interval; a dash where there is nothing to subtract."""
    if change.change is None or change.low is None or change.high is None:
        return "–"
    return _signed(change.metric, change.unit, change.change, (change.high - change.low) / 2)


def _signed(name: str, unit: str, delta: float, half: float) -> str:
    decimals = definition(name).decimals
    # A change just beyond its error must not read as "+6 ± 7" once the error is rounded up.
    if abs(delta) > half and math.ceil(half * 10**decimals) >= round(abs(delta) * 10**decimals):
        decimals += 1
    centre = round(delta, decimals) + 0.0
    sign = "+" if centre > 0 else ""
    return sign + plus_minus(centre, centre - half, centre + half, decimals, unit)
