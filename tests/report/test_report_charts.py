"""Charts carry the numbers they are given; the knee curve is the mean over strides."""

from __future__ import annotations

from dataclasses import replace

import altair as alt
import numpy as np
import pytest
from report_builders import analysis_of, knee_flexion_deg

from gaitcheck.guidance import guideline, reference_curve
from gaitcheck.report.charts import FONT, BandPicture, TrendPoint, band_chart, knee_chart, spec_of, trend_chart
from gaitcheck.report.curves import knee_curves
from gaitcheck.report.pictures import picture

PICTURE = BandPicture(value=44, low=39, high=49, band_low=32, band_high=55, unit="°", tone="within")


def numbers_in(spec: object) -> set[float]:
    """Every number in a chart's data."""
    if isinstance(spec, dict):
        return {x for value in spec.values() for x in numbers_in(value)}
    if isinstance(spec, list):
        return {x for value in spec for x in numbers_in(value)}
    return {float(spec)} if isinstance(spec, int | float) and not isinstance(spec, bool) else set()


def test_a_band_picture_holds_value_interval_and_band() -> None:
    assert {44, 39, 49, 32, 55} <= numbers_in(band_chart(PICTURE).to_dict())


@pytest.mark.parametrize(("low", "high"), [(None, 26.0), (3.0, None), (None, None)])
def test_an_open_band_still_draws(low: float | None, high: float | None) -> None:
    open_band = replace(PICTURE, band_low=low, band_high=high, tone="unsure")
    assert picture(band_chart(open_band), "x").svg.startswith("<svg")


@pytest.mark.parametrize(("value", "named"), [(10.0, 3), (70.0, 2)])
def test_a_scale_names_the_marks_that_have_room(value: float, named: int) -> None:
    marks = guideline("foot-angle-scale").marks
    scale = replace(PICTURE, value=value, low=value - 4, high=value + 4, band_low=None, band_high=None, marks=marks)
    svg = picture(band_chart(scale), "x").svg
    assert sum(f">{mark.label}<" in svg for mark in marks) == named


def test_the_curve_is_the_mean_over_strides() -> None:
    analysis = analysis_of()
    left, right = knee_curves(analysis.kinematics, analysis.events)
    assert (left.side, right.side) == ("left", "right")
    expected = knee_flexion_deg(left.percent / 100)
    np.testing.assert_allclose(left.mean_deg, expected, atol=1.5)
    assert left.toe_off_pct == pytest.approx(36)
    assert left.sd_deg.min() > 0


def test_a_stride_with_a_hidden_knee_is_left_out() -> None:
    analysis = analysis_of()
    before = knee_curves(analysis.kinematics, analysis.events)[0]
    hidden = analysis.kinematics.left.knee_flexion_deg.copy()
    hidden[100:110] = np.nan
    leg = replace(analysis.kinematics.left, knee_flexion_deg=hidden)
    after = knee_curves(replace(analysis.kinematics, left=leg), analysis.events)[0]
    assert after.n == before.n - 1
    assert np.isfinite(after.mean_deg).all()


def test_the_knee_chart_shows_the_published_points_and_both_legs() -> None:
    analysis = analysis_of()
    curves = knee_curves(analysis.kinematics, analysis.events)
    chart = knee_chart(curves, reference_curve(), "left")
    assert {41.4, 92.0, 11.0} <= numbers_in(chart.to_dict())
    svg = picture(chart, "x").svg
    assert "near leg" in svg and "less sure" in svg


def test_a_trend_keeps_the_order_of_sessions() -> None:
    points = [TrendPoint(when=day, value=v, low=v - 1, high=v + 1) for day, v in (("b", 1.0), ("a", 2.0))]
    assert picture(trend_chart(points, "spm", (0.0, None)), "x").svg.index(">b<") > 0


def test_charts_are_valid_and_in_the_house_style() -> None:
    analysis, points = analysis_of(), [TrendPoint(when="a", value=1.0, low=0.0, high=2.0)]
    bar = BandPicture(value=3.0, low=2.0, high=4.0, band_low=2.5, band_high=None, unit="°", tone="within")
    for chart in (
        band_chart(bar),
        knee_chart(knee_curves(analysis.kinematics, analysis.events), reference_curve(), "left"),
        trend_chart(points, "spm", (0.0, None)),
    ):
        spec = spec_of(chart)
        alt.LayerChart.from_dict(spec)  # checks against the schema
        assert spec["config"]["font"] == FONT and spec["config"]["background"] == "transparent"
