"""What a report says: the right pages for each kind of answer, numbers with intervals, references that exist."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from assessment_builders import OVERSTRIDER, TYPICAL
from report_builders import analysis_of

from gaitcheck.analysis.model import Analysis
from gaitcheck.assessment import Answers, assess
from gaitcheck.config import RunnerInfo
from gaitcheck.pose.track import PoseSource
from gaitcheck.report import ReportContent, build_content
from gaitcheck.report.method import method_text


def content_of(analysis: Analysis, answers: Answers | None = None, **options: object) -> ReportContent:
    view, runner = analysis.kinematics.view, analysis.options.runner
    assessment = assess(analysis.metrics, view, analysis.kinematics.gait, runner, answers)
    return build_content(analysis, assessment, created=date(2026, 11, 22), **options)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def overstrider() -> ReportContent:
    return content_of(analysis_of(OVERSTRIDER), runner_name="Ada")


def test_the_head_names_runner_day_and_clip(overstrider: ReportContent) -> None:
    assert overstrider.runner_name == "Ada" and overstrider.created == "22 November 2026"
    assert dict(overstrider.facts)["Belt speed"] == "10.0 km/h (6.2 mph)"
    assert dict(overstrider.facts)["Filmed"] == "left side"


def test_the_stop_list_is_always_there(overstrider: ReportContent) -> None:
    assert len(overstrider.stop_items) == 10 and "clinician" in overstrider.stop_title


def test_what_to_try_is_numbered_to_its_sources(overstrider: ReportContent) -> None:
    (only,) = overstrider.suggestions
    numbers = {source.number for source in overstrider.sources}
    assert {int(n) for n in only.refs.split(", ")} <= numbers


def test_every_reference_in_the_text_is_listed(overstrider: ReportContent) -> None:
    numbers = {source.number for source in overstrider.sources}
    for row in overstrider.table:
        assert not row.refs or {int(n) for n in row.refs.split(", ")} <= numbers
    assert sorted(numbers) == list(range(1, len(numbers) + 1))


def test_every_value_has_its_interval(overstrider: ReportContent) -> None:
    assert overstrider.cards
    for card in overstrider.cards:
        assert "±" in card.value or " to " in card.value
    for row in overstrider.table:
        for text in filter(None, (row.both, row.left, row.right)):
            assert "±" in text or " to " in text
    assert overstrider.match is not None and " to " in overstrider.match.interval


def test_only_a_worth_a_look_side_stands_out(overstrider: ReportContent) -> None:
    tones = {card.title: card.tone for card in overstrider.cards}
    assert tones["Cadence"] == "look"
    assert tones["Foot angle at contact, left"] == "plain"
    assert tones["Forward lean"] == "within"


def test_cards_are_of_the_near_leg_only(overstrider: ReportContent) -> None:
    assert not [card for card in overstrider.cards if "right" in card.title]


def test_nothing_stands_out_has_a_page() -> None:
    content = content_of(analysis_of(TYPICAL))
    assert content.plan_headline == "Nothing stands out" and content.suggestions == ()


def test_a_red_flag_shows_measurements_and_nothing_else() -> None:
    content = content_of(analysis_of(OVERSTRIDER), Answers(red_flags=("fall_or_pop",)))
    assert content.gate == "red_flag" and content.plan_headline == "Please get it checked"
    assert content.cards == () and content.match is None and content.suggestions == ()
    assert content.table and {row.verdict for row in content.table} == {""}
    assert {row.reference for row in content.table} == {"–"}


@pytest.mark.parametrize("gait", ["walking", "none"])
def test_no_running_no_comparison_but_help(gait: str) -> None:
    content = content_of(analysis_of(TYPICAL, gait=gait))  # type: ignore[arg-type]
    assert content.cards == () and content.match is None and content.curve is None
    assert len(content.film) == 3


def test_nothing_assessed_still_makes_a_report() -> None:
    content = content_of(analysis_of({}, view="front", near_side=None, runner=RunnerInfo()))
    assert content.cards == () and content.table == () and content.film
    assert content.not_assessed
    assert dict(content.facts)["Belt speed"] == "not given"


def test_a_rear_clip_has_no_knee_curve() -> None:
    values = {"cadence_spm": (168.0, 1.0), "pelvic_drop_deg": (4.0, 2.0)}
    content = content_of(analysis_of(values, view="rear", near_side=None))
    assert content.curve is None and content.match is None and "at least 3" in content.match_reason
    assert [card.title for card in content.cards] == ["Cadence", "Pelvic drop, left", "Pelvic drop, right"]


def test_a_name_is_one_line_of_sane_length() -> None:
    content = content_of(analysis_of({}), runner_name="  a\n\tb\x00" + "c" * 500)
    assert content.runner_name.startswith("a bc") and len(content.runner_name) == 80


def test_the_method_says_where_the_joints_come_from() -> None:
    analysis = analysis_of(TYPICAL)
    measured = replace(
        analysis, pose=replace(analysis.pose, source=PoseSource(backend="markers", version="1", model="x"))
    )
    told, untold = ("computer-generated runners" in " ".join(method_text(a)) for a in (analysis, measured))
    assert told
    assert not untold
