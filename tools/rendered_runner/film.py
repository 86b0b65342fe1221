"""Renders a clip: poses bodies, draws sub-frames, records them and writes the video."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tools.rendered_runner import looks, room, sensor
from tools.rendered_runner.bodies import load_body
from tools.rendered_runner.bystander import bystander_joints
from tools.rendered_runner.camera import Camera
from tools.rendered_runner.clip import Clip
from tools.rendered_runner.person import Person
from tools.rendered_runner.renderer import BELT, MACHINE, PERSON, ROOM, Renderer, Window
from tools.rendered_runner.rig import Pose, Rig, segment_lengths
from tools.rendered_runner.scene import Light
from tools.rendered_runner.take import Take
from tools.rendered_runner.writer import write_video

Floats = NDArray[np.float64]
Image = NDArray[np.uint8]

# Wall behind the runner as the camera sees it, and the sign of z (or 0) on which it lies.
BACK_WALL = {"side-left": ("+z", 1.0), "side-right": ("-z", -1.0), "rear": ("+x", 1.0), "front": ("-x", 1.0)}
FLESH_MARGIN_M = 0.24
SECONDS_PER_MINUTE = 60.0
BYSTANDER_OUTFITS = ("green_loose", "coral_singlet")


def film(take: Take, path: Path) -> None:
    """Render and write the video of a take."""
    clip = take.clip
    size = (clip.camera.width_px, clip.camera.height_px)
    rate = clip.timing.capture_fps / clip.timing.slow_motion_factor
    write_video(path, pictures(take), take.timeline.ticks, size, rate, clip.sensor.crf)


def pictures(take: Take, every: int = 1) -> Iterator[Image]:
    """Recorded frames in order; ``every`` > 1 skips frames, for a quick look."""
    clip = take.clip
    stage = Stage(take)
    size = (clip.camera.width_px, clip.camera.height_px)
    recorder = sensor.Recorder(clip.sensor, size, clip.seed)
    shift_px = sensor.shake_offsets(clip.sensor, take.timeline.real_s, clip.seed)
    try:
        for index in range(0, len(take.timeline.real_s), every):
            yield recorder.record(stage.picture(index), shift_px[index])
    finally:
        stage.close()


@dataclass(frozen=True)
class _Actor:
    """A person with joints ``name -> (N, 3)`` and pose at every sub-frame."""

    person: Person
    joints: dict[str, Floats]
    pose: Pose


class Stage:
    """The scene of one take with its actors posed for every sub-frame."""

    def __init__(self, take: Take) -> None:
        clip = take.clip
        self._subframes = sensor.subframe_count(clip.sensor, clip.camera.focal_px / clip.camera.distance_m)
        self._times_s = _exposures(take, self._subframes)
        self._belt_mps = take.belt_speed_mps
        self._actors = {"runner": _runner(take, self._times_s.ravel())}
        if clip.staging.bystander is not None:
            self._actors["bystander"] = _bystander(clip, clip.staging.bystander, self._times_s.ravel())
        self._window = people_window(clip.camera, [actor.joints for actor in self._actors.values()])
        self._renderer = self._furnished(clip)

    def _furnished(self, clip: Clip) -> Renderer:
        """A renderer with the room, the machine and the people in it."""
        staging, camera = clip.staging, clip.camera
        outfit = looks.OUTFITS[staging.outfit]
        renderer = Renderer(camera, _lamp(staging.light, camera.view), outfit.fold_depth, self._window)
        camera_sign = 1 if camera.view == "side-right" else -1
        wall, _ = BACK_WALL[camera.view]
        renderer.add("room", room.room(looks.ROOMS[staging.room], wall, clip.seed), ROOM)
        renderer.add("treadmill", room.treadmill(camera_sign, staging.console), MACHINE)
        renderer.add("belt", room.belt(), BELT)
        for name, actor in self._actors.items():
            renderer.add(name, actor.person.mesh(), PERSON)
        renderer.cache_room()
        return renderer

    def picture(self, index: int) -> Image:
        """The scene of frame ``index`` before the sensor."""
        parts, behind = [], None
        first = index * self._subframes
        for k in range(self._subframes):
            for name, actor in self._actors.items():
                self._renderer.move(name, *actor.person.posed(actor.pose.transforms[first + k]))
            if behind is None:
                behind = self._renderer.background(self._belt_mps * float(self._times_s[index, k]))
            parts.append(self._renderer.people())
        assert behind is not None
        return self._window.paste(sensor.average(parts), behind)

    def close(self) -> None:
        """Free the graphics memory."""
        self._renderer.close()


def _exposures(take: Take, count: int) -> Floats:
    """Sub-frame times ``(N, count)``, centred on the frame's own time."""
    within = (np.arange(count) + 0.5) / count - 0.5
    return np.asarray(take.motion_s[:, None] + take.clip.sensor.shutter_s * within[None, :])


def _runner(take: Take, times_s: Floats) -> _Actor:
    person = Person(take.body, looks.OUTFITS[take.clip.staging.outfit])
    phase_rad = 2 * np.pi * take.cadence_spm / SECONDS_PER_MINUTE * times_s
    joints = take.motion.joints(times_s)
    return _Actor(person, joints, take.rig.pose(joints, phase_rad))


def _bystander(clip: Clip, name: str, times_s: Floats) -> _Actor:
    body = load_body(name)
    _, wall_sign = BACK_WALL[clip.camera.view]
    joints = bystander_joints(segment_lengths(body), times_s, clip.staging.bystander_walks, wall_sign)
    outfit = next(name for name in BYSTANDER_OUTFITS if name != clip.staging.outfit)
    return _Actor(Person(body, looks.OUTFITS[outfit]), joints, Rig(body).pose(joints, 0.0 * times_s))


def people_window(camera: Camera, everyone: list[dict[str, Floats]]) -> Window:
    """The smallest part of the picture that holds all joints with flesh, hair and clothes around them."""
    pixels = np.concatenate([camera.project(points) for joints in everyone for points in joints.values()])
    margin_px = FLESH_MARGIN_M * camera.focal_px / camera.distance_m
    size = np.array([camera.width_px, camera.height_px])
    low = np.clip(np.floor(pixels.min(axis=0) - margin_px), 0, size - 2).astype(int)
    high = np.clip(np.ceil(pixels.max(axis=0) + margin_px), low + 2, size).astype(int)
    return Window(int(low[0]), int(low[1]), int(high[0] - low[0]), int(high[1] - low[1]))


def _lamp(name: str, view: str) -> Light:
    """Lamps are described for the wall at +z; turn them with the camera."""
    light = looks.LIGHTS[name]
    x, y, z = light.direction
    turned = {"side-left": (x, y, z), "side-right": (x, y, -z), "rear": (z, y, x), "front": (-z, y, -x)}[view]
    return replace(light, direction=turned)
