"""The poses dataset of the ``movement`` package, as netCDF.

Layout of movement 0.16 and later: dimensions ``time``, ``space``, ``keypoint``, ``individual``; variables
``position`` and ``confidence``. Up to 0.15 the last two dimensions had plural names; ``legacy=True`` serves that.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from gaitcheck.analysis.model import Analysis
from gaitcheck.errors import MissingLibraryError
from gaitcheck.export.opensim import rate_hz

_INDIVIDUAL = "runner"


def _xarray() -> Any:
    try:
        import netCDF4  # noqa: F401  (the engine; named here so that its absence is told plainly)
        import xarray as xr
    except ImportError as error:
        raise MissingLibraryError(
            "netCDF files need xarray and netCDF4; install them with 'pip install xarray netCDF4'."
        ) from error
    return xr


def write_movement(analysis: Analysis, path: Path, *, legacy: bool = False) -> None:
    """Raw landmarks in picture pixels (x right, y down) over real seconds; NaN where not seen.

    Parameters
    ----------
    analysis, path
        What and where; the suffix is ``.nc``.
    legacy
        Plural dimension names, for movement up to 0.15.

    Raises
    ------
    MissingLibraryError
        xarray or netCDF4 is not installed.
    OSError
        The file cannot be written.
    """
    xr, pose = _xarray(), analysis.pose
    keypoint, individual = ("keypoints", "individuals") if legacy else ("keypoint", "individual")
    position = pose.xy_px.transpose(0, 2, 1)[..., np.newaxis]
    dataset = xr.Dataset(
        data_vars={
            "position": (("time", "space", keypoint, individual), position, {"units": "px"}),
            "confidence": (("time", keypoint, individual), pose.visibility[..., np.newaxis]),
        },
        coords={
            "time": analysis.kinematics.time_s,
            "space": ["x", "y"],
            keypoint: list(pose.names),
            individual: [_INDIVIDUAL],
        },
        attrs=_attributes(analysis),
    )
    dataset.to_netcdf(path, engine="netcdf4")


def _attributes(analysis: Analysis) -> dict[str, str | float]:
    return {
        "source_software": "gaitcheck",
        "ds_type": "poses",
        "fps": rate_hz(analysis),
        "time_unit": "seconds",
        "source_file": analysis.video.path.name,
        "gaitcheck_version": analysis.version,
    }
