"""What is true of a marker run: the program's metrics from force-plate events and joint positions in space.

Same definitions as for rendered bodies (`gaitcheck.synthetic.truth`), on markers instead of a posed skeleton.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.interpolate import CubicSpline

from gaitcheck.synthetic.truth import Scale, SideEvents, side_metrics, step_metrics, strides_of
from tools.real_motion.markers import clip_time_s
from tools.real_motion.runs import NO_KNEE_ANGLES, SIDES, RealRun

FloatArray = npt.NDArray[np.float64]
Joints = dict[str, FloatArray]

SAMPLE_HZ = 1000.0
#: Metrics of joints that the files do not hold, or that the markers do not define as gaitcheck does.
_NOT_TOLD = ("trunk_lean_deg", "trunk_side_lean_deg", "pelvic_drop_deg", "hip_adduction_deg", "step_width_leg_pct")
_KNEE = "knee_flexion"
_NAMES = {"foot_index": "toe"}


def _joints(run: RealRun, time_s: FloatArray) -> Joints:
    found: Joints = {}
    for name, xyz in run.points_m.items():
        side, point = name.split("_", 1)
        found[f"{side}_{_NAMES.get(point, point)}"] = np.asarray(CubicSpline(run.time_s, xyz)(time_s))
    found["mid_hip"] = 0.5 * (found["left_hip"] + found["right_hip"])
    # The files hold no shoulders; what would need them is left out.
    found["mid_shoulder"] = found["mid_hip"] + np.array([0.0, 0.5, 0.0])
    return found


def leg_length_m(run: RealRun) -> float:
    """Hip to knee plus knee to ankle, mean of both legs' medians. [m]"""
    lengths = []
    for side, _ in SIDES:
        hip, knee, ankle = (run.points_m[f"{side}_{joint}"] for joint in ("hip", "knee", "ankle"))
        lengths.append(np.median(np.linalg.norm(hip - knee, axis=1) + np.linalg.norm(knee - ankle, axis=1)))
    return float(np.mean(lengths))


def run_truth(run: RealRun) -> dict[str, Any]:
    """Events and metrics in the form of a rendered clip's truth document, on the clock of `film_markers`."""
    leg_m = leg_length_m(run)
    time_s = np.arange(0.0, run.time_s[-1] - run.time_s[0], 1.0 / SAMPLE_HZ)
    events = {
        side: SideEvents(
            contact_s=tuple(clip_time_s(run, run.contact_s[side]).tolist()),
            toe_off_s=tuple(clip_time_s(run, run.toe_off_s[side]).tolist()),
        )
        for side, _ in SIDES
    }

    def joints_at(at: FloatArray) -> Joints:
        return _joints(run, np.asarray(at) + run.time_s[0])

    joints = joints_at(time_s)
    values: dict[tuple[str, str | None], FloatArray] = {}
    stances = []
    for side, other in (("left", "right"), ("right", "left")):
        strides = [s for s in strides_of(events[side], events[other]) if np.isfinite(s.other_contact_s)]
        stances += [(s.contact_s, s.toe_off_s, side) for s in strides]
        told = side_metrics(joints_at, joints, time_s, side, strides, leg_m)
        values |= {
            (name, side): value
            for name, value in told.items()
            if not (name.startswith(_KNEE) and (run.runner, side) in NO_KNEE_ANGLES)
        }
    scale = Scale(leg_m, run.speed_mps)
    both = step_metrics(joints_at, time_s, joints["mid_hip"][:, 1], sorted(stances), scale)
    values |= {(name, None): value for name, value in both.items()}
    return {
        "events": [
            {"side": side, "kind": kind, "time_s": float(t)}
            for side, found in events.items()
            for kind, times in (("contact", found.contact_s), ("toe_off", found.toe_off_s))
            for t in times
        ],
        "metrics": [
            {"name": name, "side": side, "value": _mean(name, found)}
            for (name, side), found in values.items()
            if name not in _NOT_TOLD and found.size
        ],
        "belt_speed_mps": run.speed_mps,
    }


def _mean(name: str, values: FloatArray) -> float:
    # Steps per minute is a count over a time: the mean of rates would weigh short steps too much.
    return float(1.0 / np.mean(1.0 / values) if name == "cadence_spm" else np.mean(values))
