"""The benchmark grid: rendered clips with a fixed split by body and by motion seed.

``grid.toml`` lists what the clips are meant to vary; ``gaits.json`` holds the gait parameters drawn for them,
so that a change of the drawing never changes the benchmark unnoticed.
"""

from __future__ import annotations

import json
import os
import time
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gaitcheck.synthetic import GaitParameters, InfeasibleGaitError
from tools.rendered_runner.bodies import load_body
from tools.rendered_runner.camera import Camera
from tools.rendered_runner.clip import Clip, RealGait, Sensor, Staging, Timing, gait_from_dict
from tools.rendered_runner.styles import draw_gait
from tools.rendered_runner.take import dimensions

HERE = Path(__file__).parent
GRID_FILE = HERE / "grid.toml"
GAITS_FILE = HERE / "gaits.json"
CACHE_VARIABLE = "GAITCHECK_BENCH_CACHE"
LANDSCAPE, PORTRAIT = (960, 540), (540, 960)
# Portrait pictures are narrower: the same runner needs a little more room below and above.
AIM_Y_M = {"landscape": 0.88, "portrait": 0.93}


@dataclass(frozen=True)
class GridEntry:
    """A clip of the grid, the half it belongs to and what it stands for."""

    clip: Clip
    half: str
    style: str
    pair: str | None


def default_cache() -> Path:
    """Where the grid is kept unless told otherwise."""
    named = os.environ.get(CACHE_VARIABLE)
    return Path(named) if named else Path.home() / ".cache" / "gaitcheck" / "rendered"


def grid_rows() -> list[dict[str, Any]]:
    """The rows of ``grid.toml`` with defaults filled in, in rendering order."""
    table = tomllib.loads(GRID_FILE.read_text())
    halves = {body: half for half, bodies in table["split"].items() for body in bodies}
    return [table["defaults"] | row | {"half": halves[row["body"]]} for row in table["clip"]]


def grid_clips() -> list[GridEntry]:
    """All entries, in rendering order; needs the drawn gaits (`draw_gaits`)."""
    gaits = json.loads(GAITS_FILE.read_text()) if GAITS_FILE.exists() else {}
    return [_entry(row, gait_from_dict(gaits[row["id"]])) for row in grid_rows() if row["id"] in gaits]


def _entry(row: dict[str, Any], gait: GaitParameters | RealGait) -> GridEntry:
    return GridEntry(clip_of(row, gait), row["half"], row["style"], row.get("pair"))


def clip_of(row: dict[str, Any], gait: GaitParameters | RealGait) -> Clip:
    """The clip that a row of a grid file with all defaults filled in describes."""
    width, height = LANDSCAPE if row["shape"] == "landscape" else PORTRAIT
    camera = Camera(
        row["view"], width, height, yaw_deg=row["yaw"], roll_deg=row["roll"], distance_m=row["distance"],
        height_m=row["height"], aim_x_m=row["aim_x"], aim_y_m=AIM_Y_M[row["shape"]],
    )  # fmt: skip
    names = ("body", "outfit", "room", "light", "console", "bystander", "bystander_walks")
    chosen: dict[str, Any] = {name: row.get(name) for name in names}
    staging = Staging(**chosen)
    timing = Timing(
        capture_fps=row["fps"], duration_s=row["seconds"], slow_motion_factor=row["slow"], variable=row["vfr"]
    )
    sensor = Sensor(
        shutter_s=1 / row["shutter"],
        noise=row["noise"],
        exposure_ev=row["exposure"],
        shake_px=row["shake"],
        crf=row["crf"],
    )
    return Clip(
        name=row["id"], staging=staging, camera=camera, gait=gait, timing=timing, sensor=sensor, seed=row["seed"]
    )


def draw_gaits(only: list[str]) -> None:
    """Draw every row's gait (or some) and store it; paired rows share body and seed and so the gait."""
    drawn: dict[str, Any] = json.loads(GAITS_FILE.read_text()) if only else {}
    for row in grid_rows():
        if only and row["id"] not in only:
            continue
        body = dimensions(load_body(row["body"]))
        gait = draw_gait(
            row["style"], body, row.get("cadence", 0.0), row.get("speed", 0.0), row["asymmetric"], row["seed"]
        )
        drawn[row["id"]] = asdict(gait)
        print(row["id"], flush=True)
    GAITS_FILE.write_text(json.dumps(drawn, indent=1) + "\n")


def video_path(cache: Path, clip: Clip) -> Path:
    """Where a clip of the grid is kept: its name and its content key."""
    return cache / f"{clip.name}-{clip.key}.mp4"


def write_index(cache: Path, entries: list[GridEntry]) -> None:
    """List all clips with their halves, so that a benchmark needs no renderer to find them."""
    rows = [
        {"id": e.clip.name, "half": e.half, "style": e.style, "pair": e.pair, "video": video_path(cache, e.clip).name}
        for e in entries
    ]
    partial = cache / "index.partial"
    partial.write_text(json.dumps({"schema": "gaitcheck.rendered-index/1", "clips": rows}, indent=1) + "\n")
    partial.replace(cache / "index.json")


def make_grid(cache: Path, only: list[str], half: str | None, is_quick: bool, force: bool) -> None:
    """Render what is missing (or all, with ``force``), in order; stop and start again at will."""
    # Needs a graphics library; the list of clips above does not.
    from tools.rendered_runner.produce import is_made, make_clip, quick

    entries = [e for e in grid_clips() if (not only or e.clip.name in only) and half in (None, e.half)]
    cache.mkdir(parents=True, exist_ok=True)
    if not only and half is None and not is_quick:
        write_index(cache, entries)
    for entry in entries:
        clip = quick(entry.clip) if is_quick else entry.clip
        video = video_path(cache, clip)
        if is_made(clip, video) and not force:
            continue
        start = time.monotonic()
        try:
            make_clip(clip, video, arrays=True)
        except InfeasibleGaitError as error:
            # The generator changed since the gaits were drawn; the other clips are still worth having.
            print(f"{entry.half} {clip.name}: not rendered: {error}", flush=True)
            continue
        print(f"{entry.half} {clip.name}: {time.monotonic() - start:.0f} s", flush=True)
