"""Cues on curves whose turns and levels are known in closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaitcheck.events.cues import CONTACT_CUES, TOE_OFF_CUES, Window

AT = np.arange(-0.25, 0.80, 1.0 / 240)


def window(**curves: np.ndarray) -> Window:
    """A stride in which every curve that is not given rises evenly, so that it turns nowhere."""
    rest = dict.fromkeys(("knee_deg", "thigh_deg", "shank_deg", "ankle_x", "pelvis_y"), AT)
    return Window(AT, **(rest | curves))


def cup(turn: float, depth: float, width: float) -> np.ndarray:
    """A parabola that is ``depth`` above its lowest point ``width`` before and after the turn."""
    return depth * ((AT - turn) / width) ** 2


turns = st.floats(-0.08, 0.08)
widths = st.floats(0.02, 0.06)


@given(turn=turns, width=widths)
def test_contact_cue_of_a_knee_that_straightens(turn: float, width: float) -> None:
    w = window(knee_deg=15.0 + cup(turn, 8.0, width))
    assert CONTACT_CUES["knee_straight_middle"](w) == pytest.approx(turn, abs=1e-3)


@given(turn=turns, width=widths)
def test_contact_cue_of_an_ankle_that_reaches_out(turn: float, width: float) -> None:
    w = window(ankle_x=0.3 - cup(turn, 0.05, width))
    assert CONTACT_CUES["ankle_ahead_middle"](w) == pytest.approx(turn, abs=1e-3)


@given(turn=turns)
def test_the_shank_furthest_ahead(turn: float) -> None:
    assert CONTACT_CUES["shank_furthest_ahead"](window(shank_deg=10.0 - cup(turn, 5.0, 0.05))) == pytest.approx(turn)


@given(turn=st.floats(0.30, 0.45), width=widths)
def test_toe_off_cues_of_knee_thigh_and_ankle(turn: float, width: float) -> None:
    w = window(
        knee_deg=12.0 + cup(turn, 20.0, width),
        thigh_deg=-20.0 + cup(turn, 12.0, width),
        ankle_x=-0.5 + cup(turn, 0.02, width),
    )
    for name in ("knee_straightest", "ankle_furthest_back"):
        assert TOE_OFF_CUES[name](w) == pytest.approx(turn, abs=1e-6)
    for name in ("knee_bends", "thigh_comes_forward", "ankle_comes_forward"):
        assert TOE_OFF_CUES[name](w) == pytest.approx(turn + width, abs=1e-3)


@given(start=st.floats(0.25, 0.5), rate=st.floats(100.0, 500.0))
def test_the_shank_that_falls_back_past_its_angle(start: float, rate: float) -> None:
    w = window(shank_deg=-50.0 - rate * (AT - start))
    assert TOE_OFF_CUES["shank_lies_back"](w) == pytest.approx(start, abs=1e-6)


@given(turn=st.floats(0.25, 0.40))
def test_toe_off_cue_of_a_pelvis_that_rises(turn: float) -> None:
    w = window(pelvis_y=np.tanh((AT - turn) / 0.1))
    assert TOE_OFF_CUES["pelvis_rises_fastest"](w) == pytest.approx(turn, abs=2e-3)


def test_a_curve_that_does_not_turn_or_never_leaves_gives_no_cue() -> None:
    rising, shallow = window(), window(knee_deg=cup(0.35, 1.0, 0.5), ankle_x=-cup(0.0, 0.001, 0.5))
    for cues in (CONTACT_CUES, TOE_OFF_CUES):
        assert all(math.isnan(cue(rising)) for name, cue in cues.items() if name != "pelvis_rises_fastest")
    assert math.isnan(TOE_OFF_CUES["knee_bends"](shallow))
    assert math.isnan(CONTACT_CUES["ankle_ahead_middle"](shallow))


def test_a_flat_turn_moves_the_levels_less_than_the_turning_point() -> None:
    rng = np.random.default_rng(0)
    turned, left = [], []
    for _ in range(200):
        noise = np.interp(AT, AT[::12], rng.normal(0.0, 0.3, AT[::12].size))
        w = window(knee_deg=12.0 + cup(0.37, 20.0, 0.1) + noise)
        turned.append(TOE_OFF_CUES["knee_straightest"](w))
        left.append(TOE_OFF_CUES["knee_bends"](w))
    assert np.nanstd(left) < np.nanstd(turned)
