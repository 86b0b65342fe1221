"""Who is who, and who is measured, on stick figures whose identity is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stick_people import Stick, people_of, times

from gaitcheck.config import PersonAt
from gaitcheck.errors import NoRunnerError, UsageError
from gaitcheck.pose.people import choose_runner, find_people
from gaitcheck.pose.track import PeopleTrack
from gaitcheck.skeleton import BLAZEPOSE_33

TIME_S = times(6.0)
RUNNER = Stick(x_px=600.0)
STANDING = {"swing": 0.0, "bounce": 0.0}


def is_track_of(found: np.ndarray, person: Stick | np.ndarray) -> np.ndarray:
    """Frames in which a track is exactly this person's."""
    expected = person.landmarks(TIME_S) if isinstance(person, Stick) else person
    return np.array([np.array_equal(a, b, equal_nan=True) for a, b in zip(found, expected, strict=True)])


def test_a_lone_runner() -> None:
    choice = choose_runner(people_of([RUNNER], TIME_S))
    assert is_track_of(choice.track.xy_px, RUNNER).all()
    assert len(choice.people) == 1
    assert choice.people[0].seen_share == 1.0


@pytest.mark.parametrize("x_px", [150.0, 1000.0])
@pytest.mark.parametrize("size_px", [250.0, 400.0, 500.0])
def test_a_standing_bystander_is_never_the_runner(x_px: float, size_px: float) -> None:
    bystander = Stick(x_px=x_px, size_px=size_px, **STANDING)
    choice = choose_runner(people_of([bystander, RUNNER], TIME_S))
    assert is_track_of(choice.track.xy_px, RUNNER).all()
    assert len(choice.people) == 2
    assert choice.chosen == (1 if x_px < 600 else 0)


@pytest.mark.parametrize("speed_px_s", [-180.0, 180.0])
@pytest.mark.parametrize("size_px", [250.0, 300.0])
def test_a_bystander_who_walks_through_the_picture_never_enters_the_track(speed_px_s: float, size_px: float) -> None:
    start_px = 60.0 if speed_px_s > 0 else 1140.0
    passer = Stick(x_px=start_px, y_px=380.0, size_px=size_px, speed_px_s=speed_px_s, stride_hz=0.9, bounce=-0.02)
    choice = choose_runner(people_of([passer, RUNNER], TIME_S))
    assert is_track_of(choice.track.xy_px, RUNNER).all()


def test_pictures_in_which_only_a_passer_by_is_found_do_not_lead_off_to_them() -> None:
    seen = Stick(x_px=-140.0, y_px=390.0, size_px=330.0, speed_px_s=180.0, stride_hz=0.9, bounce=-0.02)
    passer, runner = seen.landmarks(TIME_S), RUNNER.landmarks(TIME_S)
    # For six pictures somebody between the two is all that is found, further and further from the runner.
    passer[:88], runner[88:94] = np.nan, np.nan
    for frame, x_px in zip(range(88, 94), (570.0, 530.0, 490.0, 450.0, 420.0, 400.0), strict=True):
        passer[frame] = Stick(x_px=x_px, size_px=370.0).landmarks(TIME_S)[frame]
    choice = choose_runner(people_of([passer, runner], TIME_S))
    mine = is_track_of(choice.track.xy_px, RUNNER)
    assert mine[:88].all() and mine[94:].all()


def test_a_runner_found_twice_now_and_then_is_one_person() -> None:
    first, second = RUNNER.landmarks(TIME_S), RUNNER.landmarks(TIME_S) + 6.0
    second[:80], first[100:] = np.nan, np.nan
    choice = choose_runner(people_of([first, second], TIME_S))
    assert np.isfinite(choice.track.point("left_hip")[:, 0]).all()
    assert len(choice.people) == 1


def test_somebody_who_only_passes_by_is_no_person_in_view() -> None:
    passer = Stick(x_px=100.0, size_px=250.0, speed_px_s=200.0).landmarks(TIME_S)
    passer[25:] = np.nan
    assert len(find_people(people_of([RUNNER, passer], TIME_S))) == 1


