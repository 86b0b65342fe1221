"""Where heads are in a picture, by the detector inside the pose model's bundle; arithmetic only, no library.

BlazePose looks for people by their heads (Bazarevsky et al. 2020, arXiv:2006.10204): every one of its 2254 anchors
answers with a box around the head, four points of the body and a score. It looks at 224 x 224 px, so a person at the
back is missed in the whole picture and found in a part of it: the picture is searched whole and in tiles of two sizes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from gaitcheck.arrays import FloatArray

#: What the detector looks at is square. [px]
INPUT_PX = 224
#: Cells along a side and anchors in a cell, layer by layer (strides 8, 16 and three of 32 px).
_LAYERS = ((28, 2), (14, 2), (7, 6))
#: Pairs in an answer: the box's centre and size, then hips' middle, body circle, shoulders' middle, upper circle.
_PAIRS = 6
_BOX, _HIPS, _CIRCLE, _SHOULDERS = 0, 2, 3, 4
#: Tiles as shares of the picture's shorter side, coarse to fine, and how far apart they lie in tiles. In a street scene
#: heads of 35 px in 994 are found in 32 % by the whole picture, in 86 % with the first size, in all with both.
_TILE_SHARES = (1.0, 0.6)
_TILE_STEP = 0.6
#: A head is likelier than not ...
_LEAST_SCORE = 0.5
#: ... but on a body that was found already, a knee or an elbow in a tile too small for the body scores up to 0.65.
_LEAST_SCORE_ON_A_BODY = 0.8
#: Radius of a head with its hair over the length of the trunk, and its limits in tiles.
_RADIUS_TRUNK = 0.45
_RADIUS_LIMITS = (0.05, 0.16)
#: Side of the tile around a head that is known: the body fits in. [radii]
_AROUND_RADII = 11.0
#: Two findings closer than this are one head. [radii]
_SAME_HEAD = 1.2
#: A head is hidden as large as its largest finding, up to this much larger than the surest.
_LARGEST_RATIO = 1.5


@dataclass(frozen=True, kw_only=True)
class Tile:
    """A part of a picture, in its pixels."""

    left: int
    top: int
    width: int
    height: int

    @property
    def side(self) -> int:
        """The longer side, which fills the detector's square."""
        return max(self.width, self.height)


@dataclass(frozen=True, kw_only=True)
class FoundHead:
    """A head in a picture.

    Parameters
    ----------
    xy_px, radius_px
        A disc around it.
    score
        The detector's own, 0 to 1.
    hips_px, reach_px
        A circle around the body it belongs to.
    """

    xy_px: FloatArray
    radius_px: float
    score: float
    hips_px: FloatArray
    reach_px: float


def tiles_of(width_px: int, height_px: int) -> list[Tile]:
    """The whole picture, then its tiles from large to small."""
    found = [Tile(left=0, top=0, width=width_px, height=height_px)]
    for share in _TILE_SHARES:
        side = round(share * min(width_px, height_px))
        lefts, tops = (_starts(length, side) for length in (width_px, height_px))
        found += [Tile(left=left, top=top, width=side, height=side) for top in tops for left in lefts]
    return found


def tile_around(x_px: float, y_px: float, radius_px: float, width_px: int, height_px: int) -> Tile:
    """A tile in which a head of this size is looked for again, within the picture."""
    side = min(max(round(_AROUND_RADII * radius_px), INPUT_PX // 2), width_px, height_px)
    left = round(min(max(x_px - side / 2, 0), width_px - side))
    top = round(min(max(y_px - side / 2, 0), height_px - side))
    return Tile(left=left, top=top, width=side, height=side)


def _starts(length: int, side: int) -> list[int]:
    """Evenly laid tiles that reach both ends."""
    count = 1 if length <= side else 1 + int(np.ceil((length - side) / (_TILE_STEP * side)))
    return [round(start) for start in np.linspace(0, max(0, length - side), count)]


def _anchors() -> FloatArray:
    """Centres in shares of the square, shape (2254, 2)."""
    layers = []
    for cells, repeated in _LAYERS:
        middles = (np.arange(cells) + 0.5) / cells
        grid = np.stack(np.meshgrid(middles, middles), axis=-1).reshape(-1, 2)
        layers.append(np.repeat(grid, repeated, axis=0))
    return np.vstack(layers)


def decoded(raw: FloatArray, logits: FloatArray, tile: Tile) -> list[FoundHead]:
    """Heads in a tile, surest first, one head possibly more than once.

    Parameters
    ----------
    raw, logits
        The detector's answers, shapes (2254, 12) and (2254,), for the tile in the middle of its square.
    tile
        What was looked at.
    """
    scores = 1.0 / (1.0 + np.exp(-np.clip(logits, -100.0, 100.0)))
    likely = np.flatnonzero(scores >= _LEAST_SCORE)
    likely = likely[np.argsort(-scores[likely])]
    pairs = raw[likely].reshape(-1, _PAIRS, 2) / INPUT_PX + _anchors()[likely][:, None]
    corner = np.array([tile.left + (tile.width - tile.side) / 2, tile.top + (tile.height - tile.side) / 2])
    points = corner + tile.side * pairs
    return [_head(at, float(scores[i]), tile.side) for at, i in zip(points, likely, strict=True)]


def _head(points: FloatArray, score: float, side_px: int) -> FoundHead:
    trunk_px = float(np.linalg.norm(points[_SHOULDERS] - points[_HIPS]))
    smallest, largest = (limit * side_px for limit in _RADIUS_LIMITS)
    return FoundHead(
        xy_px=points[_BOX],
        radius_px=min(max(_RADIUS_TRUNK * trunk_px, smallest), largest),
        score=score,
        hips_px=points[_HIPS],
        reach_px=float(np.linalg.norm(points[_CIRCLE] - points[_HIPS])),
    )


def merged(found: Iterable[FoundHead]) -> FloatArray:
    """Every head once, shape (N, 3): x, y, radius. [px]

    Parameters
    ----------
    found
        From the tiles, coarse to fine.
    """
    heads: list[list[FoundHead]] = []
    for head in found:
        same = next((group for group in heads if _apart(head, group[0]) < _SAME_HEAD * group[0].radius_px), None)
        if same is not None:
            same.append(head)
        elif head.score >= _LEAST_SCORE_ON_A_BODY or not any(_on_body(head, group[0]) for group in heads):
            heads.append([head])
    return np.array([_disc(group) for group in heads]).reshape(-1, 3)


def _apart(one: FoundHead, other: FoundHead) -> float:
    return float(np.linalg.norm(one.xy_px - other.xy_px))


def _on_body(head: FoundHead, owner: FoundHead) -> bool:
    return float(np.linalg.norm(head.xy_px - owner.hips_px)) < owner.reach_px


def _disc(group: list[FoundHead]) -> tuple[float, float, float]:
    surest = max(group, key=lambda head: head.score)
    widest = max(head.radius_px for head in group)
    x, y = (float(v) for v in surest.xy_px)
    return x, y, min(widest, _LARGEST_RATIO * surest.radius_px)
