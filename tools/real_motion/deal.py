"""Deals the clips of real runs: which body runs which recording, in which clothes, room, light and picture.

Run once with a fixed seed, before anything is rendered; ``grid.toml`` keeps what was dealt.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tools.real_motion.runs import find_run
from tools.real_motion.stances import usable_span_s

SEED = 20
FIRST_CLIP_SEED = 601
LONGEST_S = 8.5
# Bodies belong to one runner each, so that leaving a runner out leaves his bodies out.
BODIES = {
    "hamner01": (("arn",), ("bea",)),
    "hamner02": (("chi",), ("dan",)),
    "hamner03": (("eno",), ("fay",)),
    "hamner08": (("ida", "gil"), ("hal",)),
    "hamner10": (("kai", "ned"), ("joy",)),
    "rbds001": (("mia", "per", "oda"), ("leo",)),
    "rbds0041": (("ria", "sol"), ("tea", "uwe")),
}
# Every run on a body of the fit half; the slowest and one more of each runner on one of the test half.
FIT_SPEEDS = {"hamner": (2.0, 3.0, 4.0, 5.0), "rbds001": (2.5, 3.5), "rbds0041": (2.5,)}
TEST_SPEEDS = {
    "hamner01": (2.0, 4.0),
    "hamner02": (2.0, 3.0),
    "hamner03": (2.0, 5.0),
    "hamner08": (2.0, 3.0),
    "hamner10": (2.0, 4.0),
    "rbds001": (2.5,),
    "rbds0041": (2.5, 2.5),
}
SLOW_MPS = 2.5
# The recorded shank of this runner's right leg is the least sure: he is shown from the left.
ONLY_LEFT = ("hamner02",)
OUTFITS = (
    "blue_tee", "grey_loose", "coral_singlet", "black_tights", "white_tee_navy", "purple_tights", "green_loose",
    "all_dark", "yellow_tee", "red_singlet", "beige_loose", "teal_tights",
)  # fmt: skip
ROOMS = ("grey_gym", "brick_gym", "garage", "living_room", "clinic", "dark_gym")
LIGHTS = ("ceiling", "ceiling", "window", "flat", "flat", "dim_warm", "back")
YAWS = (0.0,) * 18 + (3.0, -3.0) * 4 + (6.0, -6.0) * 3 + (9.0, -9.0) * 2
RATES = (60.0,) * 21 + (30.0,) * 12 + (120.0,) * 3
SHAPES = ("landscape",) * 24 + ("portrait",) * 12


def runs_and_bodies() -> list[tuple[str, float, str, str]]:
    """(runner, speed, half, body) of every clip."""
    found = []
    for runner, (fit, test) in BODIES.items():
        speeds = FIT_SPEEDS.get(runner) or FIT_SPEEDS["hamner"]
        found += [(runner, speed, "fit", fit[k % len(fit)]) for k, speed in enumerate(speeds)]
        found += [(runner, speed, "test", test[k % len(test)]) for k, speed in enumerate(TEST_SPEEDS[runner])]
    return found


def in_order(rng: np.random.Generator) -> list[tuple[str, float, str, str]]:
    """Diverse first: two slow runs, then a faster one, runners in turn, the fit half before the test half."""
    clips = runs_and_bodies()
    shuffled = [clips[k] for k in rng.permutation(len(clips))]
    slow = sorted((c for c in shuffled if c[1] <= SLOW_MPS), key=lambda c: c[2])
    fast = _runners_in_turn([c for c in shuffled if c[1] > SLOW_MPS])
    order = []
    while slow or fast:
        order += slow[:2] + fast[: 1 if slow else len(fast)]
        slow, fast = slow[2:], fast[1 if slow else len(fast) :]
    return order


def _runners_in_turn(clips: list[tuple[str, float, str, str]]) -> list[tuple[str, float, str, str]]:
    seen: dict[str, int] = {}
    turns = []
    for clip in clips:
        turns.append(seen.get(clip[0], 0))
        seen[clip[0]] = turns[-1] + 1
    return [clips[k] for k in np.argsort(turns, kind="stable")]


def deal() -> list[dict[str, Any]]:
    """All rows of the grid."""
    rng = np.random.default_rng(SEED)
    clips = in_order(rng)
    hands = {name: rng.permutation(len(clips)) for name in ("yaw", "fps", "shape", "outfit", "room", "light")}
    return [_row(k, clip, {name: int(hand[k]) for name, hand in hands.items()}, rng) for k, clip in enumerate(clips)]


def _row(k: int, clip: tuple[str, float, str, str], hand: dict[str, int], rng: np.random.Generator) -> dict[str, Any]:
    runner, speed_mps, _, body = clip
    low, high = usable_span_s(find_run(runner, speed_mps))
    seconds = min(LONGEST_S, float(np.floor((high - low) * 20) / 20))
    start = low + float(rng.uniform(0, high - low - seconds))
    light = LIGHTS[hand["light"] % len(LIGHTS)]
    shape = SHAPES[hand["shape"]]
    # Rooms and people that are lit badly are exposed longer and noisier, as phones do.
    shutter, noise = ((60, 90, 120), 3.0) if light == "dim_warm" else ((120, 200, 200, 400), 1.6)
    nearest, furthest = (3.7, 4.4) if shape == "landscape" else (3.2, 3.7)
    view = "side-left" if runner in ONLY_LEFT or k % 2 == 0 else "side-right"
    return {
        "id": f"m{k + 1:02d}",
        "runner": runner,
        "speed": speed_mps,
        "start": round(start, 3),
        "seconds": seconds,
        "body": body,
        "outfit": OUTFITS[hand["outfit"] % len(OUTFITS)],
        "room": ROOMS[hand["room"] % len(ROOMS)],
        "light": light,
        "console": str(rng.choice(["slim", "slim", "slim", "wide"])),
        "view": view,
        "shape": shape,
        "yaw": YAWS[hand["yaw"]],
        "distance": round(float(rng.uniform(nearest, furthest)), 1),
        "height": round(float(rng.uniform(0.7, 1.3)), 2),
        "fps": RATES[hand["fps"]],
        "shutter": int(rng.choice(shutter)),
        "noise": noise,
        "shake": float(rng.choice([0.0, 0.0, 0.0, 3.0])),
        "crf": int(rng.choice([22, 24, 26])),
        "seed": FIRST_CLIP_SEED + k,
    }


def as_toml(rows: list[dict[str, Any]]) -> str:
    """The rows as tables of a TOML file."""
    tables = []
    for row in rows:
        lines = [
            f'{name} = "{value}"' if isinstance(value, str) else f"{name} = {value}" for name, value in row.items()
        ]
        tables.append("\n".join(["[[clip]]", *lines]))
    return "\n\n".join(tables) + "\n"
