"""The simulated runner obeys physics, does what it was asked and tells the truth about it."""

from dataclasses import replace

import numpy as np
import pytest
from gait_checks import (
    BODY,
    GRAVITY,
    force_bw,
    forward_leads_s,
    knee_leads_s,
    slip_m,
    stances,
    toe_off_lags_s,
)

from gaitcheck.synthetic import (
    PRESETS,
    BodyDimensions,
    GaitDelta,
    GaitParameters,
    InfeasibleGaitError,
    Motion,
    natural_variability,
    simulate,
    stance_peak_range_deg,
)

ASKED = (
    "knee_flexion_contact_deg",
    "knee_flexion_stance_peak_deg",
    "knee_flexion_swing_peak_deg",
    "overstride_leg_pct",
    "foot_inclination_contact_deg",
    "trunk_lean_deg",
    "pelvic_drop_deg",
    "hip_adduction_deg",
    "duty_factor_pct",
)


@pytest.fixture(scope="module", params=sorted(PRESETS))
def preset(request: pytest.FixtureRequest) -> Motion:
    return simulate(PRESETS[request.param], BODY, 4.0)


def test_flight_is_free_fall(preset: Motion) -> None:
    step_s = 0.004
    for off_s, landing_s in flights(preset):
        time_s = np.arange(off_s + step_s, landing_s - step_s, 0.001)
        around = [preset.joints(time_s + shift)["mid_hip"][:, 1] for shift in (-step_s, 0.0, step_s)]
        fall = -(around[0] - 2 * around[1] + around[2]) / step_s**2
        assert fall.mean() == pytest.approx(GRAVITY, rel=0.02)


def flights(motion: Motion) -> list[tuple[float, float]]:
    landed = sorted(motion.truth.left.contact_s + motion.truth.right.contact_s)
    left = sorted(motion.truth.left.toe_off_s + motion.truth.right.toe_off_s)
    return [(off, min(t for t in landed if t > off)) for off in left if off < landed[-1]]


def test_ground_force_balances_weight_and_has_one_active_peak(preset: Motion) -> None:
    step_s = 60 / preset.parameters.cadence_spm
    time_s, force = force_bw(preset, 1.0, 1.0 + 2 * step_s)
    assert force.mean() == pytest.approx(1.0, abs=0.03)
    assert force.min() > -0.05
    assert 1.8 < force.max() < 3.5
    assert time_s.size == force.size


def test_pelvis_oscillates_as_runners_do(preset: Motion) -> None:
    assert 5.0 < preset.truth.mean("vertical_oscillation_cm") < 11.5


def test_pelvis_moves_without_jumps(preset: Motion) -> None:
    hip = preset.joints(np.arange(0, 4, 0.001))["mid_hip"]
    speed = np.diff(hip, axis=0) / 0.001
    assert np.abs(np.diff(speed, axis=0)).max() < 0.08  # 80 m/s2, no step in position or velocity


def test_foot_neither_slips_nor_sinks_nor_floats(preset: Motion) -> None:
    for side in ("left", "right"):
        for contact_s, off_s in stances(preset, side):
            assert slip_m(preset, side, contact_s, off_s) < 0.003
        height = preset.truth.sole_height_m[side]
        assert height.min() > -0.001


def test_no_double_support_and_clear_swing(preset: Motion) -> None:
    truth = preset.truth
    down = np.stack([truth.sole_height_m[side] < 0.0019 for side in ("left", "right")])
    assert not down.all(axis=0).any()
    for side in ("left", "right"):
        for (_, off_s), (landing_s, _) in zip(stances(preset, side)[:-1], stances(preset, side)[1:], strict=True):
            time_s = truth.time_s
            middle = (time_s > off_s + 0.35 * (landing_s - off_s)) & (time_s < off_s + 0.65 * (landing_s - off_s))
            assert truth.sole_height_m[side][middle].min() > 0.02


def test_requests_come_back(preset: Motion) -> None:
    for name in ASKED:
        asked = getattr(preset.parameters, name)
        assert preset.truth.mean(name) == pytest.approx(asked, abs=0.6), name
    assert preset.truth.mean("cadence_spm") == pytest.approx(preset.parameters.cadence_spm, rel=1e-4)


def test_events_agree_with_sole_height_and_timing(preset: Motion) -> None:
    truth = preset.truth
    for side in ("left", "right"):
        events = truth.events(side)
        for instant in (*events.contact_s[1:], *events.toe_off_s):
            joints = preset.joints([instant])
            lowest = min(joints[f"{side}_{name}"][0, 1] for name in ("heel", "ball", "toe"))
            assert lowest == pytest.approx(0.002, abs=2e-4)
    strides = np.diff(truth.left.contact_s)
    assert strides == pytest.approx(120 / preset.parameters.cadence_spm, abs=2e-3)


def test_foot_turns_back_and_knee_bends_before_contact(preset: Motion) -> None:
    assert np.all((forward_leads_s(preset, "left") > 0.012) & (forward_leads_s(preset, "left") < 0.045))
    asked = preset.parameters.extension_lead_s
    assert knee_leads_s(preset, "left") == pytest.approx(asked, abs=0.003)


def test_knee_is_straightest_about_toe_off(preset: Motion) -> None:
    lags = toe_off_lags_s(preset, "left")
    assert np.all((lags > -0.012) & (lags < 0.020))


