"""The surfaces a dressed body is made of: small integers stored per vertex."""

from __future__ import annotations

from enum import IntEnum


class Material(IntEnum):
    """What a vertex is made of; the renderer turns it into colour and gloss."""

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
    SCENE = 12
    BELT = 13


FIRST_SCENE_MATERIAL = Material.SCENE
