"""From the stored picture to the displayed one: pixel shape, mirror, rotation and an optional reduction."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

UInt8Array = npt.NDArray[np.uint8]

#: A display matrix this far from a quarter turn is not a phone held sideways; it is left alone. [deg]
ROTATION_TOLERANCE_DEG = 2.0
#: Pixel aspect ratios outside these limits are broken headers.
PIXEL_ASPECT_LIMITS = (Fraction(1, 4), Fraction(4))


@dataclass(frozen=True)
class Orientation:
    """How the container asks to turn the stored picture: mirror left-right first, then rotate clockwise.

    Parameters
    ----------
    rotation_deg
        0, 90, 180 or 270, clockwise. [deg]
    mirrored
        Whether left and right are exchanged before the rotation.
    odd_angle_deg
        A rotation that is no quarter turn and was therefore not applied; ``None`` ordinarily. [deg]
    """

    rotation_deg: int = 0
    mirrored: bool = False
    odd_angle_deg: float | None = None


def orientation_of(display_matrix: bytes) -> Orientation:
    """Read an ISO 14496-12 display matrix (nine int32, row by row; a, b, u, c, d, v, x, y, w).

    Pixel (p, q), y down, is shown at (a p + c q, b p + d q); anything that is not nine integers counts as no
    rotation.
    """
    if len(display_matrix) != 36:
        return Orientation()
    values = np.frombuffer(display_matrix, dtype=np.int32).astype(np.float64)
    a, b, c, d = values[[0, 1, 3, 4]]
    mirrored = bool(a * d - b * c < 0)
    sign = -1.0 if mirrored else 1.0
    angle_deg = math.degrees(math.atan2(sign * b, sign * a)) % 360.0
    quarter_turns = round(angle_deg / 90.0)
    if abs(angle_deg - 90.0 * quarter_turns) > ROTATION_TOLERANCE_DEG:
        return Orientation(odd_angle_deg=angle_deg)
    return Orientation(rotation_deg=90 * (quarter_turns % 4), mirrored=mirrored)


@dataclass(frozen=True)
class Geometry:
    """Sizes on the way from the decoder to the caller.

    Parameters
    ----------
    width_px, height_px
        Displayed size before any reduction. [px]
    resampled_px
        Width and height the decoder's picture is resampled to, before mirror and rotation. [px]
    scale
        Size of the returned picture over the displayed size; 1 unless reduced.
    orientation
        Mirror and rotation still to be applied.
    """

    width_px: int
    height_px: int
    resampled_px: tuple[int, int]
    scale: float
    orientation: Orientation

    def upright(self, rgb: UInt8Array) -> UInt8Array:
        """Mirror and rotate one picture, shape (H, W, 3) as stored, to (H', W', 3) as displayed."""
        turned = rgb[:, ::-1] if self.orientation.mirrored else rgb
        turned = np.rot90(turned, k=-self.orientation.rotation_deg // 90)
        return np.ascontiguousarray(turned)


def geometry(
    stored_px: tuple[int, int],
    pixel_aspect: Fraction | None,
    orientation: Orientation,
    max_side_px: int | None,
) -> Geometry:
    """Work out the sizes for pictures stored at ``stored_px`` (width, height).

    Non-square pixels are made square by stretching the width, because angles are measured in the picture.
    ``max_side_px`` limits the longer side of the result; it never enlarges.
    """
    low, high = PIXEL_ASPECT_LIMITS
    aspect = pixel_aspect if pixel_aspect and low <= pixel_aspect <= high else Fraction(1)
    width, height = max(1, round(stored_px[0] * aspect)), stored_px[1]
    scale = 1.0 if max_side_px is None else min(1.0, max_side_px / max(width, height))
    resampled = max(1, round(width * scale)), max(1, round(height * scale))
    sideways = orientation.rotation_deg in (90, 270)
    return Geometry(
        width_px=height if sideways else width,
        height_px=width if sideways else height,
        resampled_px=resampled,
        scale=scale,
        orientation=orientation,
    )
