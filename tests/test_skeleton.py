"""Landmark names and their mirror."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaitcheck.skeleton import (
    BLAZEPOSE_33,
    FACE,
    SIDES,
    TRUNK_EDGES,
    limb_edges,
    mirror_permutation,
    mirrored_name,
    other_side,
)


def test_the_names_are_thirty_three_different_ones() -> None:
    assert len(BLAZEPOSE_33) == len(set(BLAZEPOSE_33)) == 33
    assert len(FACE) == 11


@pytest.mark.parametrize("name", BLAZEPOSE_33)
def test_every_landmark_has_its_mirror_and_the_mirror_leads_back(name: str) -> None:
    assert mirrored_name(name) in BLAZEPOSE_33
    assert mirrored_name(mirrored_name(name)) == name
    assert (mirrored_name(name) == name) == (name == "nose")


@given(st.permutations(BLAZEPOSE_33).map(tuple))
def test_mirroring_twice_changes_nothing_whatever_the_order(names: tuple[str, ...]) -> None:
    order = mirror_permutation(names)
    assert [names[i] for i in order] == [mirrored_name(name) for name in names]
    assert np.array_equal(order[order], np.arange(33))


def test_a_name_without_partner_stays() -> None:
    assert mirror_permutation(("left_hip", "nose", "right_knee")).tolist() == [0, 1, 2]


@pytest.mark.parametrize("side", SIDES)
def test_edges_join_known_landmarks_of_one_side(side: str) -> None:
    assert other_side(other_side(side)) == side != other_side(side)
    for edge in limb_edges(side):
        assert set(edge) <= set(BLAZEPOSE_33)
        assert all(name.startswith(side) for name in edge)
        assert tuple(map(mirrored_name, edge)) in limb_edges(other_side(side))
    for edge in TRUNK_EDGES:
        assert set(edge) <= set(BLAZEPOSE_33)
