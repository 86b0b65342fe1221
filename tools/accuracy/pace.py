"""What leaving out frames of fast clips costs: the same clips measured from every frame and from every k-th.

The frames left out can be chosen in k ways; each is measured, so that luck shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from gaitcheck.analysis.pipeline import analyze_detection
from gaitcheck.config import AnalysisOptions, PoseOptions, RunnerInfo
from gaitcheck.metrics.metric import Metric
from gaitcheck.pose.backend import Detection
from gaitcheck.pose.cache import PoseCache, detect_cached
from gaitcheck.pose.mediapipe_backend import MediaPipeBackend
from gaitcheck.pose.pace import Pace
from gaitcheck.video import sha256_of
from tools.accuracy.clips import TruthClip, cache_folder

Key = tuple[str, str | None]


@dataclass(frozen=True)
class Row:
    """One metric of one clip: its stated half width, and how far the thinned values lie from that of all frames."""

    clip: str
    key: Key
    half_width: float
    shifts: tuple[float, ...]
    lost: int


def _every(detection: Detection, k: int, first: int) -> Detection:
    kept, people = slice(first, None, k), detection.people
    arrays = {name: getattr(people, name)[kept] for name in ("time_s", "xy_px", "visibility", "depth_px")}
    people = replace(people, **arrays)
    return replace(detection, people=people, signatures=detection.signatures[kept], blur_px=detection.blur_px[kept])


def _metrics(clip: TruthClip, detection: Detection) -> dict[Key, Metric]:
    truth = clip.truth
    options = AnalysisOptions(
        runner=RunnerInfo(height_cm=100.0 * truth["body"]["body_height_m"], speed_kmh=3.6 * truth["belt_speed_mps"]),
        slow_motion_factor=clip.slow_motion_factor,
    )
    found = analyze_detection(clip.video, detection, options).metrics.metrics
    return {(metric.name, metric.side): metric for metric in found if metric.value is not None}


def thinned_rows(clip: TruthClip) -> Iterator[Row]:
    """Every metric of a clip, measured from all frames and from those that its pace would leave.

    Slow motion counts as what it was filmed at: it is not thinned in use, but its pictures are those of a fast clip.
    """
    every = Pace.of(np.arange(100) / clip.fps).every
    backend = MediaPipeBackend(PoseOptions(), pace=Pace())
    cache = PoseCache(cache_folder() / "poses")
    whole = detect_cached(backend, clip.video, sha256_of(clip.video), cache)
    reference = _metrics(clip, whole)
    thinned = [_metrics(clip, _every(whole, every, first)) for first in range(every)]
    for key, metric in reference.items():
        values = [found[key].value for found in thinned if key in found]
        shifts = tuple(float(value) - float(metric.value or 0.0) for value in values if value is not None)
        half_width = 0.5 * (float(metric.high or 0.0) - float(metric.low or 0.0))
        yield Row(
            f"{clip.name} ({clip.fps:.0f} to {clip.fps / every:.0f} Hz)", key, half_width, shifts, every - len(shifts)
        )


def pace_table(clips: list[TruthClip]) -> str:
    """Largest change of each metric over clips, sides and choices of frames, beside the narrowest stated interval."""
    fast = [clip for clip in clips if Pace.of(np.arange(100) / clip.fps).every > 1]
    rows = [row for clip in fast for row in thinned_rows(clip)]
    lines = ["| metric | mean change | largest change | narrowest interval | values lost |", "|---|---|---|---|---|"]
    for name in sorted({row.key[0] for row in rows}):
        mine = [row for row in rows if row.key[0] == name]
        shifts = np.array([shift for row in mine for shift in row.shifts])
        lines.append(
            f"| `{name}` | {shifts.mean():+.2f} | {np.abs(shifts).max():.2f} | "
            f"± {min(row.half_width for row in mine):.2f} | {sum(row.lost for row in mine)} of {shifts.size} |"
        )
    seen = ", ".join(dict.fromkeys(row.clip for row in rows))
    return "\n".join((f"Clips: {seen}.", "", *lines))
