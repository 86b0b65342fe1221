"""Stick figures whose gait is known by construction, as landmarks in a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gaitcheck.pose.track import PeopleTrack, PoseSource, PoseTrack
from gaitcheck.skeleton import BLAZEPOSE_33

SOURCE = PoseSource(backend="stick", version="1", model="figure")


@dataclass(frozen=True, kw_only=True)
class Stick:
    """A person seen from the side, facing image-right.

    ``bounce`` > 0 is a spring (lowest when the ankles pass: running), < 0 a pendulum (walking). Lengths in body
    sizes (shoulders to ankles), which is ``size_px`` in the picture.
    """

    x_px: float = 600.0
    y_px: float = 400.0
    size_px: float = 400.0
    stride_hz: float = 1.4
    swing: float = 0.3
    bounce: float = 0.03
    speed_px_s: float = 0.0
    phase: float = 0.0

    def landmarks(self, time_s: np.ndarray) -> np.ndarray:
        """Positions, shape (T, 33, 2)."""
        angle = 2 * np.pi * self.stride_hz * time_s + self.phase
        size = self.size_px
        x = self.x_px + self.speed_px_s * time_s
        # The ankles pass each other where the cosine is zero.
        y = self.y_px - size * self.bounce * np.cos(2 * angle)
        xy = np.full((time_s.size, len(BLAZEPOSE_33), 2), np.nan)

        def put(name: str, right: np.ndarray | float, down: np.ndarray | float) -> None:
            xy[:, BLAZEPOSE_33.index(name), 0] = x + size * right
            xy[:, BLAZEPOSE_33.index(name), 1] = y + size * down

        put("nose", 0.08, -0.6)
        for side, sign in (("left", 1.0), ("right", -1.0)):
            ankle = sign * self.swing * np.cos(angle)
            # In swing the ankle comes forward, lifted, and the knee bends; on the belt it goes back.
            lift = self.swing * np.fmax(-sign * np.sin(angle), 0.0)
            put(f"{side}_ear", 0.0, -0.6)
            put(f"{side}_shoulder", 0.03 + 0.01 * sign, -0.42)
            put(f"{side}_hip", 0.01 * sign, 0.0)
            put(f"{side}_knee", 0.5 * ankle + 0.03 + 0.5 * lift, 0.28 - 0.2 * lift)
            put(f"{side}_ankle", ankle, 0.56 - 0.5 * lift)
            put(f"{side}_heel", ankle - 0.04, 0.6 - 0.5 * lift)
            put(f"{side}_foot_index", ankle + 0.12, 0.6 - 0.5 * lift)
        return xy


def times(seconds: float, fps: float = 30.0) -> np.ndarray:
    return np.arange(0.0, seconds, 1.0 / fps)


def pose_of(person: Stick, time_s: np.ndarray) -> PoseTrack:
    xy_px = person.landmarks(time_s)
    visibility = np.where(np.isfinite(xy_px[..., 0]), 1.0, np.nan)
    return PoseTrack(
        time_s=time_s,
        xy_px=xy_px,
        visibility=visibility,
        depth_px=np.full(visibility.shape, np.nan),
        names=BLAZEPOSE_33,
        source=SOURCE,
    )


def people_of(
    persons: Sequence[Stick | np.ndarray], time_s: np.ndarray, *, slots: int = 3, order: np.ndarray | None = None
) -> PeopleTrack:
    """Everybody in view; ``order`` (T, slots) says which slot each person takes in each frame."""
    xy_px = np.full((time_s.size, slots, len(BLAZEPOSE_33), 2), np.nan)
    rows = np.arange(time_s.size)
    for i, person in enumerate(persons):
        seen_xy = person.landmarks(time_s) if isinstance(person, Stick) else person
        xy_px[rows, i if order is None else order[:, i]] = seen_xy
    visibility = np.where(np.isfinite(xy_px[..., 0]), 1.0, np.nan)
    return PeopleTrack(
        time_s=time_s,
        xy_px=xy_px,
        visibility=visibility,
        depth_px=np.full(visibility.shape, np.nan),
        names=BLAZEPOSE_33,
        source=SOURCE,
    )
