"""Poses are kept by what they depend on: the video's bytes, the model's bytes, the options, the decoder.

A second analysis with another height, speed or slow-motion factor needs no inference.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from gaitcheck.config import WHOLE, Trim
from gaitcheck.errors import UsageError
from gaitcheck.pose.backend import CancelCheck, Detection, PoseBackend, Progress
from gaitcheck.pose.recorded import load_detection, save_detection
from gaitcheck.pose.track import PoseSource
from gaitcheck.video import check_trim, keep_facts, recall_facts

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


def facts_key(video_sha256: str) -> str:
    """A name for what is known of these bytes before their pictures are decoded."""
    return f"{video_sha256}-facts"


class PoseCache:
    """A folder of saved detections; a damaged or unwritable entry costs time, never the analysis.

    Beside the poses it keeps what is known of each clip, which would take a child process to find out again.

    Parameters
    ----------
    folder
        Created on first use.
    keeps_facts
        Keep what is known of each clip, too: one more small file a clip.
    """

    def __init__(self, folder: Path, *, keeps_facts: bool = True) -> None:
        self._folder = folder
        self._keeps_facts = keeps_facts

    def _entry(self, key: str) -> Path:
        return self._folder / f"{key}.npz"

    def load(self, key: str) -> Detection | None:
        """The saved detection, or ``None``."""
        try:
            return load_detection(self._entry(key))
        except UsageError:
            return None

    def save(self, key: str, detection: Detection) -> None:
        """Keep a detection."""

        def write(part: Path) -> bool:
            save_detection(detection, part)
            return True

        self._write(key, write)

    def recall_clip(self, video: Path, video_sha256: str) -> bool:
        """Take what is known of a clip from here, if it is; says whether."""
        return recall_facts(video, video_sha256, self._entry(facts_key(video_sha256)))

    def keep_clip(self, video: Path, video_sha256: str) -> None:
        """Keep what is known of a clip, if anything is."""
        if self._keeps_facts:
            self._write(facts_key(video_sha256), partial(keep_facts, video, video_sha256))

    def _write(self, key: str, write: Callable[[Path], bool]) -> None:
        """Written beside and renamed, so that a reader never meets half a file; ``write`` says if there is a file."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._folder, suffix=".tmp")
            os.close(handle)
            part = Path(name)
            try:
                if write(part):
                    part.replace(self._entry(key))
            finally:
                part.unlink(missing_ok=True)
        except OSError:
            return

    def delete(self, video_sha256: str, source: PoseSource) -> None:
        """Forget the poses of one video by one source, and what is known of the clip."""
        for key in (cache_key(video_sha256, source), facts_key(video_sha256)):
            self._entry(key).unlink(missing_ok=True)


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
    recalled = cache is not None and cache.recall_clip(video, video_sha256)
    check_trim(video, trim)
    source = backend.source_of(video, trim)
    key = cache_key(video_sha256, source)
    # A recording is its own cache.
    use = None if source.backend == "recorded" else cache
    if use is not None and not recalled:
        use.keep_clip(video, video_sha256)
    found = use.load(key) if use is not None else None
    if found is not None:
        return found
    detection = backend.detect(video, trim=trim, progress=progress, cancelled=cancelled)
    if use is not None:
        use.save(key, detection)
        # What is analysed first and what is analysed from the cache are the same float32 numbers.
        return use.load(key) or detection
    return detection
