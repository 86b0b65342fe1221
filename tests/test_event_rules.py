"""How opinions of cues become one event a stride: what a whole foot's strides have in common counts once."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gaitcheck.events import rules
from gaitcheck.events.rules import event_rules, place

TRUE = 0.3
RULES = event_rules()["toe_off"]


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, float]]:
    """Twelve strides in which every cue sees the event at `TRUE`, but for its own deviation in this clip."""
    own = dict(zip(RULES, np.linspace(-0.03, 0.03, len(RULES)), strict=True))
    strides = [{name: TRUE - rule.lead + own[name] for name, rule in RULES.items()} for _ in range(12)]
    monkeypatch.setattr(rules, "cue_shares", lambda window, _kind: window)
    return strides


def shares(strides: list[dict[str, float]]) -> list[float]:
    return [math.nan if found is None else found.share for found in place(strides, "toe_off")]


def average(strides: list[dict[str, float]]) -> float:
    """The weighted mean of a stride's opinions."""
    weights = [rule.weight for rule in RULES.values()]
    return float(np.average([strides[0][name] + rule.lead for name, rule in RULES.items()], weights=weights))


def test_strides_that_agree_lie_at_the_weighted_mean(seen: list[dict[str, float]]) -> None:
    assert shares(seen) == pytest.approx([average(seen)] * 12, abs=1e-9)


@pytest.mark.parametrize("cue", [name for name, rule in RULES.items() if 0.0 < rule.weight < 0.7])
def test_a_stride_in_which_a_cue_is_missing_does_not_lie_apart(seen: list[dict[str, float]], cue: str) -> None:
    expected = average(seen)
    seen[4][cue] = math.nan
    assert shares(seen) == pytest.approx([expected] * 12, abs=1e-6)


@pytest.mark.parametrize("cue", list(RULES))
def test_one_cue_that_errs_moves_its_stride_little_and_the_others_not_at_all(
    seen: list[dict[str, float]], cue: str
) -> None:
    expected = average(seen)
    seen[4][cue] += 0.1
    found = shares(seen)
    assert abs(found[4] - expected) < 0.02
    assert found[:4] + found[5:] == pytest.approx([expected] * 11, abs=1e-6)


def test_a_stride_that_all_cues_see_later_is_later(seen: list[dict[str, float]]) -> None:
    expected = average(seen)
    seen[4] = {name: value + 0.02 for name, value in seen[4].items()}
    assert shares(seen)[4] == pytest.approx(expected + 0.02, abs=1e-3)


def light_cues_only(stride: dict[str, float], most: int = 99) -> dict[str, float]:
    """The stride without the cues that carry an event's place."""
    light = [name for name, rule in RULES.items() if 0.0 <= rule.weight < 0.1][:most]
    return {name: value if name in light else math.nan for name, value in stride.items()}


def test_one_light_cue_is_no_event(seen: list[dict[str, float]]) -> None:
    seen[4] = light_cues_only(seen[4], most=1)
    assert math.isnan(shares(seen)[4])


def test_light_cues_place_a_stride_where_the_others_tell_how_they_deviate(seen: list[dict[str, float]]) -> None:
    expected = average(seen)
    seen[4] = light_cues_only(seen[4])
    assert shares(seen) == pytest.approx([expected] * 12, abs=1e-6)


def test_light_cues_alone_place_no_foot(seen: list[dict[str, float]]) -> None:
    assert all(map(math.isnan, shares([light_cues_only(stride) for stride in seen])))


def test_a_cue_seen_too_seldom_to_be_known_moves_no_stride(seen: list[dict[str, float]]) -> None:
    cue = next(name for name, rule in RULES.items() if 0.1 < rule.weight < 0.5)
    for stride in seen[3:]:
        stride[cue] = math.nan
    found = shares(seen)
    assert found == pytest.approx([found[-1]] * 12, abs=1e-6)


def test_few_strides_are_placed_one_by_one(seen: list[dict[str, float]]) -> None:
    assert shares(seen[:2]) == pytest.approx([average(seen)] * 2, abs=1e-9)


def test_no_stride_is_no_event() -> None:
    assert place([], "contact") == []
