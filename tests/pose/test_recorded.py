"""Poses recorded by gaitcheck or by other tools, and files that only look like them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from clip_tools import noise_pictures, write_pictures
from hypothesis import given, settings
from hypothesis import strategies as st
from stick_people import Stick, people_of, times

from gaitcheck.errors import UsageError
from gaitcheck.pose.backend import Detection
from gaitcheck.pose.layouts import BY_COUNT
from gaitcheck.pose.people import choose_runner
from gaitcheck.pose.recorded import RecordedBackend, load_detection, read_keypoints, save_detection
from gaitcheck.skeleton import BLAZEPOSE_33
from gaitcheck.video import DecodeTally

FRAMES = 20
TIME_S = times(FRAMES / 30)
RUNNER = Stick(x_px=80.0, y_px=60.0, size_px=60.0)
XY = RUNNER.landmarks(TIME_S)

# Where the tools put these keypoints, from their own documentation.
OPENPOSE_25 = {
    "nose": 0,
    "right_shoulder": 2,
    "left_shoulder": 5,
    "right_hip": 9,
    "right_knee": 10,
    "right_ankle": 11,
    "left_hip": 12,
    "left_knee": 13,
    "left_ankle": 14,
    "left_foot_index": 19,
    "left_heel": 21,
    "right_foot_index": 22,
    "right_heel": 24,
}
COCO_17 = {
    "nose": 0,
    "left_shoulder": 5,
    "right_shoulder": 6,
    "left_hip": 11,
    "right_hip": 12,
    "left_knee": 13,
    "right_knee": 14,
    "left_ankle": 15,
    "right_ankle": 16,
}
HALPE_26 = COCO_17 | {"left_foot_index": 20, "right_foot_index": 21, "left_heel": 24, "right_heel": 25}
WHOLE_BODY_133 = COCO_17 | {"left_foot_index": 17, "left_heel": 19, "right_foot_index": 20, "right_heel": 22}
LAYOUTS = {17: COCO_17, 25: OPENPOSE_25, 26: HALPE_26, 133: WHOLE_BODY_133}


def keypoints(count: int, frame: int, xy: np.ndarray = XY) -> np.ndarray:
    """One person's keypoints, (count, 3); keypoints without a counterpart lie far off and score nothing."""
    points = np.tile([9999.0, 9999.0, 0.0], (count, 1))
    for name, i in LAYOUTS[count].items():
        points[i] = [*xy[frame, BLAZEPOSE_33.index(name)], 0.9]
    return points


def mmpose(count: int = 26) -> dict[str, Any]:
    rows = [keypoints(count, t) for t in range(FRAMES)]
    return {
        "meta_info": {},
        "instance_info": [
            {
                "frame_id": t + 1,
                "instances": [{"keypoints": row[:, :2].tolist(), "keypoint_scores": row[:, 2].tolist()}],
            }
            for t, row in enumerate(rows)
        ],
    }


def write_openpose(folder: Path) -> Path:
    folder.mkdir()
    for t in range(FRAMES):
        people = [{"person_id": [-1], "pose_keypoints_2d": keypoints(25, t).ravel().tolist()}]
        text = json.dumps({"version": 1.3, "people": people})
        (folder / f"clip_{t:012d}_keypoints.json").write_text(text, encoding="utf-8")
    return folder


def write_json(path: Path, content: Any) -> Path:
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pictures(tmp_path_factory.mktemp("recorded") / "clip.mp4", noise_pictures(FRAMES))


def check_is_the_runner(found: Detection, count: int) -> None:
    track = choose_runner(found.people).track
    assert track.time_s == pytest.approx(TIME_S)
    for name in LAYOUTS[count]:
        assert np.allclose(track.point(name), XY[:, BLAZEPOSE_33.index(name)])
    if count == 17:
        assert np.isnan(track.point("left_heel")).all()
    assert np.nanmax(np.abs(track.xy_px)) < 1000
    assert found.people.source.backend == "recorded"


def test_openpose_folder(tmp_path: Path, video: Path) -> None:
    check_is_the_runner(RecordedBackend(write_openpose(tmp_path / "out")).detect(video), 25)


@pytest.mark.parametrize("count", [17, 26, 133])
def test_mmpose_file(tmp_path: Path, video: Path, count: int) -> None:
    path = write_json(tmp_path / "poses.json", mmpose(count))
    check_is_the_runner(RecordedBackend(path).detect(video), count)


def test_frames_that_mmpose_left_out_are_frames_without_people(tmp_path: Path, video: Path) -> None:
    content = mmpose()
    del content["instance_info"][5:8]
    found = RecordedBackend(write_json(tmp_path / "poses.json", content)).detect(video)
    seen = np.isfinite(found.people.xy_px[..., 0]).any(axis=(1, 2))
    assert np.flatnonzero(~seen).tolist() == [5, 6, 7]


def test_layouts_name_only_known_landmarks_and_each_once() -> None:
    for count, names in BY_COUNT.items():
        assert len(names) == count
        known = [name for name in names if name]
        assert len(known) == len(set(known))
        assert set(known) <= set(BLAZEPOSE_33)
        for name, i in LAYOUTS[count].items():
            assert names[i] == name


def test_more_poses_than_pictures_do_not_belong_together(tmp_path: Path, video: Path) -> None:
    content = mmpose()
    content["instance_info"].append(content["instance_info"][-1] | {"frame_id": FRAMES + 1})
    path = write_json(tmp_path / "poses.json", content)
    with pytest.raises(UsageError, match="belong together"):
        RecordedBackend(path).detect(video)