def test_landing_lags_vary_with_the_runner() -> None:
    early, late = (
        simulate(replace(PRESETS["recreational"], extension_lead_s=lead, foot_retraction_pct=pct), BODY, 3.0)
        for lead, pct in ((0.032, 80.0), (0.017, 55.0))
    )
    assert forward_leads_s(early, "left").mean() - forward_leads_s(late, "left").mean() > 0.010


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_any_stance_peak_in_the_stated_range_is_met(share: float) -> None:
    low, high = stance_peak_range_deg(PRESETS["recreational"], BODY)
    wanted = low + share * (high - low)
    motion = simulate(replace(PRESETS["recreational"], knee_flexion_stance_peak_deg=wanted), BODY, 2.5)
    assert motion.truth.mean("knee_flexion_stance_peak_deg") == pytest.approx(wanted, abs=0.2)


def test_infeasible_requests_say_which() -> None:
    with pytest.raises(InfeasibleGaitError, match=r"knee_flexion_stance_peak_deg.*nearest"):
        simulate(GaitParameters(knee_flexion_stance_peak_deg=60.0), BODY, 1.0)
    with pytest.raises(ValueError, match="cadence_spm: expected"):
        simulate(GaitParameters(cadence_spm=60.0), BODY, 1.0)
    with pytest.raises(InfeasibleGaitError, match=r"duty_factor_pct.*reach"):
        simulate(replace(PRESETS["jogger"], belt_speed_mps=3.0), BODY, 1.0)


def test_asymmetry_is_right_minus_left() -> None:
    base = PRESETS["recreational"]
    uneven = replace(
        base, asymmetry=GaitDelta(knee_flexion_contact_deg=4.0, pelvic_drop_deg=3.0, overstride_leg_pct=-2)
    )
    truth = simulate(uneven, BODY, 3.0).truth
    for name, gap in (("knee_flexion_contact_deg", 4.0), ("pelvic_drop_deg", 3.0), ("overstride_leg_pct", -2.0)):
        assert truth.mean(name, "right") - truth.mean(name, "left") == pytest.approx(gap, abs=0.3), name


def test_without_asymmetry_right_mirrors_left_half_a_stride_later() -> None:
    motion = simulate(PRESETS["recreational"], BODY, 3.0)
    stride_s = 120 / motion.parameters.cadence_spm
    time_s = np.linspace(0.2, 2.2, 173)
    left, right = motion.joints(time_s), motion.joints(time_s + stride_s / 2)
    for name in ("knee", "ankle", "toe", "shoulder", "wrist"):
        mirrored = right[f"right_{name}"] * np.array([1, 1, -1])
        assert left[f"left_{name}"] == pytest.approx(mirrored, abs=0.004), name


def test_variability_is_seeded_and_of_the_asked_size() -> None:
    natural = replace(PRESETS["recreational"], variability=natural_variability(), seed=5)
    one, again, other = (simulate(replace(natural, seed=seed), BODY, 30.0) for seed in (5, 5, 6))
    assert one.truth.left == again.truth.left
    assert one.truth.left != other.truth.left
    values = one.truth.values["knee_flexion_contact_deg", "left"]
    assert 0.4 < values.std(ddof=1) < 2.0
    stride = one.truth.values["stride_time_s", "left"]
    assert 0.002 < stride.std(ddof=1) / stride.mean() < 0.03


def test_drift_changes_the_gait_by_the_minute() -> None:
    tiring = replace(PRESETS["recreational"], drift_per_min=GaitDelta(cadence_spm=-12.0, knee_flexion_contact_deg=6.0))
    values = simulate(tiring, BODY, 30.0).truth.values
    for name, change in (("cadence_spm", -6.0), ("knee_flexion_contact_deg", 3.0)):
        series = values[name, None if name == "cadence_spm" else "left"]
        assert series[-1] - series[0] == pytest.approx(change, rel=0.12)


def test_any_time_evaluation_is_consistent() -> None:
    motion = simulate(PRESETS["forefoot"], BODY, 2.0)
    time_s = np.linspace(0.0, 2.0, 101)
    whole = motion.joints(time_s)
    order = np.random.default_rng(1).permutation(101)
    shuffled = motion.joints(time_s[order])
    for name, place in whole.items():
        assert np.array_equal(place[order], shuffled[name])
        assert place.shape == (101, 3)
        assert np.isfinite(place).all()
    assert motion.joints([0.5])["left_knee"] == pytest.approx(motion.joints(0.5)["left_knee"])


def test_segments_keep_their_lengths() -> None:
    motion = simulate(PRESETS["jogger"], BODY, 2.0)
    joints = motion.joints(np.linspace(0, 2, 200))
    for a, b, length in (
        ("left_hip", "left_knee", BODY.thigh_m),
        ("right_knee", "right_ankle", BODY.shank_m),
        ("mid_hip", "mid_shoulder", BODY.trunk_m),
        ("left_elbow", "left_wrist", BODY.forearm_m),
        ("left_heel", "left_ball", BODY.heel_back_m + BODY.ball_forward_m),
        ("left_hip", "right_hip", 2 * BODY.hip_half_width_m),
    ):
        assert np.linalg.norm(joints[a] - joints[b], axis=1) == pytest.approx(length, abs=1e-6), (a, b)


def test_size_does_not_change_what_is_asked() -> None:
    for height_m in (1.55, 1.95):
        body = BodyDimensions.from_height(height_m)
        slower = replace(PRESETS["recreational"], belt_speed_mps=2.8 * np.sqrt(height_m / 1.75))
        low, high = stance_peak_range_deg(slower, body)
        truth = simulate(replace(slower, knee_flexion_stance_peak_deg=(low + high) / 2), body, 2.0).truth
        assert truth.mean("knee_flexion_contact_deg") == pytest.approx(15.0, abs=0.2)
        assert truth.mean("overstride_leg_pct") == pytest.approx(15.0, abs=0.2)
