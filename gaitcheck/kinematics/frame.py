"""From picture positions to the body frame: origin at the hips' mean place, x forward, y up, unit one leg."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gaitcheck.arrays import FloatArray
from gaitcheck.kinematics.model import Facing, Kinematics


def forward_sign(facing: Facing) -> float:
    """+1 where the body frame's x points to image-right, -1 where to image-left."""
    # Seen from behind, the runner's right is image-right; seen from the front, it is image-left.
    return -1.0 if facing in ("image-left", "toward-camera") else 1.0


@dataclass(frozen=True)
class BodyFrame:
    """Picture to body frame: origin [px], unit [px], +1 when forward is image-right."""

    origin_px: FloatArray
    unit_px: float
    forward: float

    @classmethod
    def of(cls, kinematics: Kinematics) -> BodyFrame:
        """The frame in which a motion is given."""
        return cls(kinematics.origin_px, kinematics.leg_length_px, forward_sign(kinematics.view.facing))

    def place(self, xy_px: FloatArray) -> FloatArray:
        """Picture positions, (T, 2), in the body frame."""
        placed: FloatArray = (xy_px - self.origin_px) / self.unit_px * np.array([self.forward, -1.0])
        return placed
