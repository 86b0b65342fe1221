"""Nothing a user can read claims to diagnose, predict, prevent or treat, or shows a bare number."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from assessment_builders import OVERSTRIDER, TYPICAL, metrics_of, view_of
from report_builders import analysis_of
from test_report_content import content_of

from gaitcheck.assessment import Answers, assess
from gaitcheck.compare import compare, summary_of
from gaitcheck.config import RunnerInfo
from gaitcheck.guidance import sources, wording
from gaitcheck.report import render_html

PACKAGE = Path(__file__).parents[2] / "gaitcheck"
FORBIDDEN = [
    r"\bdiagnos",
    r"\bdetects?\b[^.]*\b(injur|pain|knee|condition)",
    r"\bscreen(s|ing)?\b(?! and)",
    r"\bprevent",
    r"\btreat(s|ed|ing|ment|ments)?\b",
    r"\bcures?\b",
    r"\bheals?\b",
    r"\brehab",
    r"\b(reduces?|cuts?|lowers?|eases?)\b[^.]*\byour (pain|knee load)",
    r"\binjury risk\b|\brisk of (an )?injur|\bat risk\b|\bhigh risk\b|\brisk score\b",
    r"\bsafe to\b|\bunsafe\b|\bdangerous\b",
    r"\babnormal|\bpatholog|\bdysfunction|\bfaulty\b",
    r"\b180\b(?! degrees)",
    r"\binstead of (seeing )?a (clinician|doctor)",
    r"\bknee[- ]risk\b",
    r"\bguarantee",
]
ALLOWED = (wording().disclaimer,)


def offences(text: str) -> list[str]:
    for allowed in ALLOWED:
        text = text.replace(allowed, "")
    return [pattern for pattern in FORBIDDEN if re.search(pattern, text, re.IGNORECASE)]


def strings_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings_in(item)


def toml_files() -> list[Path]:
    others = (PACKAGE / "metrics" / "definitions.toml", PACKAGE / "review" / "checklist.toml")
    return [*sorted((PACKAGE / "guidance").glob("*.toml")), *others]


@pytest.mark.parametrize("path", toml_files(), ids=lambda path: path.name)
def test_data_files(path: Path) -> None:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    if path.name == "sources.toml":
        # Titles of publications are quoted as printed.
        data = {key: {"read": row["read"]} for key, row in data["source"].items()}
    for text in strings_in(data):
        assert not offences(text), text
        assert "memory" not in text.lower(), text


def python_files() -> list[Path]:
    folders = ("assessment", "guidance", "report")
    found = [path for folder in folders for path in sorted((PACKAGE / folder).rglob("*.py"))]
    return [*found, PACKAGE / "compare.py", PACKAGE / "metronome.py"]


@pytest.mark.parametrize("path", python_files(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_string_literals(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not offences(node.value), node.value


def test_templates() -> None:
    for path in (PACKAGE / "report" / "templates").glob("report.*"):
        if "css" not in path.name:
            text = re.sub(r"media=\"[^\"]*\"|unsafe-inline", "", path.read_text(encoding="utf-8"))
            assert not offences(text), path.name


def shown_text(html: str) -> str:
    """What a reader sees: no style, no tags, no list of publications."""
    html = re.sub(r"<style>.*?</style>|<ol class=\"sources\">.*?</ol>", "", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html).replace("\u00a0", " "))


@pytest.mark.parametrize(
    ("values", "answers"),
    [
        (TYPICAL, None),
        (OVERSTRIDER | {"trunk_lean_deg": (-3.0, 2.0)}, Answers(pain_during=4)),
        (OVERSTRIDER, Answers(red_flags=("fall_or_pop",))),
        ({}, None),
    ],
    ids=["typical", "three things", "red flag", "nothing"],
)
def test_rendered_reports(values: dict[str, tuple[float, float]], answers: Answers | None) -> None:
    text = shown_text(render_html(content_of(analysis_of(values), answers)))
    assert not offences(text)


def test_every_measured_number_in_a_message_has_its_interval() -> None:
    result = assess(metrics_of(OVERSTRIDER), view_of(), "running", RunnerInfo(speed_kmh=10.0))
    for finding in result.findings:
        if finding.verdict != "not_assessed":
            value = finding.message.partition(": ")[2].partition(";")[0]
            assert "±" in value or " to " in value, finding.message
    drill = result.plan.suggestions[0].drill
    assert "±" in drill.partition("your ")[2]


def test_comparison_messages() -> None:
    result = compare(summary_of(analysis_of(OVERSTRIDER)), summary_of(analysis_of(TYPICAL)))
    for change in result.changes:
        assert not offences(change.message)
        if change.verdict in ("real_change", "no_detectable_change"):
            assert "±" in change.message or " to " in change.message


def test_no_message_has_more_digits_than_the_measurement_deserves() -> None:
    result = assess(metrics_of({"cadence_spm": (168.43, 0.21)}), view_of(), "running", RunnerInfo())
    (finding,) = [f for f in result.findings if f.metric == "cadence_spm"]
    assert "168 ± 1 spm" in finding.message and "168.4" not in finding.message


@pytest.mark.parametrize(
    "name",
    ["noehren2011", "maykut", "pipkin", "adams2018", "altman", "kanko", "johnson2022", "zeni", "king2019", "alvim"],
)
def test_publications_that_were_not_read_are_not_cited(name: str) -> None:
    assert not [key for key in sources() if name in key]


def test_the_lint_bites() -> None:
    for text in ("This diagnoses runner's knee.", "Aim for 180 spm.", "Your injury risk is high.", "Safe to run."):
        assert offences(text), text
    assert not offences("Some studies found that shorter, quicker steps lower the load on the front of the knee.")
