"""Drawing on arrays: where it lands, what it hides, what it leaves alone."""

from __future__ import annotations

import numpy as np
import pytest
from overlay_analyses import GREY, HEAD_PX, HEIGHT_PX, WIDTH_PX, body_px, room

from gaitcheck.overlay.draw import SIDE_COLOURS, annotated, hide_face
from gaitcheck.overlay.scene import Scene

POINTS = body_px(0.1)
PLAIN = np.full((HEIGHT_PX, WIDTH_PX, 3), GREY, np.uint8)


def changed(scene: Scene, picture: np.ndarray = PLAIN) -> np.ndarray:
    return np.any(annotated(picture, scene) != picture, axis=2)


def colour_at(picture: np.ndarray, point: tuple[float, float]) -> np.ndarray:
    return picture[round(point[1]), round(point[0])].astype(int)


def between(a: str, b: str) -> tuple[float, float]:
    return (POINTS[a][0] + POINTS[b][0]) / 2, (POINTS[a][1] + POINTS[b][1]) / 2


def test_nothing_to_draw_changes_nothing_and_the_input_is_never_touched() -> None:
    assert not changed(Scene()).any()
    before = PLAIN.copy()
    annotated(PLAIN, Scene(points=POINTS, near_side="left", footer=("1 s",), faces=((100, 100, 30),)))
    np.testing.assert_array_equal(PLAIN, before)


def test_near_leg_strong_far_leg_lighter_and_colours_belong_to_sides() -> None:
    for near, far in (("left", "right"), ("right", "left")):
        drawn = annotated(PLAIN, Scene(points=POINTS, near_side=near))
        strong = colour_at(drawn, between(f"{near}_hip", f"{near}_knee"))
        light = colour_at(drawn, between(f"{far}_hip", f"{far}_knee"))
        np.testing.assert_array_equal(strong, SIDE_COLOURS[near])
        assert np.abs(light - SIDE_COLOURS[far]).sum() < np.abs(light - SIDE_COLOURS[near]).sum()
        assert np.ptp(light) < np.ptp(strong)


def test_both_legs_strong_from_behind() -> None:
    drawn = annotated(PLAIN, Scene(points=POINTS))
    for side in ("left", "right"):
        np.testing.assert_array_equal(colour_at(drawn, between(f"{side}_hip", f"{side}_knee")), SIDE_COLOURS[side])


def test_the_drawing_stays_near_the_body() -> None:
    rows, columns = np.nonzero(changed(Scene(points=POINTS, near_side="left")))
    body = np.array([p for name, p in POINTS.items() if name.split("_")[-1] in ("shoulder", "hip", "knee", "ankle", "heel", "elbow", "wrist", "index")])  # fmt: skip  # noqa: E501
    assert columns.min() > body[:, 0].min() - 8
    assert columns.max() < body[:, 0].max() + 8
    assert rows.min() > body[:, 1].min() - 8
    assert rows.max() < body[:, 1].max() + 8


def test_unseen_joints_are_left_out() -> None:
    some = {name: p for name, p in POINTS.items() if not name.endswith("knee")}
    marks = changed(Scene(points=some, near_side="left", knee_flexion_deg=40.0))
    x, y = (round(v) for v in between("left_hip", "left_knee"))
    assert not marks[y - 3 : y + 4, x - 3 : x + 4].any()


def test_the_knee_number_is_in_front_of_the_knee() -> None:
    for faces_left in (True, False):
        bare = Scene(points=POINTS, near_side="left", faces_left=faces_left)
        full = Scene(points=POINTS, near_side="left", faces_left=faces_left, knee_flexion_deg=42.4)
        extra = np.any(annotated(PLAIN, full) != annotated(PLAIN, bare), axis=2)
        white = extra & (annotated(PLAIN, full) > 240).all(axis=2)
        knee_x, knee_y = (round(v) for v in POINTS["left_knee"])
        level = white[knee_y - 12 : knee_y + 4]
        ahead = level[:, : knee_x - 12] if faces_left else level[:, knee_x + 12 :]
        behind = level[:, knee_x + 12 :] if faces_left else level[:, : knee_x - 12]
        assert ahead.sum() > 30
        assert behind.sum() == 0


def test_numbers_are_whole_degrees() -> None:
    def drawn(value: float) -> np.ndarray:
        return annotated(PLAIN, Scene(points=POINTS, near_side="left", knee_flexion_deg=value))

    np.testing.assert_array_equal(drawn(41.6), drawn(42.4))
    assert np.any(drawn(41.4) != drawn(42.4))


