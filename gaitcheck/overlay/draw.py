"""Drawing on pictures with OpenCV: pure functions, RGB uint8 in, a changed copy out."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np

from gaitcheck.overlay.scene import Point, Scene
from gaitcheck.skeleton import SIDES, Side, limb_edges, other_side
from gaitcheck.video.geometry import UInt8Array

Colour = tuple[int, int, int]

#: Orange and blue stay apart in every common colour blindness (after Okabe and Ito).
SIDE_COLOURS: dict[Side, Colour] = {"left": (255, 138, 20), "right": (36, 140, 245)}
WHITE: Colour = (255, 255, 255)
INK: Colour = (16, 18, 24)
#: How far the far side's colours go toward white, and how solid they are.
FAR_TINT = 0.45
FAR_OPACITY = 0.7
#: A new contact glows for this long. [s of real time]
FLASH_S = 0.08
#: Blocks across a hidden face: too few to tell one face from another.
FACE_BLOCKS = 5
FACE_FEATHER = 1.15
#: Room under the lowest landmark for the sole and the contact bar. [px at 720 x 1280]
FOOT_MARGIN = 20
#: A knee straighter than this has no wedge worth drawing. [deg]
LEAST_WEDGE_DEG = 3.0
#: The sans-serif face inside OpenCV 5, and the height of its digits over the type size.
FONT = "sans"
DIGIT_HEIGHT = 0.7
#: OpenCV draws at fractions of a pixel of 1 / 2**SUBPIXEL_BITS.
SUBPIXEL_BITS = 4


@dataclass(frozen=True)
class Brush:
    """Sizes for one picture size; ``unit`` is 1 for 720 x 1280. [px]"""

    unit: float

    @classmethod
    def of(cls, rgb: UInt8Array) -> Brush:
        """Sizes that suit a picture, shape (H, W, 3)."""
        height, width = rgb.shape[:2]
        return cls(min(max(math.sqrt(width * height) / 960.0, 0.35), 4.0))

    def px(self, size: float) -> int:
        """A thickness or text size, at least one pixel."""
        return max(1, round(size * self.unit))


def annotated(rgb: UInt8Array, scene: Scene) -> UInt8Array:
    """A copy of ``rgb``, shape (H, W, 3), with the scene drawn over it."""
    picture = np.ascontiguousarray(rgb).copy()
    brush = Brush.of(picture)
    for face in scene.faces:
        hide_face(picture, *face)
    _draw_body(picture, brush, scene)
    _draw_contacts(picture, brush, scene)
    _draw_knee(picture, brush, scene)
    _draw_footer(picture, brush, scene)
    return picture


def hide_face(picture: UInt8Array, x: float, y: float, radius: float) -> None:
    """Replace a disc of ``picture`` (in place) by a few blurred blocks, fading out just outside it. [px]"""
    height, width = picture.shape[:2]
    reach = radius * FACE_FEATHER
    x0, x1 = max(0, math.floor(x - reach)), min(width, math.ceil(x + reach) + 1)
    y0, y1 = max(0, math.floor(y - reach)), min(height, math.ceil(y + reach) + 1)
    if x0 >= x1 or y0 >= y1:
        return
    region = picture[y0:y1, x0:x1]
    blocks = cv2.resize(region, (FACE_BLOCKS, FACE_BLOCKS), interpolation=cv2.INTER_AREA)
    coarse = cv2.resize(blocks, (x1 - x0, y1 - y0), interpolation=cv2.INTER_CUBIC)
    rows, columns = np.ogrid[y0:y1, x0:x1]
    distance = np.hypot(columns - x, rows - y)
    cover = np.clip((reach - distance) / max(reach - radius, 1.0), 0.0, 1.0)[..., None]
    region[:] = np.round(cover * coarse + (1.0 - cover) * region).astype(np.uint8)


# --- body ---------------------------------------------------------------------------------------------------


def _draw_body(picture: UInt8Array, brush: Brush, scene: Scene) -> None:
    near = scene.near_side
    if near is None:
        _draw_trunk(picture, brush, scene)
        for side in SIDES:
            _draw_side(picture, brush, scene, side, SIDE_COLOURS[side], 1.0)
        return
    far_layer = picture.copy()
    far = other_side(near)
    _draw_side(far_layer, brush, scene, far, _tinted(SIDE_COLOURS[far]), 0.72)
    cv2.addWeighted(far_layer, FAR_OPACITY, picture, 1.0 - FAR_OPACITY, 0.0, dst=picture)
    _draw_trunk(picture, brush, scene)
    _draw_side(picture, brush, scene, near, SIDE_COLOURS[near], 1.0)


def _draw_trunk(picture: UInt8Array, brush: Brush, scene: Scene) -> None:
    shoulders, hips = _midpoint(scene, "shoulder"), _midpoint(scene, "hip")
    if shoulders and hips:
        _bones(picture, [(shoulders, hips)], WHITE, brush.px(4), brush)


def _draw_side(picture: UInt8Array, brush: Brush, scene: Scene, side: Side, colour: Colour, weight: float) -> None:
    """One side's arm and leg, its bones outlined in dark so that they show on any background."""
    arm, leg = (
        [(scene.points[a], scene.points[b]) for a, b in edges if a in scene.points and b in scene.points]
        for edges in (limb_edges(side)[:2], limb_edges(side)[2:])
    )
    _bones(picture, arm, colour, brush.px(4 * weight), brush)
    _bones(picture, leg, colour, brush.px(6.5 * weight), brush)
    joints = (f"{side}_{part}" for part in ("hip", "knee", "ankle"))
    for centre in (scene.points[name] for name in joints if name in scene.points):
        _disc(picture, centre, brush.unit * 6.5 * weight, INK)
        _disc(picture, centre, brush.unit * 5.2 * weight, WHITE)


