"""Simulated runners for tests: exact truth, landmarks with chosen faults."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from gaitcheck.pose.backend import Detection
from gaitcheck.pose.track import PeopleTrack, PoseTrack
from gaitcheck.synthetic import (
    WALKER,
    BodyDimensions,
    Motion,
    sample_parameters,
    simulate,
    simulate_standing,
    simulate_walking,
)
from gaitcheck.synthetic.landmarks import Faults, SyntheticCamera, film
from gaitcheck.video import VideoInfo

#: Seeds whose sampled runner is feasible.
SEEDS = (0, 1, 2, 3)


@cache
def runner(seed: int) -> Motion:
    """Ten seconds of a sampled runner with natural variability."""
    rng = np.random.default_rng(seed)
    body = BodyDimensions.from_height(1.55 + 0.4 * rng.random())
    return simulate(sample_parameters(rng, body), body, duration_s=10.0)


@cache
def walker() -> Motion:
    return simulate_walking(WALKER, BodyDimensions.from_height(1.7), duration_s=10.0)


@cache
def stander() -> Motion:
    return simulate_standing(body=BodyDimensions.from_height(1.7), duration_s=6.0)


def seen(
    motion: Motion, fps: float = 60.0, view: str = "side-left", yaw_deg: float = 0.0, **faults: object
) -> PoseTrack:
    """The motion as a pose model with these faults would report it."""
    return film(motion, SyntheticCamera(view=view, yaw_deg=yaw_deg), fps=fps, faults=Faults(**faults))


def slowed(track: PoseTrack, factor: float) -> PoseTrack:
    """The same frames played slower."""
    return replace(track, time_s=track.time_s * factor)


def detection_of(*tracks: PoseTrack) -> Detection:
    """These people in one clip."""
    return Detection(people=PeopleTrack.of(*tracks), signatures=np.empty((tracks[0].time_s.size, 0)))


def info_of(track: PoseTrack) -> VideoInfo:
    """Facts of a clip with the track's frames."""
    return VideoInfo(
        path=Path("clip.mp4"),
        sha256="0" * 64,
        width_px=1920,
        height_px=1080,
        rotation_deg=0,
        time_s=track.time_s,
        nominal_fps=60.0,
        declared_duration_s=None,
        codec="h264",
        container="mp4",
    )
