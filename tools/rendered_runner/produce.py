"""Makes one clip's files: video, truth and, for the benchmark, arrays."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from tools.rendered_runner.clip import Clip
from tools.rendered_runner.film import film
from tools.rendered_runner.take import prepare
from tools.rendered_runner.truth import measure_clip, write_truth

QUICK_DURATION_S = 2.5
QUICK_SHRINK = 2


def truth_path(video: Path) -> Path:
    """The truth document that belongs to a video."""
    return video.with_suffix(".truth.json")


def make_clip(clip: Clip, video: Path, arrays: bool) -> None:
    """Render ``clip`` to ``video`` and write its truth last, so that a truth file means a finished clip."""
    take = prepare(clip)
    video.parent.mkdir(parents=True, exist_ok=True)
    film(take, video)
    write_truth(measure_clip(take, video.name), truth_path(video), arrays)


def is_made(clip: Clip, video: Path) -> bool:
    """Whether these files exist and were made from the same choices."""
    truth = truth_path(video)
    if not (video.exists() and truth.exists()):
        return False
    return bool(json.loads(truth.read_text()).get("key") == clip.key)


def quick(clip: Clip) -> Clip:
    """A short, small variant for a smoke test."""
    camera = replace(
        clip.camera,
        width_px=clip.camera.width_px // QUICK_SHRINK,
        height_px=clip.camera.height_px // QUICK_SHRINK,
    )
    timing = replace(clip.timing, duration_s=min(QUICK_DURATION_S, clip.timing.duration_s))
    return replace(clip, camera=camera, timing=timing)
