"""Clips made on the spot: a bright bar moves 4 px per frame, so that a picture tells its own number."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

BAR_PX = 8
STEP_PX = 4
HEIGHT_PX = 48


def bar_picture(index: int, count: int) -> np.ndarray:
    """RGB picture number ``index`` of ``count``; red corner top left, blue corner bottom right."""
    width = STEP_PX * count + BAR_PX + 16
    width += width % 2
    rgb = np.full((HEIGHT_PX, width, 3), 30, np.uint8)
    x = 8 + STEP_PX * index
    rgb[12:-12, x : x + BAR_PX] = 230
    rgb[:8, :8] = (220, 20, 20)
    rgb[-8:, -8:] = (20, 20, 220)
    return rgb


def bar_index(rgb: np.ndarray) -> int:
    """Which picture this is, read from the bar."""
    profile = rgb[16:-16].astype(float).mean(axis=(0, 2)) - 60.0
    profile = np.clip(profile, 0.0, None)
    centre = float((profile * (np.arange(profile.size) + 0.5)).sum() / profile.sum())
    return round((centre - 8 - BAR_PX / 2) / STEP_PX)


def write_clip(
    path: Path,
    pictures: Sequence[np.ndarray],
    *,
    codec: str = "libx264",
    pixel_format: str = "yuv420p",
    fps: int = 30,
    stamps_ms: Sequence[int] | None = None,
    rotation_deg: int | None = None,
    mirrored: bool = False,
    pixel_aspect: Fraction | None = None,
    codec_options: dict[str, str] | None = None,
    container_options: dict[str, str] | None = None,
    metadata: dict[str, str] | None = None,
) -> Path:
    """Encode ``pictures`` with PyAV; ``rotation_deg`` is clockwise, as shown."""
    with av.open(str(path), "w", options=container_options or {}) as container:
        container.metadata.update(metadata or {})
        stream = container.add_stream(codec, rate=fps, options=codec_options or {})
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt = pixel_format
        if stamps_ms is not None:
            stream.codec_context.time_base = Fraction(1, 1000)
        if pixel_aspect is not None:
            stream.sample_aspect_ratio = pixel_aspect
        if rotation_deg is not None:
            stream.set_display_rotation(-rotation_deg, hflip=mirrored)
        for i, rgb in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(rgb, format="rgb24")
            frame.pts = i if stamps_ms is None else stamps_ms[i]
            frame.time_base = Fraction(1, fps) if stamps_ms is None else Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path
