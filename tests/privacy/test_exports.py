"""What leaves with a result: pictures without a face, no metadata of the source, texts that run nothing."""

from __future__ import annotations

import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

for _name in ("overlay", "assessment", "report"):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / _name))

from overlay_analyses import HEAD_PX, make_analysis, write_room  # noqa: E402
from report_builders import analysis_of  # noqa: E402

from gaitcheck.analysis.model import Analysis  # noqa: E402
from gaitcheck.batch.item import BatchItem  # noqa: E402
from gaitcheck.batch.work import Task, perform  # noqa: E402
from gaitcheck.config import AnalysisOptions  # noqa: E402
from gaitcheck.errors import UsageError  # noqa: E402
from gaitcheck.export import export_analysis  # noqa: E402
from gaitcheck.jobs.folder import create_job, find_job  # noqa: E402
from gaitcheck.jobs.queue import delete_job  # noqa: E402
from gaitcheck.overlay import stills  # noqa: E402
from gaitcheck.results import VIDEO, assessment_of, write_data, write_report, write_video  # noqa: E402
from gaitcheck.video.reader import frames  # noqa: E402

TIMES_S = np.arange(60) / 30
#: The pose is lost for half a second.
LOST = slice(20, 35)
SECRETS = (b"Jane", b"+48.1")


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_room(tmp_path_factory.mktemp("clip") / "room.mp4", TIMES_S)


@pytest.fixture(scope="module")
def analysis(clip: Path) -> Analysis:
    return make_analysis(clip, np.array([f.time_s for f in frames(clip)]), lost=LOST)


def head_detail(rgb: np.ndarray) -> float:
    """How much neighbouring pixels differ where the face is."""
    x, y = (round(v) for v in HEAD_PX)
    return float(np.abs(np.diff(rgb[y - 25 : y + 25, x - 25 : x + 25].astype(float), axis=1)).mean())


def test_no_exported_frame_shows_the_face_also_where_the_pose_was_lost(analysis: Analysis, tmp_path: Path) -> None:
    write_video(analysis, tmp_path)
    shown = [head_detail(f.rgb) for f in frames(analysis.video.path)]
    hidden = [head_detail(f.rgb) for f in frames(tmp_path / VIDEO)]
    assert len(hidden) == TIMES_S.size
    assert np.isnan(analysis.pose.xy_px[LOST]).all()
    assert max(hidden) < 0.05 * min(shown)
    pictures = stills(analysis, list(TIMES_S[[0, 19, 25, 34, 35, 59]]))
    assert max(head_detail(rgb) for rgb in pictures) < 0.05 * min(shown)


def test_metadata_of_the_source_are_in_no_result(analysis: Analysis, clip: Path, tmp_path: Path) -> None:
    assert all(secret in clip.read_bytes() for secret in SECRETS), "the clip names a person and a place"
    write_data(analysis, tmp_path)
    write_report(analysis, assessment_of(analysis), tmp_path)
    write_video(analysis, tmp_path)
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) >= 6
    for path in written:
        assert not any(secret in path.read_bytes() for secret in SECRETS), path.name


FORMULAS = ("=1+1.mp4", "+1.mp4", "-1.mp4", "@SUM(A1).mp4", "\t=1+1.mp4", "=cmd|' C'!A1\x07.mp4")


@pytest.mark.parametrize("name", FORMULAS)
def test_a_workbook_takes_no_file_name_for_a_formula(name: str, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    made = analysis_of()
    named = replace(made, video=replace(made.video, path=Path(name)))
    export_analysis(named, tmp_path / "table.xlsx")
    book = openpyxl.load_workbook(tmp_path / "table.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    (about,) = [row[2] for row in book["About"].iter_rows() if row[0].value == "video"]
    assert about.value == name.replace("\x07", "")
    assert about.quotePrefix


def test_a_log_line_stays_one_line(tmp_path: Path) -> None:
    name = "a\nfailed: forged entry\x1b[2J.mp4"
    item = BatchItem(name=name, video=tmp_path / name, options=AnalysisOptions())
    outcome = perform(Task(item=item, out=tmp_path / "out"))
    assert outcome.status == "failed"
    (log,) = (tmp_path / "out" / "logs").iterdir()
    lines = log.read_text(encoding="utf-8").splitlines()
    assert all(line[:2] == "20" and line.isprintable() for line in lines)
    assert log.name.isascii() and "\n" not in log.name


def test_a_deleted_clip_is_nowhere(tmp_path: Path, clip: Path) -> None:
    root = tmp_path / "jobs"
    job = create_job(root, "Zenobia Quux.mp4", BytesIO(clip.read_bytes()))
    assert [path for path in root.rglob("*") if path.is_file() and b"Zenobia" in path.read_bytes()]
    delete_job(job)
    assert not [
        path for path in tmp_path.rglob("*") if path.is_file() and clip.read_bytes()[:4096] in path.read_bytes()
    ]
    assert not [path for path in tmp_path.rglob("*") if "Zenobia" in path.name]
    assert not list(root.iterdir())


def test_a_clip_is_found_by_its_owner_alone(tmp_path: Path) -> None:
    job = create_job(tmp_path, "a.mp4", BytesIO(b"x"), "anna")
    assert find_job(tmp_path, job.id, "anna") == job
    for other in ("", "ben"):
        with pytest.raises(UsageError):
            find_job(tmp_path, job.id, other)
