"""Marker runs of real runners on instrumented treadmills, read into one shape.

Hamner & Delp 2013 (doi 10.1016/j.jbiomech.2012.11.024): joint centres, shoe markers, full-body joint angles; no
licence is stated, so nothing of the files is copied into the project. Fukuchi, Fukuchi & Duarte 2017 (RBDS,
doi 10.7717/peerj.3298, CC BY 4.0): skin markers; the hip is the greater trochanter.

Events are vertical force crossing 50 N (Hamner's corrected for the published low-pass, good to 1-3 ms).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
Side = Literal["left", "right"]

ROOT = Path(__file__).resolve().parents[2]
#: Where the files are looked for; everything that needs them does without where they are absent.
FOLDER = ROOT.parent / "shared" / "data"
HAMNER = FOLDER / "real-motion" / "hamner2013"
RBDS = (FOLDER / "rbds001-markers-force", FOLDER / "real-motion" / "rbds")

SIDES: tuple[tuple[Side, str], ...] = (("left", "L"), ("right", "R"))
#: Landmark of gaitcheck by marker of the files.
POINTS = {"hip": "hip", "knee": "knee", "ankle": "ankle", "heel": "heel", "toe": "foot_index"}
MM_PER_M = 1000.0
#: The shank cluster of this leg slipped: its knee angles are not used.
NO_KNEE_ANGLES: frozenset[tuple[str, Side]] = frozenset({("hamner02", "right")})


@dataclass(frozen=True, kw_only=True)
class RealRun:
    """One runner at one speed.

    Parameters
    ----------
    runner, speed_mps
        Who, and how fast the belt runs. [m/s]
    time_s
        Sample times on the recording's own clock, shape (T,). [s]
    points_m
        Markers by gaitcheck's landmark names (``left_foot_index`` is the toe marker), each (T, 3): x forward,
        y up, z to the runner's right. [m]
    contact_s, toe_off_s
        Force-plate events by side, on the same clock. [s]
    angles
        The authors' joint angles by OpenSim name, each (T,) in degrees (pelvis translations in metres);
        empty where none are published.
    """

    runner: str
    speed_mps: float
    time_s: FloatArray
    points_m: dict[str, FloatArray]
    contact_s: dict[Side, FloatArray]
    toe_off_s: dict[Side, FloatArray]
    angles: dict[str, FloatArray]

    @property
    def name(self) -> str:
        """Runner and speed, for tables and file names."""
        return f"{self.runner}-{self.speed_mps:.1f}"


def _columns(path: Path) -> dict[str, FloatArray]:
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}


def _events(path: Path) -> tuple[dict[Side, FloatArray], dict[Side, FloatArray]]:
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    contact: dict[Side, FloatArray] = {}
    toe_off: dict[Side, FloatArray] = {}
    for side, letter in SIDES:
        own = [row for row in rows if row["side"] == letter]
        contact[side] = np.array([float(row["ic_s"]) for row in own if row["ic_s"]])
        toe_off[side] = np.array([float(row["to_s"]) for row in own if row["to_s"]])
    return contact, toe_off


def _read(runner: str, speed_mps: float, stem: Path) -> RealRun:
    marks = _columns(stem.with_name(f"{stem.name}_landmarks.csv"))
    time_s = marks["time_s"]
    # Printed times are rounded; the recordings are evenly sampled.
    time_s = np.linspace(time_s[0], time_s[-1], time_s.size)
    points = {
        f"{side}_{name}": np.stack([marks[f"{letter}_{marker}_{axis}_mm"] for axis in "xyz"], axis=1) / MM_PER_M
        for side, letter in SIDES
        for marker, name in POINTS.items()
    }
    contact, toe_off = _events(stem.with_name(f"{stem.name}_events_grf.csv"))
    path = stem.with_name(f"{stem.name}_joint_angles.csv")
    angles = _resampled(_columns(path), time_s) if path.is_file() else {}
    return RealRun(
        runner=runner,
        speed_mps=speed_mps,
        time_s=time_s,
        points_m=points,
        contact_s=contact,
        toe_off_s=toe_off,
        angles=angles,
    )


def _resampled(columns: dict[str, FloatArray], time_s: FloatArray) -> dict[str, FloatArray]:
    """Joint angles at the markers' times; NaN where the two recordings do not overlap."""
    own_s = columns.pop("time")
    return {name: np.interp(time_s, own_s, values, left=np.nan, right=np.nan) for name, values in columns.items()}


def _hamner_runs() -> list[RealRun]:
    found = []
    for path in sorted(HAMNER.glob("*_landmarks.csv")):
        subject, run = path.name.removesuffix("_landmarks.csv").split("_")
        stem = path.with_name(f"{subject}_{run}")
        found.append(_read(f"hamner{subject[-2:]}", float(run.removeprefix("run")), stem))
    return found


def _rbds_runs() -> list[RealRun]:
    found = []
    for folder in RBDS:
        for path in sorted(folder.glob("*_events_grf.csv")):
            runner, speed = path.name.removesuffix("_events_grf.csv").split("_")
            found.append(_read(runner.lower(), float(speed.replace("p", ".")), path.with_name(f"{runner}_{speed}")))
    return found


@cache
def real_runs() -> tuple[RealRun, ...]:
    """Every run with force-plate events that lies beside the checkout; empty where there is none."""
    return tuple(sorted([*_hamner_runs(), *_rbds_runs()], key=lambda run: run.name))


class NoSuchRunError(LookupError):
    """A run is asked for that does not lie beside the checkout."""


def find_run(runner: str, speed_mps: float) -> RealRun:
    """One run by runner and speed [m/s]."""
    for run in real_runs():
        if run.runner == runner and run.speed_mps == speed_mps:
            return run
    raise NoSuchRunError(f"no recording of {runner} at {speed_mps:g} m/s under {FOLDER}")
