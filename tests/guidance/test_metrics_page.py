from pathlib import Path

from gaitcheck.guidance.metrics_page import metrics_markdown
from gaitcheck.metrics.registry import definitions

PAGE = Path(__file__).parents[2] / "docs" / "metrics.md"


def test_the_page_is_what_the_registry_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == metrics_markdown()


def test_every_metric_has_a_section() -> None:
    page = metrics_markdown()
    assert all(f"(`{name}`)" in page for name in definitions())
