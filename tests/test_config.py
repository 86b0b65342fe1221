"""Options are checked at the door, with a sentence that says what was expected."""

from __future__ import annotations

import dataclasses
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaitcheck.config import (
    HEIGHT_CM_LIMITS,
    SLOW_MOTION_LIMITS,
    SPEED_KMH_LIMITS,
    VIEWS,
    AnalysisOptions,
    PoseOptions,
    RunnerInfo,
    Trim,
)
from gaitcheck.errors import UsageError

_LIMITED = [
    (lambda x: RunnerInfo(height_cm=x), HEIGHT_CM_LIMITS, "height"),
    (lambda x: RunnerInfo(speed_kmh=x), SPEED_KMH_LIMITS, "speed"),
    (lambda x: AnalysisOptions(slow_motion_factor=x), SLOW_MOTION_LIMITS, "slow-motion"),
]


@pytest.mark.parametrize(("make", "limits", "name"), _LIMITED)
@given(value=st.floats())
def test_a_number_is_taken_within_its_limits_only(make, limits, name, value) -> None:
    low, high = limits
    if math.isfinite(value) and low <= value <= high:
        make(value)
        return
    with pytest.raises(UsageError) as caught:
        make(value)
    message = str(caught.value)
    assert name in message
    assert f"{low:g}" in message
    assert f"{high:g}" in message


@pytest.mark.parametrize(("make", "limits", "name"), _LIMITED)
def test_the_limits_themselves_and_unknown_are_taken(make, limits, name) -> None:
    for value in (*limits, None):
        make(value)


def test_what_is_measured_has_no_default() -> None:
    runner = AnalysisOptions().runner
    assert (runner.height_cm, runner.speed_kmh, runner.speed_mps) == (None, None, None)
    assert AnalysisOptions().slow_motion_factor is None


def test_speed_in_metres_a_second() -> None:
    assert RunnerInfo(speed_kmh=9.0).speed_mps == pytest.approx(2.5)


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_can_be_asked_for(view) -> None:
    assert AnalysisOptions(view=view).view == view


@pytest.mark.parametrize("view", ["unknown", "side", ""])
def test_other_views_are_refused_with_the_list(view) -> None:
    with pytest.raises(UsageError, match="side-left, side-right, rear, front"):
        AnalysisOptions(view=view)


def test_the_light_model_is_refused() -> None:
    with pytest.raises(UsageError, match="heavy, full"):
        PoseOptions(model="lite")


@pytest.mark.parametrize("options", [RunnerInfo(), PoseOptions(), AnalysisOptions()])
def test_options_are_frozen(options) -> None:
    field = dataclasses.fields(options)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(options, field, None)


@pytest.mark.parametrize(
    ("start_s", "end_s"),
    [(-1.0, None), (None, math.nan), (math.inf, None), (5.0, 5.0), (8.0, 3.0), (3.0, 4.9), (None, 1.0)],
)
def test_a_part_that_can_never_be_measured_is_refused(start_s: float | None, end_s: float | None) -> None:
    with pytest.raises(UsageError, match="trim"):
        Trim(start_s=start_s, end_s=end_s)


@given(start_s=st.floats(0, 50), more_s=st.floats(2.001, 50), clip_s=st.floats(2.5, 60))
def test_a_part_lies_within_its_clip_or_is_refused(start_s: float, more_s: float, clip_s: float) -> None:
    trim = Trim(start_s=start_s, end_s=start_s + more_s)
    try:
        trim.check_within(clip_s)
    except UsageError:
        assert trim.length_s(clip_s) < 2.0 or trim.last_s > clip_s
    else:
        assert 2.0 <= trim.length_s(clip_s) <= more_s * (1 + 1e-9)
        assert trim.holds(trim.first_s) and not trim.holds(trim.last_s)


def test_the_whole_clip_may_be_of_any_length() -> None:
    Trim().check_within(0.1)
    assert Trim().whole and Trim().length_s(7.5) == 7.5
    Trim(start_s=0.0, end_s=10.3).check_within(10.0)