def test_labels_stay_inside_the_picture() -> None:
    edge = {"left_hip": (2.0, 300.0), "left_knee": (1.0, 400.0), "left_ankle": (20.0, 470.0)}
    marks = changed(Scene(points=edge, near_side="left", faces_left=True, knee_flexion_deg=55.0))
    assert marks[380:420, :40].sum() > 300
    outside = {name: (x - 5000, y + 9000) for name, (x, y) in POINTS.items()}
    assert changed(Scene(points=outside, near_side="left", knee_flexion_deg=55.0)).sum() < 4000


def test_a_bar_under_each_foot_on_the_belt_that_glows_at_contact() -> None:
    body = Scene(points=POINTS, near_side="left")
    late = Scene(points=POINTS, near_side="left", on_belt_s={"left": 0.15})
    fresh = Scene(points=POINTS, near_side="left", on_belt_s={"left": 0.0})
    bar = np.any(annotated(PLAIN, late) != annotated(PLAIN, body), axis=2)
    glow = np.any(annotated(PLAIN, fresh) != annotated(PLAIN, body), axis=2)
    sole_y = max(POINTS["left_heel"][1], POINTS["left_foot_index"][1])
    assert bar.any()
    assert np.nonzero(bar)[0].min() > sole_y - 4
    assert np.nonzero(bar)[0].max() < sole_y + 20
    assert glow.sum() > 1.5 * bar.sum()
    assert not changed(Scene(on_belt_s={"left": 0.0})).any()


def test_the_strip_moves_up_when_it_would_cover_the_feet() -> None:
    low = changed(Scene(footer=("1.00 s", "", "Left side"), lowest_px=HEIGHT_PX - 10.0))
    high = changed(Scene(footer=("1.00 s", "", "Left side"), lowest_px=HEIGHT_PX / 2))
    assert low[:10].all()
    assert not low[HEIGHT_PX // 2 :].any()
    assert high[-10:].all()
    assert not high[: HEIGHT_PX // 2].any()


@pytest.mark.parametrize("size", [(120, 160), (720, 1280), (2160, 3840), (1281, 719)])
def test_drawing_scales_with_the_picture(size: tuple[int, int]) -> None:
    scale = size[0] / HEIGHT_PX
    points = {name: (x * scale, y * scale) for name, (x, y) in POINTS.items()}
    picture = np.full((*size, 3), GREY, np.uint8)
    scene = Scene(points=points, near_side="left", knee_flexion_deg=40.0, footer=("1 s",))
    share = changed(scene, picture).mean()
    assert 0.01 < share < 0.25


def detail(picture: np.ndarray) -> float:
    """How much neighbouring pixels differ around the head."""
    x, y = (round(v) for v in HEAD_PX)
    head = picture[y - 25 : y + 25, x - 25 : x + 25].astype(float)
    return float(np.abs(np.diff(head, axis=1)).mean() + np.abs(np.diff(head, axis=0)).mean())


def test_a_hidden_face_keeps_no_detail_and_cannot_be_told_from_another() -> None:
    hidden = []
    for seed in (1, 2):
        picture = room(seed)
        before = detail(picture)
        hide_face(picture, *HEAD_PX, 40.0)
        assert detail(picture) < 0.05 * before
        hidden.append(picture)
    x, y = (round(v) for v in HEAD_PX)
    disc = (slice(y - 25, y + 25), slice(x - 25, x + 25))
    difference = np.abs(hidden[0][disc].astype(int) - hidden[1][disc].astype(int)).mean()
    raw = np.abs(room(1)[disc].astype(int) - room(2)[disc].astype(int)).mean()
    assert difference < 0.25 * raw


def test_hiding_touches_only_the_disc_and_works_at_the_border() -> None:
    picture = room(1)
    hide_face(picture, *HEAD_PX, 30.0)
    rows, columns = np.ogrid[:HEIGHT_PX, :WIDTH_PX]
    far = np.hypot(columns - HEAD_PX[0], rows - HEAD_PX[1]) > 36
    np.testing.assert_array_equal(picture[far], room(1)[far])
    for x, y in ((0, 0), (WIDTH_PX - 1, 5), (-20, 300), (-500, -500), (180, HEIGHT_PX + 10)):
        hide_face(picture, x, y, 40.0)
        assert picture.shape == (HEIGHT_PX, WIDTH_PX, 3)
