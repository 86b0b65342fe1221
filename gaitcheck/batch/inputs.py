"""Which clips a batch holds: files, folders, and recordings that belong to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from gaitcheck.batch.item import BatchItem
from gaitcheck.config import AnalysisOptions
from gaitcheck.errors import UsageError

#: What counts as a video inside a folder; a file named by itself is taken whatever it is called.
VIDEO_SUFFIXES = frozenset({".mp4", ".mov", ".m4v", ".avi", ".mkv", ".webm", ".mts", ".3gp", ".mpg", ".mpeg", ".wmv"})


def find_videos(inputs: Sequence[Path]) -> tuple[Path, ...]:
    """Videos named or inside folders at any depth, each once, ascending by path.

    Raises
    ------
    UsageError
        An input does not exist, or there is no video at all.
    """
    missing = [str(path) for path in inputs if not path.exists()]
    if missing:
        raise UsageError(f"There is no file or folder {', '.join(missing)}.")
    found = sorted({video for path in inputs for video in _inside(path)}, key=lambda video: video.as_posix())
    if not found:
        raise UsageError(f"No video was found in {', '.join(map(str, inputs))}.")
    return tuple(found)


def _inside(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for candidate in path.rglob("*"):
        hidden = any(part.startswith(".") for part in candidate.relative_to(path).parts)
        if candidate.suffix.lower() in VIDEO_SUFFIXES and candidate.is_file() and not hidden:
            yield candidate


def plain_items(videos: Iterable[Path], options: AnalysisOptions) -> tuple[BatchItem, ...]:
    """Items without a manifest: the same options for all."""
    return tuple(BatchItem(video=video.absolute(), name=video.as_posix(), options=options) for video in videos)


def recording_of(video: Path, folder: Path) -> Path:
    """The recorded poses of a clip: ``<stem>.npz``, ``<stem>.json`` or a folder ``<stem>`` in ``folder``.

    Raises
    ------
    UsageError
        There is none.
    """
    for candidate in (folder / f"{video.stem}.npz", folder / f"{video.stem}.json", folder / video.stem):
        if candidate.exists():
            return candidate.absolute()
    raise UsageError(f"There are no recorded poses of {video.name} in {folder}.")
