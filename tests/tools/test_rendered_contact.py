"""Contact read from a foot's height, on curves whose crossings are known."""

from __future__ import annotations

import numpy as np
import pytest

from tools.rendered_runner.contact import CONTACT_HEIGHT_M, contact_events
from tools.rendered_runner.truth import event_list, flexion_deg, metric_list, unit_of

TIME_S = np.arange(2901) / 1000.0


def height_m(contact_s: float, toe_off_s: float, period_s: float) -> np.ndarray:
    """A foot that is below the contact height from contact to toe-off in every period, crossing at 1 m/s."""
    phase = TIME_S % period_s
    outside = np.maximum(contact_s - phase, phase - toe_off_s)
    return CONTACT_HEIGHT_M + outside


def test_known_crossings_come_back() -> None:
    events = contact_events(TIME_S, height_m(0.2, 0.45, 0.7))
    assert events.contact_s == pytest.approx([0.2, 0.9, 1.6, 2.3], abs=1e-6)
    assert events.toe_off_s == pytest.approx([0.45, 1.15, 1.85, 2.55], abs=1e-6)


def test_crossings_between_samples_are_interpolated() -> None:
    events = contact_events(TIME_S, height_m(0.2004, 0.4507, 5.0))
    assert events.contact_s == pytest.approx([0.2004], abs=1e-6)
    assert events.toe_off_s == pytest.approx([0.4507], abs=1e-6)


def test_a_brief_lift_does_not_split_a_stance() -> None:
    height = height_m(0.2, 0.45, 5.0)
    height[300:310] = CONTACT_HEIGHT_M + 0.001
    events = contact_events(TIME_S, height)
    assert len(events.contact_s) == len(events.toe_off_s) == 1


def test_a_brief_touch_is_no_contact() -> None:
    height = height_m(0.2, 0.45, 5.0)
    height[2000:2010] = 0.0
    assert len(contact_events(TIME_S, height).contact_s) == 1


def test_events_are_listed_in_order_from_the_first_frame() -> None:
    events = {
        "left": contact_events(TIME_S, height_m(0.2, 0.45, 0.7)),
        "right": contact_events(TIME_S, height_m(0.55, 0.69, 0.7)),
    }
    rows = event_list(events, origin_s=0.1)
    assert [row["time_s"] for row in rows] == sorted(row["time_s"] for row in rows)
    assert rows[0] == {"side": "left", "kind": "contact", "time_s": 0.1}


@pytest.mark.parametrize("bend_deg", [0.0, 12.0, 90.0, 110.0])
def test_knee_flexion_is_zero_when_straight(bend_deg: float) -> None:
    bend = np.radians(bend_deg)
    hip, knee = np.array([[0.0, 1.0]]), np.array([[0.0, 0.0]])
    ankle = np.array([[-np.sin(bend), -np.cos(bend)]])
    assert flexion_deg(hip, knee, ankle) == pytest.approx([bend_deg], abs=1e-5)


def test_mean_cadence_counts_steps_over_time() -> None:
    (row,) = metric_list({("cadence_spm", None): np.array([120.0, 240.0])})
    assert row["value"] == pytest.approx(160.0)  # two steps in 0.5 s + 0.25 s
    assert (row["n"], row["unit"]) == (2, "spm")


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("contact_time_ms", "ms"),
        ("duty_factor_pct", "%"),
        ("overstride_leg_pct", "% leg length"),
        ("stride_time_s", "s"),
    ],
)
def test_units_follow_from_names(name: str, unit: str) -> None:
    assert unit_of(name) == unit