def _bones(
    picture: UInt8Array, bones: Iterable[tuple[Point, Point]], colour: Colour, thickness: int, brush: Brush
) -> None:
    bones = list(bones)
    for stroke, width in ((INK, thickness + 2 * brush.px(1.2)), (colour, thickness)):
        for start, end in bones:
            cv2.line(
                picture, _fixed(start), _fixed(end), stroke, width, cv2.LINE_AA, SUBPIXEL_BITS
            )  # fmt: skip


def _tinted(colour: Colour) -> Colour:
    red, green, blue = (round(c + FAR_TINT * (255 - c)) for c in colour)
    return red, green, blue


def _midpoint(scene: Scene, part: str) -> Point | None:
    """Between the left and right landmark; ``None`` unless both are seen."""
    left, right = scene.points.get(f"left_{part}"), scene.points.get(f"right_{part}")
    return None if left is None or right is None else ((left[0] + right[0]) / 2, (left[1] + right[1]) / 2)


# --- contacts -----------------------------------------------------------------------------------------------


def _draw_contacts(picture: UInt8Array, brush: Brush, scene: Scene) -> None:
    for side, since_s in scene.on_belt_s.items():
        heel, toe = scene.points.get(f"{side}_heel"), scene.points.get(f"{side}_foot_index")
        if heel is None or toe is None:
            continue
        level = max(heel[1], toe[1]) + 13 * brush.unit
        margin = 6 * brush.unit
        start, end = (min(heel[0], toe[0]) - margin, level), (max(heel[0], toe[0]) + margin, level)
        if since_s < FLASH_S:
            _glow(picture, start, end, brush, 1.0 - since_s / FLASH_S)
        _bones(picture, [(start, end)], SIDE_COLOURS[side], brush.px(6), brush)


