"""The numbers on the form-match page are the ones the code gives."""

from __future__ import annotations

import doctest
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "form-match.md"


def test_the_page_computes_its_own_numbers() -> None:
    result = doctest.testfile(str(PAGE), module_relative=False, verbose=False)
    assert result.attempted > 5 and result.failed == 0
