"""Reading clips: times against picture content, orientation, damage, segments, refusals."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from fractions import Fraction
from itertools import chain
from pathlib import Path

import av
import numpy as np
import pytest
from video_clips import bar_index, bar_picture, write_clip

from gaitcheck.errors import VideoError
from gaitcheck.video._ffmpeg import DecodeTally, translated
from gaitcheck.video.reader import (
    first_frame,
    frames,
    packet_times,
    probe,
    read_info,
    sha256_of,
    split_segments,
)

MakeClip = Callable[..., Path]

OPEN_GOP = {"x264-params": "open-gop=1:bframes=3:keyint=10:scenecut=0"}
HEVC = {
    "codec": "libx265",
    "codec_options": {"x265-params": "log-level=none:open-gop=1:keyint=12:bframes=4:scenecut=0"},
}
ENCODINGS = [
    pytest.param("a.mp4", {"codec_options": OPEN_GOP}, id="h264-mp4-open-gop"),
    pytest.param("a.mov", HEVC | {"pixel_format": "yuv420p10le"}, id="hevc-10bit-mov-open-gop"),
    pytest.param("a.mkv", HEVC, id="hevc-mkv-open-gop"),
    pytest.param("b.mkv", {"codec_options": OPEN_GOP}, id="h264-mkv-open-gop"),
    pytest.param("a.webm", {"codec": "libvpx-vp9", "codec_options": {"g": "15"}}, id="vp9-webm"),
    pytest.param("b.webm", {"codec": "libvpx-vp9", "pixel_format": "yuva420p"}, id="vp9-alpha"),
    pytest.param("a.avi", {"codec": "mjpeg", "pixel_format": "yuvj420p"}, id="mjpeg-avi"),
    pytest.param("b.avi", {"codec_options": OPEN_GOP}, id="h264-avi-b-frames-without-pts"),
    pytest.param("c.avi", {"codec": "mpeg4", "codec_options": {"bf": "2", "g": "12"}}, id="mpeg4-avi"),
    pytest.param("c.mkv", {"codec": "ffv1", "pixel_format": "yuv420p16le"}, id="16bit"),
    pytest.param("b.mov", {"codec": "qtrle", "pixel_format": "argb"}, id="alpha-mov"),
    pytest.param("c.mov", {"codec": "prores_ks", "pixel_format": "yuva444p10le"}, id="prores"),
    pytest.param("a.ts", {"codec_options": OPEN_GOP}, id="mpeg-ts"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "options"), ENCODINGS)
def test_every_encoding_yields_every_frame_at_its_time(
    bar_clip: MakeClip, name: str, options: dict[str, object]
) -> None:
    decoded = list(frames(bar_clip(name, 40, **options)))
    assert [bar_index(frame.rgb) for frame in decoded] == list(range(40))
    np.testing.assert_allclose([f.time_s for f in decoded], np.arange(40) / 30, atol=0.0006)
    assert decoded[0].rgb.dtype == np.uint8
    assert decoded[0].rgb.flags.c_contiguous


@pytest.mark.parametrize(("name", "options"), ENCODINGS)
@pytest.mark.parametrize("n", [2, 5])
def test_segments_together_are_the_clip(bar_clip: MakeClip, name: str, options: dict[str, object], n: int) -> None:
    path = bar_clip(name, 40, **options)
    whole = [(f.time_s, bar_index(f.rgb)) for f in frames(path)]
    segments = split_segments(path, n)
    parts = [[(f.time_s, bar_index(f.rgb)) for f in frames(path, start_s=s.start_s, end_s=s.end_s)] for s in segments]
    assert len(segments) == n
    assert list(chain.from_iterable(parts)) == whole
    assert {len(part) for part in parts} == {40 // n}


@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_variable_rate_times_are_the_containers_own(bar_clip: MakeClip, suffix: str) -> None:
    stamps_ms = np.cumsum(np.random.default_rng(1).integers(5, 60, 50)).tolist()
    path = bar_clip(f"vfr.{suffix}", 50, stamps_ms=stamps_ms, codec_options=OPEN_GOP)
    decoded = list(frames(path))
    expected_s = (np.array(stamps_ms) - stamps_ms[0]) / 1000
    np.testing.assert_allclose([f.time_s for f in decoded], expected_s, atol=1e-9)
    assert [bar_index(f.rgb) for f in decoded] == list(range(50))
    np.testing.assert_array_equal(packet_times(path), [f.time_s for f in decoded])
    parts = [f.time_s for s in split_segments(path, 4) for f in frames(path, start_s=s.start_s, end_s=s.end_s)]
    assert parts == [f.time_s for f in decoded]


def test_a_span_is_half_open(bar_clip: MakeClip) -> None:
    path = bar_clip("a.mp4", 40, codec_options=OPEN_GOP)
    times = packet_times(path)
    span = list(frames(path, start_s=times[13], end_s=times[17]))
    assert [bar_index(f.rgb) for f in span] == [13, 14, 15, 16]


def test_more_segments_than_frames(bar_clip: MakeClip) -> None:
    path = bar_clip("a.mp4", 3)
    segments = split_segments(path, 8)
    assert len(segments) == 3
    assert [bar_index(f.rgb) for s in segments for f in frames(path, start_s=s.start_s, end_s=s.end_s)] == [
        0,
        1,
        2,
    ]
    with pytest.raises(ValueError, match="n >= 1"):
        split_segments(path, 0)


@pytest.mark.parametrize(("rotation_deg", "red_corner"), [(0, (4, 4)), (90, (4, -5)), (180, (-5, -5)), (270, (-5, 4))])
def test_rotation_is_applied(bar_clip: MakeClip, rotation_deg: int, red_corner: tuple[int, int]) -> None:
    path = bar_clip("r.mov", 5, rotation_deg=rotation_deg)
    facts, frame = probe(path), first_frame(path)
    assert facts.rotation_deg == rotation_deg
    assert frame.rgb.shape[:2] == (facts.height_px, facts.width_px)
    red, green, blue = frame.rgb[red_corner].astype(int)
    assert red > 180 > 80 > max(green, blue)


def test_mirrored_and_odd_rotations(bar_clip: MakeClip) -> None:
    mirrored = bar_clip("m.mp4", 5, rotation_deg=0, mirrored=True)
    assert probe(mirrored).mirrored
    assert first_frame(mirrored).rgb[4, -5, 0] > 180
    odd = probe(bar_clip("o.mp4", 5, rotation_deg=45))
    assert odd.rotation_deg == 0
    assert "45°" in odd.notes[0]


def test_odd_sizes_and_pixel_aspect(tmp_path: Path) -> None:
    odd = [bar_picture(i, 10)[:45, :61] for i in range(5)]
    path = write_clip(tmp_path / "odd.mkv", odd, codec="ffv1", pixel_format="yuv444p")
    assert first_frame(path).rgb.shape == (45, 61, 3)
    wide = [bar_picture(i, 10) for i in range(5)]
    path = write_clip(tmp_path / "sar.mp4", wide, pixel_aspect=Fraction(3, 2))
    assert first_frame(path).rgb.shape[1] == round(1.5 * wide[0].shape[1])


def test_reduction_keeps_the_aspect(bar_clip: MakeClip) -> None:
    path = bar_clip("a.mp4", 40, rotation_deg=90)
    full, small = first_frame(path), first_frame(path, max_side_px=90)
    assert full.scale == 1.0
    assert max(small.rgb.shape) == 90
    assert small.rgb.shape[0] / full.rgb.shape[0] == pytest.approx(small.scale, rel=0.02)
    assert next(iter(frames(path, max_side_px=5000))).scale == 1.0


def test_probe_reports_the_header(bar_clip: MakeClip) -> None:
    tags = {"com.android.capture.fps": "240.000000"}
    path = bar_clip("a.mp4", 40, metadata=tags, container_options={"movflags": "use_metadata_tags"})
    facts = probe(path)
    assert (facts.codec, facts.nominal_fps, facts.declared_n_frames) == ("h264", 30.0, 40)
    assert facts.declared_duration_s == pytest.approx(40 / 30, abs=1e-4)
    assert facts.capture_fps == 240.0
    assert probe(bar_clip("b.mp4", 5)).capture_fps is None


@pytest.mark.parametrize("value", ["0", "fast", "", "-30", "1e9"])
def test_nonsense_capture_rates_are_ignored(bar_clip: MakeClip, value: str) -> None:
    tags = {"com.android.capture.fps": value}
    path = bar_clip("a.mp4", 5, metadata=tags, container_options={"movflags": "use_metadata_tags"})
    assert probe(path).capture_fps is None


def test_nominal_rate_is_not_rounded(tmp_path: Path) -> None:
    pictures = [bar_picture(i, 5) for i in range(5)]
    path = write_clip(tmp_path / "n.mp4", pictures, fps=Fraction(30000, 1001))  # type: ignore[arg-type]
    assert probe(path).nominal_fps == pytest.approx(29.97003, abs=1e-4)


# --- damage -------------------------------------------------------------------------------------------------


def noisy_clip(path: Path, count: int = 60, **options: object) -> Path:
    """A clip whose bytes are nearly all picture data."""
    rng = np.random.default_rng(0)
    pictures = [
        np.clip(clean + rng.integers(-25, 25, clean.shape), 0, 255).astype(np.uint8)
        for clean in (bar_picture(i, count) for i in range(count))
    ]
    return write_clip(path, pictures, codec_options={"bf": "2", "g": "10"}, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("share", [0.25, 0.5, 0.9])
@pytest.mark.parametrize("name", ["f.mp4", "f.mkv", "f.avi"])
def test_a_cut_file_yields_what_is_there(tmp_path: Path, name: str, share: float) -> None:
    path = noisy_clip(tmp_path / name, container_options={"movflags": "faststart"} if name == "f.mp4" else {})
    data = path.read_bytes()
    path.write_bytes(data[: int(share * len(data))])
    tally = DecodeTally()
    decoded = list(frames(path, tally=tally))
    assert [bar_index(f.rgb) for f in decoded] == list(range(len(decoded)))
    assert share * 60 - 8 <= len(decoded) <= share * 60 + 2
    info = read_info(path, np.array([f.time_s for f in decoded]), tally)
    assert info.missing_s == pytest.approx((60 - len(decoded)) / 30, abs=0.04)
    parts = [f.time_s for s in split_segments(path, 3) for f in frames(path, start_s=s.start_s, end_s=s.end_s)]
    assert parts == [f.time_s for f in decoded]


@pytest.mark.parametrize("share", [0.25, 0.5, 0.9])
def test_a_cut_file_with_its_index_at_the_end_is_refused(tmp_path: Path, share: float) -> None:
    path = noisy_clip(tmp_path / "end.mp4")
    data = path.read_bytes()
    path.write_bytes(data[: int(share * len(data))])
    with pytest.raises(VideoError, match=r"end\.mp4 .*cut short"):
        list(frames(path))


def test_damaged_bytes_in_the_middle_do_not_stop_the_clip(tmp_path: Path) -> None:
    path = noisy_clip(tmp_path / "d.mp4", container_options={"movflags": "faststart"})
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 4000] = b"\xff" * 4000
    path.write_bytes(data)
    tally = DecodeTally()
    times = [f.time_s for f in frames(path, tally=tally)]
    assert tally.decode_errors > 0
    assert len(times) >= 45
    assert times[-1] == pytest.approx(59 / 30)
    parts, errors = [], 0
    for segment in split_segments(path, 3):
        part = DecodeTally()
        parts += [f.time_s for f in frames(path, start_s=segment.start_s, end_s=segment.end_s, tally=part)]
        errors += part.decode_errors
    assert parts == times
    assert errors == tally.decode_errors


def test_repeated_and_backward_times_are_dropped_and_counted(tmp_path: Path) -> None:
    """MJPEG packets muxed by hand: Matroska keeps the times it is given."""
    pictures = [bar_picture(i, 10) for i in range(10)]
    source = write_clip(tmp_path / "s.mkv", pictures, codec="mjpeg", pixel_format="yuvj420p")
    path = tmp_path / "repeat.mkv"
    stamps = [0, 40, 80, 80, 120, 100, 160, 200, 240, 280]
    with av.open(str(source)) as read, av.open(str(path), "w") as write:
        stream = write.add_stream_from_template(read.streams.video[0])
        packets = [p for p in read.demux(video=0) if p.pts is not None]
        for i, (packet, stamp) in enumerate(zip(packets, stamps, strict=True)):
            packet.stream, packet.pts, packet.dts = stream, stamp, i
            packet.time_base = Fraction(1, 1000)
            write.mux_one(packet)
    tally = DecodeTally()
    decoded = list(frames(path, tally=tally))
    assert [bar_index(f.rgb) for f in decoded] == [0, 1, 2, 4, 6, 7, 8, 9]
    assert tally.dropped_frames == 2
    info = read_info(path, np.array([f.time_s for f in decoded]), tally)
    assert info.dropped_frames == 2


def test_tallies_add_up() -> None:
    whole = DecodeTally(decode_errors=1, notes=["a"])
    whole.add(DecodeTally(decode_errors=2, dropped_frames=3, notes=["a", "b"]))
    assert (whole.decode_errors, whole.dropped_frames, whole.notes) == (3, 3, ["a", "b"])


# --- refusals -----------------------------------------------------------------------------------------------


def check_refused(path: Path, fragment: str) -> None:
    for use in (probe, first_frame, packet_times, lambda p: list(frames(p))):
        with pytest.raises(VideoError, match=fragment) as caught:
            use(path)
        assert path.name in str(caught.value)
        assert "\n" not in str(caught.value)


def test_missing_folder_empty(tmp_path: Path) -> None:
    check_refused(tmp_path / "none.mp4", "does not exist")
    check_refused(tmp_path, "is a folder")
    (tmp_path / "zero.mp4").touch()
    check_refused(tmp_path / "zero.mp4", "is empty")


@pytest.mark.parametrize(
    "content",
    [b"just a letter, not a film\n" * 50, b"#EXTM3U\n#EXTINF:10,\nfile:///etc/hostname\n", bytes(4096)],
    ids=["text", "playlist", "zeros"],
)
@pytest.mark.parametrize("suffix", [".mp4", ".m3u8", ".txt"])
def test_not_a_video(tmp_path: Path, content: bytes, suffix: str) -> None:
    path = tmp_path / f"letter{suffix}"
    path.write_bytes(content)
    check_refused(path, "not a video")


def test_a_picture_is_not_a_video(tmp_path: Path) -> None:
    with av.open(str(tmp_path / "p.png"), "w", format="image2") as container:
        stream = container.add_stream("png", rate=1)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "rgb24"
        frame = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="rgb24")
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    check_refused(tmp_path / "p.png", "not a video")


def test_sound_only(tmp_path: Path) -> None:
    path = tmp_path / "song.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=44100)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        frame.sample_rate = 44100
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    check_refused(path, "no moving picture")


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_no_permission(bar_clip: MakeClip) -> None:
    path = bar_clip("private.mp4", 3)
    path.chmod(0)
    check_refused(path, "may not be read")


@pytest.mark.parametrize(
    ("foreign", "fragment"),
    [
        (PermissionError(13, "Permission denied"), "may not be read"),
        (OSError(5, "Input/output error"), "Input/output error"),
        (MemoryError(), "MemoryError"),
        (av.error.DecoderNotFoundError(-1, "Decoder not found"), "Decoder not found"),
    ],
    ids=["permission", "disk", "memory", "codec"],
)
def test_foreign_errors_become_one_sentence(foreign: Exception, fragment: str) -> None:
    with pytest.raises(VideoError, match=fragment), translated(Path("clip.mp4")):
        raise foreign


def test_huge_pictures_are_refused(tmp_path: Path) -> None:
    strip = [np.zeros((16, 16400, 3), np.uint8)]
    check_refused(write_clip(tmp_path / "huge.avi", strip, codec="mjpeg", pixel_format="yuvj420p"), "16400 x 16")


def test_odd_file_names(bar_clip: MakeClip) -> None:
    for name in ("run:1.mp4", "läufer 跑步.mp4", "100%d.mp4", "-i.mp4", "a'b\"c.mp4"):
        assert len(list(frames(bar_clip(name, 3)))) == 3
    with pytest.raises(VideoError, match=r"does not exist|cannot be opened"):
        probe(Path("a\0b.mp4"))


def test_sha256(bar_clip: MakeClip, tmp_path: Path) -> None:
    path = bar_clip("a.mp4", 3)
    assert sha256_of(path) == hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(VideoError, match="does not exist"):
        sha256_of(tmp_path / "none.mp4")


def test_read_info_composes(bar_clip: MakeClip) -> None:
    path = bar_clip("a.mp4", 20, rotation_deg=90)
    times = packet_times(path)
    info = read_info(path, times, DecodeTally(decode_errors=2, notes=["x"]))
    assert (info.n_frames, info.declared_n_frames, info.decode_errors) == (20, 20, 2)
    assert (info.width_px, info.height_px) == (48, 104)
    assert info.notes == ("x",)
    assert info.fps == pytest.approx(30.0, rel=1e-3)
    assert info.missing_s == pytest.approx(0.0, abs=1e-3)
    assert info.sha256 == sha256_of(path)
    assert not info.time_s.flags.writeable


def test_a_new_size_is_resampled_and_a_new_shape_ends_the_clip(tmp_path: Path) -> None:
    for name, second, count in (("size.avi", (96, 192), 10), ("shape.avi", (96, 96), 5)):
        path = tmp_path / name
        write_two_sizes(path, (48, 96), second)
        tally = DecodeTally()
        decoded = list(frames(path, tally=tally))
        assert len(decoded) == count
        assert {f.rgb.shape for f in decoded} == {(48, 96, 3)}
        assert bool(tally.notes) == (count == 5)


def write_two_sizes(path: Path, first: tuple[int, int], second: tuple[int, int]) -> None:
    """Five MJPEG pictures of one size, then five of another, in one stream."""
    mjpeg = {"codec": "mjpeg", "pixel_format": "yuvj420p"}
    parts = [
        write_clip(path.with_name(f"{i}.avi"), [np.full((*size, 3), 90, np.uint8)] * 5, **mjpeg)
        for i, size in enumerate((first, second))
    ]
    with av.open(str(parts[0])) as a, av.open(str(parts[1])) as b, av.open(str(path), "w") as write:
        stream = write.add_stream_from_template(a.streams.video[0])
        packets = [p for source in (a, b) for p in source.demux(video=0) if p.pts is not None]
        for i, packet in enumerate(packets):
            packet.stream, packet.pts, packet.dts = stream, i, i
            write.mux_one(packet)


@pytest.mark.parametrize(("name", "codec"), [("raw.h264", "libx264"), ("raw.hevc", "libx265")])
def test_a_stream_without_times_is_refused(bar_clip: MakeClip, name: str, codec: str) -> None:
    check_refused(bar_clip(name, 20, codec=codec), "no frame times")
