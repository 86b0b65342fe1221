"""Everything a result can be taken away as; the face is blurred in every picture."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from gaitcheck.report import render_html, render_pdf
from gaitcheck.results import DOCUMENT, FRAMES, STRIDES, VIDEO
from gaitcheck.ui import html
from gaitcheck.ui.loaded import Loaded

_FILES = (
    (VIDEO, "Annotated video (MP4, face blurred)", "video/mp4"),
    (DOCUMENT, "All numbers (JSON)", "application/json"),
    (STRIDES, "Stride by stride (CSV)", "text/csv"),
    (FRAMES, "Frame by frame (Parquet)", "application/vnd.apache.parquet"),
)


def downloads(shown: Loaded, key: str) -> None:
    """One button a file; the report is made when it is asked for."""
    content = shown.content
    st.download_button(
        "Report (PDF)",
        lambda: render_pdf(content),
        "running-form.pdf",
        "application/pdf",
        key=f"pdf-{key}",
        on_click="ignore",
        width="stretch",
        type="primary",
    )
    st.download_button(
        "Report (web page)",
        lambda: render_html(content),
        "running-form.html",
        "text/html",
        key=f"html-{key}",
        on_click="ignore",
        width="stretch",
    )
    for name, label, mime in _FILES:
        path = shown.folder / name
        if path.exists():
            st.download_button(
                label, _reader(path), name, mime, key=f"{name}-{key}", on_click="ignore", width="stretch"
            )
    html.small("The clip itself is not part of any of these.")


class _reader:  # noqa: N801 - reads like a function where it is used
    """Reads a file when it is asked for, not when the page is drawn."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self) -> bytes:
        return self._path.read_bytes()
