"""What is drawn in each frame, worked out from an `Analysis`; arrays and plain records only, no drawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from gaitcheck.analysis.model import Analysis
from gaitcheck.arrays import FloatArray
from gaitcheck.config import View
from gaitcheck.overlay.face import FaceTrack, face_track
from gaitcheck.overlay.heads import Disc, Heads
from gaitcheck.pose.track import PoseTrack
from gaitcheck.skeleton import SIDES, Side

Point = tuple[float, float]

#: Width of the light smoothing of landmarks for the eye; far below a frame at 30 Hz. [s]
SMOOTHING_S = 0.008
#: Landmarks the backend itself all but disowns are not drawn.
LEAST_VISIBILITY = 0.1
#: A foot without a toe-off after its contact is shown on the belt no longer than this. [s]
LONGEST_CONTACT_S = 1.5
#: A decoded frame within this share of the posed frames' distance is that posed frame (saved times may be rounded) ...
SAME_FRAME = 0.1
#: ... and two posed frames up to this many distances apart have nothing missing between them.
NEXT_FRAME = 1.5
#: Stray landmarks below this share of the feet's positions do not move the strip.
LOWEST_PERCENTILE = 98.0

VIEW_TITLES: Mapping[View, str] = {
    "side-left": "Left side",
    "side-right": "Right side",
    "rear": "From behind",
    "front": "From the front",
    "unknown": "",
}


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Everything drawn over one picture, in pixels of that picture.

    Parameters
    ----------
    points
        Seen landmarks by name. [px]
    near_side
        The side the camera sees; ``None`` when both are equally near.
    faces_left
        Whether the runner faces image-left.
    knee_flexion_deg
        Of the near knee; ``None`` when not known. [deg]
    on_belt_s
        Real seconds since contact for each foot that is on the belt. [s]
    faces
        Discs to hide, each x, y, radius: everybody's heads. [px]
    footer
        Short texts for the strip at the bottom: time, view, cadence; empty ones are left out.
    lowest_px
        How far down the feet reach in the whole clip; where the strip would cover them, it goes to the top.
    """

    points: Mapping[str, Point] = field(default_factory=dict)
    near_side: Side | None = None
    faces_left: bool = False
    knee_flexion_deg: float | None = None
    on_belt_s: Mapping[Side, float] = field(default_factory=dict)
    faces: tuple[Disc, ...] = ()
    footer: tuple[str, ...] = ()
    lowest_px: float = 0.0


@dataclass(frozen=True)
class _Place:
    """Between the posed frames ``before`` and ``after``, a ``share`` of the way."""

    before: int
    after: int
    share: float

    def of(self, values: npt.NDArray[Any]) -> FloatArray:
        """The value there, from values along the frames."""
        if self.share == 0.0:
            return np.asarray(values[self.before], dtype=np.float64)
        between: FloatArray = (1.0 - self.share) * values[self.before] + self.share * values[self.after]
        return between


