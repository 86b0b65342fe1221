"""Clothes, skin and rooms by name: colours and choices, no geometry."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.rendered_runner.materials import Material
from tools.rendered_runner.scene import Light

Floats = NDArray[np.float64]
Rgb = tuple[int, int, int]

GAMMA = 2.2
LIP_TINT = np.array([0.92, 0.62, 0.60])


def linear(colour: Rgb) -> Floats:
    """sRGB 0..255 to linear light 0..1."""
    return np.asarray((np.array(colour) / 255.0) ** GAMMA)


@dataclass(frozen=True)
class Outfit:
    """Which layers a runner wears and their colours."""

    top: str
    bottom: str
    top_rgb: Rgb
    bottom_rgb: Rgb
    sock_rgb: Rgb
    shoe_rgb: Rgb
    sole_rgb: Rgb
    accent_rgb: Rgb
    fold_depth: float = 0.8

    @property
    def layers(self) -> tuple[str, ...]:
        """Layer names of the baked body to draw."""
        arms = () if self.top == "loose_top" else ("arms",)
        legs = () if self.bottom == "tights" else ("legs",)
        return ("skin", "eyes", "hair", *arms, *legs, self.top, self.bottom, "socks", "shoes")


@dataclass(frozen=True)
class Complexion:
    """Colours of a person."""

    skin_rgb: Rgb
    hair_rgb: Rgb
    iris_rgb: Rgb
    ponytail: bool


OUTFITS = {
    "blue_tee": Outfit(
        "tee", "shorts", (40, 92, 170), (38, 40, 48), (235, 235, 230), (228, 92, 40), (240, 240, 238), (250, 230, 60)
    ),
    "grey_loose": Outfit(
        "loose_top",
        "loose_shorts",
        (178, 176, 172),
        (165, 164, 160),
        (40, 40, 42),
        (196, 214, 120),
        (236, 238, 225),
        (90, 110, 90),
        1.5,
    ),
    "black_tights": Outfit(
        "tee", "tights", (30, 32, 36), (24, 25, 29), (210, 210, 210), (40, 42, 48), (225, 225, 225), (220, 60, 90)
    ),
    "coral_singlet": Outfit(
        "singlet",
        "shorts",
        (226, 98, 88),
        (52, 62, 92),
        (240, 240, 240),
        (70, 170, 190),
        (245, 245, 245),
        (255, 255, 255),
    ),
    "white_tee_navy": Outfit(
        "tee",
        "loose_shorts",
        (232, 232, 228),
        (32, 44, 84),
        (245, 245, 245),
        (200, 40, 48),
        (250, 250, 250),
        (255, 255, 255),
        1.1,
    ),
    "purple_tights": Outfit(
        "singlet",
        "tights",
        (120, 190, 170),
        (74, 52, 104),
        (60, 50, 70),
        (240, 120, 170),
        (250, 245, 245),
        (255, 220, 120),
    ),
    "all_dark": Outfit(
        "loose_top", "shorts", (28, 29, 33), (20, 21, 24), (26, 26, 28), (34, 34, 38), (60, 60, 64), (90, 90, 96), 1.4
    ),
    "green_loose": Outfit(
        "loose_top",
        "tights",
        (70, 120, 84),
        (46, 48, 52),
        (230, 230, 226),
        (235, 235, 235),
        (250, 250, 250),
        (60, 90, 200),
        1.5,
    ),
    "yellow_tee": Outfit(
        "tee",
        "loose_shorts",
        (228, 196, 60),
        (92, 98, 104),
        (30, 30, 34),
        (52, 120, 196),
        (232, 232, 236),
        (250, 250, 250),
        1.2,
    ),
    "red_singlet": Outfit(
        "singlet", "shorts", (178, 34, 44), (26, 26, 30), (228, 228, 224), (244, 210, 70), (240, 240, 236), (30, 30, 30)
    ),
    "teal_tights": Outfit(
        "tee", "tights", (222, 224, 220), (28, 96, 104), (236, 236, 232), (90, 92, 98), (242, 242, 240), (240, 130, 60)
    ),
    "beige_loose": Outfit(
        "tee",
        "loose_shorts",
        (96, 72, 110),
        (196, 178, 150),
        (240, 238, 232),
        (238, 238, 240),
        (214, 214, 210),
        (200, 60, 120),
        1.3,
    ),
}

COMPLEXIONS = {
    "arn": Complexion((216, 168, 140), (72, 50, 34), (70, 90, 110), False),
    "bea": Complexion((228, 182, 156), (150, 108, 62), (80, 110, 80), True),
    "chi": Complexion((222, 180, 146), (28, 24, 24), (40, 28, 22), True),
    "dan": Complexion((198, 152, 116), (30, 27, 27), (42, 30, 24), False),
    "eno": Complexion((112, 76, 56), (22, 19, 18), (36, 24, 18), False),
    "fay": Complexion((142, 98, 72), (26, 21, 20), (40, 26, 20), True),
    "gil": Complexion((220, 174, 150), (120, 86, 54), (90, 110, 130), False),
    "hal": Complexion((98, 66, 48), (20, 18, 17), (34, 22, 16), False),
    "ida": Complexion((234, 192, 168), (176, 138, 84), (96, 124, 140), True),
    "joy": Complexion((124, 84, 60), (24, 20, 19), (38, 24, 18), True),
    "kai": Complexion((212, 166, 132), (28, 25, 24), (44, 30, 24), False),
    "leo": Complexion((226, 180, 152), (58, 42, 32), (84, 70, 50), False),
    "mia": Complexion((218, 176, 142), (30, 26, 25), (42, 29, 23), True),
    "ned": Complexion((92, 62, 46), (21, 18, 17), (34, 23, 17), False),
    "oda": Complexion((236, 196, 174), (190, 150, 96), (88, 118, 142), True),
    "per": Complexion((222, 178, 154), (150, 116, 76), (82, 108, 132), False),
    "ria": Complexion((104, 70, 52), (22, 19, 18), (36, 24, 18), True),
    "sol": Complexion((202, 156, 120), (70, 68, 66), (40, 28, 22), False),
    "tea": Complexion((214, 170, 136), (34, 29, 28), (40, 28, 22), True),
    "uwe": Complexion((224, 182, 158), (108, 80, 54), (92, 104, 96), False),
}


def palette(outfit: Outfit, person: Complexion) -> Floats:
    """Linear colours ``(19, 3)`` indexed by `Material`; scene materials stay black here."""
    colours = np.zeros((len(Material), 3))
    skin = linear(person.skin_rgb)
    table = {
        Material.BROW: np.minimum(linear(person.hair_rgb), 0.5 * skin),
        Material.EYE_WHITE: linear((225, 222, 218)),
        Material.IRIS: linear(person.iris_rgb) * 0.6,
        Material.HAIR: linear(person.hair_rgb),
        Material.TOP: linear(outfit.top_rgb),
        Material.BOTTOM: linear(outfit.bottom_rgb),
        Material.SOCK: linear(outfit.sock_rgb),
        Material.SHOE: linear(outfit.shoe_rgb),
        Material.SOLE: linear(outfit.sole_rgb),
        Material.SHOE_ACCENT: linear(outfit.accent_rgb),
        Material.SKIN: skin,
        Material.LIPS: skin * LIP_TINT,
    }
    for material, colour in table.items():
        colours[material] = colour
    return colours


@dataclass(frozen=True)
class RoomLook:
    """Colours and materials of a room; ``props`` seeds its furniture."""

    wall_rgb: Rgb
    wall_material: Material
    floor_rgb: Rgb
    floor_material: Material
    furniture: str
    depth_m: float = 1.7


ROOMS = {
    "grey_gym": RoomLook((188, 190, 188), Material.PAINT, (74, 76, 80), Material.RUBBER, "rack"),
    "brick_gym": RoomLook((158, 92, 72), Material.TILES, (60, 62, 66), Material.RUBBER, "rack", 2.1),
    "garage": RoomLook((196, 188, 174), Material.PAINT, (120, 116, 110), Material.PAINT, "cupboards", 1.4),
    "living_room": RoomLook((214, 204, 184), Material.PAINT, (150, 108, 70), Material.WOOD, "window", 1.8),
    "clinic": RoomLook((226, 228, 226), Material.PAINT, (168, 172, 174), Material.PAINT, "posters", 1.6),
    "dark_gym": RoomLook((66, 68, 76), Material.PAINT, (48, 48, 50), Material.RUBBER, "mirror", 1.9),
}

# Lamps by name, for the wall behind the runner at +z; mirrored for the other side by the scene.
LIGHTS = {
    "ceiling": Light((-0.35, 1.3, -0.55), (0.95, 0.92, 0.86), (0.42, 0.44, 0.46), (0.24, 0.22, 0.20)),
    "window": Light((0.9, 0.9, -0.7), (1.05, 1.02, 0.96), (0.40, 0.44, 0.52), (0.22, 0.20, 0.18)),
    "dim_warm": Light((-0.6, 1.0, -0.8), (0.74, 0.60, 0.42), (0.26, 0.24, 0.22), (0.16, 0.14, 0.12)),
    "flat": Light((0.1, 1.2, -0.5), (0.45, 0.45, 0.45), (0.66, 0.68, 0.70), (0.40, 0.40, 0.40)),
    "back": Light((0.3, 1.0, 0.9), (0.95, 0.95, 1.0), (0.40, 0.42, 0.46), (0.22, 0.21, 0.20)),
}