def test_of_two_runners_the_larger_is_measured() -> None:
    small = Stick(x_px=200.0, size_px=200.0, stride_hz=1.5)
    large = Stick(x_px=800.0, size_px=420.0, phase=1.0)
    for order in ([small, large], [large, small]):
        assert is_track_of(choose_runner(people_of(order, TIME_S)).track.xy_px, large).all()


@given(seed=st.integers(0, 10_000), distance_px=st.sampled_from([220.0, 400.0]))
def test_slots_mean_nothing(seed: int, distance_px: float) -> None:
    random = np.random.default_rng(seed)
    order = np.array([random.permutation(3) for _ in TIME_S])
    persons = [Stick(x_px=600 - distance_px, size_px=380.0, **STANDING), RUNNER, Stick(x_px=1000.0, size_px=150.0)]
    steady = choose_runner(people_of(persons, TIME_S))
    shuffled = choose_runner(people_of(persons, TIME_S, order=order))
    assert np.array_equal(shuffled.track.xy_px, steady.track.xy_px, equal_nan=True)
    assert shuffled.chosen == steady.chosen
    assert [p.size_px for p in shuffled.people] == [p.size_px for p in steady.people]


@given(seed=st.integers(0, 10_000), missing=st.floats(0.05, 0.4))
def test_a_runner_lost_now_and_then_stays_one_person(seed: int, missing: float) -> None:
    lost = np.random.default_rng(seed).random(TIME_S.size) < missing
    runner = RUNNER.landmarks(TIME_S)
    runner[lost] = np.nan
    bystander = Stick(x_px=150.0, **STANDING)
    choice = choose_runner(people_of([runner, bystander], TIME_S))
    assert is_track_of(choice.track.xy_px, runner).all()
    assert np.array_equal(choice.track.detected, ~lost)


def test_a_runner_out_of_sight_for_long_is_the_same_person() -> None:
    runner = RUNNER.landmarks(TIME_S)
    runner[60:110] = np.nan
    choice = choose_runner(people_of([runner], TIME_S))
    assert is_track_of(choice.track.xy_px, runner).all()


def test_a_hidden_ankle_or_hip_does_not_lose_the_frame() -> None:
    runner = RUNNER.landmarks(TIME_S)
    runner[30:60, BLAZEPOSE_33.index("left_ankle")] = np.nan
    runner[90:100, BLAZEPOSE_33.index("right_hip")] = np.nan
    runner[120:130, BLAZEPOSE_33.index("left_shoulder")] = np.nan
    choice = choose_runner(people_of([runner], TIME_S))
    assert is_track_of(choice.track.xy_px, runner).all()


def test_a_figure_without_size_is_nobody() -> None:
    point = np.full((TIME_S.size, 33, 2), 100.0)
    choice = choose_runner(people_of([point, RUNNER], TIME_S))
    assert is_track_of(choice.track.xy_px, RUNNER).all()
    with pytest.raises(NoRunnerError):
        choose_runner(people_of([point], TIME_S))


THREE = [Stick(x_px=1000.0, size_px=300.0), Stick(x_px=200.0, size_px=200.0, **STANDING), RUNNER]


@pytest.mark.parametrize(("person", "index"), [(1, 1), (2, 2), (3, 0)])
def test_people_are_counted_from_the_left(person: int, index: int) -> None:
    choice = choose_runner(people_of(THREE, TIME_S), person)
    assert is_track_of(choice.track.xy_px, THREE[index]).all()
    assert choice.chosen == person - 1


@pytest.mark.parametrize(("place", "index"), [((980.0, 350.0), 0), ((0.0, 0.0), 1), ((640.0, 500.0), 2)])
def test_a_person_can_be_pointed_at(place: tuple[float, float], index: int) -> None:
    choice = choose_runner(people_of(THREE, TIME_S), PersonAt(x_px=place[0], y_px=place[1]))
    assert is_track_of(choice.track.xy_px, THREE[index]).all()


