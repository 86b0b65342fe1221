"""Small builders: metrics with a chosen value and half-width, a view, and a typical side-view runner."""

from __future__ import annotations

from collections.abc import Mapping

from gaitcheck.config import View
from gaitcheck.kinematics.model import ViewEstimate
from gaitcheck.metrics.gait_metrics import GaitMetrics
from gaitcheck.metrics.metric import Metric
from gaitcheck.metrics.registry import definition, definitions
from gaitcheck.skeleton import SIDES, Side

#: (value, half-width) of a runner at 10 km/h in whom nothing stands out.
TYPICAL: dict[str, tuple[float, float]] = {
    "cadence_spm": (168.0, 1.0),
    "stride_time_s": (0.714, 0.006),
    "contact_time_ms": (260.0, 25.0),
    "duty_factor_pct": (36.0, 4.0),
    "knee_flexion_contact_deg": (15.0, 6.0),
    "knee_flexion_stance_peak_deg": (44.0, 5.0),
    "knee_flexion_excursion_deg": (29.0, 6.0),
    "shank_angle_contact_deg": (7.0, 4.0),
    "foot_inclination_contact_deg": (12.0, 5.0),
    "overstride_leg_pct": (22.0, 3.0),
    "trunk_lean_deg": (8.0, 4.0),
    "vertical_oscillation_leg_pct": (10.0, 1.0),
}
OVERSTRIDER = TYPICAL | {
    "cadence_spm": (150.0, 1.0),
    "overstride_leg_pct": (36.0, 3.0),
    "shank_angle_contact_deg": (20.0, 4.0),
}


def metric(name: str, value: float, half: float, side: Side | None = None, n: int = 30) -> Metric:
    return Metric(
        name=name,
        side=side,
        unit=definition(name).unit,
        value=value,
        low=value - half,
        high=value + half,
        n=n,
        sd=half / 2,
    )


def metrics_of(values: Mapping[str, tuple[float, float]], reason: str = "This view does not show it.") -> GaitMetrics:
    """Every registered metric; those without a value are not assessed."""
    rows = []
    for name, row in definitions().items():
        for side in SIDES if row.per_side else (None,):
            if name in values:
                rows.append(metric(name, *values[name], side=side))
            else:
                rows.append(Metric.not_assessed(name, side, row.unit, reason))
    return GaitMetrics(metrics=tuple(rows))


def view_of(view: View = "side-left", near_side: Side | None = "left") -> ViewEstimate:
    facing = {"side-left": "image-left", "side-right": "image-right", "rear": "away-from-camera"}
    return ViewEstimate(
        view=view,
        facing=facing.get(view, "unknown"),  # type: ignore[arg-type]
        near_side=near_side,
        yaw_deg=3.0,
        yaw_sd_deg=2.0,
    )
