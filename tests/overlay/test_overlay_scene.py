"""From an analysis to what is shown when: face, contacts, times, texts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from overlay_analyses import HEAD_PX, STRIDE_S, body_px, make_analysis

from gaitcheck.overlay.face import LARGEST_GROWTH, face_track
from gaitcheck.overlay.heads import Heads
from gaitcheck.overlay.scene import Storyboard, smoothed
from gaitcheck.pose.track import PoseTrack
from gaitcheck.skeleton import FACE

TIMES_S = np.arange(60) / 30
CLIP = Path("nowhere.mp4")


def with_xy(pose: PoseTrack, xy: np.ndarray) -> PoseTrack:
    return replace(pose, xy_px=xy)


def covers(centre: np.ndarray, radius: float, point: tuple[float, float]) -> bool:
    return bool(np.hypot(*(centre - np.array(point))) <= radius)


def test_the_disc_covers_the_head_of_every_frame() -> None:
    face = face_track(make_analysis(CLIP, TIMES_S).pose)
    for centre, radius in zip(face.xy_px, face.radius_px, strict=True):
        for point in (body_px(0.0)["nose"], body_px(0.0)["left_ear"], (HEAD_PX[0], HEAD_PX[1] - 25)):
            assert covers(centre, radius, point)
        assert radius < 90


def test_the_disc_is_held_and_grows_while_the_pose_is_lost() -> None:
    face = face_track(make_analysis(CLIP, TIMES_S, lost=slice(20, 40)).pose)
    whole = face_track(make_analysis(CLIP, TIMES_S).pose)
    assert np.isfinite(face.radius_px).all()
    np.testing.assert_allclose(face.xy_px, whole.xy_px, atol=1.0)
    growth = face.radius_px / whole.radius_px
    np.testing.assert_allclose(growth[[5, 50]], 1.0, rtol=1e-6)
    assert np.all(np.diff(growth[19:26]) > 0)
    assert np.all(np.diff(growth[34:41]) < 0)
    # Held for long the disc stays about as large as head and shoulders: the runner may be anywhere by then.
    assert 1.3 < growth.max() <= LARGEST_GROWTH + 1e-9


def test_the_disc_is_held_before_the_first_and_after_the_last_pose() -> None:
    xy = make_analysis(CLIP, TIMES_S).pose.xy_px.copy()
    xy[:25], xy[35:] = np.nan, np.nan
    face = face_track(with_xy(make_analysis(CLIP, TIMES_S).pose, xy))
    assert face.radius_px[0] / face.radius_px[30] == pytest.approx(LARGEST_GROWTH)
    assert face.radius_px[-1] / face.radius_px[30] == pytest.approx(LARGEST_GROWTH)


def test_a_jumping_landmark_uncovers_nothing() -> None:
    pose = make_analysis(CLIP, TIMES_S).pose
    xy = pose.xy_px.copy()
    heads = [pose.names.index(name) for name in FACE]
    xy[30, heads] += (90.0, 40.0)
    face = face_track(with_xy(pose, xy))
    assert covers(face.xy_px[30], face.radius_px[30], HEAD_PX)
    assert covers(face.xy_px[30], face.radius_px[30], (HEAD_PX[0] + 90, HEAD_PX[1] + 40))


def test_without_face_landmarks_the_head_is_found_above_the_trunk() -> None:
    pose = make_analysis(CLIP, TIMES_S).pose
    xy = pose.xy_px.copy()
    xy[:, [pose.names.index(name) for name in FACE]] = np.nan
    face = face_track(with_xy(pose, xy))
    assert covers(face.xy_px[10], face.radius_px[10], HEAD_PX)
    nobody = face_track(with_xy(pose, np.full_like(xy, np.nan)))
    assert np.isnan(nobody.radius_px).all()


def test_contacts_last_from_contact_to_toe_off() -> None:
    board = Storyboard(make_analysis(CLIP, TIMES_S))
    for real_s, left, right in ((0.05, None, None), (0.1, 0.0, None), (0.29, 0.19, None), (0.31, None, None), (0.5, None, 0.05), (0.1 + STRIDE_S, 0.0, None)):  # fmt: skip  # noqa: E501
        on_belt = board.scene(real_s + 1e-9, 1.0, heads=None).on_belt_s
        for side, since_s in (("left", left), ("right", right)):
            assert on_belt.get(side) == (None if since_s is None else pytest.approx(since_s, abs=1e-6))


def test_slow_motion_events_are_drawn_at_their_clip_times() -> None:
    times = np.arange(480) / 30
    board = Storyboard(make_analysis(CLIP, times, slow_motion=8.0))
    scene = board.scene(8.0 * 0.15, 1.0, heads=None)
    assert scene.on_belt_s["left"] == pytest.approx(0.05)
    assert scene.footer[0] == "0.15 s  (8× slow)"
    assert board.nearest_time_s(0.5) == pytest.approx(4.0, abs=1 / 30)


def test_points_scale_and_the_knee_angle_is_the_kinematics_own() -> None:
    analysis = make_analysis(CLIP, TIMES_S, lost=slice(40, 50))
    scene = Storyboard(analysis).scene(TIMES_S[12], 0.5, heads=Heads())
    assert scene.points["left_knee"] == pytest.approx(tuple(0.5 * analysis.pose.point("left_knee")[12]), abs=0.2)
    assert scene.knee_flexion_deg == analysis.kinematics.left.knee_flexion_deg[12]
    assert len(scene.faces) == 1
    assert scene.faces[0][2] == pytest.approx(0.5 * face_track(analysis.pose).radius_px[12])
    lost = Storyboard(analysis).scene(TIMES_S[45], 0.5, heads=Heads())
    assert (lost.points, lost.knee_flexion_deg) == ({}, None)
    assert len(lost.faces) == 1
    assert Storyboard(analysis).scene(TIMES_S[45], 0.5, heads=None).faces == ()
    assert Storyboard(analysis).scene(9.9, 1.0, heads=None).points == {}


def test_between_posed_frames_the_skeleton_lies_between_them() -> None:
    whole = make_analysis(CLIP, np.arange(240) / 120, lost=slice(100, 140))
    fourth = replace(
        whole.pose,
        time_s=whole.pose.time_s[::4],
        xy_px=whole.pose.xy_px[::4],
        visibility=whole.pose.visibility[::4],
        depth_px=whole.pose.depth_px[::4],
    )
    thinned = Storyboard(replace(make_analysis(CLIP, whole.pose.time_s[::4]), pose=fourth))
    for frame in (40, 41, 42, 43):
        ankle = thinned.scene(frame / 120, 1.0, heads=None).points["left_ankle"]
        low, high = whole.pose.point("left_ankle")[[40, 44]]
        assert ankle == pytest.approx(tuple(low + (frame - 40) / 4 * (high - low)), abs=0.5)
    assert thinned.scene(120.5 / 120, 1.0, heads=None).points == {}


def test_footer_texts() -> None:
    def footer(**options: object) -> tuple[str, ...]:
        analysis = make_analysis(CLIP, TIMES_S, **options)  # type: ignore[arg-type]
        return Storyboard(analysis).scene(1.5, 1.0, heads=None).footer

    assert footer() == ("1.50 s", "Left side", "171 steps/min")
    assert footer(view="rear", cadence_spm=None) == ("1.50 s", "From behind", "")


def test_rear_views_have_no_near_knee() -> None:
    scene = Storyboard(make_analysis(CLIP, TIMES_S, view="rear")).scene(0.5, 1.0, heads=None)
    assert scene.near_side is None
    assert scene.knee_flexion_deg is None
    assert scene.points


def test_smoothing_is_light_keeps_gaps_and_spares_slow_rates() -> None:
    def rough_px(fps: float) -> float:
        pose = make_analysis(CLIP, np.arange(60) / fps).pose
        xy = pose.xy_px + np.where(np.arange(60) % 2, 1.0, -1.0)[:, None, None]
        return float(np.nanmedian(np.abs(smoothed(with_xy(pose, xy), 0.008) - pose.xy_px)))

    assert rough_px(30) > 0.98
    assert rough_px(240) < 0.5
    gap = make_analysis(CLIP, np.arange(60) / 240, lost=slice(20, 25)).pose
    np.testing.assert_array_equal(np.isnan(smoothed(gap, 0.008)), np.isnan(gap.xy_px))
