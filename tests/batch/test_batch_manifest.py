"""The manifest is checked whole, before anything starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from gaitcheck.batch import BatchProgress, ManifestError, plan_batch, run_batch
from gaitcheck.config import AnalysisOptions, RunnerInfo, Trim
from gaitcheck.errors import UsageError


def _folder(tmp_path: Path, manifest: str, names: tuple[str, ...] = ("a.mp4", "b.mp4")) -> Path:
    for name in names:
        (tmp_path / name).write_bytes(name.encode())
    path = tmp_path / "subjects.csv"
    path.write_text(manifest, encoding="utf-8")
    return path


def test_every_column_reaches_the_options(tmp_path: Path) -> None:
    manifest = _folder(
        tmp_path,
        "video,subject,condition,height_cm,speed_kmh,side,slow_motion_factor,trim_start_s,trim_end_s\n"
        "a.mp4,S01,base,171.5,10.4,left,8,2,12.5\n",
    )
    (item,) = plan_batch([], manifest=manifest)
    assert item.options.runner == RunnerInfo(height_cm=171.5, speed_kmh=10.4)
    assert (item.options.view, item.options.slow_motion_factor) == ("side-left", 8.0)
    assert (item.subject, item.condition, item.options.trim) == ("S01", "base", Trim(start_s=2.0, end_s=12.5))
    assert item.video == (tmp_path / "a.mp4").absolute()


def test_empty_cells_leave_the_options_of_the_batch(tmp_path: Path) -> None:
    manifest = _folder(tmp_path, "video;height_cm;side\na.mp4;;\nb.mp4;180;rear\n")
    options = AnalysisOptions(runner=RunnerInfo(height_cm=170.0), view="front")
    first, second = plan_batch([], manifest=manifest, options=options)
    assert (first.options.runner.height_cm, first.options.view) == (170.0, "front")
    assert (second.options.runner.height_cm, second.options.view) == (180.0, "rear")


def test_five_mistakes_are_all_reported_with_row_and_column_and_nothing_starts(tmp_path: Path) -> None:
    manifest = _folder(
        tmp_path,
        "video,height_cm,speed_kmh,side,trim_start_s,trim_end_s\n"
        "a.mp4,1.75,10,left,,\n"
        "b.mp4,175,fast,left,,\n"
        "missing.mp4,175,10,left,,\n"
        "a.mp4,175,10,above,3,9\n"
        "b.mp4,175,10,right,9,3\n",
    )
    started: list[BatchProgress] = []
    out = tmp_path / "out"
    with pytest.raises(ManifestError) as caught:
        run_batch([], out, manifest=manifest, report=started.append)
    places = [problem.split(":")[0] for problem in caught.value.problems]
    assert places == [
        "row 2, column height_cm",
        "row 3, column speed_kmh",
        "row 4, column video",
        "row 5, column side",
        "row 6, column trim_end_s",
    ]
    assert all(place in str(caught.value) for place in places)
    assert caught.value.exit_code == 2
    assert not started
    assert not out.exists()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("video,hieght_cm\na.mp4,170\n", "did you mean 'height_cm'?"),
        ("video,video\na.mp4,b.mp4\n", "more than once"),
        ("subject\nS01\n", "no column 'video'"),
        ('video,speed_kmh\na.mp4,"10,5"\n', "decimal point"),
        ("video,speed_kmh\na.mp4,nan\n", "not between"),
        ("video,subject\na.mp4,S01\na.mp4,S02\n", "in row 2 already"),
        ("video,subject\na.mp4,S01,extra\n", "more cells than columns"),
        ("video,subject\n,S01\n", "the cell is empty"),
    ],
)
def test_one_mistake(tmp_path: Path, text: str, wanted: str) -> None:
    with pytest.raises(ManifestError, match=wanted.replace("?", r"\?")):
        plan_batch([], manifest=_folder(tmp_path, text))


def test_the_same_clip_with_two_trims_is_two_items(tmp_path: Path) -> None:
    manifest = _folder(tmp_path, "video,trim_start_s,trim_end_s\na.mp4,0,10\na.mp4,10,20\n")
    assert [item.options.trim.start_s for item in plan_batch([], manifest=manifest)] == [0.0, 10.0]


def test_rows_and_inputs_must_match(tmp_path: Path) -> None:
    manifest = _folder(tmp_path, "video\na.mp4\n")
    with pytest.raises(ManifestError, match=r"b\.mp4 is among the inputs but not in the manifest"):
        plan_batch([tmp_path], manifest=manifest)
    (tmp_path / "b.mp4").unlink()
    assert len(plan_batch([tmp_path], manifest=manifest)) == 1


@pytest.mark.parametrize("content", [b"", b"video,subject\n", b"\xff\xfe\x00v"])
def test_a_manifest_that_cannot_be_read(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "subjects.csv"
    path.write_bytes(content)
    with pytest.raises(UsageError):
        plan_batch([], manifest=path)


def test_inputs_are_found_at_any_depth_once_and_in_order(tmp_path: Path) -> None:
    for name in ("b/z.MP4", "a/x.mov", "a/.hidden/y.mp4", "a/notes.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    items = plan_batch([tmp_path, tmp_path / "b" / "z.MP4"])
    assert [item.video.relative_to(tmp_path).as_posix() for item in items] == ["a/x.mov", "b/z.MP4"]


def test_no_inputs_at_all(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="at least one video"):
        plan_batch([])
    with pytest.raises(UsageError, match="no file or folder"):
        plan_batch([tmp_path / "nowhere"])
    with pytest.raises(UsageError, match="No video"):
        plan_batch([tmp_path])
