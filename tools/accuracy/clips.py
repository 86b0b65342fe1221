"""Which clips are measured, and where their truth lies."""

from __future__ import annotations

import json
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "sample_videos"
GRID = ROOT / "tools" / "rendered_runner" / "grid.toml"


@dataclass(frozen=True, kw_only=True)
class TruthClip:
    """A rendered clip and its truth document.

    Parameters
    ----------
    name
        Identifier in the tables.
    half
        ``fit``, ``test`` or ``sample``; nothing is ever tuned on test or sample clips.
    video
        The clip.
    truth
        The parsed truth document.
    """

    name: str
    half: str
    video: Path
    truth: dict[str, Any]

    @property
    def near_side(self) -> str | None:
        """The side the camera sees, ``None`` from behind or in front."""
        side: str | None = self.truth["near_side"]
        return side

    @property
    def yaw_deg(self) -> float:
        """Size of the camera's deviation from square. [deg]"""
        return abs(float(self.truth["camera"]["yaw_deg"]))

    @property
    def fps(self) -> float:
        """Captured frames per real second. [Hz]"""
        return float(self.truth["capture_fps"])

    @property
    def slow_motion_factor(self) -> float:
        """Seconds of clip per real second."""
        return float(self.truth["slow_motion_factor"])

    @property
    def is_plain_side(self) -> bool:
        """A side view at ordinary speed within 10 degrees of square, the conditions of the main tables."""
        return self.near_side is not None and self.yaw_deg <= 10.0 and self.slow_motion_factor == 1.0


def cache_folder() -> Path:
    """Where rendered grid clips are kept."""
    setting = os.environ.get("GAITCHECK_BENCH_CACHE")
    return Path(setting) if setting else Path.home() / ".cache" / "gaitcheck" / "rendered"


def _read(name: str, half: str, video: Path) -> TruthClip | None:
    truth = video.with_suffix(".truth.json")
    if not (video.is_file() and truth.is_file()):
        return None
    return TruthClip(name=name, half=half, video=video, truth=json.loads(truth.read_text(encoding="utf-8")))


def sample_clips() -> list[TruthClip]:
    """The bundled samples."""
    found = (_read(path.stem, "sample", path) for path in sorted(SAMPLES.glob("*.mp4")))
    return [clip for clip in found if clip is not None]


def grid_clips(half: str | None = None) -> list[TruthClip]:
    """Rendered grid clips that are in the cache, of one half or both; missing ones are left out."""
    grid = tomllib.loads(GRID.read_text(encoding="utf-8"))
    half_of = {body: name for name, bodies in grid["split"].items() for body in bodies}
    found = []
    for row in grid["clip"]:
        if half in (None, half_of[row["body"]]):
            clip = _read(row["id"], half_of[row["body"]], cache_folder() / f"{row['id']}.mp4")
            if clip is not None:
                found.append(clip)
    return found


def grid_size() -> int:
    """Clips in the whole grid."""
    return len(tomllib.loads(GRID.read_text(encoding="utf-8"))["clip"])
