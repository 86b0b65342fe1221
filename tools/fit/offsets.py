"""Fits the landmark offsets: true joint centres minus landmarks, as a function of the leg's posture.

Hip, knee and ankle are fitted together, because what they are for is the knee's angle between them: besides the six
coordinates, the bend of the knee must come out right. docs/accuracy.md says what else was tried.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gaitcheck.config import ModelName
from gaitcheck.kinematics.build import build_kinematics
from gaitcheck.kinematics.course import leg_phase
from gaitcheck.kinematics.frame import BodyFrame, forward_sign
from gaitcheck.kinematics.legs import leg_points
from gaitcheck.kinematics.model import Kinematics
from gaitcheck.kinematics.offsets import CORRECTED, Distance, Part, posture, stride_course, trunk_deviation
from gaitcheck.pose.track import PoseTrack
from gaitcheck.skeleton import Side
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

LegTable = dict[str, FloatArray]
"""Coefficients of one part and leg by landmark."""
ModelTables = dict[Part, dict[Distance, LegTable]]
Tables = dict[ModelName, ModelTables]


@dataclass(frozen=True)
class LegSamples:
    """Features (N, n), true offsets (N, 2) by landmark and true joints (N, 3, 2) of one leg of one clip.

    Offsets and joints in leg lengths, in the body frame.
    """

    features: FloatArray
    offsets: dict[str, FloatArray]
    joints: FloatArray


@dataclass(frozen=True)
class Seen:
    """A clip's runner as a pose model sees them; ``mirrored`` when it saw them flipped, facing the other way."""

    clip: TruthClip
    pose: PoseTrack
    mirrored: bool = False


def _true(clip: TruthClip, name: str, frames: npt.NDArray[np.intp]) -> FloatArray:
    values = clip.truth["frames"]
    return np.stack([np.asarray(values[f"{name}_{axis}_px"], dtype=np.float64)[frames] for axis in "xy"], axis=1)


def _samples(seen: Seen, kinematics: Kinematics, side: Side, features: FloatArray) -> LegSamples:
    """What is left to the truth on these kinematics."""
    frame = BodyFrame.of(kinematics)
    points, frames = leg_points(kinematics.leg(side)), matched_frames(seen.pose.time_s, seen.clip.truth)

    def true(name: str) -> FloatArray:
        return frame.place(_true(seen.clip, name, frames))

    offsets = {name: true(f"{side}_{_TRUE_NAMES[name]}") - points[name] for name in CORRECTED}
    offsets["shoulder"] = 0.5 * (true("left_shoulder") + true("right_shoulder")) - kinematics.shoulders
    joints = np.stack([points[name] + offsets[name] for name in _JOINTS], axis=1)
    return LegSamples(features, offsets, joints)


def posture_samples(seen: Seen, side: Side) -> LegSamples:
    """One leg from landmarks filtered but not corrected, with the features of its posture."""
    kinematics = build_kinematics(seen.pose, corrected=False)
    trunk = trunk_deviation(kinematics.pelvis, kinematics.shoulders, 1.0)
    return _samples(seen, kinematics, side, posture(leg_points(kinematics.leg(side)), trunk))


def course_samples(seen: Seen, side: Side, *, corrected: bool = True) -> LegSamples:
    """One leg from landmarks corrected by posture (with the tables in force), with the features of its course."""
    kinematics = build_kinematics(seen.pose, corrected=corrected)
    phase = leg_phase(kinematics, side)
    if phase is None:
        raise ValueError("a clip to fit offsets on must show a steady gait")
    forward = forward_sign(kinematics.view.facing)
    return _samples(seen, kinematics, side, stride_course(phase, -forward if seen.mirrored else forward))


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
    gradient = _knee_gradient(joints)
    rows = (gradient[:, :, None] * features[:, None, :]).reshape(known.sum(), -1)
    normal = np.kron(np.eye(6), features.T @ features) + _BEND_WEIGHT * rows.T @ rows
    bend = np.sum(gradient * offsets, axis=1)
    right = (features.T @ offsets).T.ravel() + _BEND_WEIGHT * rows.T @ bend
    return normal / known.sum(), right / known.sum()


def _pull(samples: list[LegSamples], terms: int) -> FloatArray:
    """Ridge on every coefficient but that of a constant."""
    constant = np.all([np.all(leg.features[:, :terms] == 1.0, axis=0) for leg in samples], axis=0)
    return _RIDGE * len(samples) * np.diag(np.where(constant, 0.0, 1.0))


def _fit_joints(samples: list[LegSamples]) -> dict[str, FloatArray]:
    equations = [_joint_equations(leg) for leg in samples]
    terms = samples[0].features.shape[1]
    pull = np.kron(np.eye(6), _pull(samples, terms))
    solved = np.linalg.solve(sum(n for n, _ in equations) + pull, sum(r for _, r in equations))
    return {name: pair.T for name, pair in zip(_JOINTS, solved.reshape(3, 2, terms), strict=True)}


def _fit_alone(samples: list[LegSamples], name: str, terms: int) -> FloatArray:
    normal, right = np.zeros((terms, terms)), np.zeros((terms, 2))
    for leg in samples:
        features = leg.features[:, :terms]
        known = np.isfinite(features).all(axis=1) & np.isfinite(leg.offsets[name]).all(axis=1)
        normal += features[known].T @ features[known] / known.sum()
        right += features[known].T @ leg.offsets[name][known] / known.sum()
    solved: FloatArray = np.linalg.solve(normal + _pull(samples, terms), right)
    return solved


def fit_part(samples: list[LegSamples]) -> LegTable:
    """Ridge coefficients (features, 2) by landmark; every leg counts alike, whatever its frame rate."""
    terms = samples[0].features.shape[1]
    alone = {name: _fit_alone(samples, name, terms) for name in CORRECTED if name not in _JOINTS}
    return _fit_joints(samples) | alone


def fit_shoulder(samples: list[LegSamples]) -> LegTable:
    """The shoulders' offset, a constant, from samples whose first feature is one."""
    return {"shoulder": _fit_alone(samples, "shoulder", 1)}


def to_toml(model_tables: Tables) -> str:
    """The ``offsets.toml`` document."""
    lines = [
        "# Written by `python -m tools.fit offsets`; see offsets.py. Rows: x, y; columns: 1, sin and cos of thigh,",
        "# of shank and of the knee's bend, how long the trunk looks; of the course: cos and sin of the phase and its",
        "# multiples, the facing, and the facing times cos and sin again. [leg lengths]",
    ]
    for model, parts in model_tables.items():
        for part, legs in parts.items():
            for leg, tables in legs.items():
                lines += ["", f"[{model}.{part}.{leg}]"]
                lines += [_toml_table(name, table) for name, table in tables.items()]
    return "\n".join(lines) + "\n"


def _toml_table(name: str, table: FloatArray) -> str:
    """One landmark's rows, broken into lines of at most eight numbers."""
    rows = []
    for row in table.T:
        chunks = [", ".join(f"{v:.5f}" for v in row[i : i + 8]) for i in range(0, row.size, 8)]
        rows.append("[" + ",\n   ".join(chunks) + "]")
    return f"{name} = [{', '.join(rows)}]" if table.shape[0] <= 8 else f"{name} = [\n  " + ",\n  ".join(rows) + ",\n]"
