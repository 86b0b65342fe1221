"""One saved analysis into another program's format."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Literal, get_args

from gaitcheck.analysis.model import Analysis
from gaitcheck.errors import OutputError, UsageError
from gaitcheck.export.c3d import write_c3d
from gaitcheck.export.movement import write_movement
from gaitcheck.export.opensim import write_mot, write_trc
from gaitcheck.export.scale import ScaleSource
from gaitcheck.export.sheets import write_csv, write_xlsx

Format = Literal["trc", "mot", "c3d", "csv", "xlsx", "nc"]
FORMATS: tuple[Format, ...] = get_args(Format)

_SCALED = {"trc": write_trc, "mot": write_mot, "c3d": write_c3d}
_UNSCALED = {"csv": write_csv, "xlsx": write_xlsx, "nc": write_movement}


def export_analysis(analysis: Analysis, path: Path | str, *, scale: ScaleSource | None = None) -> None:
    """Write an analysis in the format that the file's suffix names.

    Parameters
    ----------
    analysis
        What to write.
    path
        ``.trc``, ``.mot``, ``.c3d``, ``.csv``, ``.xlsx`` or ``.nc``; its folder must exist.
    scale
        What turns leg lengths into metres (``.trc``, ``.mot``, ``.c3d``): height before speed before pixels
        when ``None``.

    Raises
    ------
    UsageError
        The suffix is none of these, or the scale is not known.
    MissingLibraryError
        The format's library is not installed.
    OutputError
        The file cannot be written.
    """
    path = Path(path)
    suffix = path.suffix.lower().removeprefix(".")
    if suffix not in FORMATS:
        raise UsageError(f"{path.name} must end in one of {', '.join('.' + name for name in FORMATS)}.")
    if scale is not None and suffix in _UNSCALED:
        raise UsageError(f"A .{suffix} file is not scaled; leave --scale out.")
    try:
        # Beside its place first, so that a failure leaves no half-written file there.
        with tempfile.TemporaryDirectory(prefix=".gaitcheck-", dir=path.absolute().parent) as folder:
            part = Path(folder) / path.name
            if suffix in _SCALED:
                _SCALED[suffix](analysis, part, scale)
            else:
                _UNSCALED[suffix](analysis, part)
            part.replace(path)
    except OSError as error:
        raise OutputError(f"{path} cannot be written ({error.strerror or error}).") from error
