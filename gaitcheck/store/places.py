"""Where things are kept: two settings, each with a default in the user's own data folder."""

from __future__ import annotations

import os
from pathlib import Path

#: The SQLite file in a store folder.
DATABASE = "gaitcheck.db"


def store_folder() -> Path:
    """The folder of everything kept: ``GAITCHECK_STORE_DIR``, else the user's data folder."""
    setting = os.environ.get("GAITCHECK_STORE_DIR")
    if setting:
        return Path(setting).expanduser().absolute()
    from platformdirs import user_data_path

    return user_data_path("gaitcheck", appauthor=False)


def database_url() -> str:
    """The database: ``GAITCHECK_DATABASE_URL``, else an SQLite file in the store folder."""
    return os.environ.get("GAITCHECK_DATABASE_URL") or f"sqlite:///{store_folder() / DATABASE}"


def jobs_folder() -> Path:
    """Where uploads and their results live until they are saved to a runner or thrown away."""
    return store_folder() / "jobs"
