"""Poses are kept by what they depend on: the video's bytes, the model's bytes, the options, the decoder.

A second analysis with another height, speed or slow-motion factor needs no inference.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path

from gaitcheck.config import WHOLE, Trim
from gaitcheck.errors import UsageError
from gaitcheck.pose.backend import CancelCheck, Detection, PoseBackend, Progress
from gaitcheck.pose.recorded import load_detection, save_detection
from gaitcheck.pose.track import PoseSource
from gaitcheck.video import check_trim

#: Raise when decoding or posing changes in a way that moves landmarks.
_CACHE_VERSION = 1


def default_cache_folder() -> Path:
    """Where poses are kept: ``GAITCHECK_CACHE_DIR``, else the user's cache folder."""
    setting = os.environ.get("GAITCHECK_CACHE_DIR")
    if setting:
        return Path(setting)
    from platformdirs import user_cache_path

    return user_cache_path("gaitcheck", appauthor=False) / "poses"


def cache_key(video_sha256: str, source: PoseSource) -> str:
    """A name for the poses of these bytes by this source."""
    parts = {
        "cache": _CACHE_VERSION,
        "video": video_sha256,
        "backend": source.backend,
        "version": source.version,
        "weights": source.model_sha256,
        "options": dict(sorted(source.options.items())),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


class PoseCache:
    """A folder of saved detections; a damaged or unwritable entry costs time, never the analysis.

    Parameters
    ----------
    folder
        Created on first use.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _entry(self, key: str) -> Path:
        return self._folder / f"{key}.npz"

    def load(self, key: str) -> Detection | None:
        """The saved detection, or ``None``."""
        try:
            return load_detection(self._entry(key))
        except UsageError:
            return None

    def save(self, key: str, detection: Detection) -> None:
        """Keep a detection; written beside and renamed, so that a reader never meets half a file."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._folder, suffix=".tmp")
            os.close(handle)
            part = Path(name)
            try:
                save_detection(detection, part)
                part.replace(self._entry(key))
            finally:
                part.unlink(missing_ok=True)
        except OSError:
            return

    def delete(self, video_sha256: str, source: PoseSource) -> None:
        """Forget the poses of one video by one source."""
        self._entry(cache_key(video_sha256, source)).unlink(missing_ok=True)


def detect_cached(
    backend: PoseBackend,
    video: Path,
    video_sha256: str,
    cache: PoseCache | None,
    *,
    trim: Trim = WHOLE,
    progress: Progress | None = None,
    cancelled: CancelCheck | None = None,
) -> Detection:
    """`PoseBackend.detect`, unless the same has been done before."""
    check_trim(video, trim)
    source = backend.source_of(video, trim)
    key = cache_key(video_sha256, source)
    # A recording is its own cache.
    use = None if source.backend == "recorded" else cache
    found = use.load(key) if use is not None else None
    if found is not None:
        return found
    detection = backend.detect(video, trim=trim, progress=progress, cancelled=cancelled)
    if use is not None:
        use.save(key, detection)
        # What is analysed first and what is analysed from the cache are the same float32 numbers.
        return use.load(key) or detection
    return detection
