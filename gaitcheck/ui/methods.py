"""The page Methods: how each number is measured and how far it can be trusted."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from gaitcheck.assessment.wording import unit_suffix
from gaitcheck.guidance.model import Citation, Guideline, SmallestChange
from gaitcheck.guidance.table import guidelines, smallest_changes, sources
from gaitcheck.metrics.registry import MetricDefinition, definitions
from gaitcheck.ui import html
from gaitcheck.ui.html import text
from gaitcheck.ui.setup import VIEW_NAMES

_STEPS = (
    ("Find", "A pose model finds 33 landmarks of everybody in every frame, on this machine. The runner is chosen by "
     "swinging legs, size and presence over the whole clip; you can choose another person."),
    ("Time", "Each frame keeps the time stamp that the file gives it. Frame rates are never rounded or assumed."),
    ("Clean", "Short gaps are bridged, exchanged legs are put right, and a filter without lag removes jitter."),
    ("Events", "Contact and toe-off come from how the leg moves. A step that fails a plausibility check is left out."),
    ("Measure", "Angles are taken in the picture plane, stride by stride. The 95 % interval holds measurement error "
     "and stride-to-stride variation together."),
    ("Compare", "A verdict is given only when the whole interval lies on one side of an edge. Otherwise the answer is "
     "that we cannot tell."),
)  # fmt: skip
_TIERS = {
    "A": "compared with ranges",
    "B": "shown with a reference",
    "C": "in the table of all measures",
}


def page() -> None:
    """From pixels to a sentence, then measure by measure."""
    st.title("Methods")
    html.lead("What happens to your clip, and how far each number can be trusted.")
    steps = "".join(
        f'<article><div class="gc-no" aria-hidden="true">{number}</div><div><h3>{text(name)}</h3><p>{text(said)}</p>'
        "</div></article>"
        for number, (name, said) in enumerate(_STEPS, start=1)
    )
    st.html(f'<div class="gc-try">{steps}</div>')
    st.header("Measure by measure")
    titles = Counter(row.title for row in definitions().values())
    for row in definitions().values():
        unit = f", {unit_suffix(row.unit).strip()}" if titles[row.title] > 1 else ""
        with st.expander(row.title + unit):
            _measure(row)
    st.header("What changes can be seen")
    html.small("The smallest change between two clips of one runner, same place and speed, that is more than chance.")
    html.table(("Measure", "Smallest change", "Where from"), [_change(row) for row in smallest_changes().values()])


def _measure(row: MetricDefinition) -> None:
    st.html(f"<p>{text(row.definition)}</p>")
    views = ", ".join(name.lower() for view, name in VIEW_NAMES.items() if view in row.views)
    facts = [("Seen from", views), ("Unit", unit_suffix(row.unit).strip()), ("Use", _TIERS[row.tier])]
    html.facts(facts)
    for guide in guidelines():
        if guide.metric == row.name:
            _guide(guide)


def _guide(guide: Guideline) -> None:
    basis = {"published": "Limits printed in the source.", "computed": "Limits computed from open data."}
    judged = f"Limits are our own judgement. {guide.judgement}"
    html.small(f"{guide.population}. {basis.get(guide.basis, judged)}")
    cited = "".join(f"<li>{_fact(fact)}</li>" for fact in guide.facts)
    st.html(f'<ul class="gc-sources">{cited}</ul>')


def _fact(fact: Citation) -> str:
    source = sources()[fact.source]
    return f"{text(fact.text)} {text(source.citation)} {html.outside(source.link)}"


def _change(row: SmallestChange) -> tuple[str, str, str]:
    where = sources()[row.citation.source].citation if row.basis != "own judgement" else "Our own judgement."
    return definitions()[row.metric].title, f"{row.value:g}{unit_suffix(row.unit)}", f"{row.why} {where}"