def frame_of(content: dict[str, Any]) -> dict[str, Any]:
    return content["instance_info"][3]


DAMAGE: dict[str, Callable[[dict[str, Any]], Any]] = {
    "list": lambda c: c["instance_info"],
    "no frames": lambda c: c | {"instance_info": []},
    "frames are a number": lambda c: c | {"instance_info": 7},
    "nobody": lambda c: c | {"instance_info": [{"frame_id": 1, "instances": []}]},
    "no scores": lambda c: frame_of(c)["instances"][0].pop("keypoint_scores") and c,
    "short scores": lambda c: frame_of(c)["instances"][0]["keypoint_scores"].pop() and c,
    "words": lambda c: frame_of(c)["instances"][0].update(keypoints=[["a", "b"]] * 26) or c,
    "flat": lambda c: frame_of(c)["instances"][0].update(keypoints=[1.0] * 26) or c,
    "other layout": lambda c: (
        frame_of(c)["instances"][0].update(keypoints=[[1, 2]] * 21, keypoint_scores=[1] * 21) or c
    ),
    "frame number": lambda c: frame_of(c).update(frame_id="three") or c,
    "huge frame number": lambda c: frame_of(c).update(frame_id=10**15) or c,
    "negative frame number": lambda c: frame_of(c).update(frame_id=-4) or c,
    "null": lambda c: None,
}


@pytest.mark.parametrize("how", DAMAGE)
def test_damaged_mmpose_files_are_refused(tmp_path: Path, how: str) -> None:
    path = write_json(tmp_path / "poses.json", DAMAGE[how](mmpose()))
    with pytest.raises(UsageError) as caught:
        read_keypoints(path)
    assert "poses.json" in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "not json", "[" * 100_000, '{"instance_info": [{"instances": [{}]}]}'])
def test_files_that_are_no_json_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "poses.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"poses\.json"):
        read_keypoints(path)


def test_binary_missing_and_empty_are_refused(tmp_path: Path) -> None:
    binary = tmp_path / "poses.json"
    binary.write_bytes(bytes(range(256)))
    (tmp_path / "empty").mkdir()
    for path in (binary, tmp_path / "missing.json", tmp_path / "empty"):
        with pytest.raises(UsageError, match=path.name):
            read_keypoints(path)


def test_openpose_folder_with_a_damaged_file_is_refused(tmp_path: Path) -> None:
    folder = write_openpose(tmp_path / "out")
    file = sorted(folder.iterdir())[4]
    file.write_text(file.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    with pytest.raises(UsageError):
        read_keypoints(folder)


def test_coordinates_that_are_no_numbers_count_as_not_seen(tmp_path: Path, video: Path) -> None:
    content = mmpose()
    frame_of(content)["instances"][0]["keypoints"][13] = [float("inf"), float("nan")]
    found = RecordedBackend(write_json(tmp_path / "poses.json", content)).detect(video)
    assert not np.isinf(found.people.xy_px).any()
    assert np.isnan(found.people.xy_px[3, 0, BLAZEPOSE_33.index("left_knee")]).all()


def detection() -> Detection:
    return Detection(
        people=people_of([RUNNER], TIME_S),
        signatures=np.arange(FRAMES * 4.0).reshape(FRAMES, 4),
        blur_px=np.where(np.arange(FRAMES) % 3 == 0, 1.5, np.nan),
        tally=DecodeTally(decode_errors=2, dropped_frames=1, notes=["A note."]),
    )


def test_a_saved_detection_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "poses.npz"
    save_detection(detection(), path)
    found, given_ = load_detection(path), detection()
    assert np.allclose(found.people.xy_px, given_.people.xy_px, atol=1e-3, equal_nan=True)
    assert np.array_equal(found.people.time_s, given_.people.time_s)
    assert np.array_equal(found.signatures, given_.signatures)
    assert np.array_equal(found.blur_px, given_.blur_px, equal_nan=True)
    assert found.tally == given_.tally
    assert found.people.source == given_.people.source
    # Saving what was loaded loses nothing more.
    save_detection(found, tmp_path / "again.npz")
    assert np.array_equal(load_detection(tmp_path / "again.npz").people.xy_px, found.people.xy_px, equal_nan=True)


def test_a_saved_detection_of_another_clip_is_refused(tmp_path: Path, video: Path) -> None:
    long = times(3.0)
    path = tmp_path / "poses.npz"
    save_detection(Detection(people=people_of([RUNNER], long), signatures=np.empty((long.size, 0))), path)
    with pytest.raises(UsageError, match="belong together"):
        RecordedBackend(path).detect(video)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("saved") / "poses.npz"
    save_detection(detection(), path)
    return path


@settings(max_examples=400)
@given(data=st.data())
def test_a_damaged_recording_is_refused_and_never_crashes(saved: Path, data: st.DataObject) -> None:
    content = bytearray(saved.read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    keep = data.draw(st.one_of(st.just(len(content)), st.integers(0, len(content))))
    broken = saved.with_name("broken.npz")
    broken.write_bytes(bytes(content[:keep]))
    try:
        found = load_detection(broken)
    except UsageError:
        return
    # A byte that carries nothing (a date in the archive) was hit: then all numbers are right.
    assert np.array_equal(found.people.xy_px, load_detection(saved).people.xy_px, equal_nan=True)


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + bytes(18), b"hello", b"\x93NUMPY\x01\x00v\x00{'descr':"])
def test_files_that_are_no_recording_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "poses.npz"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"poses\.npz"):
        load_detection(path)
