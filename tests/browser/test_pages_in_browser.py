"""Every page can be read and used: on a desktop and a phone, light and dark, by name and in contrast."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tools.browser import access, chromium
from tools.browser.serving import Served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    # Left open by the browser driver, not by the app.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

PAGES = ("", "runners", "review", "compare", "learn", "methods")


@contextmanager
def visitor(width_px: int, scheme: str) -> Iterator[Any]:
    with chromium.browser() as browser:
        context = browser.new_context(viewport={"width": width_px, "height": 844}, color_scheme=scheme)
        context.set_default_timeout(180_000)
        yield context.new_page()
        context.close()


def show(page: Any, served: Served, path: str) -> None:
    page.goto(f"{served.address}/{path}")
    page.get_by_role("heading", level=1).first.wait_for()
    page.wait_for_function("document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'")


@pytest.mark.parametrize(("width_px", "scheme"), [(1280, "light"), (390, "dark")])
def test_nothing_keeps_people_out(served: Served, width_px: int, scheme: str) -> None:
    with visitor(width_px, scheme) as page:
        found = {}
        for path in PAGES:
            show(page, served, path)
            found[path] = access.faults(page)
    assert not {path: said for path, said in found.items() if said}


def test_faults_are_noticed(page: Any, served: Served) -> None:
    show(page, served, "learn")
    page.evaluate(
        """() => { const main = document.querySelector('[data-testid=stMain]'), add = document.createElement('div');
        add.innerHTML = '<p style="color:#bbb;background:#fff">too faint</p><button></button><img src="x.png">'
          + '<h1>more</h1><div style="width:3000px">wide</div>';
        main.append(add); }"""
    )
    said = " ".join(access.faults(page))
    for part in ("contrast 1.9: too faint", "BUTTON without a name", "picture without words", "2 headings", "wider"):
        assert part in said
