"""Real references: force-plate events of a real runner's markers, and hand-counted contacts of a real clip.

Both lie outside the project and are measured only where present.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gaitcheck.analysis.pipeline import analyze
from gaitcheck.events.detect import detect_events
from gaitcheck.kinematics.build import build_kinematics
from gaitcheck.metrics.cadence import measure_cadence
from gaitcheck.pose.cache import PoseCache
from gaitcheck.pose.track import PoseSource, PoseTrack
from gaitcheck.skeleton import BLAZEPOSE_33
from tools.accuracy.clips import ROOT, cache_folder
from tools.accuracy.observe import match_events
from tools.accuracy.tables import table

FloatArray = npt.NDArray[np.float64]

SHARED = ROOT.parent / "shared" / "data"
MARKERS = SHARED / "rbds001-markers-force"
REAL_CLIP = SHARED / "treadmill-side-real"
_PX_PER_M = 250.0
_TRUE_SPM = 156.89
_HAND_SPM = 168.75


@dataclass(frozen=True)
class MarkerRun:
    """Markers by name, each (T, 2) in metres, forward and up, and force-plate events by foot. [s]"""

    time_s: FloatArray
    points: dict[str, FloatArray]
    contact_s: dict[str, FloatArray]
    toe_off_s: dict[str, FloatArray]


def read_markers() -> MarkerRun:
    """The marker run (Fukuchi et al. 2017, doi 10.7717/peerj.3298)."""
    with (MARKERS / "RBDS001_2p5_landmarks.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    with (MARKERS / "RBDS001_2p5_events_grf.csv").open() as stream:
        events = list(csv.DictReader(stream))
    sides = (("left", "L"), ("right", "R"))
    points = {
        f"{side}_{point}": np.array([[float(r[f"{s}_{marker}_{a}_mm"]) / 1000.0 for a in "xy"] for r in rows])
        for side, s in sides
        for point, marker in (
            ("hip", "hip"),
            ("knee", "knee"),
            ("ankle", "ankle"),
            ("heel", "heel"),
            ("foot_index", "toe"),
        )
    }
    return MarkerRun(
        np.array([float(r["time_s"]) for r in rows]),
        points,
        {side: np.array([float(e["ic_s"]) for e in events if e["side"] == s]) for side, s in sides},
        {side: np.array([float(e["to_s"]) for e in events if e["side"] == s and e["to_s"]]) for side, s in sides},
    )


def project(run: MarkerRun, fps: float) -> PoseTrack:
    """The markers as an ideal side camera at ``fps`` sees them, with shoulders set above the hips."""
    time_s = np.arange(run.time_s[0], run.time_s[-1], 1.0 / fps)
    xy_px = np.full((time_s.size, len(BLAZEPOSE_33), 2), np.nan)
    for name, xy in run.points.items():
        seen = np.stack([np.interp(time_s, run.time_s, column) for column in xy.T], axis=1)
        xy_px[:, BLAZEPOSE_33.index(name)] = seen * [_PX_PER_M, -_PX_PER_M] + [0.0, 700.0]
    hips = 0.5 * (xy_px[:, BLAZEPOSE_33.index("left_hip")] + xy_px[:, BLAZEPOSE_33.index("right_hip")])
    for side in ("left", "right"):
        xy_px[:, BLAZEPOSE_33.index(f"{side}_shoulder")] = hips + np.array([8.0, -0.5 * _PX_PER_M])
    known = np.isfinite(xy_px[..., 0])
    return PoseTrack(
        time_s=time_s - time_s[0],
        xy_px=xy_px,
        visibility=np.where(known, 1.0, np.nan),
        depth_px=np.full(known.shape, np.nan),
        names=BLAZEPOSE_33,
        source=PoseSource(backend="markers", version="1", model="skin markers"),
    )


def marker_table() -> str | None:
    """Events and cadence on real markers against force plates, or ``None`` when the data are absent."""
    if not MARKERS.is_dir():
        return None
    run = read_markers()
    rows = []
    for fps in (30.0, 60.0, 120.0):
        kinematics = build_kinematics(project(run, fps))
        events = detect_events(kinematics)
        cadence = measure_cadence(kinematics, events)
        errors = {"contact": [], "toe_off": []}
        for side, foot in (("left", events.left), ("right", events.right)):
            errors["contact"].append(match_events(foot.contact_s, run.contact_s[side] - run.time_s[0]))
            errors["toe_off"].append(match_events(foot.toe_off_s, run.toe_off_s[side] - run.time_s[0]))
        contact, toe_off = (1000.0 * np.concatenate(errors[kind]) for kind in ("contact", "toe_off"))
        rows.append(
            [
                f"{fps:.0f}",
                f"{contact.mean():+.1f} ± {contact.std(ddof=1):.1f}",
                f"{toe_off.mean():+.1f} ± {toe_off.std(ddof=1):.1f}",
                f"{toe_off.mean() - contact.mean():+.1f}",
                "–" if cadence is None else f"{cadence.value_spm - _TRUE_SPM:+.2f}",
            ]
        )
    return table(("fps", "contact [ms]", "toe-off [ms]", "contact time bias [ms]", "cadence error [spm]"), rows)


def real_clip_lines() -> list[str] | None:
    """The hand-counted real clip in sentences, or ``None`` when it is absent."""
    video = REAL_CLIP / "male_side.mp4"
    if not video.is_file():
        return None
    counted = json.loads((REAL_CLIP / "hand_counted_contacts.json").read_text())
    analysis = analyze(video, cache=PoseCache(cache_folder() / "poses"))
    matched, errors = 0, []
    for foot, frames in counted["initial_contacts"].items():
        found = (analysis.events.left if foot.startswith("L") else analysis.events.right).contact_s * counted["fps"]
        near = np.array([found[np.argmin(np.abs(found - frame))] - frame for frame in frames])
        matched += int(np.sum(np.abs(near) <= 2.0))
        errors.append(near[np.abs(near) <= 2.0])
    frames_off = np.concatenate(errors)
    total = sum(len(frames) for frames in counted["initial_contacts"].values())
    cadence = analysis.metrics.get("cadence_spm")
    found = f"{analysis.pose.detected_pct:.1f} %"
    return [
        f"- view {analysis.kinematics.view.view}, {analysis.kinematics.gait}, person found in {found} of frames",
        f"- cadence {cadence.value:.2f} spm, 95 % interval {cadence.low:.2f} to {cadence.high:.2f} "
        f"(hand count {_HAND_SPM} ± 0.7)",
        f"- {matched} of {total} hand-counted contacts within two frames; difference {frames_off.mean():+.2f} ± "
        f"{frames_off.std():.2f} frames of 33 ms (the count itself is good to one frame)",
    ]
