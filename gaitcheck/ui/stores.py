"""The one open store of this app."""

from __future__ import annotations

import os
from pathlib import Path

import streamlit as st

from gaitcheck.errors import UsageError
from gaitcheck.store.places import DATABASE, database_url, store_folder
from gaitcheck.store.store import Store
from gaitcheck.ui import account


def store() -> Store:
    """The store that the settings name; a signed-in person's own where there is sign-in."""
    owner = account.owner()
    if not owner:
        return _open(str(store_folder()), database_url())
    if os.environ.get("GAITCHECK_DATABASE_URL"):
        raise UsageError("With sign-in, every person has a database of their own; unset GAITCHECK_DATABASE_URL.")
    folder = store_folder() / "users" / owner
    return _open(str(folder), f"sqlite:///{folder / DATABASE}")


@st.cache_resource(show_spinner=False)
def _open(folder: str, url: str) -> Store:
    opened = Store(Path(folder), url)
    opened.sweep()
    return opened
