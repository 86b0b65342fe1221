"""Contact and toe-off from whole strides: invariances, what happens at gaps and ends, and the packaged model's form."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from simulated import SEEDS, runner, seen, slowed

from gaitcheck.events.curves import CURVES, PHASES, StrideCurves, completed, moments, stride_curves
from gaitcheck.events.detect import detect_events, reference_times_s
from gaitcheck.events.event_model import (
    LinearRule,
    drawn_to_mean,
    estimate,
    event_models,
    jackknife_sd,
    read_models,
)
from gaitcheck.events.model import KINDS
from gaitcheck.kinematics.build import build_kinematics


def strides_of(seed: int, **faults: object) -> tuple[StrideCurves, ...]:
    kinematics = build_kinematics(seen(runner(seed), **faults))
    return stride_curves(kinematics, kinematics.left, reference_times_s(kinematics, kinematics.left))


@pytest.mark.parametrize("seed", SEEDS)
def test_time_scale_does_not_move_events(seed: int) -> None:
    track = seen(runner(seed))
    normal, slow = (detect_events(build_kinematics(t)) for t in (track, slowed(track, 8.0)))
    assert normal.left.contact_s.size > 5
    np.testing.assert_allclose(8.0 * normal.left.contact_s, slow.left.contact_s, atol=0.008)
    np.testing.assert_allclose(8.0 * normal.left.toe_off_s, slow.left.toe_off_s, atol=0.008)


def test_a_stride_that_the_clip_cuts_takes_the_missing_phases_from_the_others() -> None:
    strides = [s for s in strides_of(0) if np.isfinite(s.values).all()]
    cut = replace(strides[0], values=np.where(PHASES > 0.6, np.nan, strides[0].values))
    values, shown = completed([cut, *strides[1:]])
    assert not shown[0, PHASES > 0.6].any() and shown[1:].all()
    assert np.abs(values[0] - strides[0].values).max() < 0.06
    whole, partly = (estimate(some, "contact")[0] for some in (strides, [cut, *strides[1:]]))
    assert whole is not None and partly is not None
    assert partly.share == pytest.approx(whole.share, abs=0.002)


def test_an_event_whose_surroundings_are_hidden_is_not_placed() -> None:
    strides = [s for s in strides_of(1) if np.isfinite(s.values).all()]
    hidden = replace(strides[0], values=np.where(np.abs(PHASES - 0.4) < 0.06, np.nan, strides[0].values))
    found = [hidden, *strides[1:]]
    assert estimate(found, "toe_off")[0] is None
    assert estimate(found, "toe_off")[1] is not None
    assert estimate(found, "contact")[0] is not None


def test_a_leg_that_is_never_seen_has_no_events() -> None:
    nothing = StrideCurves(1.0, np.full((len(CURVES), PHASES.size), np.nan))
    assert estimate([nothing, nothing], "contact") == [None, None]
    assert estimate([], "toe_off") == []
    assert np.isnan(moments(nothing.values[None], "toe_off")).all()


def test_the_moment_near_contact_is_where_the_shank_turns() -> None:
    stride = np.zeros((len(CURVES), PHASES.size))
    stride[CURVES.index("shank")] = np.cos(2 * np.pi * (PHASES - 0.0317))
    assert moments(stride[None], "contact")[0] == pytest.approx(0.0317, abs=1e-4)


def test_the_moment_near_toe_off_is_where_the_knee_has_bent_twenty_degrees() -> None:
    stride = np.zeros((len(CURVES), PHASES.size))
    stride[CURVES.index("thigh")] = np.radians(10.0 + 400.0 * np.abs(PHASES - 0.4))
    assert moments(stride[None], "toe_off")[0] == pytest.approx(0.45, abs=0.011)


@given(st.lists(st.floats(-0.2, 0.5), min_size=1, max_size=20), st.floats(0.0, 1.0))
def test_drawing_toward_the_mean_keeps_mean_and_order(shares: list[float], kept: float) -> None:
    drawn = drawn_to_mean(np.array(shares), kept)
    assert drawn.mean() == pytest.approx(np.mean(shares), abs=1e-9)
    assert np.ptp(drawn) <= np.ptp(shares) + 1e-9
    assert np.all(np.diff(drawn[np.argsort(shares)]) >= -1e-9)


def test_models_that_agree_leave_no_doubt() -> None:
    assert jackknife_sd(np.full((7, 3), 0.2)) == pytest.approx(np.zeros(3), abs=1e-12)
    # Of two values d apart the standard error is d / 2.
    assert jackknife_sd(np.array([[0.0], [0.1]])) == pytest.approx(np.array([0.05]))


def test_a_rule_is_linear() -> None:
    rng = np.random.default_rng(3)
    rule = LinearRule(intercept=0.1, weights=rng.normal(size=(2, 4)))
    a, b = rng.normal(size=(2, 5, 2, 4))
    assert rule.delay(a + b) + rule.intercept == pytest.approx(rule.delay(a) + rule.delay(b))


def test_the_packaged_model_knows_every_runner_and_was_fitted_on_these_curves() -> None:
    models = event_models()
    for kind in KINDS:
        assert len(models[kind].without) == 7
        assert 0.0 < models[kind].kept <= 1.0
    text = files("gaitcheck.events").joinpath("event_model.json").read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="fit it again"):
        read_models(json.dumps(json.loads(text) | {"curves": ["thigh"]}))
