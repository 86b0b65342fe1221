"""Saves single frames for the eye."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from tools.rendered_runner.clip import Clip
from tools.rendered_runner.film import pictures
from tools.rendered_runner.grid import grid_clips
from tools.rendered_runner.samples import sample_clips
from tools.rendered_runner.take import prepare


def find_clip(name: str) -> Clip:
    """A sample or grid clip by name."""
    clips = {clip.name: clip for clip in sample_clips()} | {entry.clip.name: entry.clip for entry in grid_clips()}
    if name not in clips:
        raise SystemExit(f"no clip named {name}; there are: {', '.join(sorted(clips))}")
    return clips[name]


def save_frames(name: str, folder: Path, every: int) -> None:
    """Write every ``every``-th frame of a clip as ``NAME_0000.png`` and so on."""
    folder.mkdir(parents=True, exist_ok=True)
    for index, picture in enumerate(pictures(prepare(find_clip(name)), every)):
        Image.fromarray(picture).save(folder / f"{name}_{index * every:04d}.png")
