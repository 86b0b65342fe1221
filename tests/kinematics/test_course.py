"""What the pose model errs alike in every stride is added to running legs, by phase and facing, and to nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from simulated import detection_of, info_of, runner, seen, slowed, walker

from gaitcheck.analysis.pipeline import analyze_people
from gaitcheck.config import AnalysisOptions
from gaitcheck.events.detect import detect_events
from gaitcheck.kinematics import offsets
from gaitcheck.kinematics.build import build_kinematics
from gaitcheck.kinematics.course import along_course, leg_phase
from gaitcheck.kinematics.frame import BodyFrame
from gaitcheck.kinematics.held import placed_px
from gaitcheck.kinematics.model import Kinematics
from gaitcheck.kinematics.offsets import CORRECTED, offset_tables, stride_course
from gaitcheck.pose.track import PoseSource
from gaitcheck.skeleton import SIDES

HEAVY = PoseSource(backend="mediapipe", version="1", model="heavy")
N_COURSE = stride_course(np.zeros(1), 1.0).shape[1]
COS_1, SIN_1, FACING = 0, 1, 16

Tables = Callable[..., None]


@pytest.fixture
def course(monkeypatch: pytest.MonkeyPatch) -> Tables:
    """Replaces the packaged course by one of the near knee alone: (feature, x, y) each."""

    def use(*terms: tuple[int, float, float]) -> None:
        nothing = {name: np.zeros((N_COURSE, 2)) for name in CORRECTED}
        knee = np.zeros((N_COURSE, 2))
        for feature, x, y in terms:
            knee[feature] = x, y
        table = {"near": nothing | {"knee": knee}, "far": nothing}
        monkeypatch.setattr(offsets, "offset_tables", lambda: {"heavy": {"course": table}})

    return use


def run(view: str = "side-left", fps: float = 60.0, seed: int = 0) -> Kinematics:
    return build_kinematics(seen(runner(seed), fps, view=view))


def moved_knee(before: Kinematics, after: Kinematics) -> np.ndarray:
    """How far the near knee was moved, in the leg lengths of before, (T, 2)."""
    side = before.view.near_side
    unit = after.leg_length_px / before.leg_length_px
    return after.leg(side).knee * unit - before.leg(side).knee


@pytest.mark.parametrize("side", SIDES)
def test_phase_is_zero_where_the_ankle_is_furthest_ahead_and_grows_by_a_turn_a_stride(side: str) -> None:
    kinematics = run()
    phase = leg_phase(kinematics, side)
    other = "right" if side == "left" else "left"
    ahead = kinematics.leg(side).ankle[:, 0] - kinematics.leg(other).ankle[:, 0]
    most = np.flatnonzero((ahead[1:-1] > ahead[:-2]) & (ahead[1:-1] >= ahead[2:]) & (ahead[1:-1] > 0.3)) + 1
    apart = np.angle(np.exp(1j * phase[most]))
    assert np.abs(apart).max() < 0.6
    turns = (phase[-1] - phase[0]) / (2 * np.pi)
    assert turns == pytest.approx(kinematics.time_s[-1] * kinematics.step_frequency_hz / 2, rel=0.01)
    assert np.angle(np.exp(1j * (leg_phase(kinematics, other) - phase - np.pi))) == pytest.approx(0.0, abs=1e-6)


def test_the_knee_moves_by_the_course_at_each_phase(course: Tables) -> None:
    course((COS_1, 0.02, 0.0), (SIN_1, 0.0, 0.01))
    before = run()
    phase = leg_phase(before, "left")
    expected = np.stack([0.02 * np.cos(phase), 0.01 * np.sin(phase)], axis=1)
    after = along_course(before, HEAVY)
    np.testing.assert_allclose(moved_knee(before, after), expected, atol=1e-9)
    assert np.abs(after.left.knee_flexion_deg - before.left.knee_flexion_deg).max() > 1.0
    np.testing.assert_array_equal(after.left.knee_flexion_raw_deg, before.left.knee_flexion_raw_deg)


def test_the_unit_stays_the_leg_length(course: Tables) -> None:
    course((COS_1, 0.05, 0.0))
    after = along_course(run(), HEAVY)
    leg = after.left
    length = np.linalg.norm(leg.hip - leg.knee, axis=1) + np.linalg.norm(leg.knee - leg.ankle, axis=1)
    assert np.median(length) == pytest.approx(1.0)


@pytest.mark.parametrize(("view", "sign"), [("side-left", -1.0), ("side-right", 1.0)])
def test_what_differs_with_the_facing_has_its_sign(course: Tables, view: str, sign: float) -> None:
    course((FACING, 0.01, 0.0))
    before = run(view)
    after = along_course(before, HEAVY)
    np.testing.assert_allclose(moved_knee(before, after)[:, 0], 0.01 * sign, atol=1e-9)


def test_a_mirror_swaps_the_sides_where_the_facing_has_no_say(course: Tables) -> None:
    course((COS_1, 0.02, 0.0))
    pose = seen(runner(1), 60.0, view="side-left")
    there, back = (along_course(build_kinematics(track), HEAVY) for track in (pose, pose.mirrored(1920.0)))
    np.testing.assert_allclose(there.left.knee_flexion_deg, back.right.knee_flexion_deg, atol=1e-6)
    np.testing.assert_allclose(there.right.knee_flexion_deg, back.left.knee_flexion_deg, atol=1e-6)


def test_slow_motion_changes_nothing() -> None:
    pose = seen(runner(0), 60.0)
    real = along_course(build_kinematics(pose), HEAVY)
    slow = along_course(build_kinematics(slowed(pose, 4.0)), HEAVY)
    np.testing.assert_allclose(slow.left.knee_flexion_deg, real.left.knee_flexion_deg, atol=0.05)


def test_half_the_frame_rate_gives_the_same_course() -> None:
    changes = []
    for fps in (60.0, 30.0):
        before = run(fps=fps)
        after = along_course(before, HEAVY)
        changes.append((before.time_s, after.right.knee_flexion_deg - before.right.knee_flexion_deg))
    (fine_s, fine), (coarse_s, coarse) = changes
    inside = (coarse_s > 0.5) & (coarse_s < 9.0)
    assert np.interp(coarse_s, fine_s, fine)[inside] == pytest.approx(coarse[inside], abs=0.7)


@pytest.mark.parametrize(
    ("kinematics", "source"),
    [
        (lambda: build_kinematics(seen(walker(), 60.0, view="side-left")), HEAVY),
        (lambda: build_kinematics(seen(runner(0), 60.0, view="rear")), HEAVY),
        (run, PoseSource(backend="markers", version="1", model="heavy")),
        (run, PoseSource(backend="mediapipe", version="1", model="unheard of")),
        (lambda: replace(run(), gait="none", step_frequency_hz=None), HEAVY),
        (lambda: replace(run(), step_frequency_hz=None), HEAVY),
    ],
    ids=["walking", "from behind", "markers", "another model", "no gait", "no rhythm"],
)
def test_what_the_course_was_not_fitted_on_is_left_alone(
    kinematics: Callable[[], Kinematics], source: PoseSource
) -> None:
    before = kinematics()
    assert along_course(before, source) is before


@pytest.mark.parametrize("model", ["heavy", "full"])
@pytest.mark.parametrize("leg", ["near", "far"])
def test_the_packaged_course_moves_joints_by_little(model: str, leg: str) -> None:
    phase = np.linspace(0.0, 2.0 * np.pi, 200, endpoint=False)
    tables = offset_tables()[model]["course"][leg]
    assert set(tables) == set(CORRECTED)
    for table in tables.values():
        assert table.shape == (N_COURSE, 2)
        largest = max(np.abs(stride_course(phase, facing) @ table).max() for facing in (-1.0, 1.0))
        assert 0.001 < largest < 0.12


def test_a_joint_that_a_person_placed_stays_there(course: Tables) -> None:
    course((COS_1, 0.05, 0.03))
    pose = seen(runner(0), 60.0, view="side-left")
    knee, frame = pose.names.index("left_knee"), 200
    xy_px = pose.xy_px.copy()
    xy_px[frame, knee] += (12.0, -5.0)
    corrected = replace(pose, xy_px=xy_px)
    held = np.zeros(pose.visibility.shape, dtype=bool)
    held[frame, knee] = True
    places_px = placed_px(corrected, held)
    before = build_kinematics(corrected, places_px=places_px)
    after = along_course(before, HEAVY, places_px)
    meant = BodyFrame.of(after).place(xy_px[:, knee])[frame]
    assert after.left.knee[frame] == pytest.approx(meant, abs=1e-4)
    # A few frames on, the course is back.
    free = along_course(before, HEAVY)
    assert after.left.knee[frame + 30] == pytest.approx(free.left.knee[frame + 30], abs=1e-3)
    assert np.linalg.norm(after.left.knee[frame] - free.left.knee[frame]) > 0.01


def test_the_analysis_adds_the_course_after_the_events() -> None:
    pose = replace(seen(runner(0), 60.0, view="side-left"), source=HEAVY)
    analysis = analyze_people(info_of(pose), detection_of(pose), AnalysisOptions())
    before = build_kinematics(pose)
    assert analysis.kinematics.left.knee_flexion_deg == pytest.approx(along_course(before, HEAVY).left.knee_flexion_deg)
    assert np.abs(analysis.kinematics.left.knee_flexion_deg - before.left.knee_flexion_deg).max() > 1.0
    expected = detect_events(before)
    for side in SIDES:
        assert analysis.events.foot(side).toe_off_s == pytest.approx(expected.foot(side).toe_off_s)
        assert analysis.events.foot(side).contact_s == pytest.approx(expected.foot(side).contact_s)
