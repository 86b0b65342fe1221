"""A part of a clip: measured as if the file had been cut to it, at the times of the whole clip."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from clip_tools import pictures_of, write_pictures
from simulated import detection_of, info_of, runner, seen
from stick_people import SOURCE

from gaitcheck.analysis.model import Analysis
from gaitcheck.analysis.pipeline import analyze_people
from gaitcheck.config import WHOLE, AnalysisOptions, PersonAt, PoseOptions, RunnerInfo, Trim
from gaitcheck.errors import UsageError
from gaitcheck.metrics.metric import Metric
from gaitcheck.pose.backend import Detection, of_part
from gaitcheck.pose.cache import PoseCache, cache_key, detect_cached
from gaitcheck.pose.mediapipe_backend import MediaPipeBackend
from gaitcheck.pose.pace import Pace
from gaitcheck.skeleton import SIDES
from gaitcheck.video import Segment, packet_times, read_info, split_segments

FULL = PoseOptions(model="full", max_people=1)


def cut_file(path: Path, target: Path, from_keyframe_s: float) -> Path:
    """The same coded pictures from a keyframe on, in a file of their own."""
    with av.open(str(path)) as whole, av.open(str(target), "w") as part:
        source = whole.streams.video[0]
        stream = part.add_stream_from_template(source)
        for packet in whole.demux(source):
            if packet.pts is not None and packet.pts * source.time_base >= from_keyframe_s - 1e-6:
                packet.stream = stream
                part.mux(packet)
    return target


@pytest.fixture(scope="module")
def four_seconds(runner_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A keyframe every half second, no picture that refers forward."""
    path = tmp_path_factory.mktemp("trim") / "four.mp4"
    return write_pictures(path, pictures_of(runner_clip, every=4, count=60), fps=15)


@pytest.mark.parametrize("workers", [1, 2])
def test_posing_a_part_is_posing_the_file_cut_to_it(four_seconds: Path, tmp_path: Path, workers: int) -> None:
    start_s = float(packet_times(four_seconds)[14])  # a keyframe: there is one every 7 pictures
    cut = MediaPipeBackend(FULL, workers=1).detect(cut_file(four_seconds, tmp_path / "cut.mp4", start_s))
    trim = Trim(start_s=start_s)
    part = MediaPipeBackend(FULL, workers=workers).detect(four_seconds, trim=trim)
    assert part.people.time_s[0] == pytest.approx(start_s)
    assert part.people.time_s - start_s == pytest.approx(cut.people.time_s, abs=1e-6)
    for name in ("xy_px", "visibility", "depth_px"):
        assert np.array_equal(getattr(part.people, name), getattr(cut.people, name), equal_nan=True), name
    assert np.array_equal(part.signatures, cut.signatures)
    info = read_info(four_seconds, part.frame_time_s, part.tally, trim=trim)
    assert info.duration_s == pytest.approx(4.0 - start_s, abs=0.01)
    assert info.missing_s == pytest.approx(0.0, abs=0.01)


@pytest.mark.parametrize("trim", [Trim(start_s=1.0, end_s=3.0), Trim(end_s=2.5), Trim(start_s=1.3)])
@pytest.mark.parametrize("workers", [1, 3])
def test_only_the_part_is_cut_into_segments(four_seconds: Path, trim: Trim, workers: int) -> None:
    segments = Pace().aligned(split_segments(four_seconds, workers, trim))
    assert (segments[0].start_s, segments[-1].end_s) == (trim.start_s, trim.end_s)
    assert [s.end_s for s in segments[:-1]] == [s.start_s for s in segments[1:]]
    times = packet_times(four_seconds, trim)
    assert times[0] >= trim.first_s and times[-1] < trim.last_s


def test_of_a_fast_clip_the_first_picture_of_the_part_is_posed() -> None:
    times = np.arange(2400) / 240
    whole = Pace.of(times[times >= 1.0 + 1 / 240])
    slots = np.array([whole.slot(t) for t in times[times >= 1.0 + 1 / 240]])
    assert whole.every == 4
    assert np.array_equal(np.unique(slots, return_index=True)[1], np.arange(0, slots.size, 4))
    moved = whole.aligned([Segment(1.0, 2.001), Segment(2.001, 5.0)])
    assert (moved[0].start_s, moved[1].end_s) == (1.0, 5.0)
    assert (np.flatnonzero(times >= moved[1].start_s)[0] - 241) % 4 == 0


