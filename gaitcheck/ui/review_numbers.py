"""Numbers beside those measured without corrections."""

from __future__ import annotations

import streamlit as st

from gaitcheck.assessment.wording import metric_text, title
from gaitcheck.metrics.metric import Metric
from gaitcheck.review.revise import automatic
from gaitcheck.ui import html
from gaitcheck.ui.loaded import Loaded

#: Shown first; the rest is one click away.
_FIRST = ("cadence_spm", "contact_time_ms", "knee_flexion_contact_deg", "knee_flexion_stance_peak_deg")


def numbers(shown: Loaded) -> None:
    """A table of what was measured, with what it was before the corrections."""
    st.subheader("Numbers")
    corrected = shown.analysis.corrections.active
    now = shown.analysis.metrics.metrics
    before = automatic(shown.folder, shown.analysis.options).metrics.metrics if corrected else now
    pairs = [(a, b) for a, b in zip(before, now, strict=True) if a.assessed or b.assessed]
    head = ("Measure", "Automatic", "Corrected") if corrected else ("Measure", "Value")
    html.table(head, [_row(a, b, both=bool(corrected)) for a, b in pairs if b.name in _FIRST])
    with st.expander("All measures"):
        html.table(head, [_row(a, b, both=bool(corrected)) for a, b in pairs])


def _row(before: Metric, now: Metric, *, both: bool) -> tuple[str, ...]:
    words = (metric_text(before), metric_text(now)) if both else (metric_text(now),)
    return (title(now.name, now.side), *words)
