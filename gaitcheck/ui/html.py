"""Small pieces of HTML in the house style. Every text is escaped here; callers pass plain words."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path

import streamlit as st

from gaitcheck.report import charts
from gaitcheck.report.charts import Tone

_SPACE = "\N{NO-BREAK SPACE}"
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=(%|spm|km/h|mph|m/s|ms|cm|m|s)(\W|$))")
#: A tag's class by tone; the word in the tag says the same.
_TAG: dict[Tone, str] = {"within": "within", "look": "look", "plain": "plain", "unsure": "plain"}


@cache
def asset(name: str) -> str:
    """The text of a file in ``assets``."""
    return files("gaitcheck.ui").joinpath("assets", name).read_text(encoding="utf-8")


def style() -> None:
    """Put the house style on the page."""
    st.html(f"<style>{asset('app.css')}</style>")


def text(words: str) -> str:
    """Escaped words with a number kept on one line with its error and unit."""
    return escape(_BEFORE_UNIT.sub(_SPACE, words.replace(" ± ", f"{_SPACE}±{_SPACE}")))


def lead(words: str) -> None:
    """The sentence under a page's title."""
    st.html(f'<p class="gc-lead">{text(words)}</p>')


def small(words: str) -> None:
    """A quiet paragraph."""
    st.html(f'<p class="gc-small">{text(words)}</p>')


def warning(error: Exception) -> None:
    """An error's sentence, as one."""
    words = str(error)
    st.warning(words[:1].upper() + words[1:])


def bullets(lines: Iterable[str]) -> None:
    """A plain list."""
    st.html("<ul>" + "".join(f"<li>{text(line)}</li>" for line in lines) + "</ul>")


def facts(pairs: Iterable[tuple[str, str]]) -> None:
    """Labels with their values in a row."""
    cells = "".join(f"<div><dt>{text(label)}</dt><dd>{text(value)}</dd></div>" for label, value in pairs)
    st.html(f'<dl class="gc-facts">{cells}</dl>')


def tag(words: str, tone: Tone = "plain") -> str:
    """A small label."""
    return f'<span class="gc-tag {_TAG[tone]}">{text(words)}</span>'


def checks(rows: Iterable[tuple[str, str]]) -> None:
    """Capture checks: a word and a sentence each."""
    tones: dict[str, Tone] = {"fine": "within", "ok": "within", "problem": "look"}
    lines = "".join(
        f"<li>{tag(level, tones.get(level, 'plain'))}<span>{text(said)}</span></li>" for level, said in rows
    )
    st.html(f'<ul class="gc-list">{lines}</ul>')


def state(title: str, *paragraphs: str) -> None:
    """An empty or failed state, written for people."""
    body = "".join(f"<p>{text(words)}</p>" for words in paragraphs if words)
    st.html(f'<div class="gc-state" role="status"><h3>{text(title)}</h3>{body}</div>')


def table(head: Sequence[str], rows: Iterable[Sequence[str]], tips: Sequence[str] = ()) -> None:
    """A table that scrolls sideways on a phone, also by keys; cells are plain words."""
    marks = [*tips, *[""] * (len(head) - len(tips))]
    cells = "".join(f'<th scope="col">{_tipped(words, tip)}</th>' for words, tip in zip(head, marks, strict=True))
    body = "".join("<tr>" + "".join(_cell(cell) for cell in row) + "</tr>" for row in rows)
    inner = f"<thead><tr>{cells}</tr></thead><tbody>{body}</tbody>"
    st.html(f'<div class="gc-scroll" tabindex="0"><table class="gc-table">{inner}</table></div>')


def _tipped(words: str, tip: str) -> str:
    return f'<abbr title="{text(tip)}">{text(words)}</abbr>' if tip else text(words)


def _cell(words: str) -> str:
    number = ' class="num"' if words[:1].isdigit() or words[:1] in "+\N{MINUS SIGN}" else ""
    return f"<td{number}>{text(words)}</td>"


#: The report's inks on a light and on a dark page: one chart definition serves paper and both.
_DARK_INKS = {
    charts.INK: "#e6edf1",
    charts.MUTED: "#9fb0ba",
    charts.RULE: "#33434d",
    charts.BAND: "#2a4553",
    charts.BAND_EDGE: "#6a93a8",
    charts.TONE_COLOUR["within"]: "#6cc0e6",
    charts.TONE_COLOUR["look"]: "#f0a04b",
    charts.TONE_COLOUR["plain"]: "#b4c2cb",
    "#edf1f3": "#26323a",
    "white": "#19222a",
}


#: The video draws the left leg in orange and the right one in blue; on the page the curves agree with it.
_LEG_INKS = {
    charts.LEG_COLOUR["left"]: charts.TONE_COLOUR["look"],
    charts.LEG_COLOUR["right"]: charts.TONE_COLOUR["within"],
}


def legs_as_in_video(svg: str) -> str:
    """A chart of both legs in the colours of the annotated video."""
    return re.sub("|".join(_LEG_INKS), lambda found: _LEG_INKS[found.group()], svg)


def chart(svg: str, alt_text: str) -> str:
    """A chart of the report in the page's colours; inside ``img`` an SVG can load and run nothing."""
    rules = "".join(
        f'[{part}="{ink}"]{{{part}:{dark}}}' for ink, dark in _DARK_INKS.items() for part in ("fill", "stroke")
    )
    style = f"<style>@media (prefers-color-scheme: dark){{{rules}}}</style>"
    opened = re.sub(r"(<svg[^>]*>)", lambda found: found.group(1) + style, svg, count=1)
    source = "data:image/svg+xml;base64," + base64.b64encode(opened.encode()).decode()
    return f'<img class="gc-chart" src="{source}" alt="{text(alt_text)}">'


def photograph(path: Path, alt_text: str, width_px: int) -> None:
    """A JPEG with words for those who cannot see it, as wide as there is room up to ``width_px``."""
    source = "data:image/jpeg;base64," + base64.b64encode(path.read_bytes()).decode()
    st.html(f'<img class="gc-photo" style="max-width:{width_px}px" src="{source}" alt="{text(alt_text)}">')


def outside(address: str) -> str:
    """A link that leaves the app; only to secure addresses."""
    if not address.startswith("https://"):
        return text(address)
    return f'<a href="{text(address)}" target="_blank" rel="noopener">{text(address.removeprefix("https://"))}</a>'
