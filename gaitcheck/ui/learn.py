"""The page Learn: what form has to do with the knee, what to try, how to film well."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from gaitcheck.assessment.wording import grades_text
from gaitcheck.guidance.model import Advice, Citation
from gaitcheck.guidance.table import advice, filming_hints, guidelines, sources, wording
from gaitcheck.metrics.registry import definition
from gaitcheck.ui import html
from gaitcheck.ui.html import asset, text

_SQUARE = "Square to the belt: a camera that looks at it aslant makes every angle less certain."


def page() -> None:
    """Everything in plain words, each with its source."""
    st.title("Learn")
    html.lead(wording().evidence_note)
    _how_to_film()
    _what_matters()
    _what_to_try()
    _when_to_see_somebody()


def _how_to_film() -> None:
    st.header("How to film well")
    hints = filming_hints()
    drawings = (
        ("film_side.svg", hints["side"]),
        ("film_square.svg", _SQUARE),
        ("film_light.svg", hints["light"]),
        ("film_rear.svg", hints["rear"]),
    )
    figures = "".join(
        f"<figure>{html.chart(asset(name), said)}<figcaption>{text(said)}</figcaption></figure>"
        for name, said in drawings
    )
    st.html(f'<div class="gc-draw">{figures}</div>')
    html.small(f"{hints['longer']} {hints['speed']} {hints['clothes']}")


def _what_matters() -> None:
    st.header("What a measure has to do with the knee")
    html.small("The front of the knee carries more load the deeper the knee bends while it carries the body.")
    rows = {row.metric: row for row in guidelines() if row.tier == "A" and row.why}
    for name, row in rows.items():
        with st.expander(definition(name).title):
            st.html(f"<p>{text(definition(name).definition)}</p><p>{text(row.why)}</p>")
            html.small(grades_text(row.load_grade, row.pain_grade))
            _cited(row.facts)


def _what_to_try() -> None:
    st.header("What runners can try")
    html.small("A result shows at most three of these, and only where the measurement is clear enough.")
    for row in sorted(advice(), key=lambda row: row.rank):
        with st.expander(row.title):
            _advice(row)


def _advice(row: Advice) -> None:
    st.html(f"<p><strong>“{text(row.cue)}”</strong></p>")
    drill = row.drill_without_cadence or row.drill
    pairs = (("Drill", drill), ("How much", row.dose), ("How to check", row.check), ("What it may cost", row.cost))
    st.html("".join(f"<p><span class='gc-muted'>{label}.</span> {text(said)}</p>" for label, said in pairs if said))
    html.small(row.confidence or grades_text(row.load_grade, row.pain_grade))
    _cited(row.sources)


def _cited(citations: Iterable[Citation]) -> None:
    lines = "".join(f"<li>{_source(citation)}</li>" for citation in citations)
    st.html(f'<ul class="gc-sources">{lines}</ul>')


def _source(citation: Citation) -> str:
    row = sources()[citation.source]
    said = f"{text(citation.text)} " if citation.text else ""
    return f"{said}{text(row.citation)} ({text(citation.locator)}) {html.outside(row.link)}"


def _when_to_see_somebody() -> None:
    words = wording()
    st.header("When to see somebody first")
    st.html("<ul>" + "".join(f"<li>{text(flag.text)}</li>" for flag in words.red_flags) + "</ul>")
    html.small(words.ask_anyway)
