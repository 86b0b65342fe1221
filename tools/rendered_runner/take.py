"""A clip made concrete: its runner simulated on its body, and when its frames are taken."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from gaitcheck.synthetic import BodyDimensions, Motion, simulate
from tools.real_motion.retarget import RealMotion, retarget, shortened
from tools.real_motion.runs import find_run
from tools.rendered_runner.bodies import Body, load_body
from tools.rendered_runner.clip import Clip, RealGait
from tools.rendered_runner.rig import Rig, segment_lengths
from tools.rendered_runner.timeline import Timeline, make_timeline

Floats = NDArray[np.float64]

# The recording starts a little into the motion, at a place in the stride that differs from clip to clip.
LEAD_IN_S = 0.4
LEAD_IN_SPREAD_S = 0.7
LEAD_OUT_S = 1.0


@dataclass(frozen=True)
class Take:
    """A clip made concrete: its motion, its body and when its frames are taken."""

    clip: Clip
    body: Body
    rig: Rig
    motion: Motion | RealMotion
    timeline: Timeline
    start_s: float

    @property
    def motion_s(self) -> Floats:
        """Times of the frames on the motion's own clock."""
        return self.start_s + self.timeline.real_s

    @property
    def belt_speed_mps(self) -> float:
        """Speed of the belt. [m/s]"""
        motion = self.motion
        return motion.parameters.belt_speed_mps if isinstance(motion, Motion) else motion.belt_speed_mps

    @property
    def cadence_spm(self) -> float:
        """Steps per minute that the runner was asked for, or took when recorded."""
        motion = self.motion
        return motion.parameters.cadence_spm if isinstance(motion, Motion) else motion.cadence_spm


def prepare(clip: Clip) -> Take:
    """Simulate the runner of a clip on the clip's body, or bring the recorded one onto it."""
    body = load_body(clip.staging.body)
    timeline = make_timeline(clip.timing, clip.seed)
    if isinstance(clip.gait, RealGait):
        start_s = clip.gait.start_s
        run = shortened(find_run(clip.gait.runner, clip.gait.speed_mps), start_s, start_s + float(timeline.real_s[-1]))
        return Take(clip, body, Rig(body), retarget(run, dimensions(body)), timeline, start_s)
    start_s = LEAD_IN_S + LEAD_IN_SPREAD_S * float(np.random.default_rng([clip.seed, 3]).random())
    motion = simulate(clip.gait, dimensions(body), start_s + float(timeline.real_s[-1]) + LEAD_OUT_S)
    return Take(clip, body, Rig(body), motion, timeline, start_s)


def dimensions(body: Body) -> BodyDimensions:
    """Segment lengths of a baked body for the generator."""
    lengths = segment_lengths(body)
    lengths["body_height_m"] = lengths.pop("height_m")
    return BodyDimensions(**{field.name: lengths[field.name] for field in fields(BodyDimensions)})
