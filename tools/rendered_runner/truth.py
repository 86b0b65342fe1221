"""The truth of a clip: events, metrics and joints, measured on the posed body."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gaitcheck.synthetic.truth import Scale, SideEvents, Stride, side_metrics, step_metrics, strides_of
from tools.real_motion.retarget import RealMotion
from tools.real_motion.runs import Side
from tools.rendered_runner.clip import RealGait
from tools.rendered_runner.contact import CONTACT_HEIGHT_M, contact_events, sole_heights_m
from tools.rendered_runner.sensor import shake_offsets
from tools.rendered_runner.take import Take

Floats = NDArray[np.float64]
Joints = dict[str, Floats]

SCHEMA = "gaitcheck.truth/1"
SAMPLE_HZ = 1000.0
SIDES: tuple[Side, ...] = ("left", "right")
MARKED = ("shoulder", "hip", "knee", "ankle", "heel", "toe")
# Longer clips keep their per-frame pixels in the array file only.
MOST_FRAMES_WITH_PIXELS = 700
UNIT_OF_SUFFIX = {"spm": "spm", "s": "s", "ms": "ms", "m": "m", "cm": "cm", "deg": "deg"}
# Metrics of one side that the tool reports for both together.
POOLED = ("trunk_lean_deg",)


@dataclass(frozen=True)
class ClipTruth:
    """``summary`` is the JSON document; ``arrays`` the per-frame curves and pixels."""

    summary: dict[str, Any]
    arrays: dict[str, Floats]


def measure_clip(take: Take, file_name: str) -> ClipTruth:
    """Measure a take; the same take always gives the same truth."""
    time_s = take.start_s + np.arange(round(float(take.timeline.real_s[-1]) * SAMPLE_HZ) + 1) / SAMPLE_HZ
    joints = take.motion.joints(time_s)
    events = _events(take, time_s, joints)
    arrays = frame_arrays(take)
    summary = _describe(take, file_name)
    summary["events"] = event_list(events, take.start_s)
    summary["metrics"] = metric_list(_values(take, time_s, joints, events))
    summary["frames"] = _frame_lists(arrays)
    return ClipTruth(summary, arrays)


def _events(take: Take, time_s: Floats, joints: Joints) -> dict[str, SideEvents]:
    """Events of both feet: the force plates' own of a recorded run, else those of the posed shoes."""
    if isinstance(take.motion, RealMotion):
        start_s, end_s = float(time_s[0]), float(time_s[-1])
        return {side: take.motion.events(side, start_s, end_s) for side in SIDES}
    heights = sole_heights_m(take.body, take.rig.pose(joints, np.zeros_like(time_s)))
    return {side: contact_events(time_s, heights[side]) for side in SIDES}


def _recording(gait: RealGait) -> dict[str, Any]:
    """Whose recorded run the clip shows."""
    return {"motion": "real", "runner": gait.runner, "run_speed_mps": gait.speed_mps, "run_start_s": gait.start_s}


def _describe(take: Take, file_name: str) -> dict[str, Any]:
    """Everything about the clip that is not measured."""
    clip, line = take.clip, take.timeline
    camera = clip.camera
    found: dict[str, Any] = {
        "schema": SCHEMA,
        "clip": file_name,
        "key": clip.key,
        "view": camera.view,
        "near_side": camera.near_side,
        "fps": clip.timing.capture_fps / clip.timing.slow_motion_factor,
        "capture_fps": clip.timing.capture_fps,
        "slow_motion_factor": clip.timing.slow_motion_factor,
        "real_s_per_container_s": 1 / clip.timing.slow_motion_factor,
        "variable_frame_rate": clip.timing.variable,
        "n_frames": len(line.real_s),
        "duration_s": round(float(line.real_s[-1]), 5),
        "belt_speed_mps": take.belt_speed_mps,
        "time_s": _rounded(line.real_s, 5),
    }
    if clip.timing.slow_motion_factor != 1:
        found["container_time_s"] = _rounded(line.container_s, 5)
    found["camera"] = asdict(camera) | {"focal_px": round(camera.focal_px, 3)}
    leg_m = take.motion.body.leg_m
    found["body"] = {"name": take.body.name, "height_m": take.body.info["height_m"], "leg_length_m": round(leg_m, 4)}
    found["body"] |= {key: round(value, 4) for key, value in asdict(take.motion.body).items()}
    found["contact_height_m"] = CONTACT_HEIGHT_M
    found["parameters"] = asdict(clip.gait)
    if isinstance(clip.gait, RealGait):
        found |= _recording(clip.gait)
    found["staging"], found["sensor"] = asdict(clip.staging), asdict(clip.sensor)
    return found


def event_list(events: dict[str, SideEvents], origin_s: float) -> list[dict[str, Any]]:
    """Events of both feet in order of time, in seconds from ``origin_s``."""
    rows = []
    for side, found in events.items():
        for kind, instants in (("contact", found.contact_s), ("toe_off", found.toe_off_s)):
            rows += [{"side": side, "kind": kind, "time_s": round(t - origin_s, 4)} for t in instants]
    return sorted(rows, key=lambda row: row["time_s"])


Values = dict[tuple[str, str | None], Floats]


