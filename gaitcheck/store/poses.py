"""Kept poses belong to a result: when it goes, they go."""

from __future__ import annotations

from pathlib import Path

from gaitcheck.export.document import DOCUMENT
from gaitcheck.pose.cache import cache_key, default_cache_folder
from gaitcheck.pose.track import PoseSource
from gaitcheck.store.files import read_json

_FIELDS = ("backend", "version", "model", "model_sha256", "options")


def forget_poses(folder: Path) -> None:
    """Remove the kept poses behind a result folder; harmless when there are none."""
    document = read_json(folder / DOCUMENT)
    if isinstance(document, dict):
        source = PoseSource(**{name: document["pose"][name] for name in _FIELDS})
        key = cache_key(document["video"]["sha256"], source)
        (default_cache_folder() / f"{key}.npz").unlink(missing_ok=True)
