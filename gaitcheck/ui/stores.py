"""The one open store of this app."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from gaitcheck.store.places import database_url, store_folder
from gaitcheck.store.store import Store


def store() -> Store:
    """The store that the settings name."""
    return _open(str(store_folder()), database_url())


@st.cache_resource(show_spinner=False)
def _open(folder: str, url: str) -> Store:
    opened = Store(Path(folder), url)
    opened.sweep()
    return opened