def _values(take: Take, time_s: Floats, joints: Joints, events: dict[str, SideEvents]) -> Values:
    """Every metric's value per stride (or step)."""
    at: Callable[[Floats], Joints] = take.motion.joints
    leg_m = take.motion.body.leg_m
    values: Values = {}
    stances = []
    # The measuring functions index samples from time zero, so they get the clip's own clock.
    origin = float(time_s[0])

    def on_clip_clock(t: Floats) -> Joints:
        return at(np.asarray(t) + origin)

    for side, other in (SIDES, SIDES[::-1]):
        strides = strides_of(_shifted(events[side], origin), _shifted(events[other], origin))
        strides = [s for s in strides if np.isfinite(s.other_contact_s)]
        stances += [(s.contact_s, s.toe_off_s, side) for s in strides]
        measured = side_metrics(on_clip_clock, joints, time_s - origin, side, _fitting(strides, time_s), leg_m)
        values |= {(name, side): value for name, value in measured.items()}
    scale = Scale(leg_m, take.belt_speed_mps)
    hip_y_m = joints["mid_hip"][:, 1]
    both = step_metrics(on_clip_clock, time_s - origin, hip_y_m, sorted(stances), scale)
    values |= {(name, None): value for name, value in both.items()}
    for name in POOLED:
        values[name, None] = np.concatenate([values[name, side] for side in SIDES])
    return values


def _fitting(strides: list[Stride], time_s: Floats) -> list[Stride]:
    span_s = float(time_s[-1] - time_s[0])
    return [s for s in strides if s.return_s <= span_s]


def _shifted(events: SideEvents, origin_s: float) -> SideEvents:
    return SideEvents(
        contact_s=tuple(t - origin_s for t in events.contact_s),
        toe_off_s=tuple(t - origin_s for t in events.toe_off_s),
    )


def metric_list(values: Values) -> list[dict[str, Any]]:
    """Mean, spread, count and the single values of each metric and side."""
    rows = []
    for (name, side), found in values.items():
        # Steps per minute is a count over a time: the mean of rates would weigh short steps too much.
        mean = 1 / np.mean(1 / found) if name == "cadence_spm" else np.mean(found)
        row = {"name": name, "side": side, "value": _short(mean), "sd": _short(np.std(found, ddof=1))}
        rows.append(row | {"n": len(found), "unit": unit_of(name), "values": [_short(v) for v in found]})
    return rows


def _short(value: float | np.floating[Any]) -> float:
    return float(f"{value:.5g}")


def unit_of(name: str) -> str:
    """Unit from the metric's name."""
    if name.endswith("_leg_pct"):
        return "% leg length"
    if name.endswith("_pct"):
        return "%"
    return UNIT_OF_SUFFIX[name.rsplit("_", 1)[-1]]


def flexion_deg(hip: Floats, knee: Floats, ankle: Floats) -> Floats:
    """180 degrees minus the angle at the knee of points ``(N, 2 or 3)``."""
    thigh, shank = hip - knee, ankle - knee
    cos = np.sum(thigh * shank, axis=-1) / np.linalg.norm(thigh, axis=-1) / np.linalg.norm(shank, axis=-1)
    return np.asarray(180.0 - np.degrees(np.arccos(np.clip(cos, -1.0, 1.0))))


def frame_arrays(take: Take) -> dict[str, Floats]:
    """Per frame: knee flexion in space and in the picture, joints in metres and in pixels."""
    clip = take.clip
    joints = take.motion.joints(take.motion_s)
    shift = shake_offsets(clip.sensor, take.timeline.real_s, clip.seed)
    arrays: dict[str, Floats] = {"time_s": take.timeline.real_s, "container_time_s": take.timeline.container_s}
    for side in SIDES:
        for name in MARKED:
            point = joints[f"{side}_{name}"]
            arrays[f"{side}_{name}_m"] = point
            arrays[f"{side}_{name}_px"] = clip.camera.project(point) + shift
        chain = [f"{side}_{name}" for name in ("hip", "knee", "ankle")]
        arrays[f"{side}_knee_flexion_deg"] = flexion_deg(*(arrays[f"{key}_m"] for key in chain))
        arrays[f"{side}_knee_flexion_image_deg"] = flexion_deg(*(arrays[f"{key}_px"] for key in chain))
    return arrays


def _rounded(values: Floats, digits: int) -> list[float]:
    return [round(float(v), digits) for v in values]


def _frame_lists(arrays: dict[str, Floats]) -> dict[str, Any]:
    lists: dict[str, Any] = {}
    few = len(arrays["time_s"]) <= MOST_FRAMES_WITH_PIXELS
    for key, values in arrays.items():
        if key.endswith("_deg"):
            lists[key] = _rounded(values, 1)
        elif key.endswith("_px") and few:
            stem = key.removesuffix("_px")
            lists[f"{stem}_x_px"], lists[f"{stem}_y_px"] = _rounded(values[:, 0], 1), _rounded(values[:, 1], 1)
    return lists


def write_truth(truth: ClipTruth, path: Path, arrays: bool) -> None:
    """Write the JSON document and, if asked, its array file beside it; each appears when complete."""
    text = json.dumps(truth.summary, separators=(",", ":"))
    if arrays:
        partial_arrays = path.with_suffix(".partial.npz")
        narrow: dict[str, Any] = {key: values.astype(np.float32) for key, values in truth.arrays.items()}
        np.savez_compressed(partial_arrays, **narrow)
        partial_arrays.replace(path.with_suffix(".npz"))
    partial = path.with_suffix(".partial")
    partial.write_text(text + "\n")
    partial.replace(path)
