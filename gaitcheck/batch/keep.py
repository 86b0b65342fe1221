"""Kept results: one folder per content, complete or absent, whoever writes at the same time.

A result's name is a digest of everything that decides it: the video's bytes, the options, the part measured, the
pose model's bytes and the versions. What has not changed is therefore found again, under whatever file name.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gaitcheck._version import __version__
from gaitcheck.analysis.model import Analysis
from gaitcheck.batch.item import BatchItem
from gaitcheck.export.document import DOCUMENT
from gaitcheck.export.frames import FRAMES
from gaitcheck.pose.track import PoseSource
from gaitcheck.results import write_data

RECORD_SCHEMA = "gaitcheck.batch-item/1"
#: Characters of a digest that tell 10^6 results apart with a chance of collision below 10^-7.
_ID_CHARACTERS = 24
#: A temporary folder this old belongs to a run that was killed. [s]
_ABANDONED_S = 24 * 3600.0
_RECORD = "item.json"
_FILES = (_RECORD, DOCUMENT, FRAMES)


def content_key(item: BatchItem, video_sha256: str, source: PoseSource, recording_sha256: str = "") -> str:
    """Name of the result of these bytes with these options; labels and paths do not enter it."""
    parts = {
        "schema": RECORD_SCHEMA,
        "version": __version__,
        "video": video_sha256,
        "options": asdict(item.options),
        "source": asdict(source),
        "recording": recording_sha256,
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:_ID_CHARACTERS]


class Keep:
    """The folder of kept results.

    Parameters
    ----------
    folder
        Made on first use.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def place(self, key: str) -> Path:
        """Where the result called ``key`` is or will be; two levels, so that no folder grows without bound."""
        return self._folder / key[:2] / key

    def record(self, key: str) -> Mapping[str, Any] | None:
        """The record of a complete result, else ``None``."""
        place = self.place(key)
        try:
            record: dict[str, Any] = json.loads((place / _RECORD).read_text(encoding="utf-8"))
            needed = _FILES if record["status"] == "ok" else _FILES[:1]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return record if all((place / name).is_file() for name in needed) else None

    def save(self, key: str, record: Mapping[str, Any], analysis: Analysis | None) -> None:
        """Write a result beside its place, then move it there in one step; raises ``OSError``.

        A complete result that another run put there meanwhile has the same content and stays, except that a
        failure gives way.
        """
        place = self.place(key)
        place.parent.mkdir(parents=True, exist_ok=True)
        working = Path(tempfile.mkdtemp(prefix=f".{key}-", dir=place.parent))
        try:
            if analysis is not None:
                write_data(analysis, working)
            text = json.dumps({"schema": RECORD_SCHEMA, **record}, indent=1, ensure_ascii=False)
            (working / _RECORD).write_text(text + "\n", encoding="utf-8")
            _flush(working)
            working.chmod(0o755)
            self._move(working, key)
        finally:
            shutil.rmtree(working, ignore_errors=True)

    def _move(self, working: Path, key: str) -> None:
        place, ours = self.place(key), json.loads((working / _RECORD).read_text(encoding="utf-8"))["status"]
        while not move_folder(working, place):
            standing = self.record(key)
            if standing is not None and (standing["status"] == "ok" or ours == "failed"):
                return
            set_aside(place)

    def sweep(self) -> None:
        """Remove what killed runs left unfinished."""
        for leftover in self._folder.glob("*/.*"):
            try:
                abandoned = time.time() - leftover.stat().st_mtime > _ABANDONED_S
            except OSError:
                continue
            if abandoned:
                shutil.rmtree(leftover, ignore_errors=True)


def move_folder(folder: Path, place: Path) -> bool:
    """Rename a folder; false when something stands in its place already. Raises ``OSError`` otherwise."""
    try:
        folder.rename(place)
    except OSError as error:
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
            return False
        raise
    return True


def set_aside(folder: Path) -> None:
    """Remove a folder in two steps, so that it disappears at once; somebody else may have removed it already."""
    away = Path(tempfile.mkdtemp(prefix=".old-", dir=folder.parent))
    try:
        folder.rename(away / folder.name)
    except FileNotFoundError:
        pass
    finally:
        shutil.rmtree(away, ignore_errors=True)


def _flush(folder: Path) -> None:
    """To the disk, so that a power failure after the move cannot leave an empty file behind a complete name."""
    for path in folder.iterdir():
        with path.open("rb+") as stream:
            os.fsync(stream.fileno())
