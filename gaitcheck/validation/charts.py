"""Pictures of a validation: differences over means (Bland & Altman), over time, by runner, and over the stride."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import altair as alt

from gaitcheck.events.model import KINDS
from gaitcheck.metrics.registry import definition, definitions
from gaitcheck.report.charts import BAND_EDGE, INK, LEG_COLOUR, MUTED, RULE
from gaitcheck.report.pictures import Picture, picture
from gaitcheck.validation.document import Validation
from gaitcheck.validation.model import LEGS, AngleComparison, ClipValidation, Leg
from gaitcheck.validation.statistics import agreement
from gaitcheck.validation.words import angle_name, event_name, side_text

_WIDTH_PX, _HEIGHT_PX = 330, 210
#: Legs differ in shape as well: colour alone carries nothing.
_SHAPES: dict[Leg, str] = {"near": "circle", "far": "diamond", "either": "square", "both": "triangle-up"}
_COLOURS: dict[Leg, str] = {
    "near": LEG_COLOUR["right"], "far": LEG_COLOUR["left"], "either": MUTED, "both": INK,
}  # fmt: skip
#: What a single clip's page shows of the strides.
_SHOWN_OF_ONE = (
    "contact_time_ms",
    "flight_time_ms",
    "knee_flexion_contact_deg",
    "knee_flexion_stance_peak_deg",
    "knee_flexion_swing_peak_deg",
)

Row = dict[str, Any]


def pictures(validation: Validation) -> Iterator[Picture]:
    """Pictures in the order in which they are shown."""
    if validation.pooled is None:
        yield from _of_clip(validation.clips[0])
    else:
        yield from _of_pool(validation)


def _of_clip(clip: ClipValidation) -> Iterator[Picture]:
    for kind in KINDS:
        of_kind = [event for event in clip.events if event.kind == kind]
        rows = [
            {"x": float(t), "y": float(e), "leg": event.leg}
            for event in of_kind
            for t, e in zip(event.true_s, event.errors_ms, strict=True)
        ]
        if len(rows) > 1:
            told = of_kind[0].reference != "scatter"
            name = event_name(kind, of_kind[0].reference)
            chart = _differences(rows, "time in the clip (s)", f"{name}: difference (ms)", _lines(rows) if told else [])
            yield picture(chart, f"{name}: differences over the clip")
    for name in _SHOWN_OF_ONE:
        rows = [_mean_row(pair.found, pair.true, pair.leg) for pair in clip.strides if pair.name == name]
        if len(rows) > 1:
            yield _agreement_picture(name, rows, "strides")
    for angle in clip.angles:
        if angle.course_pct.size:
            yield _course_picture(angle)


def _mean_row(found: float, true: float, leg: Leg, runner: str | None = None) -> Row:
    """The mean of both stands for the size: over the truth alone, the difference would lean by its own error."""
    return {"x": 0.5 * (found + true), "y": found - true, "leg": leg, "runner": runner}


def _of_pool(validation: Validation) -> Iterator[Picture]:
    every = [(metric, clip.runner) for clip in validation.clips for metric in clip.metrics]
    for name in definitions():
        rows = [_mean_row(m.found, m.true, m.leg, who) for m, who in every if m.name == name and m.found is not None]
        if len(rows) > 1:
            yield _agreement_picture(name, rows, "clips")
        if len({row["runner"] for row in rows} - {None}) > 1:
            yield picture(_by_runner(name, rows), f"{definition(name).title}: differences of each runner's clips")


def _agreement_picture(name: str, rows: list[Row], what: str) -> Picture:
    row = definition(name)
    chart = _differences(rows, f"mean of both ({row.unit}), {what}", _difference_title(name), _lines(rows))
    return picture(chart, f"{row.title}: difference over the mean of both, {what}, with bias and limits of agreement")


def _difference_title(name: str) -> str:
    row = definition(name)
    return f"{row.title}: difference ({row.unit})"


def _lines(rows: Sequence[Row]) -> list[Row]:
    """Bias and limits of all points together."""
    found = agreement([row["y"] for row in rows], [row.get("runner") for row in rows])
    if found is None:
        return []
    low, high = found.limits
    return [
        {"y": found.errors.bias, "text": "bias", "dash": "bias"},
        {"y": low, "text": "95 %", "dash": "limit"},
        {"y": high, "text": "95 %", "dash": "limit"},
    ]


def _axis(title: str, field: str, values: Sequence[float], kind: type[alt.X] | type[alt.Y]) -> Any:
    low, high = min(values), max(values)
    pad = 0.08 * (high - low) or 1.0
    scale = alt.Scale(domain=[low - pad, high + pad], nice=False, zero=False)
    return kind(f"{field}:Q", scale=scale, axis=alt.Axis(title=title, grid=False, tickCount=5))


def _layered(layers: Sequence[alt.Chart]) -> alt.LayerChart:
    return alt.LayerChart(layer=list(layers), width=_WIDTH_PX, height=_HEIGHT_PX)


def _chart(rows: Sequence[Row]) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=list(rows)))


def _by_leg(legs: Sequence[Leg]) -> dict[str, Any]:
    """Shape and colour by leg, with a legend where there is more than one."""
    shown = [leg for leg in LEGS if leg in legs]
    legend = alt.Legend(title=None, orient="top") if len(shown) > 1 else None
    return {
        "shape": alt.Shape("leg:N", scale=alt.Scale(domain=shown, range=[_SHAPES[s] for s in shown]), legend=legend),
        "color": alt.Color("leg:N", scale=alt.Scale(domain=shown, range=[_COLOURS[s] for s in shown]), legend=legend),
    }


def _differences(rows: Sequence[Row], x_title: str, y_title: str, lines: list[Row]) -> alt.LayerChart:
    """Points with lines for zero, bias and limits."""
    x = _axis(x_title, "x", [row["x"] for row in rows], alt.X)
    y = _axis(y_title, "y", [0.0, *(row["y"] for row in [*rows, *lines])], alt.Y)
    return _layered([*_line_layers(lines, y), _points(rows, x, y)])


def _points(rows: Sequence[Row], x: Any, y: Any) -> alt.Chart:
    points = _chart(rows).mark_point(filled=True, size=42, opacity=0.75)
    encoded: alt.Chart = points.encode(x=x, y=y, **_by_leg([row["leg"] for row in rows]))
    return encoded


def _line_layers(lines: list[Row], y: Any) -> list[alt.Chart]:
    solid, dashed = ([row for row in lines if row["dash"] == dash] for dash in ("bias", "limit"))
    named = _chart(lines).mark_text(color=MUTED, fontSize=10, align="right", dy=-6)
    return [
        _chart([{"y": 0.0}]).mark_rule(color=RULE, strokeWidth=1).encode(y=y),
        _chart(solid).mark_rule(color=INK, strokeWidth=1.5).encode(y=y),
        _chart(dashed).mark_rule(color=BAND_EDGE, strokeWidth=1.5, strokeDash=[5, 4]).encode(y=y),
        named.encode(x=alt.value(_WIDTH_PX), y=y, text="text:N"),
    ]


def _by_runner(name: str, rows: list[Row]) -> alt.LayerChart:
    """Each runner's clips in a column: what belongs to the runner stands apart from what changes from clip to clip."""
    lines = _lines(rows)
    y = _axis(_difference_title(name), "y", [0.0, *(row["y"] for row in [*rows, *lines])], alt.Y)
    x = alt.X("runner:N", axis=alt.Axis(title="runner", labelAngle=-35, labelLimit=90))
    return _layered([*_line_layers(lines, y), _points(rows, x, y)])


def _course_picture(angle: AngleComparison) -> Picture:
    rows = [
        {"x": float(p), "y": float(m), "low": float(m - s), "high": float(m + s)}
        for p, m, s in zip(angle.course_pct, angle.course_deg, angle.course_sd_deg, strict=True)
    ]
    which = f"{angle_name(angle.name)}, {side_text(angle.side, angle.leg)}"
    x = _axis("% of the stride, from contact to contact", "x", [0.0, 100.0], alt.X)
    y = _axis(f"{which}: difference (°)", "y", [0.0, *(v for row in rows for v in (row["low"], row["high"]))], alt.Y)
    base, colour = _chart(rows).encode(x=x), _COLOURS[angle.leg]
    layers = [
        _chart([{"y": 0.0}]).mark_rule(color=RULE, strokeWidth=1).encode(y=y),
        base.mark_area(color=colour, opacity=0.18).encode(y=alt.Y("low:Q"), y2="high:Q"),
        base.mark_line(color=colour, strokeWidth=2).encode(y=y),
    ]
    return picture(_layered(layers), f"{which}: mean difference ± SD over the stride")
