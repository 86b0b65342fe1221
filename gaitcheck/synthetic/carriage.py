"""The pelvis as a whole: where the middle of the hips and each hip joint are."""

from dataclasses import dataclass

import numpy as np

from .arrays import FloatArray
from .pelvis import ForwardPath, PelvisTurn, VerticalPath


@dataclass(frozen=True, kw_only=True)
class Carriage:
    """Vertical, fore-aft and lateral path of the pelvis with its turning. Lab frame, metres."""

    vertical: VerticalPath
    forward: ForwardPath
    turn: PelvisTurn

    def mid_hip(self, time_s: FloatArray) -> FloatArray:
        """Middle of the hips, shape of ``time_s`` + (3,)."""
        place = (self.forward.offset_m(time_s), self.vertical.height_m(time_s), self.turn.sway_m(time_s))
        return np.stack(place, axis=-1)

    def hip(self, time_s: FloatArray, lateral: FloatArray) -> FloatArray:
        """Hip joint of the side ``lateral`` (-1 left, +1 right), shape of ``time_s`` + (3,)."""
        return self.mid_hip(time_s) + self.turn.hip_offset(time_s, lateral)
