"""The committed data dictionary is the generated one, and speaks of every column."""

from __future__ import annotations

from pathlib import Path

from gaitcheck.batch.columns import stride_columns, video_columns
from gaitcheck.batch.dictionary import data_dictionary
from gaitcheck.export.frames import frame_columns


def test_the_committed_dictionary_is_up_to_date(project: Path) -> None:
    committed = (project / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert committed == data_dictionary(), "run: gaitcheck dictionary > docs/data-dictionary.md"


def test_every_column_has_a_meaning_and_a_unit_or_none_on_purpose() -> None:
    columns = [*video_columns(), *stride_columns(), *frame_columns()]
    assert all(column.description for column in columns)
    assert all(column.unit for column in columns if column.name.endswith(("_deg", "_s", "_pct", "_spm", "_px")))


def test_no_column_appears_twice_in_a_table() -> None:
    for columns in (video_columns(), stride_columns(), frame_columns()):
        names = [column.name for column in columns]
        assert len(names) == len(set(names))
