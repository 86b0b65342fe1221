"""Fits the landmark offsets: true joint centres minus landmarks, as a function of the leg's posture.

Hip, knee and ankle are fitted together, because what they are for is the knee's angle between them: besides the six
coordinates, the bend of the knee must come out right, and more so near its peak in swing, which few frames show.
How much more was chosen on left-out clips of the fit half; docs/accuracy.md says what else was tried.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gaitcheck.analysis.model import Analysis
from gaitcheck.kinematics.angles import flexion_deg
from gaitcheck.kinematics.build import build_kinematics
from gaitcheck.kinematics.model import Kinematics, LegKinematics
from gaitcheck.kinematics.offsets import CORRECTED, posture, trunk_deviation
from tools.accuracy.clips import TruthClip
from tools.accuracy.observe import matched_frames

FloatArray = npt.NDArray[np.float64]

#: Names of the landmarks in the truth documents.
_TRUE_NAMES = {"hip": "hip", "knee": "knee", "ankle": "ankle", "heel": "heel", "foot_index": "toe"}
#: Pull of the posture terms toward zero: an offset that posture does not explain stays a constant.
_RIDGE = 0.003
#: The joints whose offsets make the knee's angle.
_JOINTS = ("hip", "knee", "ankle")
#: Weight of the knee's bend [rad] beside the joints' coordinates [leg lengths].
_BEND_WEIGHT = 1.0
#: Frames within this much of the deepest bend count this many times more.
_NEAR_PEAK_DEG, _PEAK_EXTRA = 6.0, 3.0


Tables = dict[str, dict[str, dict[str, FloatArray]]]
"""Coefficients by model, leg and landmark."""


@dataclass(frozen=True)
class LegSamples:
    """Posture features (N, 8), true offsets (N, 2) by landmark and true joints (N, 3, 2) of one leg of one clip.

    Offsets and joints in leg lengths, in the body frame.
    """

    features: FloatArray
    offsets: dict[str, FloatArray]
    joints: FloatArray


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
    trunk = trunk_deviation(kinematics.pelvis, kinematics.shoulders, 1.0)
    joints = np.stack([points[name] + offsets[name] for name in _JOINTS], axis=1)
    return LegSamples(posture(points, trunk), offsets, joints)


def _knee_gradient(joints: FloatArray) -> FloatArray:
    """Change of the knee's bend with hip, knee and ankle (N, 3, 2), shape (N, 6). [rad per leg length]"""
    gradient = np.zeros_like(joints)
    for upper, sign in ((0, 1.0), (1, -1.0)):
        along = joints[:, upper + 1] - joints[:, upper]
        # A segment's direction changes by what its lower end moves forward across it.
        across = np.stack([-along[:, 1], along[:, 0]], axis=1) / np.sum(along**2, axis=1, keepdims=True)
        gradient[:, upper] -= sign * across
        gradient[:, upper + 1] += sign * across
    return gradient.reshape(len(joints), 6)


def _joint_equations(leg: LegSamples) -> tuple[FloatArray, FloatArray]:
    """Normal equations of one leg for the coefficients of hip x, y, knee x, y, ankle x, y, one after the other."""
    offsets = np.hstack([leg.offsets[name] for name in _JOINTS])
    known = np.isfinite(leg.features).all(axis=1) & np.isfinite(offsets).all(axis=1)
    features, offsets, joints = leg.features[known], offsets[known], leg.joints[known]
    bend_deg = flexion_deg(joints[:, 0], joints[:, 1], joints[:, 2])
    weights = 1.0 + _PEAK_EXTRA * (bend_deg > bend_deg.max() - _NEAR_PEAK_DEG)
    weighted = features * weights[:, None] / known.sum()
    gradient = _knee_gradient(joints)
    rows = (gradient[:, :, None] * features[:, None, :]).reshape(known.sum(), -1)
    weighted_rows = _BEND_WEIGHT * rows * weights[:, None] / known.sum()
    normal = np.kron(np.eye(6), weighted.T @ features) + weighted_rows.T @ rows
    right = (weighted.T @ offsets).T.ravel() + weighted_rows.T @ np.sum(gradient * offsets, axis=1)
    return normal, right


def _fit_joints(samples: list[LegSamples]) -> dict[str, FloatArray]:
    equations = [_joint_equations(leg) for leg in samples]
    terms = samples[0].features.shape[1]
    pull = _RIDGE * len(samples) * np.diag(np.tile([0.0] + [1.0] * (terms - 1), 6))
    solved = np.linalg.solve(sum(n for n, _ in equations) + pull, sum(r for _, r in equations))
    return {name: pair.T for name, pair in zip(_JOINTS, solved.reshape(3, 2, terms), strict=True)}


def _fit_alone(samples: list[LegSamples], name: str, terms: int) -> FloatArray:
    normal, right = np.zeros((terms, terms)), np.zeros((terms, 2))
    for leg in samples:
        known = np.isfinite(leg.features).all(axis=1) & np.isfinite(leg.offsets[name]).all(axis=1)
        features = leg.features[known][:, :terms]
        normal += features.T @ features / known.sum()
        right += features.T @ leg.offsets[name][known] / known.sum()
    pull = _RIDGE * len(samples) * np.diag([0.0] + [1.0] * (terms - 1))
    solved: FloatArray = np.linalg.solve(normal + pull, right)
    return solved


def fit_table(samples: list[LegSamples]) -> dict[str, FloatArray]:
    """Ridge coefficients (8, 2) by landmark; every leg of every clip counts alike, whatever its frame rate."""
    terms = samples[0].features.shape[1]
    tables = _fit_joints(samples)
    tables |= {name: _fit_alone(samples, name, terms) for name in CORRECTED if name not in _JOINTS}
    return tables | {"shoulder": _fit_alone(samples, "shoulder", 1)}


def to_toml(model_tables: Tables) -> str:
    """The ``offsets.toml`` document."""
    lines = [
        "# Written by `python -m tools.fit offsets`; see offsets.py. Rows: x, y; columns: 1, sin and cos of thigh,",
        "# of shank and of the knee's bend, how long the trunk looks. [leg lengths]",
    ]
    for model, legs in model_tables.items():
        for leg, tables in legs.items():
            lines += ["", f"[{model}.{leg}]"]
            for name, table in tables.items():
                rows = ", ".join("[" + ", ".join(f"{v:.5f}" for v in row) + "]" for row in table.T)
                lines.append(f"{name} = [{rows}]")
    return "\n".join(lines) + "\n"
