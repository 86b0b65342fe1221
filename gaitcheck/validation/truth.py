"""`Truth`: what a laboratory knows of a clip, on one clock; `CountedFrames`: what somebody counted in its pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from gaitcheck.analysis.model import Analysis
from gaitcheck.arrays import FloatArray
from gaitcheck.errors import UsageError
from gaitcheck.events.model import KINDS, EventKind, FootEvents, GaitEvents
from gaitcheck.skeleton import SIDES, Side

TruthForm = Literal["events", "angles", "force", "counted", "rendered"]
#: Event times by foot and kind; a foot or kind that nobody observed is absent or empty.
Times = Mapping[tuple[Side, EventKind], FloatArray]

#: Angles that can be compared, defined as in `gaitcheck.kinematics.model.LegKinematics`.
ANGLES = ("knee_flexion_deg", "thigh_angle_deg", "shank_angle_deg")
#: Angles further apart than this are not joined; the same as for landmarks. [s]
LONGEST_GAP_S = 0.1
#: Frame rates that agree within this share are one: 29.97 may be called 30, 25 may not. The counts themselves are
#: placed by the clip's own frame times.
_FPS_TOLERANCE = 0.005


@dataclass(frozen=True, kw_only=True)
class TrueAngles:
    """Joint and segment angles by leg and name, each shape (T,), at ``time_s``; NaN is a gap. [deg], [s]"""

    time_s: FloatArray
    curves: Mapping[tuple[Side, str], FloatArray]

    @classmethod
    def of(cls, time_s: FloatArray, curves: Mapping[tuple[Side, str], FloatArray]) -> TrueAngles:
        """From samples, with a gap made wherever two are further apart than `LONGEST_GAP_S`."""
        wide = np.flatnonzero(np.diff(time_s) > LONGEST_GAP_S)
        middle_s = 0.5 * (time_s[wide] + time_s[wide + 1])
        return cls(
            time_s=np.insert(time_s, wide + 1, middle_s),
            curves={key: np.insert(values, wide + 1, np.nan) for key, values in curves.items()},
        )


@dataclass(frozen=True, kw_only=True)
class Truth:
    """What is true of one run.

    Parameters
    ----------
    name, form
        Where it is from, and in which form it was given.
    events
        Contacts and toe-offs; ``None`` when not known.
    angles
        Angles over time; ``None`` when not known.
    event_sd_s
        Standard uncertainty of one event of the truth itself; ``None`` when not stated. [s]
    own_clock
        Whether times are on the laboratory's clock; otherwise they are the clip's already.
    notes
        What was found and done while reading, in sentences.
    """

    name: str
    form: TruthForm
    events: GaitEvents | None
    angles: TrueAngles | None
    event_sd_s: float | None = None
    own_clock: bool = True
    notes: tuple[str, ...] = ()

    def shifted(self, by_s: float) -> Truth:
        """The same with all times later by ``by_s``."""
        events, angles = self.events, self.angles
        return replace(
            self,
            events=None if events is None else true_events(_times(events, by_s)),
            angles=None if angles is None else replace(angles, time_s=angles.time_s + by_s),
        )


def _times(events: GaitEvents, by_s: float) -> Times:
    feet = {side: events.foot(side) for side in SIDES}
    return {(side, kind): times_of(feet[side], kind) + by_s for side in SIDES for kind in KINDS}


def times_of(foot: FootEvents, kind: EventKind) -> FloatArray:
    """Times of one kind of event. [s]"""
    return foot.contact_s if kind == "contact" else foot.toe_off_s


def true_events(times: Times) -> GaitEvents:
    """Events that are certain, ascending by foot and kind.

    Parameters
    ----------
    times
        In any order; absent is not observed. [s]
    """
    feet = {}
    for side in SIDES:
        contact_s, toe_off_s = (np.sort(times.get((side, kind), np.empty(0))) for kind in KINDS)
        sure = {"contact_confidence": np.ones(contact_s.size), "toe_off_confidence": np.ones(toe_off_s.size)}
        feet[side] = FootEvents(side=side, contact_s=contact_s, toe_off_s=toe_off_s, **sure)
    return GaitEvents(left=feet["left"], right=feet["right"])


@dataclass(frozen=True, kw_only=True)
class CountedFrames:
    """Events as frame numbers that somebody read off the clip.

    Parameters
    ----------
    name
        Where they are from.
    fps
        Frames per second of the clip as it plays, as the counter saw it; only checked against the clip. [Hz]
    frames
        Frame numbers by foot and kind; 0 is the clip's first frame, 12.5 the middle between frames 12 and 13.
    uncertainty_frames
        Half the range in which a count surely lies; ``None`` when not stated.
    """

    name: str
    fps: float
    frames: Times
    uncertainty_frames: float | None

    def on_clip_clock(self, analysis: Analysis) -> Truth:
        """The counts as real seconds from the clip's first frame, by the frames' own times.

        Raises
        ------
        UsageError
            The clip has another frame rate or fewer frames, or its time scale is unknown.
        """
        clip_fps = analysis.video.fps
        factor = analysis.timing.slow_motion_factor
        if clip_fps is None or factor is None:
            raise UsageError(f"The clip's time scale is not known, so the counts in {self.name} have no time.")
        self._check_rate(clip_fps, factor)
        times = {key: self._seconds(frames, analysis, clip_fps) / factor for key, frames in self.frames.items()}
        # A count lies anywhere in its range: JCGM 100:2008, 4.3.7.
        half = self.uncertainty_frames
        sd_s = None if half is None else half / math.sqrt(3.0) / clip_fps / factor
        notes: tuple[str, ...] = ()
        if analysis.video.dropped_frames:
            notes = ("Frames of the clip had no usable time and were left out; counts after them may be off.",)
        return Truth(
            name=self.name, form="counted", events=true_events(times), angles=None, event_sd_s=sd_s,
            own_clock=False, notes=notes,
        )  # fmt: skip

    def _check_rate(self, clip_fps: float, factor: float) -> None:
        if abs(self.fps / clip_fps - 1.0) <= _FPS_TOLERANCE:
            return
        capture = f" ({clip_fps * factor:.4g} is what it was filmed at)" if factor != 1.0 else ""
        raise UsageError(
            f"{self.name} was counted at {self.fps:.5g} frames a second, but the clip plays at {clip_fps:.5g}{capture};"
            " count in the clip that was analysed and give its own rate."
        )

    def _seconds(self, frames: FloatArray, analysis: Analysis, clip_fps: float) -> FloatArray:
        """Clip times of frame numbers; outside a trimmed part they go on at its rate. [s]"""
        time_s = analysis.video.time_s
        first = 0 if analysis.video.trim.whole else round(float(time_s[0]) * clip_fps)
        place = frames - first
        last = time_s.size - 1
        if analysis.video.trim.whole and place.size and place.max() > last:
            raise UsageError(
                f"{self.name} counts up to frame {frames.max():g}, but the clip's last frame is {last}; "
                "the counts belong to another clip."
            )
        inside = np.interp(place, np.arange(time_s.size), time_s)
        return inside + np.where(place < 0, place, np.maximum(place - last, 0.0)) / clip_fps
