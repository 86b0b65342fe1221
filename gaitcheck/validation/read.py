"""A truth file of any form, told by its name's ending."""

from __future__ import annotations

from pathlib import Path

from gaitcheck.errors import UsageError
from gaitcheck.skeleton import Side
from gaitcheck.validation.c3d import read_c3d
from gaitcheck.validation.documents import read_document
from gaitcheck.validation.force import FORCE_THRESHOLD_N
from gaitcheck.validation.tables import read_table
from gaitcheck.validation.truth import CountedFrames, Truth


def read_truth(
    path: Path | str, *, force_threshold_n: float = FORCE_THRESHOLD_N, first_foot: Side | None = None
) -> Truth | CountedFrames:
    """Read what is true of a run.

    Parameters
    ----------
    path
        ``.csv`` with events or angles, ``.json`` with counted frames, or ``.c3d`` with force plates.
    force_threshold_n
        Vertical force above which a foot is on the ground, for C3D. [N]
    first_foot
        Which foot makes the first contact in a C3D file; by its foot markers when ``None``.

    Raises
    ------
    UsageError
        The file cannot be read or used; the sentence says why.
    MissingLibraryError
        C3D needs ezc3d.
    """
    path = Path(path)
    if not path.is_file():
        raise UsageError(f"There is no truth file {path}.")
    suffix = path.suffix.lower()
    if suffix == ".csv":
        return read_table(path)
    if suffix == ".json":
        return read_document(path)
    if suffix == ".c3d":
        return read_c3d(path, force_threshold_n=force_threshold_n, first_foot=first_foot)
    raise UsageError(f"The truth {path.name} must end in .csv, .json or .c3d.")
