"""A comparison of saved files is the comparison of the analyses."""

from __future__ import annotations

from assessment_builders import OVERSTRIDER, TYPICAL
from report_builders import analysis_of

from gaitcheck.compare import compare, summary_from_json
from gaitcheck.export.document import to_document


def test_saved_and_in_memory_agree() -> None:
    before, after = analysis_of(OVERSTRIDER), analysis_of(TYPICAL)
    saved = compare(*(summary_from_json(to_document(analysis)) for analysis in (before, after)))
    live = compare(before, after)
    assert [(c.metric, c.side, c.verdict, c.message) for c in saved.changes] == [
        (c.metric, c.side, c.verdict, c.message) for c in live.changes
    ]
    assert saved.comparable and live.comparable
    assert {c.metric for c in live.changes if c.verdict == "real_change"} >= {"cadence_spm", "overstride_leg_pct"}
