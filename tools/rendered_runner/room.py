"""Geometry that is not a person: the treadmill and the room around it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.rendered_runner.looks import Rgb, RoomLook, linear
from tools.rendered_runner.materials import Material
from tools.rendered_runner.scene import Mesh

Floats = NDArray[np.float64]

BELT_HALF_WIDTH_M, BELT_BACK_M, BELT_FRONT_M = 0.27, -1.05, 0.95
DECK_HALF_WIDTH_M = 0.38
FLOOR_M = -0.20
CEILING_M = 2.55
# A ceiling is lit from below, which the one lamp of the scene cannot do: it brings its own brightness.
CEILING_RGB: Rgb = (186, 184, 178)
ROOM_HALF_LENGTH_M = 3.6
OPEN_SIDE_M = 6.5


@dataclass(frozen=True)
class Block:
    """An axis-aligned box ``low`` to ``high`` (metres) before it is leaned by ``lean`` about z at its foot."""

    low: tuple[float, float, float]
    high: tuple[float, float, float]
    rgb: Rgb
    material: Material = Material.PAINT
    lean: float = 0.0


_CORNERS = ((0, 0), (1, 0), (1, 1), (0, 1))


def block_mesh(blocks: list[Block]) -> Mesh:
    """One mesh of many boxes with flat faces."""
    position: list[Floats] = []
    normal: list[Floats] = []
    colour: list[Floats] = []
    material: list[int] = []
    faces: list[list[int]] = []
    for block in blocks:
        low, high = np.array(block.low), np.array(block.high)
        for axis in range(3):
            for end in (0, 1):
                base = len(position)
                for corner in _CORNERS:
                    position.append(_lean(_box_corner(low, high, axis, end, corner), block))
                    normal.append(np.eye(3)[axis] * (2 * end - 1))
                    colour.append(linear(block.rgb))
                    material.append(int(block.material))
                faces += [[base, base + 1, base + 2], [base, base + 2, base + 3]]
    points = np.array(position)
    return Mesh(points, np.array(normal), np.array(colour), points.copy(), np.array(material), np.array(faces))


def _box_corner(low: Floats, high: Floats, axis: int, end: int, corner: tuple[int, int]) -> Floats:
    point = np.where(np.arange(3) == axis, (low, high)[end], low)
    for other, pick in zip([k for k in range(3) if k != axis], corner, strict=True):
        point[other] = (low, high)[pick][other]
    return np.asarray(point)


def _lean(point: Floats, block: Block) -> Floats:
    return np.asarray(point + np.array([block.lean * (point[1] - block.low[1]), 0.0, 0.0]))


def treadmill(rail_side: int, console: str) -> Mesh:
    """The machine with its console ahead of the runner.

    ``console``: "slim" leaves the legs free; "wide" adds a broad upright and a handrail on the camera's
    side ``rail_side`` (-1 = left, +1 = right), which hide parts of the runner now and then.
    """
    back, front, half = BELT_BACK_M, BELT_FRONT_M, DECK_HALF_WIDTH_M
    dark, rail = (40, 41, 45), (88, 90, 94)
    blocks = [
        Block((back - 0.1, -0.17, -half), (front, -0.02, half), dark),
        Block((back - 0.1, -0.02, -half), (front, 0.012, -BELT_HALF_WIDTH_M), rail, Material.METAL),
        Block((back - 0.1, -0.02, BELT_HALF_WIDTH_M), (front, 0.012, half), rail, Material.METAL),
        Block((front, -0.18, -half), (front + 0.34, 0.07, half), (52, 53, 58)),
        Block((front + 0.12, 1.04, -0.34), (front + 0.24, 1.22, 0.34), (30, 31, 34), lean=0.5),
        Block((front + 0.135, 1.09, -0.14), (front + 0.14, 1.19, 0.14), (110, 150, 200), Material.GLOW, lean=0.5),
    ]
    for sign in (-1.0, 1.0):
        z_low, z_high = sorted((sign * (half - 0.07), sign * half))
        blocks.append(
            Block((front + 0.02, 0.0, z_low), (front + 0.10, 1.06, z_high), (58, 59, 64), Material.METAL, 0.08)
        )
        blocks.append(Block((front - 0.30, 0.92, z_low + 0.01), (front + 0.14, 0.96, z_high - 0.01), (34, 34, 37)))
    if console == "wide":
        z_low, z_high = sorted((rail_side * (half - 0.06), rail_side * half))
        blocks.append(Block((front - 0.62, 0.88, z_low), (front, 0.93, z_high), (34, 34, 37)))
        blocks.append(
            Block((front - 0.50, 0.0, z_low), (front - 0.40, 0.9, z_high), (46, 47, 52), Material.METAL, 0.25)
        )
    return block_mesh(blocks)


def belt() -> Mesh:
    """The running surface, y = 0."""
    low, high = (BELT_BACK_M, -0.015, -BELT_HALF_WIDTH_M), (BELT_FRONT_M, 0.0, BELT_HALF_WIDTH_M)
    return block_mesh([Block(low, high, (44, 45, 47), Material.BELT)])


def room(look: RoomLook, wall: str, seed: int) -> Mesh:
    """Floor, ceiling and the walls the camera can see; ``wall`` names where the back wall is: -z, +z, +x or -x."""
    near, far = OPEN_SIDE_M, look.depth_m
    reach = {"-x": far + 1.0, "+x": far + 1.2, "-z": far, "+z": far}
    span = dict.fromkeys(("-x", "+x", "-z", "+z"), near) | dict.fromkeys(_beside(wall), ROOM_HALF_LENGTH_M)
    span[wall] = reach[wall]
    x_low, x_high, z_low, z_high = -span["-x"], span["+x"], -span["-z"], span["+z"]
    paint, t = look.wall_material, 0.05
    blocks = [
        Block((x_low, FLOOR_M - t, z_low), (x_high, FLOOR_M, z_high), look.floor_rgb, look.floor_material),
        Block((x_low, CEILING_M, z_low), (x_high, CEILING_M + t, z_high), CEILING_RGB, Material.GLOW),
        Block((x_low - t, FLOOR_M, z_low), (x_low, CEILING_M, z_high), look.wall_rgb, paint),
        Block((x_high, FLOOR_M, z_low), (x_high + t, CEILING_M, z_high), look.wall_rgb, paint),
        Block((x_low, FLOOR_M, z_low - t), (x_high, CEILING_M, z_low), look.wall_rgb, paint),
        Block((x_low, FLOOR_M, z_high), (x_high, CEILING_M, z_high + t), look.wall_rgb, paint),
    ]
    rng = np.random.default_rng(seed)
    furniture = _FURNITURE[look.furniture](rng)
    return block_mesh(blocks + [_against(block, wall, reach[wall]) for block in [_skirting(), *furniture]])


def _beside(wall: str) -> tuple[str, str]:
    return ("-x", "+x") if wall.endswith("z") else ("-z", "+z")


def _against(block: Block, wall: str, reach_m: float) -> Block:
    """Furniture is built as (along, up, out of the wall); put it on the wall ``reach_m`` away."""
    sign = 1.0 if wall.startswith("+") else -1.0
    along_is_x = wall.endswith("z")

    def carry(along: float, up: float, out: float) -> tuple[float, float, float]:
        depth = sign * (reach_m - out)
        return (along, up, depth) if along_is_x else (depth, up, along)

    first, second = carry(*block.low), carry(*block.high)
    low = (min(first[0], second[0]), min(first[1], second[1]), min(first[2], second[2]))
    high = (max(first[0], second[0]), max(first[1], second[1]), max(first[2], second[2]))
    return Block(low, high, block.rgb, block.material)


def _skirting() -> Block:
    return Block((-ROOM_HALF_LENGTH_M, FLOOR_M, 0.0), (ROOM_HALF_LENGTH_M, FLOOR_M + 0.09, 0.015), (226, 224, 220))


def _shade(rng: np.random.Generator, low: int, high: int) -> Rgb:
    """A muted random colour."""
    colour = rng.integers(low, high, 3)
    red, green, blue = (int(v) for v in (0.5 * colour + 0.5 * colour.mean()))
    return red, green, blue


def _cupboards(rng: np.random.Generator) -> list[Block]:
    oak, blocks = (164, 104, 52), []
    for k in range(6):
        left = -1.9 + 0.46 * k
        blocks.append(Block((left, 1.35, 0.0), (left + 0.45, 2.05, 0.32), oak, Material.WOOD))
        blocks.append(Block((left + 0.05, 1.40, 0.32), (left + 0.40, 2.0, 0.335), (148, 92, 44), Material.WOOD))
    for _ in range(5):
        left, width, height = rng.uniform(-1.8, 1.6), rng.uniform(0.25, 0.6), rng.uniform(0.3, 0.8)
        tone = (int(rng.integers(120, 180)), int(rng.integers(95, 135)), int(rng.integers(60, 90)))
        blocks.append(Block((left, FLOOR_M, 0.0), (left + width, FLOOR_M + height, 0.25), tone))
    return blocks


def _rack(rng: np.random.Generator) -> list[Block]:
    blocks = [
        Block((-2.2, FLOOR_M + h, 0.0), (-0.9, FLOOR_M + h + 0.05, 0.35), (50, 50, 54), Material.METAL)
        for h in (0.25, 0.6)
    ]
    for k in range(8):
        left = -2.15 + 0.15 * k
        for h in (0.30, 0.65):
            blocks.append(
                Block((left, FLOOR_M + h, 0.05), (left + 0.10, FLOOR_M + h + 0.13, 0.32), _shade(rng, 20, 60))
            )
    blocks.append(Block((0.5, 0.9, 0.0), (1.6, 1.6, 0.03), _shade(rng, 60, 200)))
    blocks.append(Block((1.9, FLOOR_M, 0.0), (2.5, 1.3, 0.4), _shade(rng, 40, 110)))
    return [*blocks, Block((-3.4, 1.9, 0.0), (3.4, 1.94, 0.02), (190, 60, 50))]


def _window(rng: np.random.Generator) -> list[Block]:
    blocks = [Block((-1.8, 0.75, 0.0), (-0.4, 2.0, 0.02), (205, 220, 236), Material.GLOW)]
    blocks += [Block((x, 0.70, 0.0), (x + 0.05, 2.05, 0.04), (240, 240, 238)) for x in (-1.85, -1.12, -0.4)]
    blocks.append(Block((0.4, FLOOR_M, 0.0), (1.9, 0.65, 0.42), (120, 84, 56), Material.WOOD))
    for _ in range(7):
        left = rng.uniform(0.45, 1.75)
        blocks.append(
            Block((left, 0.65, 0.05), (left + 0.07, 0.65 + rng.uniform(0.15, 0.3), 0.25), _shade(rng, 50, 210))
        )
    return [*blocks, Block((0.7, 1.05, 0.0), (1.5, 1.65, 0.03), _shade(rng, 70, 190))]


def _posters(rng: np.random.Generator) -> list[Block]:
    blocks = [Block((-3.6, 0.95, 0.0), (3.6, 1.0, 0.01), (120, 160, 170))]
    for k in range(3):
        left = -1.9 + 1.25 * k + rng.uniform(-0.1, 0.1)
        blocks.append(Block((left, 1.1, 0.0), (left + 0.6, 1.95, 0.015), (244, 244, 240)))
        blocks.append(Block((left + 0.06, 1.3, 0.0), (left + 0.54, 1.85, 0.02), _shade(rng, 80, 210)))
    return [*blocks, Block((1.4, FLOOR_M, 0.0), (2.6, 0.5, 0.6), (90, 130, 150))]


def _mirror(rng: np.random.Generator) -> list[Block]:
    blocks = [Block((-2.6, 0.3, 0.0), (2.6, 1.9, 0.01), (84, 90, 98), Material.METAL)]
    blocks += [Block((x, 0.3, 0.0), (x + 0.015, 1.9, 0.02), (30, 30, 34)) for x in (-2.6, -1.3, 0.0, 1.3, 2.6)]
    blocks += [Block((-3.0, 2.2, 0.0), (3.0, 2.24, 0.03), (250, 240, 220), Material.GLOW)]
    return [*blocks, Block((1.2, FLOOR_M, 0.0), (1.9, 0.9, 0.5), _shade(rng, 30, 80))]


_FURNITURE = {"cupboards": _cupboards, "rack": _rack, "window": _window, "posters": _posters, "mirror": _mirror}
