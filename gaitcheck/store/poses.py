"""Kept poses belong to a result: when it goes, they go."""

from __future__ import annotations

from pathlib import Path

from gaitcheck.export.document import DOCUMENT
from gaitcheck.pose.cache import cache_key, default_cache_folder
from gaitcheck.pose.track import PoseSource
from gaitcheck.store.files import read_json

_FIELDS = ("backend", "version", "model", "model_sha256", "options")


def poses_of(folder: Path) -> str | None:
    """The name of the kept poses behind a result folder; ``None`` without a result."""
    document = read_json(folder / DOCUMENT)
    if not isinstance(document, dict):
        return None
    source = PoseSource(**{name: document["pose"][name] for name in _FIELDS})
    return cache_key(document["video"]["sha256"], source)


def forget_poses(*names: str | None) -> None:
    """Remove kept poses; harmless when there are none."""
    for name in filter(None, names):
        (default_cache_folder() / f"{name}.npz").unlink(missing_ok=True)