def _glow(picture: UInt8Array, start: Point, end: Point, brush: Brush, strength: float) -> None:
    layer = picture.copy()
    cv2.line(layer, _fixed(start), _fixed(end), WHITE, brush.px(26), cv2.LINE_AA, SUBPIXEL_BITS)
    opacity = 0.3 + 0.5 * strength
    cv2.addWeighted(layer, opacity, picture, 1.0 - opacity, 0.0, dst=picture)


# --- knee angle ---------------------------------------------------------------------------------------------


def _draw_knee(picture: UInt8Array, brush: Brush, scene: Scene) -> None:
    """A wedge between the thigh's extension and the shank, and the angle as a number in front of the knee."""
    if scene.knee_flexion_deg is None or scene.near_side is None:
        return
    names = [f"{scene.near_side}_{part}" for part in ("hip", "knee", "ankle")]
    if not all(name in scene.points for name in names):
        return
    hip, knee, ankle = (np.array(scene.points[name]) for name in names)
    radius = 0.36 * float(np.linalg.norm(ankle - knee))
    _wedge(picture, brush, knee, knee - hip, ankle - knee, radius)
    ahead = -1.0 if scene.faces_left else 1.0
    anchor = (float(knee[0] + ahead * (18 * brush.unit + 0.35 * radius)), float(knee[1]))
    _label(picture, brush, f"{scene.knee_flexion_deg:.0f}°", anchor, ahead)


def _wedge(
    picture: UInt8Array, brush: Brush, knee: np.ndarray, ahead: np.ndarray, shank: np.ndarray, radius: float
) -> None:
    start = math.atan2(ahead[1], ahead[0])
    turn = math.remainder(math.atan2(shank[1], shank[0]) - start, 2.0 * math.pi)
    if abs(math.degrees(turn)) < LEAST_WEDGE_DEG:
        return
    angles = start + turn * np.linspace(0.0, 1.0, 24)
    arc = knee + radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    outline = _fixed_array(np.vstack([knee, arc]))
    layer = picture.copy()
    cv2.fillPoly(layer, [outline], WHITE, cv2.LINE_AA, SUBPIXEL_BITS)
    cv2.addWeighted(layer, 0.4, picture, 0.6, 0.0, dst=picture)
    for colour, width in ((INK, brush.px(3.5)), (WHITE, brush.px(2))):
        cv2.polylines(picture, [_fixed_array(arc)], False, colour, width, cv2.LINE_AA, SUBPIXEL_BITS)
        cv2.line(
            picture, _fixed(tuple(knee)), _fixed(tuple(arc[0])), colour, width, cv2.LINE_AA, SUBPIXEL_BITS
        )  # fmt: skip


def _label(picture: UInt8Array, brush: Brush, text: str, anchor: Point, ahead: float) -> None:
    """A number on a dark rounded plate whose side toward the knee is at ``anchor``, kept inside the picture."""
    size = brush.px(30)
    width, height = _text_px(text, size, 600)
    pad = brush.px(9)
    left = anchor[0] if ahead > 0 else anchor[0] - width - 2 * pad
    left = min(max(left, 0.0), picture.shape[1] - width - 2.0 * pad)
    top = min(max(anchor[1] - height / 2 - pad, 0.0), picture.shape[0] - height - 2.0 * pad)
    _plate(picture, (left, top), (left + width + 2 * pad, top + height + 2 * pad), pad, 0.78)
    _write(picture, text, (round(left) + pad, round(top) + pad + height), size, 600)


# --- footer and type ----------------------------------------------------------------------------------------


def _draw_footer(picture: UInt8Array, brush: Brush, scene: Scene) -> None:
    """A slim strip below (or above) the runner: the texts, then the key to the colours if there is room."""
    texts = tuple(text for text in scene.footer if text)
    if not texts:
        return
    height, width = picture.shape[:2]
    size, margin, strip = brush.px(22), brush.px(18), brush.px(46)
    covered = scene.lowest_px + brush.px(FOOT_MARGIN) > height - strip
    top = 0 if covered else height - strip
    _darken(picture[top : top + strip], 0.62)
    baseline = top + (strip + _text_px("0", size, 500)[1]) // 2
    x = margin
    for text in texts:
        text_width = _text_px(text, size, 500)[0]
        if x + text_width > width - margin:
            return
        _write(picture, text, (x, baseline), size, 500)
        x += text_width + 2 * margin
    _key(picture, brush, x, baseline, size)


