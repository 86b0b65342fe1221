"""The sections of a result page: the report's own words and pictures, laid out for a screen."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from gaitcheck.assessment.model import CadenceTarget
from gaitcheck.report import ReportContent
from gaitcheck.report.content import Card, Still, SuggestionBlock
from gaitcheck.results import METRONOME, METRONOME_FADED, write_metronomes
from gaitcheck.ui import html
from gaitcheck.ui.html import tag, text
from gaitcheck.ui.loaded import Loaded


def what_matters(content: ReportContent) -> None:
    """Up to three things to try, or why there is none."""
    st.header(content.plan_headline)
    if content.plan_text:
        html.lead(content.plan_text)
    if content.suggestions:
        parts = (_suggestion(number, block) for number, block in enumerate(content.suggestions, start=1))
        st.html(f'<div class="gc-try">{"".join(parts)}</div>')
        html.small(content.evidence_note)
    if content.film:
        _in_the_way(content)
        html.small("What to film next:")
        html.bullets(content.film)
    with st.expander(content.stop_title, expanded=content.gate == "red_flag"):
        html.bullets(content.stop_items)
        html.small(content.stop_note)


def _in_the_way(content: ReportContent) -> None:
    """What about the filming kept us from telling more."""
    limits = [row for row in content.quality if row[0] != "fine"]
    if content.gate == "open" and limits:
        html.small("What limits this clip:")
        html.checks(limits)


def _suggestion(number: int, block: SuggestionBlock) -> str:
    because = "".join(f"<p>{text(words)}</p>" for words in block.because)
    details = "".join(f"<dt>{text(label)}</dt><dd>{text(words)}</dd>" for label, words in block.details)
    sure = f"<p>{text(block.confidence)} [{text(block.refs)}]</p>"
    why = f"<details><summary>Why we say this</summary>{because}{sure}</details>"
    return (
        f'<article><div class="gc-no" aria-hidden="true">{number}</div><div><h3>{text(block.title)}</h3>'
        f'<p class="gc-cue">“{text(block.cue)}”</p><p>{text(block.drill)}</p><dl>{details}</dl>{why}</div></article>'
    )


def form_match(content: ReportContent) -> None:
    """The form match with its interval and its honest label."""
    st.subheader(content.match_name)
    if content.match is None:
        html.small(content.match_reason)
        return
    match = content.match
    parts = "".join(f"<div><dt>{text(title)}</dt><dd>{text(said)}</dd></div>" for title, said in match.parts)
    st.html(
        f'<div class="gc-panel gc-match"><div><div class="gc-big">{text(match.interval)}</div>'
        f'<div class="gc-muted">of 100; best guess {text(match.value)}</div></div>'
        f"<div>{html.chart(match.picture.svg, match.picture.alt_text)}"
        f'<dl class="gc-facts">{parts}</dl></div></div>'
    )
    html.small(content.match_is)


def cards(content: ReportContent) -> None:
    """Every compared measure as a value with its interval on its band."""
    if not content.cards:
        return
    st.subheader("Measured beside published ranges")
    st.html(f'<div class="gc-grid">{"".join(_card(card) for card in content.cards)}</div>')
    html.small(
        "The dot is your value, the bar its 95 % interval, the shaded field the range. Blue: the whole interval lies "
        "in the range. Orange: it lies outside, where a change may be worth trying. Hollow: we cannot tell."
    )


def _card(card: Card) -> str:
    drawn = "" if card.picture is None else html.chart(card.picture.svg, card.picture.alt_text)
    return (
        f'<article class="gc-card"><div class="gc-head"><span class="gc-title">{text(card.title)}</span>'
        f"{tag(card.verdict, card.tone)}</div>"
        f'<div class="gc-value">{text(card.value)}</div>{drawn}<p>{text(card.message)}</p></article>'
    )


def stills(content: ReportContent) -> None:
    """Contact, deepest knee bend and toe-off side by side."""
    if not content.stills:
        return
    st.subheader("Three moments of one stride")
    figures = "".join(_figure(still) for still in content.stills)
    st.html(f'<div class="gc-stills">{figures}</div>')


def _figure(still: Still) -> str:
    picture = f'<img src="{still.data_uri}" alt="{text(still.alt_text)}">'
    return f"<figure>{picture}<figcaption>{text(still.caption)}</figcaption></figure>"


def curve(content: ReportContent) -> None:
    """Mean knee curve of each leg on the published key points."""
    if content.curve is None:
        return
    st.subheader("Knee bend over the stride")
    wide, narrow = content.curve.wide, content.curve.narrow
    large, little = (html.chart(html.legs_as_in_video(p.svg), p.alt_text) for p in (wide, narrow))
    st.html(f'<div class="gc-panel"><div class="gc-wide">{large}</div><div class="gc-narrow">{little}</div></div>')
    html.small(content.curve.note)


def capture(content: ReportContent) -> None:
    """How well the clip suits the measurement."""
    st.subheader("How well this clip suits")
    fine = [check for check in content.quality if check[0] == "fine"]
    html.checks(check for check in content.quality if check not in fine)
    with st.expander(f"{len(fine)} of {len(content.quality)} checks are fine"):
        html.checks(fine)
    for note in content.notes:
        html.small(note)


def all_measures(content: ReportContent) -> None:
    """The table of everything, and what could not be measured with the reason."""
    st.subheader("All measures")
    head = ("Measure", "Both", "Left", "Right", "Strides", "Range", "")
    tips = ("", "", "", "", "Strides or steps behind the value", "Published or stated range at this speed and view")
    rows = ((r.title, r.both, r.left, r.right, r.count, r.reference, r.verdict) for r in content.table)
    html.table(head, rows, tips)
    if content.not_assessed:
        with st.expander("Not assessed, and why"):
            html.table(("Measure", "Why not"), ((names, why) for why, names in content.not_assessed))


def why(content: ReportContent) -> None:
    """Where each range comes from, with its sources."""
    if not content.reasons:
        return
    with st.expander("Why we compare with these ranges"):
        for reason in content.reasons:
            facts = "".join(f"<li>{text(fact)}</li>" for fact in reason.facts)
            st.html(
                f"<h4>{text(reason.title)}: {text(reason.band)}</h4><p>{text(reason.why)} {text(reason.basis)}</p>"
                f'<ul class="gc-small">{facts}</ul>'
            )
    with st.expander("Sources"):
        lines = "".join(
            f'<li value="{line.number}">{text(line.citation)} {html.outside(line.link)}</li>'
            for line in content.sources
        )
        st.html(f'<ol class="gc-sources">{lines}</ol>')


def method(content: ReportContent) -> None:
    """How this clip was measured."""
    with st.expander("How this clip was measured"):
        for paragraph in content.method:
            st.html(f"<p>{text(paragraph)}</p>")


def metronome(shown: Loaded, key: str) -> None:
    """A click track at the suggested cadence, to hear and to take along."""
    targets = [s.target for s in shown.assessment.plan.suggestions if s.target is not None]
    if not targets:
        return
    steady, faded = _tracks(shown)
    with st.expander(f"Metronome at {targets[0].target_spm} steps a minute"):
        html.small(_metronome_words(targets[0]))
        for title, path in (("Steady", steady), ("Faded: clicks come less and less often", faded)):
            st.markdown(f"**{title}**")
            st.audio(str(path))
            st.download_button(
                "Download", path.read_bytes(), path.name, "audio/wav", key=f"{path.stem}-{key}", on_click="ignore"
            )


def _metronome_words(target: CadenceTarget) -> str:
    return f"Your own is {target.own_spm:.0f} ({target.own_low_spm:.0f} to {target.own_high_spm:.0f}) steps a minute."


def _tracks(shown: Loaded) -> tuple[Path, Path]:
    steady, faded = shown.folder / METRONOME, shown.folder / METRONOME_FADED
    if not faded.exists():
        write_metronomes(shown.assessment, shown.folder)
    return steady, faded
