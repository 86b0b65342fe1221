"""`VideoInfo`: what is known of a clip once it has been decoded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from gaitcheck.arrays import FloatArray, read_only
from gaitcheck.config import WHOLE, Trim
from gaitcheck.errors import VideoError

TimeBase = Literal["container", "user", "inferred", "unknown"]


@dataclass(frozen=True, kw_only=True)
class VideoInfo:
    """A decoded clip's facts; times are the container's own timestamps, never index / fps.

    Parameters
    ----------
    path
        The file as given.
    sha256
        Of the file's bytes, lower-case hex.
    width_px, height_px
        Picture size after the container's rotation is applied. [px]
    rotation_deg
        Rotation the container asks for, clockwise: 0, 90, 180 or 270. [deg]
    time_s
        Seconds of clip from the clip's first frame, strictly increasing, shape (T,); of a trimmed clip the first
        is not zero. [s]
    nominal_fps
        Frame rate the container declares; ``None`` when it declares none. [Hz]
    declared_duration_s
        Length the container's header declares; ``None`` when it declares none. [s]
    codec, container
        Names as the decoder reports them.
    capture_fps
        Frame rate the camera says it captured at (slow-motion tags), ``None`` without such a tag. [Hz]
    decode_errors
        Packets that could not be read or decoded.
    declared_n_frames
        Number of pictures the header declares; ``None`` when it declares none.
    dropped_frames
        Pictures left out because their time was missing, repeated or ran backward.
    notes
        Plain sentences about the file's oddities.
    trim
        The part of the clip that all this is about.
    """

    path: Path
    sha256: str
    width_px: int
    height_px: int
    rotation_deg: int
    time_s: FloatArray
    nominal_fps: float | None
    declared_duration_s: float | None
    codec: str
    container: str
    capture_fps: float | None = None
    decode_errors: int = 0
    declared_n_frames: int | None = None
    dropped_frames: int = 0
    notes: tuple[str, ...] = ()
    trim: Trim = WHOLE

    def __post_init__(self) -> None:
        object.__setattr__(self, "time_s", read_only(self.time_s))
        if self.time_s.ndim != 1 or self.time_s.size == 0:
            raise VideoError(f"{self.path.name} holds no frame that can be decoded.")
        if np.any(np.diff(self.time_s) <= 0):
            raise ValueError("expected strictly increasing frame times")

    @property
    def n_frames(self) -> int:
        """Frames that were decoded (never the header's count)."""
        return int(self.time_s.size)

    @property
    def frame_interval_s(self) -> float | None:
        """Median time between frames; ``None`` for a single frame. [s]"""
        return float(np.median(np.diff(self.time_s))) if self.n_frames > 1 else None

    @property
    def fps(self) -> float | None:
        """Frame rate measured from the timestamps; ``None`` for a single frame. [Hz]"""
        return None if self.frame_interval_s is None else 1.0 / self.frame_interval_s

    @property
    def duration_s(self) -> float:
        """Time from the first frame to the end of the last. [s]"""
        return float(self.time_s[-1] - self.time_s[0]) + (self.frame_interval_s or 0.0)

    @property
    def start_s(self) -> float:
        """Time of the first frame in the clip; zero unless the clip is trimmed. [s]"""
        return float(self.time_s[0])

    @property
    def wanted_s(self) -> float | None:
        """How much should be there by the declared length; ``None`` when none is declared. [s]"""
        return None if self.declared_duration_s is None else self.trim.length_s(self.declared_duration_s)

    @property
    def missing_s(self) -> float:
        """How much of that could not be decoded. [s]"""
        return 0.0 if self.wanted_s is None else max(0.0, self.wanted_s - self.duration_s)
