"""Charts as Altair objects: the report turns them into SVG and PDF, the app shows them as they are.

Colours are safe for colour-blind readers, and every meaning is carried by shape or words as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt

from gaitcheck.guidance.model import Mark, ReferenceCurve
from gaitcheck.report.curves import StrideCurve
from gaitcheck.skeleton import Side

Tone = Literal["within", "look", "plain", "unsure"]
Row = dict[str, Any]

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
INK = "#1c2a33"
MUTED = "#5f6f7a"
RULE = "#c9d3d9"
BAND = "#d5e4ec"
BAND_EDGE = "#7fa3b6"
#: Blue for inside, dark orange for worth a look, slate for everything that is neither.
TONE_COLOUR: dict[Tone, str] = {"within": "#0a5f85", "look": "#b35a00", "plain": "#4a5a66", "unsure": "#4a5a66"}
LEG_COLOUR: dict[Side, str] = {"left": "#b35a00", "right": "#0a5f85"}
BAND_HEIGHT_PX = 34
#: Room that the name of a mark needs.
MARK_LABEL_PX = 56


@dataclass(frozen=True, kw_only=True)
class BandPicture:
    """A value with its 95 % interval above the band it is compared with, all in the metric's unit.

    Parameters
    ----------
    value, low, high
        The measurement.
    band_low, band_high
        The band; ``None`` is open.
    unit
        Suffix of the axis labels.
    tone
        How the value is drawn; ``unsure`` is a hollow dot.
    marks
        Labelled reference points of a scale without a band.
    limits
        Ends of the axis; ``None`` fits them to band and value.
    """

    value: float
    low: float
    high: float
    band_low: float | None
    band_high: float | None
    unit: str
    tone: Tone
    marks: tuple[Mark, ...] = ()
    limits: tuple[float, float] | None = None


@dataclass(frozen=True, kw_only=True)
class TrendPoint:
    """One session in a trend: a label or date, the value and its interval."""

    when: str
    value: float
    low: float
    high: float


#: Charts below this leave less room for words. [px]
_NARROW_PX = 400


def band_chart(picture: BandPicture, width_px: int = 300) -> alt.LayerChart:
    """Value, interval and band on one axis."""
    low, high = picture.limits or _limits(picture)
    x = _axis(low, high, picture.unit)
    marks = _mark_layers(picture.marks, width_px / (high - low), x)
    layers = [*_band_layers(picture, low, high, x), *marks, *_value_layers(picture, x)]
    return _layered(layers, width_px, BAND_HEIGHT_PX)


def knee_chart(
    curves: Sequence[StrideCurve],
    reference: ReferenceCurve | None,
    near_side: Side | None,
    width_px: int = 640,
    height_px: int = 260,
) -> alt.LayerChart:
    """Knee flexion over the stride: mean ± SD for each leg, published key points behind."""
    layers: list[alt.Chart] = [] if reference is None else _reference_layers(reference)
    for curve in sorted(curves, key=lambda curve: curve.side == near_side):
        layers += _curve_layers(curve, curve.side == near_side or near_side is None)
    narrow = width_px < _NARROW_PX
    labels = [_curve_label(curve, index, near_side, narrow=narrow) for index, curve in enumerate(curves)]
    return _layered([*layers, *labels], width_px, height_px)


def trend_chart(
    points: Sequence[TrendPoint],
    unit: str,
    band: tuple[float | None, float | None] = (None, None),
    width_px: int = 460,
    height_px: int = 160,
) -> alt.LayerChart:
    """A metric over sessions, each with its interval, the band behind when there is one."""
    rows = [vars(point) for point in points]
    numbers = [x for p in points for x in (p.low, p.high)] + [x for x in band if x is not None]
    low, high = _padded(min(numbers), max(numbers))
    scale = alt.Scale(domain=[low, high], nice=False, zero=False)
    y = alt.Y("value:Q", scale=scale, axis=alt.Axis(title=unit, tickCount=4, grid=True, gridColor="#edf1f3"))
    x = alt.X("when:O", sort=None, axis=alt.Axis(title=None, labelAngle=0, grid=False))
    base = alt.Chart(_data(rows)).encode(x=x)
    edges = [{"low": band[0] if band[0] is not None else low, "high": band[1] if band[1] is not None else high}]
    shaded = alt.Chart(_data(edges if band != (None, None) else [])).mark_rect(color=BAND)
    layers = [
        shaded.encode(y=alt.Y("low:Q", scale=scale), y2="high:Q"),
        base.mark_line(color=MUTED, strokeWidth=1).encode(y=y),
        base.mark_rule(color=INK, strokeWidth=2).encode(y=alt.Y("low:Q", scale=scale), y2="high:Q"),
        base.mark_point(filled=True, size=60, color=INK, opacity=1).encode(y=y),
    ]
    return _layered(layers, width_px, height_px)


#: The house style, for a chart that stands alone.
_STYLE: dict[str, Any] = {
    "font": FONT,
    "background": "transparent",
    "padding": 4,
    "view": {"stroke": None},
    "axis": {
        "labelColor": MUTED,
        "titleColor": MUTED,
        "titleFontWeight": "normal",
        "labelFontSize": 11,
        "titleFontSize": 11,
        "domainColor": RULE,
        "tickColor": RULE,
        "tickSize": 3,
    },
    "text": {"color": MUTED, "fontSize": 11},
}


def spec_of(chart: alt.LayerChart) -> dict[str, Any]:
    """The chart as Vega-Lite in the house style.

    Not validated: Altair's own check, and its copy of the whole chart for each part of a style, take longer than the
    drawing; tests validate instead.
    """
    spec: dict[str, Any] = chart.to_dict(validate=False)
    return spec | {"config": _STYLE}


def _layered(layers: Sequence[alt.Chart], width_px: int, height_px: int) -> alt.LayerChart:
    return alt.LayerChart(layer=list(layers), width=width_px, height=height_px)


def _data(rows: Sequence[Row]) -> alt.InlineData:
    return alt.InlineData(values=list(rows))


def _padded(low: float, high: float, share: float = 0.12) -> tuple[float, float]:
    pad = max(high - low, 1e-6) * share
    return low - pad, high + pad


def _limits(picture: BandPicture) -> tuple[float, float]:
    ends = [picture.low, picture.high, *(mark.value for mark in picture.marks)]
    edges = [x for x in (picture.band_low, picture.band_high) if x is not None]
    if len(edges) == 1:
        # An open band still needs some length to be seen as one.
        edges.append(edges[0] * 0.4 if picture.band_low is None else edges[0] * 1.4)
    return _padded(min(ends + edges), max(ends + edges))


def _axis(low: float, high: float, unit: str) -> alt.X:
    label = f"datum.label + '{unit}'" if unit in ("°", " %") else "datum.label"
    axis = alt.Axis(title=None, grid=False, tickCount=5, labelExpr=label, labelFlush=True)
    return alt.X("x:Q", scale=alt.Scale(domain=[low, high], nice=False, zero=False), axis=axis)


_BAND_TOP = alt.value(6)
_BAND_FOOT = alt.value(BAND_HEIGHT_PX - 6)


def _band_layers(picture: BandPicture, low: float, high: float, x: alt.X) -> list[alt.Chart]:
    if picture.band_low is None and picture.band_high is None:
        return []
    row = {
        "x": max(low, picture.band_low) if picture.band_low is not None else low,
        "to": min(high, picture.band_high) if picture.band_high is not None else high,
    }
    edges = [{"x": edge} for edge in (picture.band_low, picture.band_high) if edge is not None]
    return [
        alt.Chart(_data([row])).mark_rect(color=BAND).encode(x=x, x2="to:Q", y=_BAND_TOP, y2=_BAND_FOOT),
        alt.Chart(_data(edges)).mark_rule(color=BAND_EDGE, strokeWidth=1.5).encode(x=x, y=_BAND_TOP, y2=_BAND_FOOT),
    ]


def _mark_layers(marks: Sequence[Mark], px_per_unit: float, x: alt.X) -> list[alt.Chart]:
    """Ticks for all marks, names for those that have room."""
    if not marks:
        return []
    named: list[Mark] = []
    for mark in marks:
        if not named or (mark.value - named[-1].value) * px_per_unit >= MARK_LABEL_PX:
            named.append(mark)
    ticks = alt.Chart(_data([{"x": mark.value} for mark in marks]))
    names = alt.Chart(_data([{"x": mark.value, "text": mark.label} for mark in named]))
    return [
        ticks.mark_tick(color=BAND_EDGE, thickness=1.5, size=10).encode(x=x),
        names.mark_text(color=MUTED, fontSize=10, dy=-14).encode(x=x, text="text:N"),
    ]


def _value_layers(picture: BandPicture, x: alt.X) -> list[alt.Chart]:
    colour = TONE_COLOUR[picture.tone]
    interval = alt.Chart(_data([{"x": picture.low, "to": picture.high}]))
    dot = alt.Chart(_data([{"x": picture.value}]))
    fill = "white" if picture.tone == "unsure" else colour
    return [
        interval.mark_rule(color=colour, strokeWidth=3, strokeCap="round").encode(x=x, x2="to:Q"),
        dot.mark_circle(size=110, fill=fill, stroke=colour, strokeWidth=2, opacity=1).encode(x=x),
    ]


_PERCENT = alt.X(
    "pct:Q",
    scale=alt.Scale(domain=[0, 100], nice=False),
    axis=alt.Axis(title="% of the stride, from contact to contact", tickCount=5, grid=False),
)
_FLEXION = alt.Y(
    "deg:Q",
    scale=alt.Scale(domain=[-5, 125], nice=False),
    axis=alt.Axis(title="knee bend (°), mean ± SD", values=[0, 30, 60, 90, 120], grid=True, gridColor="#edf1f3"),
)


def _reference_layers(reference: ReferenceCurve) -> list[alt.Chart]:
    rows = [
        {
            "pct": point.from_pct,
            "to": point.to_pct,
            "mid": (point.from_pct + point.to_pct) / 2,
            "deg": point.mean_deg - point.sd_deg,
            "top": point.mean_deg + point.sd_deg,
            "mean": point.mean_deg,
        }
        for point in reference.points
    ]
    base = alt.Chart(_data(rows))
    return [
        base.mark_rect(color=BAND, cornerRadius=2).encode(x=_PERCENT, x2="to:Q", y=_FLEXION, y2="top:Q"),
        base.mark_rule(color=BAND_EDGE, strokeWidth=1.5).encode(x=_PERCENT, x2="to:Q", y=alt.Y("mean:Q")),
    ]


def _curve_layers(curve: StrideCurve, strong: bool) -> list[alt.Chart]:
    rows = [
        {"pct": float(p), "deg": float(m), "low": float(m - s), "high": float(m + s)}
        for p, m, s in zip(curve.percent, curve.mean_deg, curve.sd_deg, strict=True)
    ]
    colour = LEG_COLOUR[curve.side]
    base = alt.Chart(_data(rows)).encode(x=_PERCENT)
    dash = [1, 0] if strong else [5, 4]
    lift = alt.Chart(_data([{"pct": curve.toe_off_pct, "deg": -5.0, "top": 92.0, "text": "toe-off"}]))
    return [
        base.mark_area(color=colour, opacity=0.16 if strong else 0.08).encode(y=alt.Y("low:Q"), y2="high:Q"),
        base.mark_line(color=colour, strokeWidth=2.5 if strong else 1.5, strokeDash=dash).encode(y=_FLEXION),
        lift.mark_rule(color=colour, strokeWidth=1, strokeDash=[2, 3]).encode(x=_PERCENT, y=_FLEXION, y2="top:Q"),
        lift.mark_text(color=MUTED, align="right", dx=-4).encode(x=_PERCENT, y=alt.Y("top:Q"), text="text:N"),
    ][: 4 if strong else 3]


def _curve_label(curve: StrideCurve, index: int, near_side: Side | None, *, narrow: bool) -> alt.Chart:
    where = "" if near_side is None else (", near leg" if curve.side == near_side else ", far leg: less sure")
    text = f"{curve.side}{where}, {curve.n} strides"
    row = {"pct": 2.0, "deg": 118.0 - 9.5 * index, "text": text}
    size = 10 if narrow else 11
    colour = LEG_COLOUR[curve.side]
    mark = alt.Chart(_data([row])).mark_text(color=colour, align="left", fontSize=size, fontWeight="bold")
    label: alt.Chart = mark.encode(x=_PERCENT, y=_FLEXION, text="text:N")
    return label
