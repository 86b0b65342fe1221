"""The belt's speed from the standing foot."""

from functools import cache

import numpy as np
import pytest
from simulated import SEEDS, runner, seen

from gaitcheck.analysis.belt import belt_speed, foot_speed_leg_per_s
from gaitcheck.events.detect import detect_events
from gaitcheck.kinematics.build import build_kinematics
from gaitcheck.synthetic import BodyDimensions, GaitParameters, simulate

HEIGHT_CM = 175.0


@cache
def motion_at(speed_mps: float):
    body = BodyDimensions.from_height(HEIGHT_CM / 100)
    return simulate(GaitParameters(belt_speed_mps=speed_mps, seed=3), body, duration_s=6.0)


def of_speed(speed_mps: float, fps: float = 60.0):
    kinematics = build_kinematics(seen(motion_at(speed_mps), fps, view="side-left"))
    return kinematics, detect_events(kinematics)


@pytest.mark.parametrize("speed_mps", [2.2, 2.6, 3.0])
@pytest.mark.parametrize("fps", [30.0, 60.0, 120.0])
def test_the_true_speed_lies_inside_the_interval(speed_mps: float, fps: float) -> None:
    found = belt_speed(*of_speed(speed_mps, fps), HEIGHT_CM, "heavy")
    assert found is not None
    assert found.low_mps < speed_mps < found.high_mps


def test_miles_entered_as_kilometres_and_double_time_are_noticed() -> None:
    found = belt_speed(*of_speed(2.6), HEIGHT_CM, "heavy")
    assert found is not None
    assert not found.low_mps < 2.6 / 1.609 < found.high_mps
    assert not found.low_mps < 2.6 * 1.609 < found.high_mps
    assert not found.low_mps < 2.6 / 2 < found.high_mps


def test_speed_goes_with_height() -> None:
    clip = of_speed(2.6)
    small, tall = (belt_speed(*clip, height_cm, "heavy") for height_cm in (150.0, 180.0))
    assert small is not None and tall is not None
    assert tall.value_mps / small.value_mps == pytest.approx(1.2)


@pytest.mark.parametrize("seed", SEEDS)
def test_mirroring_and_scale_change_nothing(seed: int) -> None:
    speeds = []
    for view in ("side-left", "side-right"):
        kinematics = build_kinematics(seen(runner(seed), 60.0, view=view))
        speeds.append(foot_speed_leg_per_s(kinematics, detect_events(kinematics)))
    assert None not in speeds
    assert np.isclose(*speeds, rtol=0.05)


def test_from_behind_there_is_no_foot_speed() -> None:
    kinematics = build_kinematics(seen(runner(0), 60.0, view="rear"))
    assert belt_speed(kinematics, detect_events(kinematics), HEIGHT_CM, "heavy") is None
