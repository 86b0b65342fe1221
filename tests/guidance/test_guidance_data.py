"""The guidance files: every row cites something that exists, in the metric's unit, with sane limits."""

from __future__ import annotations

import itertools

import pytest

from gaitcheck.guidance import (
    Citation,
    Guideline,
    advice,
    guideline,
    guidelines,
    reference_curve,
    smallest_changes,
    sources,
    wording,
)
from gaitcheck.metrics.registry import definitions


def all_citations() -> list[Citation]:
    rows = [fact for row in guidelines() for fact in row.facts]
    rows += [row.citation for row in smallest_changes().values()]
    rows += [citation for row in advice() for citation in row.sources]
    rows += [*wording().evidence, *wording().stop, reference_curve().citation]
    return rows


def by_id(row: Guideline) -> str:
    return row.id


def test_every_citation_has_a_source_and_a_locator() -> None:
    for citation in all_citations():
        assert citation.source in sources(), citation
        assert len(citation.locator) > 3, citation


def test_every_source_can_be_found_and_says_what_was_read() -> None:
    for source in sources().values():
        assert source.doi or source.url, source.key
        assert source.doi is None or source.doi.startswith("10."), source.key
        assert source.link.startswith("https://"), source.key
        assert source.read, source.key
        assert "memory" not in f"{source.read} {source.citation}".lower(), source.key


def test_no_source_is_idle() -> None:
    assert {citation.source for citation in all_citations()} == set(sources())


@pytest.mark.parametrize("row", guidelines(), ids=by_id)
def test_row_agrees_with_the_registry(row: Guideline) -> None:
    registered = definitions()[row.metric]
    assert row.unit == registered.unit
    assert row.tier == registered.tier
    assert set(row.views) <= set(registered.views)


@pytest.mark.parametrize("row", guidelines(), ids=by_id)
def test_limits_are_sane(row: Guideline) -> None:
    assert row.speed_mps[0] < row.speed_mps[1]
    if row.low is not None and row.high is not None:
        assert row.low < row.high
    if row.kind == "band":
        assert row.low is not None or row.high is not None
        assert row.within
    if row.kind == "scale":
        assert row.low is None and row.high is None and row.group is None
    assert row.facts and row.why and row.population


@pytest.mark.parametrize("row", guidelines(), ids=by_id)
def test_own_judgement_is_said_and_leans_on_facts(row: Guideline) -> None:
    assert (row.basis == "own judgement") == bool(row.judgement)
    assert all(fact.text for fact in row.facts)


def test_no_two_rows_overlap_for_one_population() -> None:
    for a, b in itertools.combinations(guidelines(), 2):
        if a.metric == b.metric and a.population == b.population and set(a.views) & set(b.views):
            assert a.speed_mps[1] <= b.speed_mps[0] or b.speed_mps[1] <= a.speed_mps[0], (a.id, b.id)


def test_scored_rows_have_what_the_form_match_needs() -> None:
    for row in guidelines():
        if row.group is not None:
            assert row.tier == "A" and row.kind == "band"
            assert row.ramp is not None and row.ramp > 0
            assert "worth_a_look" in (row.low_side, row.high_side)


def test_what_must_never_be_scored() -> None:
    assert not [row for row in guidelines() if "fppa" in row.metric or "knee_window" in row.metric]
    assert guideline("foot-angle-scale").kind == "scale"
    for row in guidelines():
        if row.metric.startswith("knee_flexion"):
            assert row.low_side == "benign", f"{row.id} would reward a deeper knee bend"
        if row.metric == "cadence_spm":
            assert row.high_side == "benign"


def test_smallest_changes_are_in_the_registered_unit() -> None:
    for name, row in smallest_changes().items():
        assert row.unit == definitions()[name].unit
        assert row.value > 0
        assert set(row.needs) <= {"yaw", "model", "scale"}


def test_advice_refers_to_registered_metrics() -> None:
    for row in advice():
        for condition in (*row.triggers, *row.needs, *row.blocked_by):
            name, side = condition.split()
            assert name in definitions() and side in ("below", "above")


def test_every_worth_a_look_side_of_a_scored_row_leads_somewhere() -> None:
    triggers = {trigger for row in advice() for trigger in row.triggers}
    for row in guidelines():
        if row.group is None:
            continue
        for side, meaning in (("below", row.low_side), ("above", row.high_side)):
            limit = row.low if side == "below" else row.high
            assert (f"{row.metric} {side}" in triggers) == (meaning == "worth_a_look" and limit is not None)
