from dataclasses import replace

import pytest
from simulated import SEEDS, runner, seen

from gaitcheck.compare import AnalysisSummary
from gaitcheck.config import RunnerInfo
from gaitcheck.errors import UsageError
from gaitcheck.events.detect import detect_events
from gaitcheck.kinematics.build import build_kinematics
from gaitcheck.metrics.summary import measure
from gaitcheck.symmetry import paired_differences, single_view_differences
from gaitcheck.synthetic import BodyDimensions, GaitDelta, GaitParameters, natural_variability, simulate


def summary(motion, view: str) -> AnalysisSummary:
    kinematics = build_kinematics(seen(motion, 60.0, view=view, white_px=1.0))
    return AnalysisSummary(
        view=kinematics.view.view,
        near_side=kinematics.view.near_side,
        gait=kinematics.gait,
        speed_kmh=10.0,
        height_cm=175.0,
        model="heavy",
        yaw_deg=kinematics.view.yaw_deg,
        leg_length_px=kinematics.leg_length_px,
        metrics=measure(kinematics, detect_events(kinematics), RunnerInfo()),
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_symmetric_runners_get_no_difference(seed: int) -> None:
    left, right = summary(runner(seed), "side-left"), summary(runner(seed), "side-right")
    assert all(found.status == "not_assessed" for found in single_view_differences(left))
    assert not any(found.status == "different" for found in paired_differences(left, right))


def test_a_clear_asymmetry_is_found_from_paired_clips() -> None:
    parameters = GaitParameters(
        knee_flexion_swing_peak_deg=90.0,
        asymmetry=GaitDelta(knee_flexion_swing_peak_deg=25.0),
        variability=natural_variability(),
        seed=5,
    )
    motion = simulate(parameters, BodyDimensions.from_height(1.75), duration_s=10.0)
    found = {d.metric: d for d in paired_differences(summary(motion, "side-left"), summary(motion, "side-right"))}
    swing = found["knee_flexion_swing_peak_deg"]
    assert swing.status == "different"
    assert swing.difference is not None and swing.difference < -15.0


def test_a_camera_off_square_shows_no_difference_however_large() -> None:
    clip = summary(runner(0), "side-left")
    metrics = tuple(
        replace(m, value=m.value + 40.0, low=m.low + 40.0, high=m.high + 40.0)
        if m.name == "shank_angle_contact_deg" and m.side == "left"
        else m
        for m in clip.metrics.metrics
    )
    apart = replace(clip, metrics=replace(clip.metrics, metrics=metrics))
    square, oblique = (
        {d.metric: d for d in single_view_differences(replace(apart, yaw_deg=yaw_deg))} for yaw_deg in (9.0, 11.0)
    )
    assert square["shank_angle_contact_deg"].status == "different"
    assert oblique["shank_angle_contact_deg"].status == "not_assessed"
    assert "square" in oblique["shank_angle_contact_deg"].message


def test_two_clips_of_the_same_side_are_refused() -> None:
    clip = summary(runner(0), "side-left")
    with pytest.raises(UsageError, match="one clip that shows the left side"):
        paired_differences(clip, clip)
