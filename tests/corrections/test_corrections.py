"""Corrections by hand: what they change, what they leave alone, and that they can be taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from simulated import detection_of, info_of, runner, seen, slowed

from gaitcheck.analysis.model import Analysis
from gaitcheck.analysis.pipeline import analyze_people
from gaitcheck.config import AnalysisOptions
from gaitcheck.corrections.document import corrections_from_json, corrections_to_json
from gaitcheck.corrections.events import corrected_events
from gaitcheck.corrections.model import (
    Change,
    Corrections,
    EventAdded,
    EventMoved,
    EventRemoved,
    LandmarkMoved,
    LegsExchanged,
    PersonChosen,
    Signature,
)
from gaitcheck.corrections.pose import corrected_pose
from gaitcheck.corrections.words import correction_text
from gaitcheck.errors import UsageError
from gaitcheck.events.model import FootEvents, GaitEvents, no_foot_events
from gaitcheck.export import load_analysis
from gaitcheck.pose.track import PoseTrack
from gaitcheck.results import write_data

ADA = Signature(by="Ada", at=datetime(2026, 3, 1, 9, 30, tzinfo=UTC))
EVE = Signature(by="Eve", at=datetime(2026, 3, 2, 9, 30, tzinfo=UTC))


def of(*changes: Change) -> Corrections:
    corrections = Corrections()
    for change in changes:
        corrections = corrections.made(change, ADA)
    return corrections


def measured(track: PoseTrack, corrections: Corrections | None = None, factor: float = 1.0) -> Analysis:
    options = AnalysisOptions(slow_motion_factor=factor)
    return analyze_people(info_of(track), detection_of(track), options, corrections)


@pytest.fixture(scope="module")
def track() -> PoseTrack:
    return seen(runner(0))


@pytest.fixture(scope="module")
def plain(track: PoseTrack) -> Analysis:
    return measured(track)


def value(analysis: Analysis, name: str, side: str | None = "left") -> float:
    metric = analysis.metrics.get(name, side)
    assert metric.value is not None
    return metric.value


def test_moving_a_toe_off_lengthens_that_contact_and_no_other(track: PoseTrack, plain: Analysis) -> None:
    stride = plain.events.strides("left")[3]
    moved = measured(
        track,
        of(EventMoved(side="left", kind="toe_off", from_clip_s=stride.toe_off_s, to_clip_s=stride.toe_off_s + 0.04)),
    )
    rows = [[row for row in analysis.metrics.strides if row.side == "left"] for analysis in (plain, moved)]
    longer = [b.values["contact_time_ms"] - a.values["contact_time_ms"] for a, b in zip(*rows, strict=True)]
    assert longer[3] == pytest.approx(40.0, abs=1e-6)
    assert [change for i, change in enumerate(longer) if i != 3] == pytest.approx([0.0] * (len(longer) - 1))
    assert value(moved, "contact_time_ms") == pytest.approx(value(plain, "contact_time_ms") + 40.0 / len(longer))
    assert moved.events.right.contact_s == pytest.approx(plain.events.right.contact_s)


def test_a_removed_contact_takes_its_stride_with_it_and_adding_it_brings_it_back(
    track: PoseTrack, plain: Analysis
) -> None:
    contact_s = float(plain.events.left.contact_s[3])
    gone = EventRemoved(side="left", kind="contact", clip_s=contact_s)
    without = measured(track, of(gone))
    assert without.events.left.contact_s.size == plain.events.left.contact_s.size - 1
    assert len(without.events.strides("left")) == len(plain.events.strides("left")) - 2
    again = measured(track, of(gone, EventAdded(side="left", kind="contact", clip_s=contact_s)))
    assert again.events.left.contact_s == pytest.approx(plain.events.left.contact_s)
    assert value(again, "knee_flexion_contact_deg") == pytest.approx(value(plain, "knee_flexion_contact_deg"))


def test_a_correction_holds_in_slow_motion_alike(track: PoseTrack) -> None:
    slow = slowed(track, 4.0)
    before = measured(slow, factor=4.0)
    toe_off_s = before.events.strides("left")[2].toe_off_s
    change = EventMoved(side="left", kind="toe_off", from_clip_s=4 * toe_off_s, to_clip_s=4 * toe_off_s + 0.08)
    after = measured(slow, of(change), factor=4.0)
    assert after.events.strides("left")[2].toe_off_s == pytest.approx(toe_off_s + 0.02)


def test_legs_exchanged_over_the_whole_clip_exchange_every_leg_value(track: PoseTrack, plain: Analysis) -> None:
    """Also the far leg becomes the near one, so only what no correction of a side touches is the same."""
    swapped = measured(track, of(LegsExchanged(start_clip_s=0.0, end_clip_s=99.0)))
    for side in ("left", "right"):
        other = "right" if side == "left" else "left"
        assert swapped.events.foot(side).contact_s == pytest.approx(plain.events.foot(other).contact_s, abs=0.02)


def test_legs_exchanged_twice_are_as_before(track: PoseTrack) -> None:
    span = LegsExchanged(start_clip_s=2.0, end_clip_s=3.0)
    once, _ = corrected_pose(track, of(span).changes)
    twice, _ = corrected_pose(track, of(span, span).changes)
    inside = (track.time_s >= 2.0) & (track.time_s < 3.0)
    assert np.array_equal(once.point("left_knee")[inside], track.point("right_knee")[inside])
    assert np.array_equal(once.point("left_knee")[~inside], track.point("left_knee")[~inside])
    assert np.array_equal(twice.xy_px, track.xy_px)


def test_a_moved_landmark_bends_the_angle_there_and_nowhere_else(track: PoseTrack, plain: Analysis) -> None:
    frame = int(np.argmin(np.abs(track.time_s - 4.0)))
    x_px, y_px = track.point("left_knee")[frame]
    change = LandmarkMoved(clip_s=float(track.time_s[frame]), landmark="left_knee", x_px=x_px + 30.0, y_px=y_px)
    moved = measured(track, of(change))
    before, after = (analysis.kinematics.left.knee_flexion_deg for analysis in (plain, moved))
    assert abs(after[frame] - before[frame]) > 3.0
    away = np.abs(track.time_s - track.time_s[frame]) > 0.5
    assert np.nanmax(np.abs(after[away] - before[away])) < 0.5
    assert moved.pose.point("left_knee")[frame] == pytest.approx((x_px + 30.0, y_px))


def test_another_person_is_measured_and_corrections_before_are_of_somebody_else(track: PoseTrack) -> None:
    other = seen(runner(1))
    aside = replace(other, xy_px=other.xy_px + np.array([700.0, 0.0]))
    detection, info = detection_of(track, aside), info_of(track)
    removed = EventRemoved(side="left", kind="contact", clip_s=3.0)
    for person, contacts in ((1, track), (2, aside)):
        chosen = analyze_people(info, detection, AnalysisOptions(), of(removed, PersonChosen(person=person)))
        assert chosen.pose.point("nose") == pytest.approx(contacts.point("nose"), nan_ok=True)
        alone = analyze_people(info, detection, AnalysisOptions(person=person))
        assert chosen.events.left.contact_s == pytest.approx(alone.events.left.contact_s)


def test_taking_back_restores_the_measurement_and_keeps_the_record(track: PoseTrack, plain: Analysis) -> None:
    contact_s = float(plain.events.left.contact_s[3])
    corrections = of(EventRemoved(side="left", kind="contact", clip_s=contact_s)).undone(0, EVE)
    again = measured(track, corrections)
    assert again.metrics == plain.metrics
    assert (corrections.entries[0].made.by, corrections.entries[0].undone) == ("Ada", EVE)
    with pytest.raises(UsageError):
        corrections.undone(0, EVE)


@given(first=st.integers(-8, 8), second=st.integers(-8, 8))
def test_a_later_move_holds_when_an_earlier_one_is_taken_back(first: int, second: int) -> None:
    steady = np.arange(1.0, 6.0, 0.7)
    foot = FootEvents(
        side="left",
        contact_s=steady,
        toe_off_s=steady + 0.25,
        contact_confidence=np.full(steady.size, 0.5),
        toe_off_confidence=np.full(steady.size, 0.5),
    )
    events = GaitEvents(left=foot, right=no_foot_events("right"))
    places = float(steady[2]), float(steady[2]) + first / 100, float(steady[2]) + second / 100
    chain = of(
        EventMoved(side="left", kind="contact", from_clip_s=places[0], to_clip_s=places[1]),
        EventMoved(side="left", kind="contact", from_clip_s=places[1], to_clip_s=places[2]),
    )
    expected = [*steady[:2], places[2], *steady[3:]]
    for corrections in (chain, chain.undone(0, EVE)):
        assert corrected_events(events, corrections.changes).left.contact_s == pytest.approx(expected)


def test_corrections_are_saved_with_the_analysis(track: PoseTrack, plain: Analysis, tmp_path: Path) -> None:
    corrections = of(
        EventMoved(side="right", kind="contact", from_clip_s=2.0, to_clip_s=2.01),
        LegsExchanged(start_clip_s=1.0, end_clip_s=1.2),
        LandmarkMoved(clip_s=1.0, landmark="left_knee", x_px=5.0, y_px=6.0),
        PersonChosen(person=1),
        EventAdded(side="left", kind="toe_off", clip_s=2.0),
    ).undone(0, EVE)
    assert corrections_from_json(corrections_to_json(corrections)) == corrections
    write_data(replace(plain, corrections=corrections), tmp_path)
    assert load_analysis(tmp_path).corrections == corrections


def test_words_name_what_who_and_when() -> None:
    said = correction_text(of(EventMoved(side="left", kind="contact", from_clip_s=2.0, to_clip_s=1.98)).entries[0])
    assert said == "Left contact at 2.00 s moved 20 ms earlier, to 1.98 s (Ada, 01 Mar 2026 09:30 UTC)"


@pytest.mark.parametrize("name", ["", "  ", "\n\t"])
def test_corrections_are_signed(name: str) -> None:
    with pytest.raises(UsageError):
        Signature(by=name, at=ADA.at)


def test_nonsense_is_refused(track: PoseTrack) -> None:
    with pytest.raises(UsageError):
        LegsExchanged(start_clip_s=2.0, end_clip_s=2.0)
    with pytest.raises(UsageError):
        corrected_pose(track, [LandmarkMoved(clip_s=1.0, landmark="tail", x_px=0.0, y_px=0.0)])
    with pytest.raises(UsageError):
        analyze_people(info_of(track), detection_of(track), AnalysisOptions(), of(PersonChosen(person=4)))
