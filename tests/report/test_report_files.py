"""The files: self-contained, harmless whatever the name, readable as HTML and as PDF."""

from __future__ import annotations

import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from assessment_builders import OVERSTRIDER
from report_builders import analysis_of
from test_report_content import content_of

from gaitcheck.config import RunnerInfo
from gaitcheck.errors import OutputError
from gaitcheck.report import ReportContent, Still, key_moments, render_html, render_pdf, still_of, write_html, write_pdf

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }} {% raw %}",
    '#panic("x") $x^2$ *b* _i_ `c` @ref <lab> \\u{41}',
    "😀👟🏃‍♀️",
    "שלום עמית",
    "عمر الخيام \u202egnp.exe",
    "山田 太郎",
    "\x00\x1b[31m\ud7ff",
]


class Page(HTMLParser):
    """Collects tags, attributes and text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def parsed(html: str) -> Page:
    page = Page()
    page.feed(html)
    return page


@pytest.fixture(scope="module")
def full() -> ReportContent:
    analysis = analysis_of(OVERSTRIDER)
    grey = np.full((360, 640, 3), 128, dtype=np.uint8)
    stills = [still_of(analysis, moment, grey) for moment in key_moments(analysis)]
    return content_of(analysis, stills=stills, runner_name="Ada")


def named(name: str) -> ReportContent:
    return content_of(analysis_of({}, view="front", near_side=None, runner=RunnerInfo()), runner_name=name)


def check_harmless(page: Page) -> None:
    for tag, attributes in page.tags:
        assert tag not in ("script", "iframe", "object", "embed", "link", "form", "svg")
        for key, value in attributes.items():
            assert not key.startswith("on"), (tag, key)
            if key in ("src", "srcset"):
                assert value is not None and value.startswith("data:image/"), (tag, key)
            if key == "href":
                assert value is not None and value.startswith("https://")


def test_the_page_loads_nothing_and_runs_nothing(full: ReportContent) -> None:
    html = render_html(full)
    check_harmless(parsed(html))
    assert "default-src 'none'" in html
    assert not re.search(r"url\(|@import", html)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_shown_as_text(name: str) -> None:
    content = named(name)
    page = parsed(render_html(content))
    check_harmless(page)
    assert content.runner_name in "".join(page.text)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_does_not_stop_the_pdf(name: str) -> None:
    assert render_pdf(named(name)).startswith(b"%PDF-")


def test_every_picture_has_a_text(full: ReportContent) -> None:
    for tag, attributes in parsed(render_html(full)).tags:
        if tag == "img":
            assert attributes.get("alt")


def test_html_and_pdf_say_the_same(full: ReportContent, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    path = write_pdf(full, tmp_path / "report.pdf")
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True)
    printed = " ".join(done.stdout.split())
    page = " ".join("".join(parsed(render_html(full)).text).replace("\u00a0", " ").split())
    for text in ("Ada · 22 November 2026", full.plan_headline, full.stop_title, full.cards[0].value):
        assert text in printed and text in page


def test_the_first_page_holds_plan_and_findings(full: ReportContent, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    path = write_pdf(full, tmp_path / "report.pdf")
    done = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True)
    pages = done.stdout.rstrip("\f").split("\f")
    assert len(pages) <= 4
    assert "Form match (education)" in pages[0] and "For a therapist" in pages[1]


def test_stills_are_jpeg_of_one_shape(full: ReportContent) -> None:
    assert [still.caption for still in full.stills] == [
        "Contact, left leg",
        "Deepest knee bend, left leg",
        "Toe-off, left leg",
    ]
    assert all(still.image.startswith(b"\xff\xd8") for still in full.stills)
    assert Still(caption="", image=b"\x89PNG...", alt_text="").extension == "png"


def test_key_moments_are_in_order() -> None:
    contact, deepest, lift = key_moments(analysis_of())
    assert contact.time_s < deepest.time_s < lift.time_s


def test_files_are_written_or_said_not_to_be(full: ReportContent, tmp_path: Path) -> None:
    assert write_html(full, tmp_path / "r.html").stat().st_size < 3_000_000
    with pytest.raises(OutputError):
        write_html(full, tmp_path / "no" / "r.html")
    with pytest.raises(OutputError):
        write_pdf(full, tmp_path / "no" / "r.pdf")
