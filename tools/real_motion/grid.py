"""Rendered clips of bodies that move as recorded runners; ``grid.toml`` lists what was dealt."""

from __future__ import annotations

import json
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.rendered_runner.clip import Clip, RealGait
from tools.rendered_runner.grid import clip_of, default_cache, video_path

GRID_FILE = Path(__file__).parent / "grid.toml"
# Of the cache of rendered clips; an index of its own, so that no table mixes them with generated gaits unasked.
FOLDER = "real"
# Raise when the retargeting changes what a clip shows.
RETARGET_VERSION = 1


@dataclass(frozen=True)
class RealEntry:
    """A clip of a recorded run, the half of its body and whose run it is."""

    clip: Clip
    half: str
    runner: str
    speed_mps: float


def real_rows() -> list[dict[str, Any]]:
    """The rows of ``grid.toml`` with defaults filled in, in rendering order."""
    table = tomllib.loads(GRID_FILE.read_text(encoding="utf-8"))
    halves = {body: half for half, bodies in table["split"].items() for body in bodies}
    return [table["defaults"] | row | {"half": halves[row["body"]]} for row in table["clip"]]


def real_entries() -> list[RealEntry]:
    """All entries, in rendering order."""
    found = []
    for row in real_rows():
        gait = RealGait(runner=row["runner"], speed_mps=row["speed"], start_s=row["start"], version=RETARGET_VERSION)
        found.append(RealEntry(clip_of(row, gait), row["half"], row["runner"], row["speed"]))
    return found


def real_folder(cache: Path | None = None) -> Path:
    """Where the clips of recorded runs are kept."""
    return (cache or default_cache()) / FOLDER


def write_index(folder: Path, entries: list[RealEntry]) -> None:
    """List all clips, so that a benchmark needs no renderer to find them."""
    rows = [
        {
            "id": e.clip.name,
            "half": e.half,
            "runner": e.runner,
            "speed_mps": e.speed_mps,
            "video": video_path(folder, e.clip).name,
        }
        for e in entries
    ]
    partial = folder / "index.partial"
    partial.write_text(json.dumps({"schema": "gaitcheck.real-index/1", "clips": rows}, indent=1) + "\n")
    partial.replace(folder / "index.json")


def make_real_grid(cache: Path | None, only: list[str], force: bool) -> None:
    """Render what is missing (or all, with ``force``), in order; stop and start again at will."""
    # Needs a graphics library; the list of clips above does not.
    from tools.rendered_runner.produce import is_made, make_clip

    folder, entries = real_folder(cache), real_entries()
    folder.mkdir(parents=True, exist_ok=True)
    write_index(folder, entries)
    for entry in entries:
        video = video_path(folder, entry.clip)
        if (only and entry.clip.name not in only) or (is_made(entry.clip, video) and not force):
            continue
        start = time.monotonic()
        make_clip(entry.clip, video, arrays=True)
        seconds = time.monotonic() - start
        print(f"{entry.half} {entry.clip.name} {entry.runner} {entry.speed_mps:g} m/s: {seconds:.0f} s", flush=True)
