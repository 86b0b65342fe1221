"""Which clips are measured, and where their truth lies."""

from __future__ import annotations

import json
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

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
    pair
        Clips of one runner filmed from both sides share this name.
    runner
        The real runner whose motion the clip shows; ``None`` where the gait is generated.
    """

    name: str
    half: str
    video: Path
    truth: dict[str, Any]
    pair: str | None = None
    runner: str | None = None

    @property
    def body(self) -> str:
        """Name of the body."""
        name: str = self.truth["staging"]["body"]
        return name

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

    @property
    def is_oblique_side(self) -> bool:
        """A side view further than that off square."""
        return self.near_side is not None and self.yaw_deg > 10.0


def cache_folder() -> Path:
    """Where rendered grid clips are kept."""
    setting = os.environ.get("GAITCHECK_BENCH_CACHE")
    return Path(setting) if setting else Path.home() / ".cache" / "gaitcheck" / "rendered"


def _frame_arrays(path: Path) -> dict[str, Any]:
    """Joint positions of grid clips, which are kept beside the document; bundled samples have them inside."""
    if not path.is_file():
        return {}
    with np.load(path) as stored:
        points = {name.removesuffix("_px"): stored[name] for name in stored.files if name.endswith("_px")}
    return {f"{name}_{axis}_px": xy[:, i] for name, xy in points.items() for i, axis in enumerate("xy")}


def _read(name: str, half: str, video: Path, pair: str | None = None, runner: str | None = None) -> TruthClip | None:
    truth = video.with_suffix(".truth.json")
    if not (video.is_file() and truth.is_file()):
        return None
    document = json.loads(truth.read_text(encoding="utf-8"))
    document["frames"] |= _frame_arrays(truth.with_suffix(".npz"))
    return TruthClip(name=name, half=half, video=video, truth=document, pair=pair, runner=runner)


def sample_clips() -> list[TruthClip]:
    """The bundled samples."""
    found = (_read(path.stem, "sample", path) for path in sorted(SAMPLES.glob("*.mp4")))
    return [clip for clip in found if clip is not None]


def _index(folder: Path) -> list[dict[str, Any]]:
    path = folder / "index.json"
    if not path.is_file():
        return []
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["clips"]
    return rows


def grid_clips(half: str | None = None) -> list[TruthClip]:
    """Rendered grid clips that are in the cache, of one half or both; those not rendered yet are left out."""
    rows = [row for row in _index(cache_folder()) if half in (None, row["half"])]
    found = (_read(row["id"], row["half"], cache_folder() / row["video"], row["pair"]) for row in rows)
    return [clip for clip in found if clip is not None]


def real_motion_clips() -> list[TruthClip]:
    """Rendered clips that move as real runners do, as far as they are in the cache (`tools.real_motion`)."""
    folder = cache_folder() / "real"
    found = (_read(r["id"], r["half"], folder / r["video"], runner=r["runner"]) for r in _index(folder))
    return [clip for clip in found if clip is not None]


def grid_size() -> int:
    """Clips in the whole grid."""
    return len(tomllib.loads(GRID.read_text(encoding="utf-8"))["clip"])
