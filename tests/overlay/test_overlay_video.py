"""The written video and stills, decoded again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from overlay_analyses import GREY, HEAD_PX, HEIGHT_PX, WIDTH_PX, make_analysis, write_room

from gaitcheck.analysis.model import Analysis
from gaitcheck.config import Trim
from gaitcheck.errors import OutputError, VideoError
from gaitcheck.overlay import still, stills, write_annotated_video
from gaitcheck.overlay.encode import video_sink
from gaitcheck.video.reader import frames, probe

TIMES_S = np.round(np.cumsum(np.r_[0.0, np.tile([0.033, 0.034, 0.020, 0.051], 12)]), 3)


@pytest.fixture(scope="module")
def analysis(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    path = write_room(tmp_path_factory.mktemp("clip") / "room.mp4", TIMES_S)
    return make_analysis(path, np.array([f.time_s for f in frames(path)]))


@pytest.fixture(scope="module")
def annotated_path(analysis: Analysis, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("out") / "annotated.mp4"
    write_annotated_video(analysis, path)
    return path


def test_every_frame_at_its_own_time(annotated_path: Path) -> None:
    decoded = [f.time_s for f in frames(annotated_path)]
    np.testing.assert_allclose(decoded, TIMES_S, atol=2e-5)


def test_of_a_trimmed_clip_only_the_part_is_written_and_begins_at_zero(analysis: Analysis, tmp_path: Path) -> None:
    trim = Trim(start_s=0.5)  # a part as short as this is refused where it is asked for, not here
    kept = analysis.video.time_s >= 0.5
    part = make_analysis(analysis.video.path, analysis.video.time_s[kept])
    part = replace(part, video=replace(part.video, trim=trim))
    heard: list[float] = []
    write_annotated_video(part, tmp_path / "part.mp4", progress=heard.append)
    decoded = [f.time_s for f in frames(tmp_path / "part.mp4")]
    np.testing.assert_allclose(decoded, TIMES_S[kept] - TIMES_S[kept][0], atol=2e-5)
    assert all(0.0 <= done_s <= decoded[-1] + 1e-6 for done_s in heard)
    (first,) = stills(part, [float(TIMES_S[kept][5])])
    (same,) = stills(analysis, [float(TIMES_S[kept][5])])
    assert np.array_equal(first, same), "the same picture as without a trim"


def test_browsers_can_play_it(annotated_path: Path) -> None:
    facts = probe(annotated_path)
    assert (facts.codec, facts.pixel_format) == ("h264", "yuv420p")
    assert (facts.width_px, facts.height_px) == (WIDTH_PX, HEIGHT_PX)
    data = annotated_path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_nothing_of_the_source_but_its_pictures(annotated_path: Path) -> None:
    data = annotated_path.read_bytes()
    for secret in (b"Jane", b"+48.1"):
        assert secret not in data
    with av.open(str(annotated_path)) as container:
        assert set(container.metadata) <= {"major_brand", "minor_version", "compatible_brands", "encoder"}
        assert len(container.streams) == 1


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """An empty folder of its own."""
    folder = tmp_path / "results"
    folder.mkdir()
    return folder


def head_detail(rgb: np.ndarray) -> float:
    x, y = (round(v) for v in HEAD_PX)
    head = rgb[y - 25 : y + 25, x - 25 : x + 25].astype(float)
    return float(np.abs(np.diff(head, axis=1)).mean())


def test_the_face_is_gone_in_every_frame_unless_asked_for(
    analysis: Analysis, annotated_path: Path, tmp_path: Path
) -> None:
    original = [head_detail(f.rgb) for f in frames(analysis.video.path)]
    hidden = [head_detail(f.rgb) for f in frames(annotated_path)]
    assert max(hidden) < 0.05 * min(original)
    write_annotated_video(analysis, tmp_path / "open.mp4", hide_faces=False)
    shown = [head_detail(f.rgb) for f in frames(tmp_path / "open.mp4")]
    assert min(shown) > 0.7 * min(original)


def test_the_drawing_is_on_the_leg_and_colours_survive(analysis: Analysis, annotated_path: Path) -> None:
    for frame, hip, knee in zip(
        frames(annotated_path), analysis.pose.point("left_hip"), analysis.pose.point("left_knee"), strict=True
    ):
        x, y = np.round((hip + knee) / 2).astype(int)
        red, _, blue = frame.rgb[y - 1 : y + 2, x - 1 : x + 2].reshape(-1, 3).mean(axis=0)
        assert red - blue > 90
        np.testing.assert_allclose(frame.rgb[600, 10], GREY, atol=4)


def test_reduction_and_odd_sizes(analysis: Analysis, tmp_path: Path) -> None:
    write_annotated_video(analysis, tmp_path / "small.mp4", max_side_px=301)
    facts = probe(tmp_path / "small.mp4")
    assert (facts.width_px, facts.height_px) == (168, 300)


def test_progress_reaches_the_end(analysis: Analysis, tmp_path: Path) -> None:
    seen: list[float] = []
    write_annotated_video(analysis, tmp_path / "p.mp4", progress=seen.append)
    assert seen and seen == sorted(seen)
    length_s = float(analysis.video.time_s[-1])
    # One pass looks for faces, one draws: each counts half, and progress is told now and then.
    assert min(seen) < 0.1 * length_s and max(seen) > 0.7 * length_s
    assert max(seen) <= (analysis.video.duration_s or 0.0) + 1e-6


@pytest.mark.parametrize("error", [KeyboardInterrupt(), RuntimeError("stop")], ids=["ctrl-c", "error"])
def test_nothing_is_left_of_an_interrupted_video(analysis: Analysis, results: Path, error: BaseException) -> None:
    out = results / "a.mp4"
    out.write_bytes(b"an older result")

    def stop(done_s: float) -> None:
        if done_s > 0.5:
            raise error

    with pytest.raises(type(error)):
        write_annotated_video(analysis, out, progress=stop)
    assert [p.name for p in results.iterdir()] == ["a.mp4"]
    assert out.read_bytes() == b"an older result"


def test_places_that_cannot_be_written(analysis: Analysis, results: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        write_annotated_video(analysis, results / "none" / "a.mp4")
    (results / "folder.mp4").mkdir()
    with pytest.raises(OutputError, match="cannot be written"):
        write_annotated_video(analysis, results / "folder.mp4")
    assert [p.name for p in results.iterdir()] == ["folder.mp4"]


def test_the_clip_itself_is_never_overwritten(analysis: Analysis) -> None:
    before = analysis.video.path.read_bytes()
    with pytest.raises(OutputError, match="the clip itself"):
        write_annotated_video(analysis, analysis.video.path)
    assert analysis.video.path.read_bytes() == before


def test_a_clip_that_is_gone(results: Path) -> None:
    gone = make_analysis(results / "gone.mp4", TIMES_S)
    with pytest.raises(VideoError, match="does not exist"):
        write_annotated_video(gone, results / "a.mp4")
    with pytest.raises(VideoError, match="does not exist"):
        still(gone, 0.5)
    assert list(results.iterdir()) == []


def test_odd_output_names(tmp_path: Path) -> None:
    for name in ("a:b.mp4", "läufer 100%d.mp4"):
        with video_sink(tmp_path / name, None) as sink:
            sink.write(np.zeros((34, 64, 3), np.uint8), 0.0)
        assert probe(tmp_path / name).height_px == 34


def test_stills_are_the_frames_of_the_video(analysis: Analysis, annotated_path: Path) -> None:
    times = [1.2, 0.1, 1.6, 0.1]
    pictures = stills(analysis, times)
    decoded = list(frames(annotated_path))
    for time_s, picture in zip(times, pictures, strict=True):
        nearest = min(decoded, key=lambda f: abs(f.time_s - time_s))
        assert np.abs(nearest.rgb.astype(int) - picture.astype(int)).mean() < 4.0
    np.testing.assert_array_equal(pictures[1], pictures[3])
    np.testing.assert_array_equal(still(analysis, 1.2), pictures[0])
    assert np.any(pictures[0] != pictures[2])
    assert stills(analysis, []) == []


def test_stills_survive_rounded_times_and_notice_a_changed_clip(analysis: Analysis, tmp_path: Path) -> None:
    rounded = make_analysis(analysis.video.path, np.round(analysis.video.time_s + 0.0004, 4))
    assert still(rounded, 0.5).shape == (HEIGHT_PX, WIDTH_PX, 3)
    shorter = make_analysis(write_room(tmp_path / "short.mp4", TIMES_S[:20]), TIMES_S)
    with pytest.raises(VideoError, match="analyse it again"):
        still(shorter, 1.5)
