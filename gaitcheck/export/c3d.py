"""``.c3d`` with marker positions and gait events, through ezc3d.

The format knows one frame rate and no times: where the camera's rate varies, positions are interpolated onto an
even grid (parameter ``GAITCHECK:RESAMPLED`` says so). Time zero is the first frame of the file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from gaitcheck.analysis.model import Analysis
from gaitcheck.arrays import FloatArray
from gaitcheck.errors import MissingLibraryError
from gaitcheck.export.opensim import rate_hz
from gaitcheck.export.scale import Scale, ScaleSource, find_scale, markers

_MM = 1000.0
#: Frame times that stray less than this share of an interval from an even grid count as even.
_EVEN_TOLERANCE = 0.02
#: Names and icon numbers as motion-capture programs write them.
_EVENT_LABELS = {"contact": ("Foot Strike", 1), "toe_off": ("Foot Off", 2)}


def ezc3d_library() -> Any:
    """The library that reads and writes C3D; raises `MissingLibraryError` without it."""
    try:
        import ezc3d
    except ImportError as error:
        raise MissingLibraryError("C3D files need the library ezc3d; install it with 'pip install ezc3d'.") from error
    return ezc3d


def even_grid(time_s: FloatArray) -> FloatArray | None:
    """Even times over the same span at the median rate; ``None`` when the frames are even already. [s]"""
    interval_s = float(np.median(np.diff(time_s)))
    even_s: FloatArray = time_s[0] + interval_s * np.arange(round((time_s[-1] - time_s[0]) / interval_s) + 1)
    same = even_s.size == time_s.size and np.all(np.abs(even_s - time_s) <= _EVEN_TOLERANCE * interval_s)
    return None if same else even_s


def _resampled(time_s: FloatArray, xyz: FloatArray, even_s: FloatArray) -> FloatArray:
    """Linear between neighbouring frames; NaN spreads to the neighbours of a gap."""
    return np.stack([np.interp(even_s, time_s, column) for column in xyz.T], axis=1)


def write_c3d(analysis: Analysis, path: Path, scale: ScaleSource | None = None) -> None:
    """Markers in millimetres (or pixels) with Foot Strike and Foot Off events; see `markers` for the frame.

    Raises ``OSError``, `MissingLibraryError`, and `UsageError` when ``scale`` is not known.
    """
    ezc3d, found = ezc3d_library(), find_scale(analysis, scale)
    unit, factor = ("mm", _MM) if found.metric else ("px", 1.0)
    time_s = analysis.kinematics.time_s
    even_s = even_grid(time_s)
    placed = {name: xyz * factor for name, xyz in markers(analysis, found).items()}
    if even_s is not None:
        placed = {name: _resampled(time_s, xyz, even_s) for name, xyz in placed.items()}
    file = ezc3d.c3d()
    _add_points(file, placed, unit, rate_hz(analysis))
    _add_events(file, analysis)
    _add_notes(file, analysis, found, resampled=even_s is not None)
    try:
        file.write(str(path))
    except RuntimeError as error:
        raise OSError(f"ezc3d could not write {path}") from error


def _add_points(file: Any, placed: dict[str, FloatArray], unit: str, rate: float) -> None:
    stacked = np.stack(list(placed.values()), axis=1)
    missing = np.isnan(stacked[..., 0])
    points = np.ones((4, *stacked.shape[1::-1]))
    points[:3] = stacked.transpose(2, 1, 0)
    point = file["parameters"]["POINT"]
    point["UNITS"]["value"] = [unit]
    point["RATE"]["value"] = [rate]
    point["LABELS"]["value"] = list(placed)
    file.add_parameter("POINT", "X_SCREEN", ["+X"])
    file.add_parameter("POINT", "Y_SCREEN", ["+Y"])
    file["data"]["points"] = points
    # A negative residual marks a point that was not seen.
    file["data"]["meta_points"]["residuals"] = np.where(missing.T[None], -1.0, 0.0)


def _add_events(file: Any, analysis: Analysis) -> None:
    first_s = float(analysis.kinematics.time_s[0])
    events = analysis.events.all()
    if not events:
        return
    names = [_EVENT_LABELS[event.kind] for event in events]
    seconds = np.array([event.time_s - first_s for event in events])
    file.add_parameter("EVENT", "USED", [len(events)])
    file.add_parameter("EVENT", "CONTEXTS", [event.side.capitalize() for event in events])
    file.add_parameter("EVENT", "LABELS", [label for label, _ in names])
    file.add_parameter("EVENT", "DESCRIPTIONS", [f"confidence {event.confidence:.2f}" for event in events])
    file.add_parameter("EVENT", "SUBJECTS", [""] * len(events))
    file.add_parameter("EVENT", "ICON_IDS", [icon for _, icon in names])
    file.add_parameter("EVENT", "TIMES", np.stack([np.floor(seconds / 60.0), np.mod(seconds, 60.0)]))


def _add_notes(file: Any, analysis: Analysis, scale: Scale, *, resampled: bool) -> None:
    file.add_parameter("GAITCHECK", "VERSION", [analysis.version])
    file.add_parameter("GAITCHECK", "SCALE", [scale.sentence])
    file.add_parameter("GAITCHECK", "RESAMPLED", [int(resampled)])
    file.add_parameter("GAITCHECK", "VIEW", [analysis.kinematics.view.view])
