"""Real runners' motion, each measured with an event model that was fitted without the runner and without his bodies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gaitcheck.arrays import FloatArray
from gaitcheck.config import RunnerInfo
from gaitcheck.events.detect import detect_events
from gaitcheck.kinematics.build import build_kinematics
from gaitcheck.metrics.summary import measure
from gaitcheck.validation.statistics import slope, summarise
from tools.accuracy.clips import TruthClip
from tools.accuracy.observe import EventObservation, MetricObservation, observe_events, observe_metrics
from tools.accuracy.tables import table
from tools.fit.held_out import without_runner
from tools.real_motion.markers import MarkerCamera, film_markers
from tools.real_motion.runs import RealRun, real_runs
from tools.real_motion.truth import run_truth

#: How marker runs are filmed for the page: frame rates, cameras off square, and noise on every landmark.
CAMERAS: dict[str, tuple[MarkerCamera, ...]] = {
    f"{fps:.0f} frames/s, square": (MarkerCamera(view="side-right", fps=fps), MarkerCamera(view="side-left", fps=fps))
    for fps in (30.0, 60.0, 120.0, 240.0)
} | {
    "60 frames/s, 10° off square": (
        MarkerCamera(view="side-right", yaw_deg=10.0),
        MarkerCamera(view="side-left", yaw_deg=-10.0),
    ),
    "60 frames/s, square, noise of 1 % of the leg": (
        MarkerCamera(view="side-right", noise_leg=0.01, seed=1),
        MarkerCamera(view="side-left", noise_leg=0.01, seed=2),
    ),
}


@dataclass(frozen=True)
class MarkerObservation:
    """One marker run seen by one camera."""

    run: RealRun
    events: list[EventObservation]
    metrics: list[MetricObservation]


def observe_run(run: RealRun, camera: MarkerCamera) -> MarkerObservation:
    """Events and metrics of a run with the model that does not know the runner."""
    with without_runner(run.runner):
        kinematics = build_kinematics(film_markers(run, camera), view=camera.view)
        events = detect_events(kinematics)
        metrics = measure(kinematics, events, RunnerInfo())
    truth = run_truth(run) | {"near_side": camera.near_side}
    clip = TruthClip(name=run.name, half="markers", video=Path(), truth=truth, runner=run.runner)
    return MarkerObservation(run, observe_events(clip, events), observe_metrics(clip, metrics))


def _of_runs(observed: Sequence[MarkerObservation], kind: str) -> Iterator[tuple[str, FloatArray]]:
    for name in sorted({o.run.name for o in observed}):
        yield (
            name,
            np.concatenate([e.errors_ms for o in observed if o.run.name == name for e in o.events if e.kind == kind]),
        )


def _event_cells(observed: Sequence[MarkerObservation], kind: str) -> str:
    """Every run counts alike, however long it is: bias ± SD of single events, SD of the runs' means."""
    runs = [errors for _, errors in _of_runs(observed, kind) if errors.size]
    means = np.array([errors.mean() for errors in runs])
    bias = float(means.mean())
    sd = float(np.sqrt(np.mean([np.mean((errors - bias) ** 2) for errors in runs])))
    spread = f"{means.std(ddof=1):.1f}" if means.size > 1 else "–"
    return f"{bias:+.1f} ± {sd:.1f} ({spread})"


def _contact_time_cells(observed: Sequence[MarkerObservation]) -> list[str]:
    known = [m for o in observed for m in o.metrics if m.name == "contact_time_ms" and m.estimate is not None]
    errors = summarise(m.error for m in known if m.error is not None)
    if errors is None:
        return ["–", "–"]
    found = slope([(m.truth, m.estimate) for m in known if m.estimate is not None])
    return [f"{errors.rmse:.1f}", "–" if found is None else f"{found:.2f}"]


def _cadence_cell(observed: Sequence[MarkerObservation]) -> str:
    errors = [abs(m.error) for o in observed for m in o.metrics if m.name == "cadence_spm" and m.error is not None]
    return f"{max(errors):.2f}" if errors else "–"


def _row(label: str, observed: Sequence[MarkerObservation]) -> list[str]:
    cells = [_event_cells(observed, kind) for kind in ("contact", "toe_off")]
    runs = len({o.run.name for o in observed})
    return [label, str(runs), *cells, *_contact_time_cells(observed), _cadence_cell(observed)]


def marker_table() -> str | None:
    """Force-plate events against events found on markers, by camera and by speed; ``None`` without the files."""
    if not real_runs():
        return None
    header = ("", "runs", "contact [ms]", "toe-off [ms]", "contact time RMSE [ms]", "slope", "cadence, largest [spm]")
    rows = []
    for label, cameras in CAMERAS.items():
        observed = [observe_run(run, camera) for run in real_runs() for camera in cameras]
        rows.append(_row(label, observed))
        if label == "60 frames/s, square":
            speeds = sorted({o.run.speed_mps for o in observed})
            rows += [_row(f"… at {v:g} m/s", [o for o in observed if o.run.speed_mps == v]) for v in speeds]
    return table(header, rows)
