"""Force plates and foot markers of a C3D file, through ezc3d."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gaitcheck.arrays import FloatArray
from gaitcheck.errors import UsageError
from gaitcheck.events.model import EventKind
from gaitcheck.export.c3d import ezc3d_library
from gaitcheck.skeleton import SIDES, Side, other_side
from gaitcheck.validation.force import Stances, stances, turns
from gaitcheck.validation.truth import Truth, true_events

#: Names of markers on foot and ankle hold one of these, in all common marker sets.
_FOOT_PARTS = ("HEE", "CAL", "TOE", "ANK", "MAL", "MT", "FOOT")
#: The standing foot's markers must be the lower ones in this share of the stances for the sides to be believed.
_AGREEMENT = 0.8
#: Weakest sign that is a force at all: mean over the whole recording. [N]
_LEAST_MEAN_N = 50.0

_FIRST_FOOT = "say which foot makes the first contact with --first-foot left or right"


@dataclass(frozen=True, kw_only=True)
class Recording:
    """What a file holds of a run.

    Parameters
    ----------
    force_n, rate_hz
        Vertical force of all plates together, positive under load, shape (T,), and its own rate. [N], [Hz]
    n_plates
        Force plates used.
    heights, point_rate_hz
        Heights of the markers by name, NaN where not seen, shape (frames,), and their rate. [as in the file], [Hz]
    """

    force_n: FloatArray
    rate_hz: float
    n_plates: int
    heights: Mapping[str, FloatArray]
    point_rate_hz: float


def read_c3d(path: Path, *, force_threshold_n: float, first_foot: Side | None) -> Truth:
    """Contacts and toe-offs from the force plates; time zero is the file's first frame.

    Raises
    ------
    UsageError
        The file is no C3D, has no force plate, or its force or feet cannot be read as running.
    MissingLibraryError
        ezc3d is not installed.
    """
    try:
        recording = _recording(path)
        found = stances(recording.force_n, recording.rate_hz, force_threshold_n)
        feet = _feet(found, recording, first_foot)
    except UsageError as error:
        raise UsageError(f"{path.name}: {str(error).rstrip('.')}.") from error
    times: dict[tuple[Side, EventKind], FloatArray] = {}
    for side in SIDES:
        mine = np.array([foot == side for foot in feet])
        for kind, all_s in (("contact", found.contact_s), ("toe_off", found.toe_off_s)):
            own_s = all_s[mine]
            times[side, kind] = own_s[np.isfinite(own_s)]  # type: ignore[index]
    note = (
        f"Events are where the vertical force of {_plates(recording.n_plates)} passes {force_threshold_n:g} N, "
        f"at {recording.rate_hz:g} Hz, after {found.offset_n:.1f} N of offset were taken off."
    )
    return Truth(name=path.name, form="force", events=true_events(times), angles=None, notes=(note,))


def _plates(n: int) -> str:
    return "one plate" if n == 1 else f"{n} plates"


def _recording(path: Path) -> Recording:
    file = _open(path)
    plates = file["data"]["platform"]
    if not plates:
        raise UsageError("there is no force plate in the file")
    units = {plate["unit_force"] for plate in plates} - {"", "N"}
    if units:
        raise UsageError(f"the force is in {', '.join(sorted(units))}, not in N")
    force, up = np.zeros(plates[0]["force"].shape[1]), np.zeros(3)
    for plate in plates:
        normal = _normal(np.asarray(plate["corners"], dtype=np.float64))
        force = force + normal @ np.asarray(plate["force"], dtype=np.float64)
        up = up + normal
    mean_n = float(np.mean(force)) if force.size and np.isfinite(force).all() else float("nan")
    if not abs(mean_n) >= _LEAST_MEAN_N:
        raise UsageError("the force plates carry nobody")
    point_rate = float(file["parameters"]["POINT"]["RATE"]["value"][0])
    return Recording(
        force_n=force * np.sign(mean_n),
        rate_hz=float(file["parameters"]["ANALOG"]["RATE"]["value"][0]),
        n_plates=len(plates),
        heights=_heights(file, int(np.argmax(np.abs(up)))),
        point_rate_hz=point_rate,
    )


def _open(path: Path) -> Any:
    ezc3d = ezc3d_library()
    try:
        return ezc3d.c3d(str(path), extract_forceplat_data=True)
    except OSError as error:
        raise UsageError("the file is not a C3D file") from error
    except (ValueError, RuntimeError, IndexError) as error:
        raise UsageError(f"the force plates cannot be read ({error})") from error


def _normal(corners: FloatArray) -> FloatArray:
    """Unit vector along a plate's vertical, pointing to positive coordinates, from its corners, shape (3, 4)."""
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 1])
    length = float(np.linalg.norm(normal))
    if not length > 0:
        raise UsageError("a force plate has no corners, so its vertical is not known")
    along: FloatArray = normal / length * np.sign(normal[np.argmax(np.abs(normal))])
    return along


