"""The page in docs is the one the data gives."""

from __future__ import annotations

from pathlib import Path

from gaitcheck.guidance.page import guidance_markdown

PAGE = Path(__file__).parents[2] / "docs" / "guidance.md"


def test_the_page_is_generated_from_the_data() -> None:
    assert PAGE.read_text(encoding="utf-8") == guidance_markdown(), "run python -m gaitcheck.guidance.page"
