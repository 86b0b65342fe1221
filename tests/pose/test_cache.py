"""The pose cache: a hit costs no inference, and no state of the folder can spoil an analysis."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest
from clip_tools import noise_pictures, write_pictures
from stick_people import SOURCE, Stick, people_of, times

from gaitcheck.config import WHOLE, Trim
from gaitcheck.pose.backend import CancelCheck, Detection, Progress, of_part
from gaitcheck.pose.cache import PoseCache, cache_key, default_cache_folder, detect_cached, facts_key
from gaitcheck.pose.track import PoseSource
from gaitcheck.video import facts, guarded, packet_times, probe, sha256_of

VIDEO = Path("clip.mp4")
SHA = "0" * 64


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Half a second of video."""
    return write_pictures(tmp_path / "clip.mp4", noise_pictures(15))


class CountingBackend:
    """Counts how often it is asked."""

    def __init__(self, source: PoseSource = SOURCE) -> None:
        self._source = source
        self.calls = 0

    def source_of(self, video: Path, trim: Trim = WHOLE) -> PoseSource:
        return of_part(self._source, trim)

    def detect(
        self,
        video: Path,
        *,
        trim: Trim = WHOLE,
        progress: Progress | None = None,
        cancelled: CancelCheck | None = None,
    ) -> Detection:
        self.calls += 1
        time_s = times(1.0)
        return Detection(people=people_of([Stick()], time_s), signatures=np.zeros((time_s.size, 1)))


def same(a: Detection, b: Detection) -> bool:
    return np.array_equal(a.people.xy_px, b.people.xy_px, equal_nan=True)


def test_a_second_analysis_needs_no_inference_and_sees_the_same_numbers(tmp_path: Path) -> None:
    backend, cache = CountingBackend(), PoseCache(tmp_path / "kept")
    first = detect_cached(backend, VIDEO, SHA, cache)
    second = detect_cached(backend, VIDEO, SHA, cache)
    assert backend.calls == 1
    assert same(first, second)
    assert len(list((tmp_path / "kept").iterdir())) == 1


@pytest.mark.parametrize(
    "change",
    [{"version": "2"}, {"model_sha256": "ab"}, {"backend": "other"}, {"options": {"max_people": "2"}}],
)
def test_another_model_or_option_is_another_entry(tmp_path: Path, change: dict[str, object]) -> None:
    cache = PoseCache(tmp_path / "kept")
    detect_cached(CountingBackend(), VIDEO, SHA, cache)
    other = CountingBackend(replace(SOURCE, **change))
    detect_cached(other, VIDEO, SHA, cache)
    assert other.calls == 1


def test_another_video_is_another_entry() -> None:
    assert cache_key(SHA, SOURCE) != cache_key("1" * 64, SOURCE)
    reordered = replace(SOURCE, options=dict(reversed({"a": "1", "b": "2"}.items())))
    assert cache_key(SHA, reordered) == cache_key(SHA, replace(SOURCE, options={"a": "1", "b": "2"}))


