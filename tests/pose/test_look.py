"""Who is seen in single pictures, before the long work."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from clip_tools import write_sound
from stick_people import Stick, people_of

from gaitcheck.config import PersonAt
from gaitcheck.errors import VideoError
from gaitcheck.pose.look import Look, Sighting, look, sightings

AT = np.zeros(1)


def seen(*persons: Stick, visibility: float = 1.0) -> tuple[Sighting, ...]:
    people = people_of(persons, AT)
    return sightings(people.xy_px, np.where(np.isfinite(people.visibility), visibility, np.nan))


def test_everybody_once_from_left_to_right() -> None:
    right, left, again = Stick(x_px=900.0), Stick(x_px=200.0, size_px=250.0), Stick(x_px=920.0, size_px=390.0)
    found = seen(right, left, again)
    assert [round(person.x_px, -1) for person in found] == [200.0, 900.0]
    for person, truth in zip(found, (left, right), strict=True):
        assert person.left_px < person.x_px < person.right_px
        assert person.top_px < truth.y_px < person.bottom_px
        assert person.bottom_px - person.top_px == pytest.approx(1.2 * truth.size_px, rel=0.1)


def test_an_empty_picture_and_a_shadow_hold_nobody() -> None:
    assert seen() == ()
    assert seen(Stick(), visibility=0.1) == ()


def test_a_place_names_the_moment_too() -> None:
    found = Look(clip_s=2.5, people=seen(Stick(x_px=200.0), Stick(x_px=900.0)))
    assert found.place(2) == PersonAt(x_px=900.0, y_px=found.people[1].y_px, clip_s=2.5)


def test_the_runner_of_a_clip_is_seen(short_clip: Path) -> None:
    found = look(short_clip, 0.0, 2.0)
    (person,) = found.people
    assert 0.0 <= found.clip_s <= 2.0
    assert person.size_px > 100.0


def test_a_file_without_pictures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VideoError):
        look(write_sound(tmp_path / "sound.mp4"), 0.0, 1.0)
