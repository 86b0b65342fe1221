"""The sample videos' truth files agree with themselves and with the clips they belong to."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from tools.rendered_runner.samples import sample_clips
from tools.rendered_runner.take import prepare
from tools.rendered_runner.truth import measure_clip

FOLDER = Path(__file__).resolve().parents[2] / "sample_videos"
CLIPS = {clip.name: clip for clip in sample_clips()}
MOST_BYTES = 1_500_000
# Another processor may round differently; a changed generator moves more than this, and the clip is out of date.
SAME_EVENT_S = 0.001
SAME_PICTURE = 1.0  # degrees or pixels


@pytest.fixture(params=CLIPS, ids=str)
def sample(request: pytest.FixtureRequest) -> tuple[str, dict[str, Any]]:
    truth = FOLDER / f"{request.param}.truth.json"
    if not truth.exists():
        pytest.skip("the sample videos have not been rendered")
    return request.param, json.loads(truth.read_text())


def test_truth_was_made_from_the_present_clip(sample: tuple[str, dict[str, Any]]) -> None:
    name, truth = sample
    assert truth["schema"] == "gaitcheck.truth/1"
    assert truth["key"] == CLIPS[name].key
    assert truth["clip"] == f"{name}.mp4"


def test_video_has_the_frames_the_truth_lists(sample: tuple[str, dict[str, Any]]) -> None:
    _name, truth = sample
    video = FOLDER / truth["clip"]
    assert video.stat().st_size < MOST_BYTES
    with av.open(str(video)) as container:
        times = [frame.time for frame in container.decode(video=0)]
    assert len(times) == truth["n_frames"] == len(truth["time_s"])
    assert times == pytest.approx(truth.get("container_time_s", truth["time_s"]), abs=1e-4)


def test_events_are_ordered_and_alternate(sample: tuple[str, dict[str, Any]]) -> None:
    _, truth = sample
    times = [event["time_s"] for event in truth["events"]]
    assert times == sorted(times)
    assert times[0] >= 0 and times[-1] <= truth["duration_s"] + 1e-3
    for side in ("left", "right"):
        kinds = [event["kind"] for event in truth["events"] if event["side"] == side]
        assert all(first != second for first, second in itertools.pairwise(kinds))


def test_contacts_count_up_to_the_cadence(sample: tuple[str, dict[str, Any]]) -> None:
    _, truth = sample
    contacts = np.array([e["time_s"] for e in truth["events"] if e["kind"] == "contact"])
    counted_spm = 60 * (len(contacts) - 1) / (contacts[-1] - contacts[0])
    stated_spm = next(m["value"] for m in truth["metrics"] if m["name"] == "cadence_spm")
    assert counted_spm == pytest.approx(stated_spm, rel=0.01)
    assert len(contacts) >= 16


def test_metrics_are_the_means_of_their_values(sample: tuple[str, dict[str, Any]]) -> None:
    _, truth = sample
    for metric in truth["metrics"]:
        assert metric["n"] == len(metric["values"])
        if metric["name"] != "cadence_spm":
            assert metric["value"] == pytest.approx(np.mean(metric["values"]), rel=1e-3, abs=1e-3)


def test_frame_curves_have_one_value_per_frame(sample: tuple[str, dict[str, Any]]) -> None:
    _, truth = sample
    assert {len(values) for values in truth["frames"].values()} == {truth["n_frames"]}
    assert "left_knee_flexion_deg" in truth["frames"]


def test_truth_is_made_again(sample: tuple[str, dict[str, Any]]) -> None:
    name, truth = sample
    first, second = (measure_clip(prepare(CLIPS[name]), f"{name}.mp4").summary for _ in range(2))
    assert first == second  # bit for bit on one machine
    assert len(first["events"]) == len(truth["events"])
    for now, stored in zip(first["events"], truth["events"], strict=True):
        assert (now["side"], now["kind"]) == (stored["side"], stored["kind"])
        assert now["time_s"] == pytest.approx(stored["time_s"], abs=SAME_EVENT_S)
    for key, values in first["frames"].items():
        assert values == pytest.approx(truth["frames"][key], abs=SAME_PICTURE)
