"""Kept poses belong to a result: when it goes, they go."""

from __future__ import annotations

from pathlib import Path

from gaitcheck.export.document import DOCUMENT
from gaitcheck.pose.cache import cache_key, default_cache_folder, facts_key
from gaitcheck.pose.track import PoseSource
from gaitcheck.store.files import read_json

_FIELDS = ("backend", "version", "model", "model_sha256", "options")


def poses_of(folder: Path) -> tuple[str, ...]:
    """Names under which poses and the clip's facts behind a result folder are kept; none without a result."""
    document = read_json(folder / DOCUMENT)
    if not isinstance(document, dict):
        return ()
    source = PoseSource(**{name: document["pose"][name] for name in _FIELDS})
    sha256 = document["video"]["sha256"]
    return cache_key(sha256, source), facts_key(sha256)


def forget_poses(*names: str) -> None:
    """Remove kept poses; harmless when there are none."""
    for name in names:
        (default_cache_folder() / f"{name}.npz").unlink(missing_ok=True)
