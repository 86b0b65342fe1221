"""``frames.parquet``: one row a frame, with units and definitions in the field metadata."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from gaitcheck.analysis.model import Analysis
from gaitcheck.arrays import BoolArray, FloatArray
from gaitcheck.skeleton import SIDES, Side

Column = tuple[str, Any, str, str]
"""Name, values (T,), unit, description."""

_ANGLES = {
    "knee_flexion_deg": "180 degrees minus the angle hip-knee-ankle; 0 is straight",
    "knee_flexion_raw_deg": "knee flexion from the landmarks as the pose model gives them",
    "thigh_angle_deg": "hip to knee against the vertical, positive with the knee ahead",
    "shank_angle_deg": "knee to ankle against the vertical, positive with the ankle ahead",
    "foot_angle_deg": "heel to toe against the horizontal, positive with toes up",
}
_JOINTS = ("hip", "knee", "ankle", "heel", "toe")


def _times(analysis: Analysis) -> Iterator[Column]:
    yield "clip_time_s", analysis.video.time_s, "s", "frame time in the clip, from the first frame"
    yield "time_s", analysis.kinematics.time_s, "s", "real time from the first frame"
    yield "observed", analysis.kinematics.observed, "", "the runner was seen in this frame"


def _landmarks(analysis: Analysis) -> Iterator[Column]:
    pose = analysis.pose
    for k, name in enumerate(pose.names):
        yield f"{name}_x_px", pose.xy_px[:, k, 0], "px", f"raw picture position of {name}, to the right"
        yield f"{name}_y_px", pose.xy_px[:, k, 1], "px", f"raw picture position of {name}, downward"
        yield f"{name}_visibility", pose.visibility[:, k], "1", f"the pose model's own visibility of {name}"


def _in_contact(analysis: Analysis, side: Side) -> BoolArray:
    time_s = analysis.kinematics.time_s
    spans = [(stride.start_s, stride.toe_off_s) for stride in analysis.events.strides(side)]
    inside = np.zeros(time_s.size, dtype=np.bool_)
    for start_s, end_s in spans:
        inside |= (time_s >= start_s) & (time_s < end_s)
    return inside


def _leg(analysis: Analysis, side: Side) -> Iterator[Column]:
    leg = analysis.kinematics.leg(side)
    for name, meaning in _ANGLES.items():
        yield f"{side}_{name}", getattr(leg, name), "deg", meaning
    for joint in _JOINTS:
        position: FloatArray = getattr(leg, joint)
        for axis, (letter, direction) in enumerate((("x", "forward"), ("y", "upward"))):
            description = f"filtered {joint} position, {direction}, body frame"
            yield f"{side}_{joint}_{letter}_leg", position[:, axis], "leg lengths", description
    yield f"{side}_contact", _in_contact(analysis, side), "", "the foot is on the belt (measured strides)"


def frame_columns(analysis: Analysis) -> list[Column]:
    """Every column of the table, in order."""
    columns = list(_times(analysis))
    for side in SIDES:
        columns += _leg(analysis, side)
    lean = "hip midpoint to shoulder midpoint against the vertical, positive forward"
    columns.append(("trunk_lean_deg", analysis.kinematics.trunk_lean_deg, "deg", lean))
    columns.append(
        (
            "pelvis_y_leg",
            analysis.kinematics.pelvis[:, 1],
            "leg lengths",
            "height of the hip midpoint, body frame",
        )
    )
    return columns + list(_landmarks(analysis))


def write_frames(analysis: Analysis, path: Path) -> None:
    """Write ``frames.parquet``; raises ``OSError``. Missing values are null."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrays, fields = [], []
    for name, values, unit, description in frame_columns(analysis):
        array = pa.array(np.asarray(values), from_pandas=True)
        arrays.append(array)
        fields.append(pa.field(name, array.type, metadata={"unit": unit, "description": description}))
    schema = pa.schema(
        fields,
        metadata={
            "schema": "gaitcheck.frames/1",
            "version": analysis.version,
            "video_sha256": analysis.video.sha256,
            "body_frame": "x toward where the runner faces, y up, origin at the mean hip midpoint, unit leg length",
        },
    )
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), path, compression="zstd")