def _key(picture: UInt8Array, brush: Brush, x: int, baseline: int, size: int) -> None:
    """Which colour is which leg, right-aligned; left out when the texts before it end at ``x`` too late."""
    widths = [_text_px(side, size, 500)[0] for side in SIDES]
    gap, dot = brush.px(18), brush.px(7)
    start = picture.shape[1] - sum(widths) - len(SIDES) * (3 * dot + gap)
    if start < x:
        return
    middle = baseline - _text_px("0", size, 500)[1] / 2
    for side, width in zip(SIDES, widths, strict=True):
        _disc(picture, (start + dot, middle), dot, SIDE_COLOURS[side])
        _write(picture, side, (start + 3 * dot, baseline), size, 500)
        start += width + 3 * dot + gap


def _text_px(text: str, size: int, weight: int) -> tuple[int, int]:
    """Width of ``text`` and height of its digits. [px]"""
    box = cv2.getTextSize((0, 0), text, (0, 0), cv2.FontFace(FONT), size, weight)
    return int(box[2]), round(DIGIT_HEIGHT * size)


def _write(picture: UInt8Array, text: str, origin: tuple[int, int], size: int, weight: int) -> None:
    cv2.putText(picture, text, origin, WHITE, cv2.FontFace(FONT), size, weight)


def _darken(region: UInt8Array, opacity: float) -> None:
    region[:] = (region * (1.0 - opacity) + np.array(INK) * opacity).astype(np.uint8)


def _plate(picture: UInt8Array, low: Point, high: Point, radius: float, opacity: float) -> None:
    """A dark rectangle with round corners."""
    x0, y0, x1, y1 = (round(v) for v in (*low, *high))
    region = picture[max(0, y0) : y1, max(0, x0) : x1]
    rows, columns = np.mgrid[max(0, y0) : y1, max(0, x0) : x1] + 0.5
    outside_x = np.maximum(np.abs(columns - (x0 + x1) / 2) - (x1 - x0) / 2 + radius, 0.0)
    outside_y = np.maximum(np.abs(rows - (y0 + y1) / 2) - (y1 - y0) / 2 + radius, 0.0)
    cover = opacity * np.clip(radius - np.hypot(outside_x, outside_y) + 0.5, 0.0, 1.0)[..., None]
    region[:] = np.round(region * (1.0 - cover) + np.array(INK) * cover).astype(np.uint8)


def _disc(picture: UInt8Array, centre: Point, radius: float, colour: Colour) -> None:
    size = max(1, round(radius * 2**SUBPIXEL_BITS))
    cv2.circle(picture, _fixed(centre), size, colour, cv2.FILLED, cv2.LINE_AA, SUBPIXEL_BITS)


def _fixed(point: Point) -> tuple[int, int]:
    """A point in OpenCV's fixed-point pixels; far outside the picture is brought near it."""
    x, y = (round(min(max(v, -16000.0), 16000.0) * 2**SUBPIXEL_BITS) for v in point)
    return x, y


def _fixed_array(points: np.ndarray) -> np.ndarray:
    near = np.clip(points, -16000.0, 16000.0)
    return np.asarray(np.round(near * 2**SUBPIXEL_BITS), dtype=np.int32)


def encode_jpeg(rgb: UInt8Array, quality: int) -> bytes:
    """A picture (H, W, 3) as JPEG; ``quality`` 0 to 100."""
    done, buffer = cv2.imencode(".jpg", np.ascontiguousarray(rgb[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ValueError(f"expected an RGB picture, got shape {rgb.shape}")
    return bytes(buffer)