@pytest.mark.parametrize("damage", ["empty", "cut", "flipped", "text"])
def test_a_damaged_entry_is_computed_again_and_replaced(tmp_path: Path, damage: str) -> None:
    backend, cache = CountingBackend(), PoseCache(tmp_path / "kept")
    first = detect_cached(backend, VIDEO, SHA, cache)
    (entry,) = (tmp_path / "kept").iterdir()
    content = bytearray(entry.read_bytes())
    content[len(content) // 2] ^= 255
    damaged = {"empty": b"", "cut": content[: len(content) // 2], "flipped": content, "text": b"hello"}[damage]
    entry.write_bytes(bytes(damaged))
    assert same(detect_cached(backend, VIDEO, SHA, cache), first)
    assert backend.calls == 2
    assert same(detect_cached(backend, VIDEO, SHA, cache), first)
    assert backend.calls == 2


def test_an_entry_that_is_a_folder_does_no_harm(tmp_path: Path) -> None:
    backend, cache = CountingBackend(), PoseCache(tmp_path)
    (tmp_path / f"{cache_key(SHA, SOURCE)}.npz").mkdir()
    detect_cached(backend, VIDEO, SHA, cache)
    assert backend.calls == 1
    assert not list(tmp_path.glob("*.tmp"))


@pytest.mark.parametrize("folder", ["file/below", "/proc/gaitcheck"])
def test_an_unwritable_folder_costs_time_only(tmp_path: Path, folder: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    backend, cache = CountingBackend(), PoseCache(tmp_path / folder)
    first = detect_cached(backend, VIDEO, SHA, cache)
    assert same(detect_cached(backend, VIDEO, SHA, cache), first)
    assert backend.calls == 2


def test_a_forgotten_entry_is_gone(tmp_path: Path) -> None:
    backend, cache = CountingBackend(), PoseCache(tmp_path / "kept")
    detect_cached(backend, VIDEO, SHA, cache)
    cache.delete(SHA, SOURCE)
    assert list((tmp_path / "kept").iterdir()) == []
    cache.delete(SHA, SOURCE)


def test_a_recording_is_not_kept_again(tmp_path: Path) -> None:
    backend = CountingBackend(replace(SOURCE, backend="recorded"))
    detect_cached(backend, VIDEO, SHA, PoseCache(tmp_path / "kept"))
    assert not (tmp_path / "kept").exists()


def test_the_folder_can_be_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAITCHECK_CACHE_DIR", str(tmp_path / "here"))
    assert default_cache_folder() == tmp_path / "here"
    monkeypatch.delenv("GAITCHECK_CACHE_DIR")
    assert default_cache_folder().name == "poses"


def test_a_clip_looked_at_once_is_not_looked_at_again(
    tmp_path: Path, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache, sha = PoseCache(tmp_path / "kept"), sha256_of(clip)
    seen, times_s = probe(clip), packet_times(clip)
    detect_cached(CountingBackend(), clip, sha, cache)
    copied = clip.rename(tmp_path / "elsewhere.mp4")
    monkeypatch.setattr(guarded, "isolated", _nobody_looks)
    detect_cached(CountingBackend(), copied, sha, cache)
    assert probe(copied) == replace(seen, path=copied)
    assert np.array_equal(packet_times(copied), times_s)


@pytest.mark.parametrize("damage", [b"", b"PK no archive", None])
def test_damaged_facts_are_found_out_anew(tmp_path: Path, clip: Path, damage: bytes | None) -> None:
    cache, sha = PoseCache(tmp_path / "kept"), sha256_of(clip)
    seen = probe(clip)
    detect_cached(CountingBackend(), clip, sha, cache)
    kept = tmp_path / "kept" / f"{facts_key(sha)}.npz"
    if damage is None:
        kept.unlink()
    else:
        kept.write_bytes(damage)
    copied = clip.rename(tmp_path / "elsewhere.mp4")
    assert not cache.recall_clip(copied, sha)
    assert probe(copied) == replace(seen, path=copied)
    detect_cached(CountingBackend(), copied, sha, cache)
    assert cache.recall_clip(copied.rename(tmp_path / "third.mp4"), sha)


def test_facts_of_another_decoder_are_not_taken_and_go_with_the_clip(
    tmp_path: Path, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache, sha = PoseCache(tmp_path / "kept"), sha256_of(clip)
    probe(clip)
    detect_cached(CountingBackend(), clip, sha, cache)
    monkeypatch.setattr(facts, "version", lambda _name: "0.0")
    assert not cache.recall_clip(clip, sha)
    cache.delete(sha, SOURCE)
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_clip_replaced_while_it_is_measured_neither_gets_nor_gives_facts(tmp_path: Path, clip: Path) -> None:
    cache, sha = PoseCache(tmp_path / "kept"), sha256_of(clip)
    probe(clip)
    detect_cached(CountingBackend(), clip, sha, cache)
    write_pictures(clip, noise_pictures(30))
    assert not cache.recall_clip(clip, sha)
    assert probe(clip).declared_n_frames == 30
    empty = PoseCache(tmp_path / "other")
    empty.keep_clip(clip, sha)
    assert list((tmp_path / "other").iterdir()) == []


def test_a_clip_that_changed_is_looked_at_again(tmp_path: Path, clip: Path) -> None:
    length_s = probe(clip).declared_duration_s
    write_pictures(clip, noise_pictures(12))
    assert probe(clip).declared_duration_s != length_s


def test_deleting_the_poses_deletes_the_clips_facts(tmp_path: Path, clip: Path) -> None:
    cache, sha = PoseCache(tmp_path / "kept"), sha256_of(clip)
    probe(clip)
    detect_cached(CountingBackend(), clip, sha, cache)
    cache.delete(sha, SOURCE)
    assert list((tmp_path / "kept").iterdir()) == []


def _nobody_looks(*_args: object, **_named: object) -> NoReturn:
    raise AssertionError("a child process was asked about a clip that is known")
