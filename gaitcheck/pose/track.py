"""`PeopleTrack` (everybody a backend saw) and `PoseTrack` (the one person who is measured)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from gaitcheck.arrays import BoolArray, FloatArray, read_only, seen
from gaitcheck.skeleton import mirror_permutation


@dataclass(frozen=True, kw_only=True)
class PoseSource:
    """Where landmarks came from.

    Parameters
    ----------
    backend, version
        Name and version of the estimator, for example ``mediapipe`` ``0.10.31``.
    model
        Model name, for example ``heavy``.
    model_sha256
        Of the weights file; empty when the backend has none.
    options
        Everything else that changes the landmarks.
    """

    backend: str
    version: str
    model: str
    model_sha256: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


def _check_shapes(track: PeopleTrack | PoseTrack, tail: tuple[int, ...]) -> None:
    shape = (track.time_s.size, *tail)
    got = (track.xy_px.shape, track.visibility.shape, track.depth_px.shape)
    if track.time_s.ndim != 1 or got != ((*shape, 2), shape, shape):
        raise ValueError(f"expected xy_px {(*shape, 2)}, visibility and depth_px {shape}; got {got}")
    if np.any(np.diff(track.time_s) <= 0):
        raise ValueError("expected strictly increasing time_s")


@dataclass(frozen=True, kw_only=True)
class PeopleTrack:
    """Landmarks of everybody in view, frame by frame; slots carry no identity across frames.

    Parameters
    ----------
    time_s
        Frame times, shape (T,). [s]
    xy_px
        Picture positions, y down, shape (T, P, K, 2); NaN where a slot is empty. [px]
    visibility
        0 to 1, shape (T, P, K); NaN where a slot is empty.
    depth_px
        Depth behind the hips' midpoint, negative toward the camera, shape (T, P, K); rough, NaN where the
        backend gives none. [px]
    names
        Landmark names, length K.
    source
        Provenance.
    """

    time_s: FloatArray
    xy_px: FloatArray
    visibility: FloatArray
    depth_px: FloatArray
    names: tuple[str, ...]
    source: PoseSource

    def __post_init__(self) -> None:
        for name in ("time_s", "xy_px", "visibility", "depth_px"):
            object.__setattr__(self, name, read_only(getattr(self, name)))
        people = self.xy_px.shape[1] if self.xy_px.ndim == 4 else -1
        _check_shapes(self, (people, len(self.names)))

    @classmethod
    def of(cls, *tracks: PoseTrack) -> PeopleTrack:
        """These people, one to a slot, in a clip with the first one's times, landmarks and provenance."""
        arrays = {
            name: np.stack([getattr(track, name) for track in tracks], axis=1)
            for name in ("xy_px", "visibility", "depth_px")
        }
        return cls(time_s=tracks[0].time_s, names=tracks[0].names, source=tracks[0].source, **arrays)


@dataclass(frozen=True, kw_only=True)
class PoseTrack:
    """One person's raw landmarks over the clip; NaN means not seen.

    Parameters
    ----------
    time_s
        Frame times, shape (T,), strictly increasing. [s]
    xy_px
        Picture positions, x right, y down, shape (T, K, 2). [px]
    visibility
        The backend's own 0 to 1, shape (T, K); NaN means not seen.
    depth_px
        Depth behind the hips' midpoint, negative toward the camera, shape (T, K); rough, NaN where the
        backend gives none. [px]
    names
        Landmark names, length K.
    source
        Provenance.
    """

    time_s: FloatArray
    xy_px: FloatArray
    visibility: FloatArray
    depth_px: FloatArray
    names: tuple[str, ...]
    source: PoseSource

    def __post_init__(self) -> None:
        for name in ("time_s", "xy_px", "visibility", "depth_px"):
            object.__setattr__(self, name, read_only(getattr(self, name)))
        _check_shapes(self, (len(self.names),))

    def point(self, name: str) -> FloatArray:
        """Positions of one landmark, shape (T, 2), NaN throughout for an unknown name. [px]"""
        if name not in self.names:
            return np.full((self.time_s.size, 2), np.nan)
        return self.xy_px[:, self.names.index(name)]

    @property
    def detected(self) -> BoolArray:
        """Frames in which the person was found, shape (T,)."""
        known = seen(self.xy_px)
        return np.array([row.any() for row in known], dtype=np.bool_)

    @property
    def detected_pct(self) -> float:
        """Share of frames in which the person was found. [%]"""
        return float(100.0 * self.detected.mean()) if self.time_s.size else 0.0

    def mirrored(self, width_px: float) -> PoseTrack:
        """The same clip seen in a mirror: x flipped about the picture, left and right names exchanged."""
        order = mirror_permutation(self.names)
        xy = self.xy_px[:, order].copy()
        xy[..., 0] = width_px - xy[..., 0]
        return PoseTrack(
            time_s=self.time_s,
            xy_px=xy,
            visibility=self.visibility[:, order],
            depth_px=self.depth_px[:, order],
            names=self.names,
            source=self.source,
        )
