"""Damaged copies of everything we parse ourselves: each is read, or refused as what it is; nothing else happens."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "report"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "assessment"))

from report_builders import analysis_of

from gaitcheck.batch.manifest import read_manifest
from gaitcheck.config import AnalysisOptions
from gaitcheck.errors import GaitcheckError
from gaitcheck.export import load_analysis
from gaitcheck.pose.recorded import load_detection, read_keypoints
from gaitcheck.results import write_data

MANIFEST = b"video,subject,height_cm,speed_kmh,start_s,end_s\na.mp4,S1,175,10,0,5\nb.mp4,S2,,,,\n"
PEOPLE = [{"keypoints": [[1.0, 2.0]] * 17, "keypoint_scores": [0.9] * 17}]
KEYPOINTS = json.dumps({"instance_info": [{"frame_id": 1, "instances": PEOPLE}, {"frame_id": 2, "instances": []}]})


@st.composite
def damage(draw: st.DrawFn) -> Callable[[bytes], bytes]:
    """A few edits: bytes changed, put in, left out, repeated, or the end cut off."""
    edits = draw(
        st.lists(st.tuples(st.integers(0, 4), st.floats(0, 1), st.binary(max_size=12)), min_size=1, max_size=6)
    )

    def apply(data: bytes) -> bytes:
        for kind, share, what in edits:
            at = round(share * len(data))
            data = (
                data[:at] + what + data[at + len(what) :],
                data[:at] + what + data[at:],
                data[:at] + data[at + 1 + len(what) :],
                data[:at] + data[max(0, at - 30) : at] + data[at:],
                data[:at],
            )[kind]
        return data

    return apply


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("saved")
    write_data(analysis_of(), folder)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@settings(max_examples=150)
@given(damage())
def test_manifests(change: Callable[[bytes], bytes]) -> None:
    with TemporaryDirectory() as place:
        path = Path(place) / "manifest.csv"
        path.write_bytes(change(MANIFEST))
        for name in ("a.mp4", "b.mp4"):
            (path.parent / name).write_bytes(b"x")
        with suppress(GaitcheckError):
            read_manifest(path, AnalysisOptions(), None)


@settings(max_examples=150)
@given(damage())
def test_keypoint_files(change: Callable[[bytes], bytes]) -> None:
    with TemporaryDirectory() as place:
        path = Path(place) / "keypoints.json"
        path.write_bytes(change(KEYPOINTS.encode()))
        with suppress(GaitcheckError):
            read_keypoints(path)


@settings(max_examples=50)
@given(content=st.binary(max_size=300))
def test_recordings(content: bytes) -> None:
    with TemporaryDirectory() as place:
        path = Path(place) / "poses.npz"
        path.write_bytes(b"PK\x03\x04" + content)
        with pytest.raises(GaitcheckError):
            load_detection(path)


@settings(max_examples=60)
@given(change=damage(), which=st.sampled_from(("analysis.json", "frames.parquet")))
def test_saved_analyses(saved: dict[str, bytes], change: Callable[[bytes], bytes], which: str) -> None:
    with TemporaryDirectory() as place:
        for name, data in saved.items():
            (Path(place) / name).write_bytes(change(data) if name == which else data)
        with suppress(GaitcheckError):
            load_analysis(Path(place))
