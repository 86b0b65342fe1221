"""What is written comes back the same through readers that are not ours."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from export_samples import LOST, stick_analysis
from typer.testing import CliRunner

from gaitcheck.analysis.model import Analysis
from gaitcheck.cli.main import program
from gaitcheck.config import RunnerInfo
from gaitcheck.errors import OutputError, UsageError
from gaitcheck.export import FORMATS, export_analysis, load_analysis, to_document, write_document, write_frames
from gaitcheck.export.c3d import even_grid
from gaitcheck.export.scale import find_scale, markers

KNOWN = RunnerInfo(height_cm=175.0, speed_kmh=10.0)
LEG_M = 0.491 * 1.75


@pytest.fixture(scope="module")
def analysis(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    return stick_analysis(tmp_path_factory.mktemp("sample"), KNOWN)


@pytest.fixture(scope="module")
def saved(analysis: Analysis, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("saved")
    write_document(analysis, folder / "analysis.json")
    write_frames(analysis, folder / "frames.parquet")
    return folder


def test_a_saved_analysis_comes_back(analysis: Analysis, saved: Path) -> None:
    loaded = load_analysis(saved)
    assert to_document(loaded) == json.loads((saved / "analysis.json").read_text())
    np.testing.assert_array_equal(loaded.pose.xy_px, analysis.pose.xy_px)
    for side in ("left", "right"):
        for name in ("knee_flexion_deg", "toe", "hip"):
            before, after = (getattr(a.kinematics.leg(side), name) for a in (analysis, loaded))
            np.testing.assert_array_equal(after, before)
    np.testing.assert_array_equal(loaded.kinematics.observed, analysis.kinematics.observed)
    assert loaded.options == analysis.options
    assert loaded.kinematics.view == replace(analysis.kinematics.view, **_rounded_yaw(loaded))


def _rounded_yaw(loaded: Analysis) -> dict[str, float | None]:
    view = loaded.kinematics.view
    return {"yaw_deg": view.yaw_deg, "yaw_sd_deg": view.yaw_sd_deg}


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda folder: (folder / "analysis.json").unlink(), "is not a saved analysis"),
        (lambda folder: (folder / "analysis.json").write_text('{"schema": "other/9"}'), "other/9"),
        (lambda folder: (folder / "frames.parquet").unlink(), "missing or damaged"),
        (lambda folder: (folder / "frames.parquet").write_bytes(b"PAR1junk"), "missing or damaged"),
        (
            lambda folder: (folder / "analysis.json").write_text('{"schema": "gaitcheck.analysis/1"}'),
            "is not complete",
        ),
    ],
)
def test_a_damaged_analysis_is_told(saved: Path, tmp_path: Path, damage: object, sentence: str) -> None:
    for name in ("analysis.json", "frames.parquet"):
        (tmp_path / name).write_bytes((saved / name).read_bytes())
    assert callable(damage)
    damage(tmp_path)
    with pytest.raises(UsageError, match=sentence):
        load_analysis(tmp_path)


def test_trc_through_a_table_reader(analysis: Analysis, tmp_path: Path) -> None:
    pd = pytest.importorskip("pandas")
    export_analysis(analysis, tmp_path / "run.trc")
    lines = (tmp_path / "run.trc").read_text().splitlines()
    assert lines[0] == "PathFileType\t4\t(X/Y/Z)\trun.trc"
    header = dict(zip(lines[1].split("\t"), lines[2].split("\t"), strict=True))
    assert (header["DataRate"], header["Units"], header["NumFrames"]) == ("30", "mm", "180")
    names = lines[3].split("\t")[2::3]
    table = pd.read_csv(tmp_path / "run.trc", sep="\t", skiprows=6, header=None).to_numpy(float)
    np.testing.assert_allclose(table[:, 1], analysis.kinematics.time_s, atol=1e-6)
    column = 2 + 3 * names.index("RKnee")
    expected = 1000 * LEG_M * analysis.kinematics.right.knee
    np.testing.assert_allclose(table[:, column : column + 2], expected, atol=1e-4)
    assert np.isnan(table[LOST.start + 4, column])


def test_trc_and_mot_in_opensim(analysis: Analysis, tmp_path: Path) -> None:
    opensim = pytest.importorskip("opensim")
    for name in ("run.trc", "run.mot"):
        export_analysis(analysis, tmp_path / name)
    trc = opensim.TimeSeriesTableVec3(str(tmp_path / "run.trc"))
    np.testing.assert_allclose(trc.getIndependentColumn(), analysis.kinematics.time_s, atol=1e-6)
    knee = trc.getDependentColumn("RKnee")
    heights = np.array([knee[i][1] for i in range(trc.getNumRows())])
    np.testing.assert_allclose(heights, 1000 * LEG_M * analysis.kinematics.right.knee[:, 1], atol=1e-4)
    mot = opensim.TimeSeriesTable(str(tmp_path / "run.mot"))
    assert mot.getTableMetaDataString("inDegrees") == "yes"
    angles = mot.getDependentColumn("knee_angle_r").to_numpy()
    np.testing.assert_allclose(angles, analysis.kinematics.right.knee_flexion_deg, atol=1e-6)


def test_trc_in_a_second_library(analysis: Analysis, tmp_path: Path) -> None:
    trc_data = pytest.importorskip("trc")
    export_analysis(analysis, tmp_path / "run.trc")
    trc = trc_data.TRCData()
    trc.load(str(tmp_path / "run.trc"))
    assert (trc["DataRate"], trc["NumFrames"], trc["Units"]) == (30.0, 180, "mm")
    np.testing.assert_allclose(trc["Time"], analysis.kinematics.time_s, atol=1e-6)
    expected = 1000 * LEG_M * analysis.kinematics.right.knee
    np.testing.assert_allclose(np.array(trc["RKnee"])[:, :2], expected, atol=1e-4)


def test_c3d_in_ezc3d(analysis: Analysis, tmp_path: Path) -> None:
    ezc3d = pytest.importorskip("ezc3d")
    export_analysis(analysis, tmp_path / "run.c3d")
    file = ezc3d.c3d(str(tmp_path / "run.c3d"))
    point, event = file["parameters"]["POINT"], file["parameters"]["EVENT"]
    assert (point["UNITS"]["value"], point["RATE"]["value"][0]) == (["mm"], pytest.approx(30.0))
    knee = file["data"]["points"][:2, point["LABELS"]["value"].index("RKnee")]
    np.testing.assert_allclose(knee, 1000 * LEG_M * analysis.kinematics.right.knee.T, atol=1e-3)
    events = analysis.events.all()
    np.testing.assert_allclose(event["TIMES"]["value"][1], [e.time_s for e in events], atol=1e-5)
    kinds = {"contact": "Foot Strike", "toe_off": "Foot Off"}
    assert event["LABELS"]["value"] == [kinds[e.kind] for e in events]
    assert event["CONTEXTS"]["value"] == [e.side.capitalize() for e in events]


@pytest.mark.filterwarnings("ignore")
def test_c3d_in_a_second_library(analysis: Analysis, tmp_path: Path) -> None:
    pytest.importorskip("ezc3d")
    c3d = pytest.importorskip("c3d")
    export_analysis(analysis, tmp_path / "run.c3d")
    with (tmp_path / "run.c3d").open("rb") as stream:
        reader = c3d.Reader(stream)
        labels = [label.strip() for label in reader.point_labels]
        frames = np.array([points for _, points, _ in reader.read_frames()])
    toe = frames[:, labels.index("LToe")]
    expected = 1000 * LEG_M * analysis.kinematics.left.toe[:, 0]
    seen = np.isfinite(expected)
    np.testing.assert_allclose(toe[seen, 0], expected[seen], atol=1e-3)
    assert (toe[~seen, 3] < 0).all()


def test_uneven_frames_become_even_for_c3d() -> None:
    time_s = np.arange(60) / 30.0
    assert even_grid(time_s) is None
    uneven = np.delete(time_s, [20, 21])
    grid = even_grid(uneven)
    assert grid is not None
    np.testing.assert_allclose(grid, time_s)


@pytest.mark.parametrize(
    ("legacy", "dims"),
    [(False, ("keypoint", "individual")), (True, ("keypoints", "individuals"))],
)
def test_netcdf_has_the_layout_of_movement(
    analysis: Analysis, tmp_path: Path, legacy: bool, dims: tuple[str, str]
) -> None:
    """As xarray reads it; ``python -m tools.check_movement`` asks movement itself, in an environment of its own."""
    xr = pytest.importorskip("xarray")
    pytest.importorskip("netCDF4")
    from gaitcheck.export.movement import write_movement

    write_movement(analysis, tmp_path / "run.nc", legacy=legacy)
    with xr.open_dataset(tmp_path / "run.nc") as dataset:
        assert dataset["position"].dims == ("time", "space", *dims)
        assert dataset["confidence"].dims == ("time", *dims)
        assert (dataset.attrs["ds_type"], dataset.attrs["time_unit"]) == ("poses", "seconds")
        np.testing.assert_array_equal(dataset["time"], analysis.kinematics.time_s)
        knee = dataset["position"].sel({dims[0]: "left_knee", dims[1]: "runner"})
        np.testing.assert_array_equal(knee, analysis.pose.point("left_knee"))


def test_csv_and_workbook_hold_the_same_frames(analysis: Analysis, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    for name in ("run.csv", "run.xlsx"):
        export_analysis(analysis, tmp_path / name)
    with (tmp_path / "run.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    knee = [float(row["right_knee_flexion_deg"] or "nan") for row in rows]
    np.testing.assert_array_equal(knee, analysis.kinematics.right.knee_flexion_deg)
    book = openpyxl.load_workbook(tmp_path / "run.xlsx", read_only=True)
    assert book.sheetnames == ["Metrics", "Strides", "Events", "Quality", "Frames", "About"]
    header, *cells = book["Frames"].iter_rows(values_only=True)
    column = header.index("right_knee_flexion_deg")
    # Workbooks hold 16 digits.
    np.testing.assert_allclose(np.array([row[column] for row in cells], dtype=float), knee, rtol=1e-14)
    book.close()


def test_the_scale_is_height_then_speed_then_pixels(analysis: Analysis) -> None:
    assert find_scale(analysis).source == "height"
    assert find_scale(analysis).per_leg == pytest.approx(LEG_M)
    unknown = replace(analysis, options=replace(analysis.options, runner=RunnerInfo()))
    assert find_scale(unknown).source == "pixels"
    assert find_scale(unknown).per_leg == analysis.kinematics.leg_length_px
    with pytest.raises(UsageError, match="cannot be scaled by height"):
        find_scale(unknown, "height")


def test_markers_from_behind_lie_across(analysis: Analysis) -> None:
    view = replace(analysis.kinematics.view, view="rear", near_side=None)
    rear = replace(analysis, kinematics=replace(analysis.kinematics, view=view))
    knee = markers(rear, find_scale(rear))["RKnee"]
    np.testing.assert_allclose(knee[:, 2], LEG_M * analysis.kinematics.right.knee[:, 0])
    assert not np.any(knee[np.isfinite(knee[:, 0]), 0])


def test_the_command_writes_every_format(saved: Path, tmp_path: Path) -> None:
    for library in ("ezc3d", "openpyxl", "xarray", "netCDF4"):
        pytest.importorskip(library)
    wanted = [tmp_path / f"run.{name}" for name in FORMATS]
    arguments = [part for path in wanted for part in ("--out", str(path))]
    result = CliRunner().invoke(program(), ["export", str(saved), *arguments])
    assert result.exit_code == 0, result.output
    assert all(path.stat().st_size > 1000 for path in wanted)
    assert sorted(tmp_path.glob("run.*")) == sorted(wanted)


def test_what_cannot_be_written_is_told(analysis: Analysis, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="must end in one of"):
        export_analysis(analysis, tmp_path / "run.pdf")
    with pytest.raises(UsageError, match="not scaled"):
        export_analysis(analysis, tmp_path / "run.csv", scale="height")
    with pytest.raises(OutputError):
        export_analysis(analysis, tmp_path / "nowhere" / "run.trc")
