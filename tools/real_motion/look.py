"""Saves the frames round the first contacts and toe-offs of a clip, for the eye."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from tools.real_motion.grid import real_entries
from tools.rendered_runner.film import Stage
from tools.rendered_runner.sensor import Recorder, shake_offsets
from tools.rendered_runner.take import prepare
from tools.rendered_runner.truth import measure_clip

# Frames from the event's own, and events of each kind and side.
STEPS = (-2, -1, 0, 1, 2)
EVENTS = 1


def save_events(name: str, folder: Path) -> None:
    """Write one strip of frames per kind of event and side as ``NAME_side_kind.png``."""
    entries = {entry.clip.name: entry for entry in real_entries()}
    if name not in entries:
        raise SystemExit(f"no clip named {name}; there are: {', '.join(entries)}")
    clip = entries[name].clip
    take = prepare(clip)
    folder.mkdir(parents=True, exist_ok=True)
    stage = Stage(take)
    size = (clip.camera.width_px, clip.camera.height_px)
    recorder = Recorder(clip.sensor, size, clip.seed)
    shifts = shake_offsets(clip.sensor, take.timeline.real_s, clip.seed)
    seen: dict[tuple[str, str], int] = {}
    try:
        for event in measure_clip(take, name).summary["events"]:
            key = event["side"], event["kind"]
            middle = int(np.argmin(np.abs(take.timeline.real_s - event["time_s"])))
            inside = len(STEPS) < middle < len(take.timeline.real_s) - len(STEPS)
            if not inside or seen.get(key, 0) >= EVENTS:
                continue
            seen[key] = seen.get(key, 0) + 1
            frames = [recorder.record(stage.picture(middle + k), shifts[middle + k]) for k in STEPS]
            offset_ms = round(1000 * (take.timeline.real_s[middle] - event["time_s"]))
            Image.fromarray(np.concatenate(frames, axis=1)).save(
                folder / f"{name}_{key[0]}_{key[1]}_{offset_ms:+d}ms.png"
            )
    finally:
        stage.close()
