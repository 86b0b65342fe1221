"""A real runner's markers (RBDS001) seen by a side camera, with force-plate events as the truth."""

from __future__ import annotations

import csv
import itertools
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from scipy.interpolate import CubicSpline

from gaitcheck.pose.track import PoseSource, PoseTrack
from gaitcheck.skeleton import BLAZEPOSE_33, SIDES, Side

PX_PER_MM = 0.4
WIDTH_PX, HEIGHT_PX = 1920.0, 1080.0
CADENCE_SPM = 156.89
_MARKERS = {"hip": "hip", "knee": "knee", "ankle": "ankle", "heel": "heel", "foot_index": "toe"}
_LETTER: dict[Side, str] = {"left": "L", "right": "R"}
_TRUNK_MM = 500.0
TRUNK_LEAN_DEG = 6.0


@dataclass(frozen=True)
class Recording:
    """Marker positions at 150 Hz and the force plate's events."""

    time_s: np.ndarray
    position_mm: dict[str, np.ndarray]
    knee_deg: dict[Side, np.ndarray]
    contact_s: dict[Side, np.ndarray]
    toe_off_s: dict[Side, np.ndarray]

    def knee_peaks_deg(self, side: Side) -> tuple[float, float]:
        """Mean over strides of the largest knee flexion in stance and in swing, from the force plate's events."""
        knee = CubicSpline(self.time_s, self.knee_deg[side])
        contacts, toe_offs = self.contact_s[side], self.toe_off_s[side]
        stance, swing = [], []
        for start, end in itertools.pairwise(contacts):
            (toe_off,) = toe_offs[(toe_offs > start) & (toe_offs < end)]
            stance.append(knee(np.linspace(start, toe_off, 400)).max())
            swing.append(knee(np.linspace(toe_off, end, 400)).max())
        return float(np.mean(stance)), float(np.mean(swing))

    def contact_time_ms(self, side: Side) -> float:
        """Mean time on the belt."""
        contacts = self.contact_s[side][: self.toe_off_s[side].size]
        return float(1000.0 * np.mean(self.toe_off_s[side] - contacts))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@cache
def load_recording(folder: Path) -> Recording:
    rows = _rows(folder / "RBDS001_2p5_landmarks.csv")
    events = _rows(folder / "RBDS001_2p5_events_grf.csv")
    column = {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}
    positions = {
        f"{side}_{name}": np.stack([column[f"{_LETTER[side]}_{marker}_{axis}_mm"] for axis in "xyz"], axis=1)
        for side in SIDES
        for name, marker in _MARKERS.items()
    }
    # The file's times are rounded to 10 microseconds.
    return Recording(
        time_s=np.arange(len(rows)) / 150.0,
        position_mm=positions,
        knee_deg={side: column[f"{_LETTER[side]}_knee_flex2d_deg"] for side in SIDES},
        contact_s={s: np.array([float(e["ic_s"]) for e in events if e["side"] == _LETTER[s]]) for s in SIDES},
        toe_off_s={
            s: np.array([float(e["to_s"]) for e in events if e["side"] == _LETTER[s] and e["to_s"]]) for s in SIDES
        },
    )


def _with_shoulders(positions: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    lean = np.radians(TRUNK_LEAN_DEG)
    up = np.array([_TRUNK_MM * np.sin(lean), _TRUNK_MM * np.cos(lean), 0.0])
    middle = 0.5 * (positions["left_hip"] + positions["right_hip"]) + up
    # Shoulders swing against the legs.
    swing = 0.1 * (positions["left_ankle"] - positions["right_ankle"])[:, 0]
    across = np.stack([-0.5 * swing, np.zeros_like(swing), np.full_like(swing, 180.0)], axis=1)
    return positions | {"left_shoulder": middle - across, "right_shoulder": middle + across}


def side_camera(
    recording: Recording,
    *,
    fps: float = 60.0,
    facing: str = "right",
    start_s: float = 0.0,
    end_s: float = 30.0,
    noise_px: float = 0.0,
    seed: int = 0,
) -> PoseTrack:
    """What a perfect pose model would see: facing right shows the right side, facing left the left one."""
    last_s = min(end_s, float(recording.time_s[-1]))
    time_s = np.arange(start_s, last_s + 1e-9, 1.0 / fps)
    positions = {name: CubicSpline(recording.time_s, xyz)(time_s) for name, xyz in recording.position_mm.items()}
    forward = 1.0 if facing == "right" else -1.0
    xy_px = np.full((time_s.size, len(BLAZEPOSE_33), 2), np.nan)
    visibility = np.full(xy_px.shape[:2], np.nan)
    middle_mm = np.array([2200.0, 0.0])
    for name, xyz in _with_shoulders(positions).items():
        k = BLAZEPOSE_33.index(name)
        placed = (xyz[:, :2] - middle_mm) * PX_PER_MM * np.array([forward, -1.0])
        xy_px[:, k] = placed + np.array([WIDTH_PX / 2, 0.9 * HEIGHT_PX])
        visibility[:, k] = 1.0 if name.startswith(facing) else 0.7
    xy_px += np.random.default_rng(seed).normal(0.0, noise_px, xy_px.shape) if noise_px else 0.0
    return PoseTrack(
        time_s=time_s - time_s[0],
        xy_px=xy_px,
        visibility=visibility,
        depth_px=np.full(visibility.shape, np.nan),
        names=BLAZEPOSE_33,
        source=PoseSource(backend="markers", version="1", model="RBDS001"),
    )


def changed(pose: PoseTrack, xy_px: np.ndarray) -> PoseTrack:
    """The same track with other positions."""
    return PoseTrack(
        time_s=pose.time_s,
        xy_px=xy_px,
        visibility=np.where(np.isfinite(xy_px[..., 0]), pose.visibility, np.nan),
        depth_px=pose.depth_px,
        names=pose.names,
        source=pose.source,
    )
