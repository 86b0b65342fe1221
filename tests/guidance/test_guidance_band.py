"""Bands follow speed and height, and widen without them."""

from __future__ import annotations

import pytest

from gaitcheck.assessment.units import cm_from_feet, kmh_from_mph, kmh_from_mps
from gaitcheck.config import RunnerInfo
from gaitcheck.guidance import Band, NoBand, band_for, guidelines


def band(metric: str, speed_kmh: float | None = None, height_cm: float | None = None) -> Band:
    found = band_for(metric, "side-left", RunnerInfo(speed_kmh=speed_kmh, height_cm=height_cm))
    assert isinstance(found, Band)
    return found


def test_cadence_band_at_the_reference() -> None:
    found = band("cadence_spm", speed_kmh=3.0 * 3.6, height_cm=173)
    assert (found.low, found.high) == pytest.approx((160.0, 176.0))
    assert found.notes == ()


def test_cadence_band_rises_with_speed_and_falls_with_height() -> None:
    slow, fast = band("cadence_spm", 9, 173), band("cadence_spm", 13, 173)
    tall = band("cadence_spm", 9, 190)
    assert slow.low is not None and fast.low is not None and tall.low is not None
    assert fast.low - slow.low == pytest.approx(7.0 * 4 / 3.6)
    assert slow.low - tall.low == pytest.approx(0.45 * 17)


@pytest.mark.parametrize("metric", sorted({row.metric for row in guidelines() if row.kind == "band"}))
def test_a_missing_speed_or_height_never_narrows(metric: str) -> None:
    for view in ("side-left", "rear"):
        for speed_kmh in (8.5, 10.0, 12.0, 16.0):
            known = band_for(metric, view, RunnerInfo(speed_kmh=speed_kmh, height_cm=173))
            unknown = band_for(metric, view, RunnerInfo())
            if isinstance(known, NoBand) or isinstance(unknown, NoBand):
                continue
            assert unknown.low is None or (known.low is not None and unknown.low <= known.low)
            assert unknown.high is None or (known.high is not None and unknown.high >= known.high)


def test_what_is_missing_is_said() -> None:
    notes = " ".join(band("cadence_spm").notes)
    assert "speed" in notes and "height" in notes


def test_outside_the_published_speeds_there_is_no_band() -> None:
    found = band_for("cadence_spm", "side-left", RunnerInfo(speed_kmh=25))
    assert isinstance(found, NoBand) and "8 to 17 km/h" in found.reason


def test_units_of_entry_change_nothing() -> None:
    metric = RunnerInfo(speed_kmh=kmh_from_mps(2.8), height_cm=cm_from_feet(5, 9))
    imperial = RunnerInfo(speed_kmh=kmh_from_mph(2.8 * 3.6 / 1.609344), height_cm=175.26)
    for name in ("cadence_spm", "overstride_leg_pct"):
        a, b = (band_for(name, "side-left", runner) for runner in (metric, imperial))
        assert isinstance(a, Band) and isinstance(b, Band)
        assert a.row == b.row
        assert a.high == pytest.approx(b.high)