@pytest.mark.parametrize("clip_s", [0.5, 5.5])
@pytest.mark.parametrize("mine", [0, 1])
def test_of_two_who_change_places_the_one_pointed_at_is_followed(clip_s: float, mine: int) -> None:
    both = [Stick(x_px=300.0, speed_px_s=150.0, stride_hz=0.9), Stick(x_px=1000.0, y_px=380.0, size_px=300.0)]
    x_px = both[mine].x_px + both[mine].speed_px_s * clip_s
    place = PersonAt(x_px=x_px + 40.0, y_px=both[mine].y_px - 60.0, clip_s=clip_s)
    choice = choose_runner(people_of(both, TIME_S), place)
    assert is_track_of(choice.track.xy_px, both[mine]).mean() > 0.9


@pytest.mark.parametrize(("x_px", "clip_s"), [(3000.0, 2.0), (600.0, 20.0)])
def test_nobody_where_or_when_pointed_at_is_wrong_usage(x_px: float, clip_s: float) -> None:
    with pytest.raises(UsageError, match="Nobody who stays in view"):
        choose_runner(people_of([RUNNER], TIME_S), PersonAt(x_px=x_px, y_px=400.0, clip_s=clip_s))


@pytest.mark.parametrize("person", [0, 4, -1])
def test_counting_further_than_there_are_people_is_wrong_usage(person: int) -> None:
    with pytest.raises(UsageError, match="3 people"):
        choose_runner(people_of(THREE, TIME_S), person)


@pytest.mark.parametrize("frames", [1, 30])
def test_an_empty_picture_has_no_runner(frames: int) -> None:
    empty = people_of([], TIME_S[:frames])
    assert find_people(empty) == ()
    with pytest.raises(NoRunnerError):
        choose_runner(empty)


def test_a_track_without_a_single_frame_has_no_runner() -> None:
    with pytest.raises(NoRunnerError):
        choose_runner(people_of([], np.empty(0)))


def mirrored(people: PeopleTrack, width_px: float) -> PeopleTrack:
    xy = people.xy_px.copy()
    xy[..., 0] = width_px - xy[..., 0]
    return PeopleTrack(
        time_s=people.time_s,
        xy_px=xy,
        visibility=people.visibility,
        depth_px=people.depth_px,
        names=people.names,
        source=people.source,
    )


def test_the_choice_does_not_depend_on_the_direction() -> None:
    people = people_of(THREE, TIME_S)
    there, back = choose_runner(people), choose_runner(mirrored(people, 1280.0))
    assert np.allclose(1280.0 - back.track.xy_px[..., 0], there.track.xy_px[..., 0], equal_nan=True)
    assert back.chosen == 2 - there.chosen


def test_somebody_who_is_found_now_and_then_is_counted_and_a_badly_found_runner_is_not() -> None:
    alone, behind = RUNNER.landmarks(TIME_S), Stick(x_px=1100.0, size_px=300.0, **STANDING).landmarks(TIME_S)
    now_and_then = np.arange(TIME_S.size) % 10 == 0
    behind[~now_and_then] = np.nan
    assert choose_runner(people_of([RUNNER], TIME_S)).glimpsed_share == 0.0
    choice = choose_runner(people_of([RUNNER, behind], TIME_S))
    assert len(choice.people) == 1
    assert choice.glimpsed_share == pytest.approx(now_and_then.mean())
    # Lost in a fifth of the frames, where what is found is somewhat off and too large.
    wrong = Stick(x_px=700.0, y_px=500.0, size_px=900.0).landmarks(TIME_S)
    alone[::5], wrong[np.arange(TIME_S.size) % 5 != 0] = np.nan, np.nan
    assert choose_runner(people_of([alone, wrong], TIME_S)).glimpsed_share == 0.0
