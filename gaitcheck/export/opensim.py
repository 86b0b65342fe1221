"""OpenSim's text formats: marker trajectories (``.trc``) and joint angles (``.mot``).

Times are the frames' own, in real seconds, also where the camera's rate varies; ``DataRate`` is the rate of the
median interval. Missing values are ``nan``, which OpenSim reads; blank cells it does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from gaitcheck.analysis.model import Analysis
from gaitcheck.arrays import FloatArray
from gaitcheck.export.scale import ScaleSource, find_scale, markers
from gaitcheck.skeleton import SIDES

_MM = 1000.0


def rate_hz(analysis: Analysis) -> float:
    """Frames per real second, of the median interval. [Hz]"""
    return float(1.0 / np.median(np.diff(analysis.kinematics.time_s)))


def write_trc(analysis: Analysis, path: Path, scale: ScaleSource | None = None) -> None:
    """Marker positions in millimetres (or pixels, ``px``, when the size is not known); see `markers`.

    Raises ``OSError``, and `UsageError` when ``scale`` is not known.
    """
    found = find_scale(analysis, scale)
    unit, factor = ("mm", _MM) if found.metric else ("px", 1.0)
    placed = {name: xyz * factor for name, xyz in markers(analysis, found).items()}
    time_s = analysis.kinematics.time_s
    rate = f"{rate_hz(analysis):.6g}"
    names = ("DataRate", "CameraRate", "NumFrames", "NumMarkers", "Units", "OrigDataRate", "OrigDataStartFrame")
    values = (rate, rate, str(time_s.size), str(len(placed)), unit, rate, "1")
    lines = [
        f"PathFileType\t4\t(X/Y/Z)\t{path.name}",
        "\t".join((*names, "OrigNumFrames")),
        "\t".join((*values, str(time_s.size))),
        "Frame#\tTime\t" + "\t\t\t".join(placed) + "\t\t",
        "\t\t" + "\t".join(f"{axis}{i}" for i in range(1, len(placed) + 1) for axis in "XYZ"),
        "",
    ]
    table = np.concatenate(list(placed.values()), axis=1)
    for i, (at_s, row) in enumerate(zip(time_s, table, strict=True), start=1):
        lines.append(f"{i}\t{at_s:.6f}\t" + "\t".join(f"{value:.4f}" for value in row))
    path.write_text("\n".join(lines) + "\n", encoding="ascii")


def coordinates(analysis: Analysis) -> Iterator[tuple[str, FloatArray]]:
    """Joint angles under the names and signs of OpenSim's Rajagopal model, each (T,). [deg]

    The camera measures segments against the vertical, not the pelvis: ``pelvis_tilt`` is 0 throughout, so
    ``hip_flexion`` is the thigh's and ``lumbar_extension`` the trunk's angle against the vertical.
    ``ankle_angle`` (+ dorsiflexion) rests on the heel-to-toe line of the landmarks, whose zero is not the sole's.
    """
    kinematics = analysis.kinematics
    yield "pelvis_tilt", np.zeros_like(kinematics.time_s)
    for side in reversed(SIDES):
        leg, end = kinematics.leg(side), side[0]
        yield f"hip_flexion_{end}", leg.thigh_angle_deg
        yield f"knee_angle_{end}", leg.knee_flexion_deg
        yield f"ankle_angle_{end}", leg.foot_angle_deg - leg.shank_angle_deg
    yield "lumbar_extension", -kinematics.trunk_lean_deg


def write_mot(analysis: Analysis, path: Path, scale: ScaleSource | None = None) -> None:
    """Joint angles in degrees, and the pelvis's place in metres where the size is known.

    Raises ``OSError``, and `UsageError` when ``scale`` is not known.
    """
    found = find_scale(analysis, scale)
    columns = {"time": analysis.kinematics.time_s, **dict(coordinates(analysis))}
    if found.metric:
        pelvis = markers(analysis, found)["MidHip"]
        columns |= {f"pelvis_t{axis}": pelvis[:, i] for i, axis in enumerate("xyz")}
    table = np.column_stack(list(columns.values()))
    lines = [
        path.stem,
        "version=1",
        f"nRows={table.shape[0]}",
        f"nColumns={table.shape[1]}",
        "inDegrees=yes",
        "Units are S.I. units (second, meters); angles are in degrees.",
        f"Measured by gaitcheck {analysis.version} from one camera, {found.sentence}.",
        "endheader",
        "\t".join(columns),
    ]
    lines += ["\t".join(f"{value:.6f}" for value in row) for row in table]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
