"""The surfaces of bodies and rooms: small integers stored per vertex; the shader knows them by number."""

from __future__ import annotations

from enum import IntEnum


class Material(IntEnum):
    """What a vertex is made of; the renderer turns it into pattern and gloss."""

    SKIN = 0
    LIPS = 1
    BROW = 2
    EYE_WHITE = 3
    IRIS = 4
    HAIR = 5
    TOP = 6
    BOTTOM = 7
    SOCK = 8
    SHOE = 9
    SOLE = 10
    SHOE_ACCENT = 11
    PAINT = 12
    BELT = 13
    WOOD = 14
    TILES = 15
    RUBBER = 16
    METAL = 17
    GLOW = 18
