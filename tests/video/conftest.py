"""Fixtures of the video tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from video_clips import bar_picture, write_clip


@pytest.fixture
def bar_clip(tmp_path: Path) -> Callable[..., Path]:
    """``bar_clip(name, count, **write_clip options)`` writes the bar clip and returns its path."""

    def make(name: str, count: int = 40, **options: object) -> Path:
        pictures = [bar_picture(i, count) for i in range(count)]
        return write_clip(tmp_path / name, pictures, **options)  # type: ignore[arg-type]

    return make