def numbers(metric: Metric) -> list[float]:
    return [np.nan if x is None else x for x in (metric.value, metric.low, metric.high, metric.sd)]


def measured(detection: Detection, trim: Trim) -> Analysis:
    info = replace(info_of(seen(runner(0))), time_s=detection.frame_time_s, trim=trim)
    options = AnalysisOptions(runner=RunnerInfo(speed_kmh=10.0, height_cm=175.0), trim=trim)
    return analyze_people(info, detection, options)


@pytest.mark.parametrize(("start_s", "end_s"), [(2.0, 8.0), (0.0, 5.0), (3.51, 9.77)])
@pytest.mark.parametrize("seed", [0, 2])
def test_every_number_of_a_part_is_that_of_a_clip_of_its_own(seed: int, start_s: float, end_s: float) -> None:
    trim = Trim(start_s=start_s, end_s=end_s)
    part = detection_of(seen(runner(seed))).within(trim)
    first_s = float(part.people.time_s[0])
    own_s = part.people.time_s - first_s
    own = Detection(people=replace(part.people, time_s=own_s), signatures=part.signatures)
    there, here = measured(part, trim), measured(own, WHOLE)
    assert there.metrics.metrics and len(there.metrics.metrics) == len(here.metrics.metrics)
    for a, b in zip(there.metrics.metrics, here.metrics.metrics, strict=True):
        assert (a.name, a.side, a.n, a.reason) == (b.name, b.side, b.n, b.reason)
        assert numbers(a) == pytest.approx(numbers(b), rel=1e-5, abs=1e-5, nan_ok=True), (a.name, a.side)
    for side in SIDES:
        foot, own_foot = there.events.foot(side), here.events.foot(side)
        assert foot.contact_s == pytest.approx(own_foot.contact_s + first_s, abs=1e-5)
        assert foot.toe_off_s == pytest.approx(own_foot.toe_off_s + first_s, abs=1e-5)
        assert foot.contact_s.size and foot.contact_s.min() >= start_s and foot.contact_s.max() < end_s
    assert next(check for check in there.quality if check.check == "complete").status == "ok"


def test_poses_of_a_part_are_kept_apart() -> None:
    keys = {
        cache_key("0" * 64, of_part(SOURCE, trim))
        for trim in (WHOLE, Trim(start_s=1.0), Trim(end_s=9.0), Trim(start_s=1.0, end_s=9.0))
    }
    assert len(keys) == 4
    assert of_part(SOURCE, WHOLE) == SOURCE


class NeverAsked(MediaPipeBackend):
    def detect(self, *_: object, **__: object) -> Detection:
        raise AssertionError("posed although there is no such part")


@pytest.mark.parametrize(
    ("trim", "wrong"),
    [
        (Trim(start_s=4.5), "starts at 4.5 s, but the clip is 4.0 s long"),
        (Trim(start_s=1.0, end_s=9.0), "ends at 9 s, but the clip is 4.0 s long"),
        (Trim(start_s=2.5), "leaves 1.5 s"),
    ],
)
def test_a_part_that_the_clip_does_not_have_is_refused_before_posing(
    four_seconds: Path, tmp_path: Path, trim: Trim, wrong: str
) -> None:
    with pytest.raises(UsageError, match=wrong):
        detect_cached(NeverAsked(FULL), four_seconds, "0" * 64, PoseCache(tmp_path), trim=trim)


def test_a_place_pointed_at_outside_the_part_is_refused() -> None:
    part = detection_of(seen(runner(0))).within(Trim(start_s=4.0))
    options = AnalysisOptions(person=PersonAt(x_px=640.0, y_px=360.0, clip_s=1.0))
    info = replace(info_of(seen(runner(0))), time_s=part.frame_time_s)
    with pytest.raises(UsageError, match="Nobody who stays in view"):
        analyze_people(info, part, options)


def test_no_pose_within_the_part_is_refused() -> None:
    with pytest.raises(UsageError, match="no poses"):
        detection_of(seen(runner(0))).within(Trim(start_s=100.0))
