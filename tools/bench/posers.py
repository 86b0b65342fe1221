"""``python -m tools.bench.posers``: processor time of one posed frame, as packaged and as used, in turns.

Seconds of the processor, not of the clock, so that other work on the machine matters little.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from itertools import islice
from typing import Any

import numpy as np

from gaitcheck.config import MODEL_NAMES, ModelName
from gaitcheck.pose.mediapipe_model import without_mask
from gaitcheck.pose.weights import verified_weights
from gaitcheck.video import frames
from tools.bench.clips import SAMPLES

FRAMES = 40
#: Timestamps this far apart leave nothing of the smoothing over time that one tracked person gets. [ms]
FAR_APART_MS = 10**9


def _posers(model: ModelName) -> dict[str, Callable[[Any, int], Any]]:
    from mediapipe.tasks.python import BaseOptions, vision

    packaged = verified_weights(model)

    def made(mode: Any, people: int, weights: bytes) -> Any:
        base = BaseOptions(model_asset_buffer=weights)
        settings = vision.PoseLandmarkerOptions(base_options=base, running_mode=mode, num_poses=people)
        return vision.PoseLandmarker.create_from_options(settings)

    modes = vision.RunningMode
    loop = made(modes.VIDEO, 1, packaged)
    whole, slim = (made(modes.IMAGE, 3, weights) for weights in (packaged, without_mask(packaged)))
    tracked = made(modes.VIDEO, 1, without_mask(packaged))
    return {
        "naive loop: one tracked person, smoothed with a lag": lambda image, i: loop.detect_for_video(image, 33 * i),
        "every frame on its own, with the mask": lambda image, _: whole.detect(image),
        "every frame on its own, without the mask (used)": lambda image, _: slim.detect(image),
        "one tracked person, raw, without the mask": lambda image, i: tracked.detect_for_video(image, FAR_APART_MS * i),
    }


def _points(result: Any, size: tuple[int, int]) -> np.ndarray:
    return np.array([(p.x, p.y) for p in result.pose_landmarks[0]]) * size


def measure(model: ModelName) -> list[str]:
    """Rows of a table: processor milliseconds a frame, and how far landmarks lie from those with the mask."""
    from mediapipe import Image, ImageFormat

    posers = _posers(model)
    spent: dict[str, list[float]] = {name: [] for name in posers}
    found: dict[str, list[np.ndarray]] = {name: [] for name in posers}
    for i, frame in enumerate(islice(frames(SAMPLES / "runner_side_right.mp4"), FRAMES)):
        image = Image(image_format=ImageFormat.SRGB, data=frame.rgb)
        for name, pose in posers.items():
            started = time.process_time()
            result = pose(image, i)
            spent[name].append(1000 * (time.process_time() - started))
            found[name].append(_points(result, frame.rgb.shape[1::-1]))
    loop, reference = list(posers)[:2]
    base = statistics.median(spent[loop])
    rows = []
    for name in posers:
        apart = np.linalg.norm(np.array(found[name]) - np.array(found[reference]), axis=2)
        ms = statistics.median(spent[name])
        rows.append(f"| {model} | {name} | {ms:.1f} | {ms / base:.2f} | {np.median(apart):.2f} | {apart.max():.2f} |")
    return rows


def main() -> None:
    """Print the table."""
    os.environ.setdefault("GLOG_minloglevel", "2")
    print("| model | way | ms a frame | ratio to the loop | landmarks moved, median px | largest px |")
    print("|---|---|---|---|---|---|")
    for model in MODEL_NAMES:
        print("\n".join(measure(model)), flush=True)


if __name__ == "__main__":
    main()
