"""``frames.parquet``: one row a posed frame, with units and definitions in the field metadata."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gaitcheck.analysis.model import Analysis
from gaitcheck.arrays import BoolArray
from gaitcheck.skeleton import BLAZEPOSE_33, SIDES, Side

FRAMES = "frames.parquet"
SCHEMA = "gaitcheck.frames/1"
BODY_FRAME = "x toward where the runner faces, y up, origin at the mean hip midpoint, unit leg length"

ANGLES = {
    "knee_flexion_deg": "180 degrees minus the angle hip-knee-ankle; 0 is straight",
    "knee_flexion_raw_deg": "knee flexion from the landmarks as the pose model gives them",
    "thigh_angle_deg": "hip to knee against the vertical, positive with the knee ahead",
    "shank_angle_deg": "knee to ankle against the vertical, positive with the ankle ahead",
    "foot_angle_deg": "heel to toe against the horizontal, positive with toes up",
}
JOINTS = ("hip", "knee", "ankle", "heel", "toe")
_AXES = (("x", "forward"), ("y", "upward"))


@dataclass(frozen=True, kw_only=True)
class FrameColumn:
    """One column of the table.

    Parameters
    ----------
    name, unit, description
        What it is; the name carries the unit too.
    values
        Its values in an analysis, shape (T,).
    """

    name: str
    unit: str
    description: str
    values: Callable[[Analysis], Any]


def _column(name: str, unit: str, description: str, values: Callable[[Analysis], Any]) -> FrameColumn:
    return FrameColumn(name=name, unit=unit, description=description, values=values)


def _times() -> Iterator[FrameColumn]:
    yield _column("clip_time_s", "s", "frame time in the clip, from its first frame", lambda a: a.pose.time_s)
    yield _column("time_s", "s", "real time from the clip's first frame", lambda a: a.kinematics.time_s)
    yield _column("observed", "", "the runner was seen in this frame", lambda a: a.kinematics.observed)


def _in_contact(analysis: Analysis, side: Side) -> BoolArray:
    time_s = analysis.kinematics.time_s
    inside = np.zeros(time_s.size, dtype=np.bool_)
    for stride in analysis.events.strides(side):
        inside |= (time_s >= stride.start_s) & (time_s < stride.toe_off_s)
    return inside


def _leg_curve(side: Side, name: str, axis: int | None = None) -> Callable[[Analysis], Any]:
    def values(analysis: Analysis) -> Any:
        curve = getattr(analysis.kinematics.leg(side), name)
        return curve if axis is None else curve[:, axis]

    return values


def _midpoint(name: str, axis: int) -> Callable[[Analysis], Any]:
    return lambda analysis: getattr(analysis.kinematics, name)[:, axis]


def _leg(side: Side) -> Iterator[FrameColumn]:
    for name, meaning in ANGLES.items():
        yield _column(f"{side}_{name}", "deg", meaning, _leg_curve(side, name))
    for joint in JOINTS:
        for axis, (letter, direction) in enumerate(_AXES):
            meaning = f"filtered {joint} position, {direction}, body frame"
            yield _column(f"{side}_{joint}_{letter}_leg", "leg lengths", meaning, _leg_curve(side, joint, axis))
    meaning = "the foot is on the belt (measured strides)"
    yield _column(f"{side}_contact", "", meaning, lambda analysis: _in_contact(analysis, side))


def _trunk() -> Iterator[FrameColumn]:
    lean = "hip midpoint to shoulder midpoint against the vertical, positive forward"
    yield _column("trunk_lean_deg", "deg", lean, lambda analysis: analysis.kinematics.trunk_lean_deg)
    for point, name in (("pelvis", "hip"), ("shoulders", "shoulder")):
        for axis, (letter, direction) in enumerate(_AXES):
            meaning = f"filtered {name} midpoint, {direction}, body frame"
            yield _column(f"{point}_{letter}_leg", "leg lengths", meaning, _midpoint(point, axis))


def _landmark(name: str, k: int) -> Iterator[FrameColumn]:
    place = f"raw picture position of {name}"
    yield _column(f"{name}_x_px", "px", f"{place}, to the right", lambda a: a.pose.xy_px[:, k, 0])
    yield _column(f"{name}_y_px", "px", f"{place}, downward", lambda a: a.pose.xy_px[:, k, 1])
    depth = f"depth of {name} behind the hips, negative toward the camera; rough"
    yield _column(f"{name}_depth_px", "px", depth, lambda a: a.pose.depth_px[:, k])
    seen = f"the pose model's own visibility of {name}"
    yield _column(f"{name}_visibility", "1", seen, lambda a: a.pose.visibility[:, k])


def frame_columns(landmarks: tuple[str, ...] = BLAZEPOSE_33) -> list[FrameColumn]:
    """Every column of the table, in order.

    Parameters
    ----------
    landmarks
        Names of the pose track's landmarks.
    """
    columns = [*_times()]
    for side in SIDES:
        columns += _leg(side)
    columns += _trunk()
    for k, name in enumerate(landmarks):
        columns += _landmark(name, k)
    return columns


def _arrow(values: npt.NDArray[Any]) -> Any:
    """A column with NaN as null, put together from memory: ``pa.array`` would load pandas, a third of a second."""
    import pyarrow as pa

    def bits(mask: BoolArray) -> Any:
        return pa.py_buffer(np.packbits(mask, bitorder="little"))

    if values.dtype == np.bool_:
        return pa.Array.from_buffers(pa.bool_(), values.size, [None, bits(values)])
    known = bits(~np.isnan(values)) if values.dtype.kind == "f" else None
    memory = pa.py_buffer(np.ascontiguousarray(values))
    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), values.size, [known, memory])


def write_frames(analysis: Analysis, path: Path) -> None:
    """Write ``frames.parquet``; raises ``OSError``. Missing values are null."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrays, fields = [], []
    for column in frame_columns(analysis.pose.names):
        array = _arrow(np.asarray(column.values(analysis)))
        arrays.append(array)
        metadata = {"unit": column.unit, "description": column.description}
        fields.append(pa.field(column.name, array.type, metadata=metadata))
    schema = pa.schema(
        fields,
        metadata={
            "schema": SCHEMA,
            "version": analysis.version,
            "video_sha256": analysis.video.sha256,
            "body_frame": BODY_FRAME,
        },
    )
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), path, compression="zstd")
