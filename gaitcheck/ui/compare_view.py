"""Two sessions drawn together: knee curves on one stride, videos at the same point of the stride."""

from __future__ import annotations

from typing import Any

import altair as alt
import streamlit as st

from gaitcheck.analysis.model import Analysis
from gaitcheck.report import charts
from gaitcheck.report.curves import StrideCurve, knee_curves
from gaitcheck.report.pictures import picture
from gaitcheck.results import VIDEO
from gaitcheck.skeleton import SIDES, Side
from gaitcheck.ui import html
from gaitcheck.ui.components import component_key, mount_component
from gaitcheck.ui.html import asset
from gaitcheck.ui.loaded import Loaded
from gaitcheck.ui.player import video_address

_SIZES_PX = ((640, 250), (300, 230))
_NAMES = ("before", "after")
_STROKES = {"before": (charts.MUTED, [6, 4], 1.8), "after": (charts.TONE_COLOUR["within"], [1, 0], 2.6)}


def curves(old: Analysis, new: Analysis, side: Side) -> None:
    """The mean knee curve of one leg in both sessions, each with its spread."""
    both = [_curve(analysis, side) for analysis in (old, new)]
    if None in both:
        html.small(f"The {side} knee was not seen for two whole strides in both clips.")
        return
    found = {name: curve for name, curve in zip(_NAMES, both, strict=True) if curve is not None}
    said = f"Knee bend of the {side} leg over the stride, before and after, mean and SD."
    drawn = [picture(_chart(found, side, size), said) for size in _SIZES_PX]
    wide, narrow = (html.chart(p.svg, p.alt_text) for p in drawn)
    st.html(f'<div class="gc-panel"><div class="gc-wide">{wide}</div><div class="gc-narrow">{narrow}</div></div>')


def _curve(analysis: Analysis, side: Side) -> StrideCurve | None:
    return next((c for c in knee_curves(analysis.kinematics, analysis.events) if c.side == side), None)


def _chart(found: dict[str, StrideCurve], side: Side, size: tuple[int, int]) -> alt.LayerChart:
    x = alt.X("pct:Q", scale=alt.Scale(domain=[0, 100], nice=False))
    x = x.axis(title="% of the stride, from contact to the next contact", tickCount=5, grid=False)
    y = alt.Y("deg:Q", scale=alt.Scale(domain=[-5, 125], nice=False))
    y = y.axis(title="knee bend (°)", values=[0, 30, 60, 90, 120], gridColor="#edf1f3")
    layers: list[alt.Chart] = []
    for place, (name, curve) in enumerate(found.items()):
        layers += _layers(name, curve, side, place, (x, y))
    return alt.LayerChart(layer=layers, width=size[0], height=size[1])


def _layers(name: str, curve: StrideCurve, side: Side, place: int, axes: tuple[alt.X, alt.Y]) -> list[alt.Chart]:
    colour, dash, width = _STROKES[name]
    x, y = axes
    rows = [
        {"pct": float(p), "deg": float(m), "low": float(m - s), "high": float(m + s)}
        for p, m, s in zip(curve.percent, curve.mean_deg, curve.sd_deg, strict=True)
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=x)
    words = f"{name}: {side} leg, mean ± SD of {curve.n} strides"
    label = alt.Chart(alt.InlineData(values=[{"pct": 2.0, "deg": 118.0 - 9.5 * place, "text": words}]))
    return [
        base.mark_area(color=colour, opacity=0.13).encode(y=alt.Y("low:Q"), y2="high:Q"),
        base.mark_line(color=colour, strokeWidth=width, strokeDash=dash).encode(y=y),
        label.mark_text(color=colour, align="left", fontSize=11, fontWeight="bold").encode(x=x, y=y, text="text:N"),
    ]


def pair_player(old: Loaded, new: Loaded, key: str) -> None:
    """Both videos, held at the same share of the stride."""
    clips = [clip_data(shown, f"{key}-{name}") | {"name": name} for shown, name in zip((old, new), _NAMES, strict=True)]
    if all(clip["strides"] for clip in clips):
        pair = component_key(f"pair-{key}")
        mount_component("gaitcheck_pair", pair, {"clips": clips}, asset("pair.css"), asset("pair.js"))
    else:
        html.small("One of the clips has no complete stride, so the videos cannot be aligned.")


def clip_data(shown: Loaded, key: str) -> dict[str, Any]:
    """What the pair of players needs of one clip, in seconds of its written video."""
    analysis = shown.analysis
    slow, start_s = analysis.timing.slow_motion_factor or 1.0, analysis.video.start_s
    strides = analysis.events.strides(analysis.kinematics.view.near_side or SIDES[0])
    return {
        "src": video_address(shown.folder / VIDEO, key),
        "strides": [[round(t * slow - start_s, 4) for t in (s.start_s, s.end_s)] for s in strides],
    }