class Storyboard:
    """The scenes of one analysed clip, by clip time."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self.slow_motion = analysis.timing.slow_motion_factor or 1.0
        self._xy_px = smoothed(analysis.pose, SMOOTHING_S * self.slow_motion)
        self._face: FaceTrack = face_track(analysis.pose)

    def scene(self, clip_s: float, scale: float, *, heads: Heads | None) -> Scene:
        """The scene of the frame at ``clip_s`` (seconds of clip) for a picture reduced by ``scale``.

        ``heads`` are hidden with the runner's own; ``None`` hides nobody's.
        """
        view = self._analysis.kinematics.view
        real_s = clip_s / self.slow_motion
        place = self._place(clip_s)
        return Scene(
            points={} if place is None else self._points(place, scale),
            near_side=view.near_side,
            faces_left=view.facing == "image-left",
            knee_flexion_deg=None if place is None else self._knee_flexion_deg(place),
            on_belt_s=self._on_belt_s(real_s),
            faces=() if heads is None else (*self._hidden(clip_s, scale), *heads.at(clip_s, scale)),
            lowest_px=scale * self._lowest_px,
            footer=(self._clock(real_s), VIEW_TITLES[view.view], self._cadence),
        )

    def nearest_time_s(self, real_s: float) -> float:
        """Clip time of the decoded frame nearest to a real time. [s]"""
        times = self._analysis.video.time_s
        return float(times[np.argmin(np.abs(times - real_s * self.slow_motion))])

    def _place(self, clip_s: float) -> _Place | None:
        """Where ``clip_s`` lies among the posed frames; ``None`` further than half a frame from all of them.

        Of a fast clip not every frame is posed; what is drawn on the others lies between their neighbours.
        """
        times = self._analysis.pose.time_s
        if times.size == 0:
            return None
        index = float(np.interp(clip_s, times, np.arange(times.size)))
        nearest, before = round(index), int(index)
        off_s = abs(float(times[nearest]) - clip_s)
        step_s = float(np.median(np.diff(times))) if times.size > 1 else 0.02
        if off_s > SAME_FRAME * step_s and before != index and times[before + 1] - times[before] <= NEXT_FRAME * step_s:
            return _Place(before, before + 1, index - before)
        return _Place(nearest, nearest, 0.0) if off_s <= 0.5 * step_s else None

    def _points(self, place: _Place, scale: float) -> dict[str, Point]:
        pose = self._analysis.pose
        xy, visibility = place.of(self._xy_px), place.of(pose.visibility)
        seen = np.isfinite(xy).all(axis=1) & (visibility >= LEAST_VISIBILITY)
        return {
            name: (float(x * scale), float(y * scale))
            for name, (x, y), keep in zip(pose.names, xy, seen, strict=True)
            if keep
        }

    def _knee_flexion_deg(self, place: _Place) -> float | None:
        kinematics = self._analysis.kinematics
        if kinematics.view.near_side is None or kinematics.time_s.size == 0:
            return None
        value = float(place.of(kinematics.leg(kinematics.view.near_side).knee_flexion_deg))
        return value if np.isfinite(value) and place.of(kinematics.observed) == 1.0 else None

    def _on_belt_s(self, real_s: float) -> dict[Side, float]:
        since = {side: since_contact_s(self._analysis, side, real_s) for side in SIDES}
        return {side: value for side, value in since.items() if value is not None}

    def _hidden(self, clip_s: float, scale: float) -> tuple[Disc, ...]:
        """The runner's face by his own landmarks."""
        times, face = self._analysis.pose.time_s, self._face
        if not np.isfinite(face.radius_px).any():
            return ()
        values = (face.xy_px[:, 0], face.xy_px[:, 1], face.radius_px)
        x, y, radius = (scale * float(np.interp(clip_s, times, value)) for value in values)
        return ((x, y, radius),)

    def _clock(self, real_s: float) -> str:
        slow = f"  ({self.slow_motion:g}× slow)" if self.slow_motion != 1.0 else ""
        return f"{real_s:.2f} s{slow}"

    @cached_property
    def _lowest_px(self) -> float:
        feet = [self._analysis.pose.point(f"{side}_{end}") for side in SIDES for end in ("heel", "foot_index")]
        y_px = np.concatenate(feet)[:, 1]
        y_px = y_px[np.isfinite(y_px)]
        return float(np.percentile(y_px, LOWEST_PERCENTILE)) if y_px.size else 0.0

    @cached_property
    def _cadence(self) -> str:
        for metric in self._analysis.metrics.metrics:
            if metric.name == "cadence_spm" and metric.side is None and metric.value is not None:
                return f"{metric.value:.0f} steps/min"
        return ""


def since_contact_s(analysis: Analysis, side: Side, real_s: float) -> float | None:
    """Real seconds since the foot met the belt, ``None`` while it is in the air or nothing is known. [s]"""
    foot = analysis.events.foot(side)
    earlier = foot.contact_s[foot.contact_s <= real_s]
    if earlier.size == 0:
        return None
    contact_s = float(earlier[-1])
    left = bool(np.any((foot.toe_off_s > contact_s) & (foot.toe_off_s <= real_s)))
    return None if left or real_s - contact_s > LONGEST_CONTACT_S else real_s - contact_s


def smoothed(pose: PoseTrack, width_s: float) -> FloatArray:
    """Landmarks, shape (T, K, 2), each averaged with its two neighbours by a Gaussian of time; NaN stays NaN."""
    xy = pose.xy_px.copy()
    if pose.time_s.size < 3:
        return xy
    weights = np.exp(-0.5 * (np.diff(pose.time_s) / width_s) ** 2)[:, None, None]
    before, centre, after = pose.xy_px[:-2], pose.xy_px[1:-1], pose.xy_px[2:]
    total = 1.0 + weights[:-1] + weights[1:]
    mean = (weights[:-1] * before + centre + weights[1:] * after) / total
    xy[1:-1] = np.where(np.isfinite(mean), mean, centre)
    return xy
