"""Running shoes lofted around the bare feet: a flat sole, a midsole wall and an upper.

The sole is exactly flat between the heel and the toe point, because the truth of contact is read from it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.rendered_runner.materials import Material
from tools.rendered_runner.meshops import Patch

Floats = NDArray[np.float64]

SOLE_THICKNESS_M = 0.024
WALL_TOP_M = 0.026
HEEL_MARGIN_M = 0.010
TOE_MARGIN_M = 0.014
SIDE_MARGIN_M = 0.005
TOP_MARGIN_M = 0.007
BEND_HALF_WIDTH_M = 0.012
SECTIONS = 26
# Half-width as a share of the full one, from heel to toe, so that the outline is round at both ends.
END_ROUNDING_M = 0.045


@dataclass(frozen=True)
class FootFrame:
    """Sole-plane frame of one foot at rest: origin under the ankle, ``forward`` and ``outward`` horizontal units."""

    origin_m: Floats
    forward: Floats
    lateral: Floats
    ball_forward_m: float
    ankle_height_m: float


def foot_frame(ankle: Floats, ball: Floats, floor_m: float) -> FootFrame:
    """Frame from the ankle and ball joint centres; the sole lies ``SOLE_THICKNESS_M`` under the bare foot."""
    sole_y = floor_m - SOLE_THICKNESS_M
    forward = (ball - ankle) * np.array([1.0, 0.0, 1.0])
    reach = float(np.linalg.norm(forward))
    forward = forward / reach
    lateral = np.cross(forward, np.array([0.0, 1.0, 0.0]))
    origin = np.array([ankle[0], sole_y, ankle[2]])
    return FootFrame(origin, forward, lateral, reach, float(ankle[1] - sole_y))


def to_foot(frame: FootFrame, points: Floats) -> Floats:
    """Points ``(n, 3)`` as (forward, up, lateral) of the foot frame."""
    axes = np.stack([frame.forward, np.array([0.0, 1.0, 0.0]), frame.lateral])
    return np.asarray((points - frame.origin_m) @ axes.T)


def from_foot(frame: FootFrame, points: Floats) -> Floats:
    """Inverse of `to_foot`."""
    axes = np.stack([frame.forward, np.array([0.0, 1.0, 0.0]), frame.lateral])
    return np.asarray(points @ axes + frame.origin_m)


@dataclass(frozen=True)
class ShoeOutline:
    """Per section ``(SECTIONS,)``: place along the foot, sole middle and half-width, height of the upper."""

    forward_m: Floats
    middle_m: Floats
    half_width_m: Floats
    top_m: Floats


def outline(foot_points: Floats, collar_m: float) -> ShoeOutline:
    """Measure the bare foot (foot-frame points) in slices and add margins."""
    low, high = foot_points[:, 0].min() - HEEL_MARGIN_M, foot_points[:, 0].max() + TOE_MARGIN_M
    spread = 0.5 - 0.5 * np.cos(np.linspace(0.0, np.pi, SECTIONS))
    forward = low + (high - low) * spread
    slice_half = 0.018
    middle, half, top = (np.zeros(SECTIONS) for _ in range(3))
    for k, u in enumerate(forward):
        nearest = np.clip(u, foot_points[:, 0].min() + slice_half, foot_points[:, 0].max() - slice_half)
        inside = foot_points[np.abs(foot_points[:, 0] - nearest) < slice_half]
        middle[k] = 0.5 * (inside[:, 2].min() + inside[:, 2].max())
        half[k] = 0.5 * np.ptp(inside[:, 2]) + SIDE_MARGIN_M
        top[k] = min(inside[:, 1].max() + TOP_MARGIN_M, collar_m)
    distance = np.minimum(forward - low, high - forward)
    rounding = np.sqrt(np.clip(1.0 - (1.0 - np.clip(distance / END_ROUNDING_M, 0, 1)) ** 2, 0.12, 1.0))
    return ShoeOutline(forward, _calm(middle), _calm(half) * rounding, _calm(top))


def _calm(values: Floats) -> Floats:
    padded = np.pad(values, 2, mode="edge")
    return np.convolve(padded, np.array([1, 2, 3, 2, 1]) / 9.0, mode="valid")


# Rings as (share of half-width, height); heights <= WALL_TOP_M are metres, the upper's are shares of its top.
_SOLE_RING = ((-1.0, WALL_TOP_M), (-1.03, 0.014), (-1.0, 0.004), (-0.94, 0.0), (-0.5, 0.0), (0.0, 0.0))
_UPPER_RING = ((-0.97, 0.0), (-0.99, 0.25), (-0.9, 0.55), (-0.66, 0.85), (-0.34, 0.97), (0.0, 1.0))


def shoe_patches(shape: ShoeOutline, frame: FootFrame, foot: int, ball: int, n_bones: int) -> list[Patch]:
    """Sole and upper of one shoe; ``foot`` and ``ball`` are bone columns of the weights."""
    sole = _loft(shape, _mirror(_SOLE_RING), lambda share, top: np.full_like(top, share))
    upper = _loft(shape, _mirror(_UPPER_RING), lambda share, top: WALL_TOP_M - 0.002 + share * (top - WALL_TOP_M))
    patches = []
    for points, material in ((sole, Material.SOLE), (upper, Material.SHOE)):
        flat = points.reshape(-1, 3)
        ids = np.full(len(flat), int(material))
        if material is Material.SHOE:
            ids[_is_accent(flat)] = int(Material.SHOE_ACCENT)
        weights = _bend_weights(flat[:, 0], frame.ball_forward_m, foot, ball, n_bones)
        faces = _grid_faces(points.shape[0], points.shape[1])
        if material is Material.SOLE:
            faces = faces[:, ::-1]
        patches.append(Patch("shoes", from_foot(frame, flat), weights, ids, faces))
    return patches


def _is_accent(points: Floats) -> NDArray[np.bool_]:
    """A slanted stripe on the side and a heel tab: contrast that moves with the shoe."""
    slant = points[:, 0] - 0.9 * points[:, 1]
    stripe = (slant > -0.005) & (slant < 0.018) & (points[:, 1] < 0.06)
    heel_tab = (points[:, 0] < points[:, 0].min() + 0.012) & (points[:, 1] > 0.04)
    return np.asarray(stripe | heel_tab)


def _mirror(ring: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    return ring + tuple((-share, height) for share, height in reversed(ring[:-1]))


def _loft(
    shape: ShoeOutline, ring: tuple[tuple[float, float], ...], height_of: Callable[[float, Floats], Floats]
) -> Floats:
    """Foot-frame points ``(SECTIONS, len(ring), 3)``."""
    columns = []
    for share, height in ring:
        lateral = shape.middle_m + share * shape.half_width_m
        columns.append(np.stack([shape.forward_m, height_of(height, shape.top_m), lateral], axis=1))
    return np.stack(columns, axis=1)


def _grid_faces(rows: int, columns: int) -> NDArray[np.int64]:
    """Triangles of a grid whose rows run heel to toe; outwards for a ring that runs over the top."""
    faces = []
    for r in range(rows - 1):
        for c in range(columns - 1):
            a, b = r * columns + c, r * columns + c + 1
            d, e = a + columns, b + columns
            faces += [[a, b, d], [b, e, d]]
    for r in (0, rows - 1):
        base = r * columns
        faces += [[base, base + c, base + c + 1] for c in range(1, columns - 1)]
    return np.array(faces, dtype=np.int64)


def _bend_weights(forward: Floats, ball_m: float, foot: int, ball: int, n_bones: int) -> Floats:
    share = np.clip((forward - ball_m) / (2 * BEND_HALF_WIDTH_M) + 0.5, 0.0, 1.0)
    weights = np.zeros((len(forward), n_bones))
    weights[:, ball] = share * share * (3 - 2 * share)
    weights[:, foot] = 1.0 - weights[:, ball]
    return weights
