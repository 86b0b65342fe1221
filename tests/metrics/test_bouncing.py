"""Bounce, step rate and contact time as one fact."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from simulated import SEEDS, runner, seen

from gaitcheck.config import RunnerInfo
from gaitcheck.events.detect import detect_events
from gaitcheck.kinematics.build import build_kinematics
from gaitcheck.kinematics.model import Kinematics
from gaitcheck.metrics.bouncing import GRAVITY_MPS2, bounce_height, bounce_witness
from gaitcheck.metrics.summary import measure


def lifted(kinematics: Kinematics, times: float) -> Kinematics:
    """The same motion with a pelvis that bounces so many times as far."""
    pelvis = kinematics.pelvis.copy()
    pelvis[:, 1] = np.mean(pelvis[:, 1]) + times * (pelvis[:, 1] - np.mean(pelvis[:, 1]))
    return replace(kinematics, pelvis=pelvis)


@given(st.floats(0.25, 0.5), st.floats(0.0, 1.0))
def test_the_formula_integrates_a_half_sine_force(step_s: float, share: float) -> None:
    contact_s = share * step_s
    t = np.linspace(0.0, step_s, 4001)
    peak = np.pi / 2 * GRAVITY_MPS2 * step_s / max(contact_s, 1e-9)
    # The first sample on the ground, the force of one body weight on average over the step.
    force = np.where(t < contact_s, peak * np.sin(np.pi * t / max(contact_s, 1e-9)), 0.0)
    if share < 0.05:
        return
    dt = t[1] - t[0]
    velocity = np.cumsum(force - GRAVITY_MPS2) * dt
    height = np.cumsum(velocity - velocity.mean()) * dt
    assert np.ptp(height) == pytest.approx(bounce_height(step_s, share), rel=0.02, abs=2e-4)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_simulated_runner_agrees_and_a_stretched_bounce_does_not(seed: int) -> None:
    kinematics = build_kinematics(seen(runner(seed)))
    events = detect_events(kinematics)
    height = RunnerInfo(height_cm=100.0 * runner(seed).body.body_height_m)
    witness = bounce_witness(kinematics, events, height)
    assert witness is not None and not witness.disagrees
    stretched = bounce_witness(lifted(kinematics, 2.0), events, height)
    assert stretched is not None and stretched.disagrees
    assert stretched.measured_leg == pytest.approx(2.0 * witness.measured_leg, rel=1e-6)
    assert stretched.implied_leg == witness.implied_leg


def test_where_they_disagree_the_interval_reaches_what_the_events_imply() -> None:
    kinematics = build_kinematics(seen(runner(0)))
    events, info = detect_events(kinematics), RunnerInfo(height_cm=100.0 * runner(0).body.body_height_m)
    high = lifted(kinematics, 2.5)
    witness = bounce_witness(high, events, info)
    assert witness is not None and witness.disagrees
    bounce = measure(high, events, info).get("vertical_oscillation_leg_pct")
    assert bounce.low is not None and bounce.low <= 100.0 * witness.implied_leg
    unknown_time = measure(high, events, info, times_refused="Unknown.").get("vertical_oscillation_leg_pct")
    assert unknown_time.low is not None and unknown_time.low > 100.0 * witness.implied_leg


def test_an_unknown_height_doubts_more() -> None:
    kinematics = build_kinematics(seen(runner(1)))
    events = detect_events(kinematics)
    known, unknown = (bounce_witness(kinematics, events, RunnerInfo(height_cm=h)) for h in (171.0, None))
    assert known is not None and unknown is not None
    assert known.implied_leg == unknown.implied_leg
    assert unknown.sd_leg > known.sd_leg
