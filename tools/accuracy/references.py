"""Real clips with events counted by eye. They lie outside the project and are measured only where present."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gaitcheck.analysis.model import Analysis
from gaitcheck.analysis.pipeline import analyze
from gaitcheck.events.model import EventKind
from gaitcheck.pose.cache import PoseCache
from gaitcheck.skeleton import Side
from gaitcheck.validation.matching import match_events
from tools.accuracy.clips import cache_folder
from tools.accuracy.tables import table
from tools.real_motion.runs import FOLDER

FloatArray = npt.NDArray[np.float64]

#: A lift of the toe is seen this much later than a force plate would tell it (estimate). [ms]
_EYE_LATE_MS = (5.0, 20.0)


@dataclass(frozen=True, kw_only=True)
class CountedClip:
    """A real clip and the events of its near leg, counted by eye. [s]"""

    name: str
    video: Path
    near: Side
    cadence_spm: float
    contact_s: FloatArray
    toe_off_s: FloatArray


def _document(path: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _seconds(document: dict[str, object], name: str) -> FloatArray:
    frames = document[name]
    return np.asarray(frames, dtype=np.float64) / float(str(document["fps"]))


def counted_clips() -> list[CountedClip]:
    """The counted clips that are present."""
    found = []
    folder = FOLDER / "treadmill-side-real"
    if folder.is_dir():
        contacts, toe_offs = (_document(folder / f"hand_counted_{kind}.json") for kind in ("contacts", "toe_offs"))
        initial = contacts["initial_contacts"]
        assert isinstance(initial, dict)
        near = np.asarray(initial["L_near"], dtype=np.float64) / float(str(contacts["fps"]))
        found.append(
            CountedClip(
                name="30 frames/s, 12 s",
                video=folder / "male_side.mp4",
                near="left",
                cadence_spm=float(str(contacts["cadence_spm"])),
                contact_s=near,
                toe_off_s=_seconds(toe_offs, "left_near_toe_off_frames"),
            )
        )
    folder = FOLDER / "treadmill-60fps-real"
    if folder.is_dir():
        events = _document(folder / "hand_counted_events.json")
        found.append(
            CountedClip(
                name="60 frames/s, 6.5 s",
                video=folder / "treadmill_60fps.mp4",
                near="right",
                cadence_spm=float(str(events["cadence_spm"])),
                contact_s=_seconds(events, "right_contact_frames"),
                toe_off_s=_seconds(events, "right_toe_off_frames"),
            )
        )
    return found


def _difference(analysis: Analysis, clip: CountedClip, kind: EventKind) -> str:
    foot = analysis.events.foot(clip.near)
    counted_s, found_s = (clip.contact_s, foot.contact_s) if kind == "contact" else (clip.toe_off_s, foot.toe_off_s)
    errors_ms = 1000.0 * match_events(found_s, counted_s)
    return f"{errors_ms.mean():+.0f} ± {errors_ms.std(ddof=1):.0f} ({errors_ms.size} of {counted_s.size})"


def _counted_contact_ms(clip: CountedClip) -> float:
    """Mean time from a counted contact to the next counted toe-off, where that follows within half a second. [ms]"""
    waits_s = [clip.toe_off_s[clip.toe_off_s > contact_s][:1] - contact_s for contact_s in clip.contact_s]
    known = np.concatenate(waits_s)
    return 1000.0 * float(known[known < 0.5].mean())


def _row(clip: CountedClip) -> list[str]:
    analysis = analyze(clip.video, cache=PoseCache(cache_folder() / "poses"))
    cadence = analysis.metrics.get("cadence_spm")
    contact_time = analysis.metrics.get("contact_time_ms", clip.near)
    low, high = (_counted_contact_ms(clip) - late for late in _EYE_LATE_MS[::-1])
    return [
        clip.name,
        f"{cadence.value:.2f} ({clip.cadence_spm})",
        _difference(analysis, clip, "contact"),
        _difference(analysis, clip, "toe_off"),
        f"{contact_time.low:.0f} to {contact_time.high:.0f}",
        f"{low:.0f} to {high:.0f}",
    ]


def counted_table() -> str | None:
    """What is found beside what was counted, near leg; ``None`` where no clip is present."""
    clips = counted_clips()
    header = (
        *("clip", "cadence (counted) [spm]", "contact [ms]", "toe-off [ms]"),
        *("contact time, 95 % interval [ms]", "counted, less what the eye is late [ms]"),
    )
    return table(header, [_row(clip) for clip in clips]) if clips else None
