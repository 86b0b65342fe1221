"""A result folder that appears complete or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gaitcheck.errors import OutputError


def _nearest_existing(path: Path) -> Path:
    while not path.exists():
        path = path.parent
    return path


@contextmanager
def output_folder(path: Path) -> Iterator[Path]:
    """A temporary folder whose files move to ``path`` when the block ends well.

    On any error, also Ctrl-C, nothing is left: neither the temporary folder nor a folder made for the result.
    Files already in ``path`` that the result does not replace are left alone.

    Parameters
    ----------
    path
        Where the result goes; made if missing.

    Raises
    ------
    OutputError
        ``path`` is a file, or cannot be written.
    """
    path = path.absolute()
    try:
        if path.exists() and not path.is_dir():
            raise OutputError(f"{path} is a file; choose a folder for the results with --out.")
        home = _nearest_existing(path)
        working = Path(tempfile.mkdtemp(prefix=".gaitcheck-", dir=home))
    except OSError as error:
        raise OutputError(f"The folder {path} cannot be written ({error.strerror}).") from error
    try:
        yield working
        _move_into(working, path)
    except OSError as error:
        raise OutputError(f"The results cannot be written to {path} ({error.strerror}).") from error
    finally:
        shutil.rmtree(working, ignore_errors=True)


def _move_into(working: Path, path: Path) -> None:
    path.mkdir(parents=True, exist_ok=True)
    for item in working.iterdir():
        item.replace(path / item.name)
