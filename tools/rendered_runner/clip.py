"""What a clip is: every choice that decides its pixels and its truth, and the key it is cached under."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from typing import Any

from gaitcheck.synthetic import GaitDelta, GaitParameters
from tools.rendered_runner.camera import Camera

# Raise when the renderer, the rig, the bodies or the generator change what a clip shows.
GENERATOR_VERSION = 1
DELTAS = ("asymmetry", "drift_per_min", "variability")


@dataclass(frozen=True, kw_only=True)
class RealGait:
    """A recorded run shown in place of a generated gait.

    ``start_s`` is the recording's own time of the clip's first frame; ``version`` that of the retargeting.
    """

    runner: str
    speed_mps: float
    start_s: float
    version: int


def gait_from_dict(data: dict[str, Any]) -> GaitParameters | RealGait:
    """Gait parameters or the choice of a recorded run from plain JSON values."""
    if "runner" in data:
        return RealGait(**data)
    values: dict[str, Any] = {key: GaitDelta(**value) if key in DELTAS else value for key, value in data.items()}
    return GaitParameters(**values)


@dataclass(frozen=True, kw_only=True)
class Sensor:
    """How the phone records: exposure time, noise, lens, compression.

    ``noise`` is the standard deviation of the read noise in 8-bit counts; ``exposure_ev`` brightens by stops;
    ``shake_px`` is the typical movement of a hand-held picture.
    """

    shutter_s: float = 1 / 240
    noise: float = 1.5
    exposure_ev: float = 0.0
    softness_px: float = 0.6
    shake_px: float = 0.0
    crf: int = 24


@dataclass(frozen=True, kw_only=True)
class Timing:
    """Capture rate, length in real time, and how it is stored.

    ``slow_motion_factor`` 8 stores every captured second as eight; ``variable`` jitters and drops frames.
    """

    capture_fps: float = 60.0
    duration_s: float = 9.0
    slow_motion_factor: float = 1.0
    variable: bool = False


@dataclass(frozen=True, kw_only=True)
class Staging:
    """Who runs where: names of bodies, outfits, rooms and lamps."""

    body: str
    outfit: str
    room: str
    light: str
    console: str = "slim"
    bystander: str | None = None
    bystander_walks: bool = False


@dataclass(frozen=True, kw_only=True)
class Clip:
    """One rendered clip; equal clips have equal truth, bit for bit."""

    name: str
    staging: Staging
    camera: Camera
    gait: GaitParameters | RealGait
    timing: Timing
    sensor: Sensor
    seed: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Clip:
        """Inverse of `to_dict`."""
        return cls(
            name=data["name"],
            staging=Staging(**data["staging"]),
            camera=Camera(**data["camera"]),
            gait=gait_from_dict(data["gait"]),
            timing=Timing(**data["timing"]),
            sensor=Sensor(**data["sensor"]),
            seed=data["seed"],
        )

    @property
    def key(self) -> str:
        """Content hash of everything but the name, with the generator's version."""
        content = {f.name: self.to_dict()[f.name] for f in fields(self) if f.name != "name"}
        text = json.dumps([GENERATOR_VERSION, content], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]
