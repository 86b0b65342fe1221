"""An analysis beside truth in every form: what was put in comes out, and bad truths are refused in a sentence."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from export_samples import stick_analysis
from typer.testing import CliRunner

from gaitcheck.analysis.model import Analysis
from gaitcheck.cli.main import program
from gaitcheck.config import RunnerInfo
from gaitcheck.errors import UsageError
from gaitcheck.results import write_data
from gaitcheck.validation.compare import validate
from gaitcheck.validation.read import read_truth

EARLY_S = 0.012


@pytest.fixture(scope="module")
def analysis(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    return stick_analysis(tmp_path_factory.mktemp("validate"), RunnerInfo(), lost=False)


@pytest.fixture(scope="module")
def saved(analysis: Analysis, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("saved")
    write_data(analysis, folder)
    return folder


def rows(analysis: Analysis, shift_s: float = 0.0) -> list[str]:
    return [f"{e.side},{e.kind},{e.time_s + shift_s:.5f}" for e in analysis.events.all()]


def written(folder: Path, name: str, lines: list[str]) -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n")
    return path


def test_a_known_shift_is_the_bias_and_nothing_else(analysis: Analysis, tmp_path: Path) -> None:
    truth = written(tmp_path, "events.csv", ["side,kind,time_s", *rows(analysis, -EARLY_S)])
    found = validate(analysis, truth)
    for event in found.events:
        assert event.n_missed == 0
        np.testing.assert_allclose(event.errors_ms, 1000.0 * EARLY_S, atol=0.02)
    times = [m for m in found.metrics if m.name in ("contact_time_ms", "stride_time_s", "cadence_spm")]
    assert len(times) == 5
    assert all(m.held for m in times)


def test_the_order_of_rows_and_the_wide_form_change_nothing(analysis: Analysis, tmp_path: Path) -> None:
    lines = rows(analysis)
    mixed = written(tmp_path, "mixed.csv", ["side,kind,time_s", *lines[::2], *lines[1::2]])
    wide = ["ic_s,side,to_s"]
    for side, letter in (("left", "L"), ("right", "R")):
        foot = analysis.events.foot(side)
        for contact_s in foot.contact_s:
            later = foot.toe_off_s[foot.toe_off_s > contact_s][:1]
            wide.append(f"{contact_s:.5f},{letter}," + (f"{later[0]:.5f}" if later.size else ""))
    for path in (mixed, written(tmp_path, "wide.csv", wide)):
        found = validate(analysis, path)
        assert max(np.abs(e.errors_ms).max() for e in found.events if e.errors_ms.size) < 0.02


def test_counted_frames_use_the_clips_own_times(analysis: Analysis, tmp_path: Path) -> None:
    events = [{"side": e.side, "kind": e.kind, "frame": e.time_s * 30.0 + 0.3} for e in analysis.events.all()]
    path = tmp_path / "counted.json"
    path.write_text(json.dumps({"fps": 30, "events": events, "uncertainty_frames": 0.5}))
    found = validate(analysis, path)
    for event in found.events:
        np.testing.assert_allclose(event.errors_ms, -10.0, atol=0.5)
    path.write_text(json.dumps({"fps": 25, "events": events}))
    with pytest.raises(UsageError, match="25 frames a second"):
        validate(analysis, path)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("nan.csv", "side,kind,time_s\nleft,contact,nan\n", "not a finite number"),
        ("columns.csv", "foo,bar\n1,2\n", "unknown column"),
        ("kind.csv", "side,kind,time_s\nleft,jump,1.0\n", "jump"),
        ("empty.csv", "", "empty"),
        ("none.json", "[]", "none.json"),
        ("not.json", "{", "not.json"),
        ("nofps.json", '{"events": []}', "fps"),
        ("truth.xlsx", "x", "must end in"),
    ],
)
def test_a_truth_that_cannot_be_used_is_refused_by_name(tmp_path: Path, name: str, text: str, says: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(UsageError, match=says) as refused:
        read_truth(path)
    assert name in str(refused.value)


def test_a_truth_of_another_time_matches_nothing_and_says_so(analysis: Analysis, tmp_path: Path) -> None:
    truth = written(tmp_path, "late.csv", ["side,kind,time_s", *rows(analysis, 100.0)])
    with pytest.raises(UsageError):
        validate(analysis, truth)
    assert validate(analysis, truth, offset_s=-100.0).events


def test_the_command_writes_all_three_files_and_nothing_for_a_bad_truth(
    analysis: Analysis, saved: Path, tmp_path: Path
) -> None:
    truth = written(tmp_path, "events.csv", ["side,kind,time_s", *rows(analysis, -EARLY_S)])
    done = CliRunner().invoke(program(), ["validate", str(saved), str(truth), "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert {p.name for p in (tmp_path / "out").iterdir()} == {
        "validation.json",
        "validation.csv",
        "validation.html",
    }
    document = json.loads((tmp_path / "out" / "validation.json").read_text())
    assert document["schema"] == "gaitcheck.validation/1"
    bad = written(tmp_path, "bad.csv", ["side,kind,time_s", "left,contact,nan"])
    refused = CliRunner().invoke(program(), ["validate", str(saved), str(bad), "--out", str(tmp_path / "none")])
    assert refused.exit_code == 2
    assert not (tmp_path / "none").exists()


def test_a_manifest_pools_clips_by_runner(analysis: Analysis, saved: Path, tmp_path: Path) -> None:
    written(tmp_path, "a.csv", ["side,kind,time_s", *rows(analysis, -EARLY_S)])
    written(tmp_path, "b.csv", ["side,kind,time_s", *rows(analysis, EARLY_S)])
    other = Path(shutil.copytree(saved, tmp_path / "other"))
    manifest = written(tmp_path, "m.csv", ["analysis,truth,runner", f"{saved},a.csv,anna", f"{other},b.csv,ben"])
    done = CliRunner().invoke(program(), ["validate", str(manifest), "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert "anna" in (tmp_path / "out" / "validation.csv").read_text()
