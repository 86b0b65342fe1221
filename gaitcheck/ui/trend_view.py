"""Numbers over sessions."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import streamlit as st

from gaitcheck.assessment.wording import metric_text, title, unit_suffix
from gaitcheck.report.charts import TrendPoint, trend_chart
from gaitcheck.report.pictures import picture
from gaitcheck.store.records import Session
from gaitcheck.store.trends import Trend, trends
from gaitcheck.ui import html
from gaitcheck.ui.words import day_short

_SIZES_PX = ((640, 200), (270, 180))


def trend_view(sessions: Sequence[Session]) -> None:
    """One number at a time, each session with its interval."""
    found = trends(sessions)
    if not found:
        return
    st.subheader("Over time")
    chosen = st.selectbox("Measure", found, format_func=lambda trend: title(trend.name, trend.side), key="trend")
    if chosen is not None:
        st.html(f'<div class="gc-panel">{_drawn(chosen)}</div>')
        _explain(chosen)


def _drawn(trend: Trend) -> str:
    """The chart for a wide page and for a phone."""
    said = ", ".join(f"{day_short(v.day)}: {metric_text(v.metric)}" for v in trend.values)
    drawn = [picture(_chart(trend, size), f"{trend.title}: {said}.") for size in _SIZES_PX]
    wide, narrow = (html.chart(p.svg, p.alt_text) for p in drawn)
    return f'<div class="gc-wide">{wide}</div><div class="gc-narrow">{narrow}</div>'


def _chart(trend: Trend, size: tuple[int, int]) -> alt.LayerChart:
    points = [
        TrendPoint(when=f"{number}. {day_short(v.day)}", value=m.value, low=m.low, high=m.high)
        for number, v in enumerate(trend.values, start=1)
        if (m := v.metric).value is not None and m.low is not None and m.high is not None
    ]
    return trend_chart(points, unit_suffix(trend.unit).strip(), (trend.quiet_low, trend.quiet_high), *size)


def _explain(trend: Trend) -> None:
    if trend.quiet_low is None:
        html.small("For this number no smallest detectable change is known, so no band is drawn.")
    else:
        html.small(
            "Shaded: around the first session, closer than the smallest change that such clips can show. A later value "
            "inside it is no detectable change. It holds for the same camera place and belt speed."
        )
