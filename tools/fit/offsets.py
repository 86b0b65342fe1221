"""Fits the landmark offsets: true joint centres minus landmarks, as a function of the leg's posture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gaitcheck.analysis.model import Analysis
from gaitcheck.kinematics.build import build_kinematics
from gaitcheck.kinematics.model import Kinematics, LegKinematics
from gaitcheck.kinematics.offsets import CORRECTED, posture
from tools.accuracy.clips import TruthClip
from tools.accuracy.observe import matched_frames

FloatArray = npt.NDArray[np.float64]

#: Names of the landmarks in the truth documents.
_TRUE_NAMES = {"hip": "hip", "knee": "knee", "ankle": "ankle", "heel": "heel", "foot_index": "toe"}
#: Pull of the posture terms toward zero: an offset that posture does not explain stays a constant.
_RIDGE = 0.003


Tables = dict[str, dict[str, dict[str, FloatArray]]]
"""Coefficients by model, leg and landmark."""


@dataclass(frozen=True)
class LegSamples:
    """Posture features (N, 7) and true offsets (N, 2) by landmark of one leg of one clip. [leg lengths]"""

    features: FloatArray
    offsets: dict[str, FloatArray]


def _placed(kinematics: Kinematics, xy_px: FloatArray) -> FloatArray:
    forward = -1.0 if kinematics.view.facing == "image-left" else 1.0
    placed: FloatArray = (xy_px - kinematics.origin_px) / kinematics.leg_length_px * np.array([forward, -1.0])
    return placed


def _true(clip: TruthClip, name: str, frames: npt.NDArray[np.intp]) -> FloatArray:
    values = clip.truth["frames"]
    return np.stack([np.asarray(values[f"{name}_{axis}_px"], dtype=np.float64)[frames] for axis in "xy"], axis=1)


def _points(leg: LegKinematics) -> dict[str, FloatArray]:
    return {"hip": leg.hip, "knee": leg.knee, "ankle": leg.ankle, "heel": leg.heel, "foot_index": leg.toe}


def leg_samples(clip: TruthClip, analysis: Analysis, side: str) -> LegSamples:
    """Offsets of one leg of one clip, from landmarks filtered but not corrected."""
    kinematics = build_kinematics(analysis.pose, corrected=False)
    leg = kinematics.left if side == "left" else kinematics.right
    frames = matched_frames(analysis.pose.time_s, clip.truth)
    points = _points(leg)
    offsets = {
        name: _placed(kinematics, _true(clip, f"{side}_{_TRUE_NAMES[name]}", frames)) - points[name]
        for name in CORRECTED
    }
    shoulders = 0.5 * (_true(clip, "left_shoulder", frames) + _true(clip, "right_shoulder", frames))
    offsets["shoulder"] = _placed(kinematics, shoulders) - kinematics.shoulders
    return LegSamples(posture(leg.hip, leg.knee, leg.ankle), offsets)


def fit_table(samples: list[LegSamples]) -> dict[str, FloatArray]:
    """Ridge coefficients (7, 2) by landmark; every leg of every clip counts alike, whatever its frame rate."""
    tables = {}
    for name in (*CORRECTED, "shoulder"):
        terms = 1 if name == "shoulder" else samples[0].features.shape[1]
        normal, right = np.zeros((terms, terms)), np.zeros((terms, 2))
        for leg in samples:
            known = np.isfinite(leg.features).all(axis=1) & np.isfinite(leg.offsets[name]).all(axis=1)
            features = leg.features[known][:, :terms]
            normal += features.T @ features / known.sum()
            right += features.T @ leg.offsets[name][known] / known.sum()
        pull = _RIDGE * len(samples) * np.diag([0.0] + [1.0] * (terms - 1))
        tables[name] = np.linalg.solve(normal + pull, right)
    return tables


def to_toml(model_tables: Tables) -> str:
    """The ``offsets.toml`` document."""
    lines = [
        "# Written by `python -m tools.fit offsets`; see offsets.py. Rows: x, y; columns: 1, sin and cos of thigh,"
    ]
    lines.append("# of shank and of the knee's bend. [leg lengths]")
    for model, legs in model_tables.items():
        for leg, tables in legs.items():
            lines += ["", f"[{model}.{leg}]"]
            for name, table in tables.items():
                rows = ", ".join("[" + ", ".join(f"{v:.5f}" for v in row) + "]" for row in table.T)
                lines.append(f"{name} = [{rows}]")
    return "\n".join(lines) + "\n"