def _heights(file: Any, vertical: int) -> dict[str, FloatArray]:
    labels = file["parameters"]["POINT"]["LABELS"]["value"]
    points = np.asarray(file["data"]["points"], dtype=np.float64)
    seen = np.asarray(file["data"]["meta_points"]["residuals"], dtype=np.float64)[0] >= 0
    return {name: np.where(seen[k], points[vertical, k], np.nan) for k, name in enumerate(labels[: points.shape[1]])}


def _feet(found: Stances, recording: Recording, first_foot: Side | None) -> list[Side]:
    """Which foot makes each stance.

    Feet take turns, so one thing is to be found out: whose is the first. It is asked for, or the lower markers in
    the middle of the stances say it by majority.
    """
    turn = turns(found)
    if first_foot is not None:
        whole = int(np.flatnonzero(np.isfinite(found.contact_s))[0]) if np.isfinite(found.contact_s).any() else 0
        first = first_foot if turn[whole] == 0 else other_side(first_foot)
        return [first if t == 0 else other_side(first) for t in turn]
    lower = _left_is_lower(found, recording)
    told = np.isfinite(lower)
    if not told.any():
        raise UsageError(f"no pair of left and right foot markers was found; {_FIRST_FOOT}")
    left_first = (lower[told] > 0.5) == (turn[told] == 0)
    share = float(np.mean(left_first))
    if max(share, 1.0 - share) < _AGREEMENT:
        raise UsageError(f"the foot markers do not take turns with the stances; {_FIRST_FOOT}")
    first = "left" if share > 0.5 else "right"
    return [first if t == 0 else other_side(first) for t in turn]


def _left_is_lower(found: Stances, recording: Recording) -> FloatArray:
    """1 where the left foot's markers are lower in the middle of a stance, 0 where the right's; NaN unknown."""
    pairs = foot_pairs(recording.heights)
    middle_s = 0.5 * (found.contact_s + found.toe_off_s)
    votes = np.full((middle_s.size, max(len(pairs), 1)), np.nan)
    for i, at_s in enumerate(middle_s):
        for k, (left, right) in enumerate(pairs):
            difference = _height_at(left, at_s, recording) - _height_at(right, at_s, recording)
            votes[i, k] = np.nan if np.isnan(difference) else float(difference < 0)
    known = np.isfinite(votes).sum(axis=1)
    share = np.nansum(votes, axis=1) / np.maximum(known, 1)
    return np.where((known == 0) | (share == 0.5), np.nan, np.round(share))


def _height_at(name: str, at_s: float, recording: Recording) -> float:
    heights = recording.heights[name]
    if np.isnan(at_s):
        return float("nan")
    frame = round(at_s * recording.point_rate_hz)
    return float(heights[frame]) if 0 <= frame < heights.size else float("nan")


def foot_pairs(names: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Left and right markers of the same place on the foot, whose names differ only in left and right."""
    plain = {re.sub(r"[^A-Z0-9]", "", name.rpartition(":")[2].upper()): name for name in names}
    pairs = []
    for key, name in plain.items():
        for left, right in (("LEFT", "RIGHT"), ("L", "R")):
            if key.startswith(left):
                twin = right + key[len(left) :]
            elif key.endswith(left):
                twin = key[: -len(left)] + right
            else:
                continue
            if twin in plain and any(part in key for part in _FOOT_PARTS):
                pairs.append((name, plain[twin]))
                break
    return pairs
