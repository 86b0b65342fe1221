"""Contact and toe-off read from the posed shoe, not from the plan of the motion."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gaitcheck.synthetic.truth import SideEvents
from tools.rendered_runner.bodies import Body
from tools.rendered_runner.materials import Material
from tools.rendered_runner.rig import Pose

Floats = NDArray[np.float64]

# A foot is on the belt while the lowest point of its sole is this low. It is the height at which the generator's
# foot touches down and leaves; the posed mesh then agrees with the generator's own events to 0.2 ms.
CONTACT_HEIGHT_M = 0.002
# Shorter stances and shorter gaps are no steps.
SHORTEST_PHASE_S = 0.05


def sole_heights_m(body: Body, pose: Pose) -> dict[str, Floats]:
    """Height of the lowest sole vertex of each shoe above the belt, ``(N,)`` per side."""
    shoes = body.layers["shoes"]
    sole = shoes.material == Material.SOLE
    heights = {}
    for side, s in (("left", "l"), ("right", "r")):
        columns = [body.bones.index(f"foot_{s}"), body.bones.index(f"ball_{s}")]
        mine = sole & (shoes.weights[:, columns].sum(axis=1) > 0.5)
        points = np.concatenate([shoes.position_m[mine], np.ones((mine.sum(), 1))], axis=1)
        # Only the vertical row of each bone's transform matters.
        lifted = [pose.transforms[:, c, 1, :] @ points.T * shoes.weights[mine, c] for c in columns]
        heights[side] = (lifted[0] + lifted[1]).min(axis=1)
    return heights


def contact_events(time_s: Floats, height_m: Floats, threshold_m: float = CONTACT_HEIGHT_M) -> SideEvents:
    """Instants when ``height_m (N,)`` falls to the threshold and rises from it, between samples linearly.

    Crossings that would make a stance or a gap shorter than `SHORTEST_PHASE_S` are dropped in pairs.
    """
    above = height_m - threshold_m
    change = np.flatnonzero((above[:-1] > 0) != (above[1:] > 0))
    share = above[change] / (above[change] - above[change + 1])
    instants = time_s[change] + share * (time_s[change + 1] - time_s[change])
    down = above[change] > 0
    instants, down = _drop_short(instants, down)
    return SideEvents(contact_s=tuple(instants[down].tolist()), toe_off_s=tuple(instants[~down].tolist()))


def _drop_short(instants: Floats, down: NDArray[np.bool_]) -> tuple[Floats, NDArray[np.bool_]]:
    while True:
        short = np.flatnonzero(np.diff(instants) < SHORTEST_PHASE_S)
        if not short.size:
            return instants, down
        pair = [short[0], short[0] + 1]
        instants, down = np.delete(instants, pair), np.delete(down, pair)
