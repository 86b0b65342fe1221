"""The command line as users run it: hostile input, interruptions, nothing left behind, no network."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer
from clip_tools import noise_pictures, pictures_of, write_pictures, write_sound
from network_guard import GUARD
from processes import processes_with, wait_until

from gaitcheck.cli.outcome import reported

PROJECT = Path(__file__).resolve().parent.parent
LEAN = ("--no-video", "--no-report", "--model", "full")
OK, USAGE, VIDEO, NOBODY, OTHER, INTERRUPTED = 0, 2, 3, 4, 1, 130


@dataclass(frozen=True)
class Place:
    """One run's own folders."""

    root: Path

    @property
    def work(self) -> Path:
        return self.root / "work"

    @property
    def out(self) -> Path:
        return self.work / "out"

    @property
    def mark(self) -> str:
        return f"GAITCHECK_CACHE_DIR={self.root / 'poses'}"

    def environment(self, **more: str) -> dict[str, str]:
        own = {
            "PYTHONPATH": str(PROJECT),
            "TMPDIR": str(self.root / "tmp"),
            "GAITCHECK_CACHE_DIR": str(self.root / "poses"),
        }
        return os.environ | own | more

    def command(self, *arguments: str | Path) -> list[str]:
        return [sys.executable, "-m", "gaitcheck", *map(str, arguments)]

    def run(self, *arguments: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments),
            cwd=self.work,
            env=self.environment(**more),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=300,
        )

    def left_behind(self) -> list[str]:
        """Everything in the working, temporary and cache folders except the inputs."""
        folders = [self.work, self.root / "tmp", self.root / "poses"]
        return sorted(
            path.relative_to(self.root).as_posix()
            for folder in folders
            if folder.exists()
            for path in folder.rglob("*")
            if "input" not in path.name
        )


@pytest.fixture
def place(tmp_path: Path) -> Place:
    (tmp_path / "work").mkdir()
    return Place(tmp_path)


def check_one_sentence(done: subprocess.CompletedProcess[str], code: int) -> str:
    """The documented code, and one line on stderr (after the usage, if the arguments are wrong)."""
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert "\x1b" not in done.stderr
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    if code == USAGE and lines[0].startswith("Usage:"):
        lines = [line for line in lines if not line.startswith(("Usage:", "Try "))]
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith(("gaitcheck: ", "Error: "))
    assert len(lines[0]) > len("gaitcheck: ") + 10
    return lines[0]


def cut(source: Path, target: Path, share: float) -> Path:
    content = source.read_bytes()
    target.write_bytes(content[: int(share * len(content))])
    return target


def write_bytes(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


BAD_FILES: dict[str, tuple[int, Callable[[Path], Path]]] = {
    "text": (VIDEO, lambda p: write_bytes(p / "input.mp4", b"This is no video.\n" * 50)),
    "empty": (VIDEO, lambda p: write_bytes(p / "input.mp4", b"")),
    "random bytes": (VIDEO, lambda p: write_bytes(p / "input.mp4", bytes(range(256)) * 400)),
    "missing": (VIDEO, lambda p: p / "input.mp4"),
    "a folder": (VIDEO, lambda p: p),
    "no index": (VIDEO, lambda p: cut(write_pictures(p / "input_whole.mp4", noise_pictures(20)), p / "input.mp4", 0.6)),
    "sound only": (VIDEO, lambda p: write_sound(p / "input.mp4")),
    "one picture": (NOBODY, lambda p: write_pictures(p / "input.mp4", noise_pictures(1))),
    "nobody": (NOBODY, lambda p: write_pictures(p / "input.mp4", noise_pictures(12))),
    "odd name": (VIDEO, lambda p: write_bytes(p / "input [red]ü %s\n\x1b[2J{x}.mp4", b"hello" * 100)),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_file_that_cannot_be_measured(place: Place, kind: str) -> None:
    code, make = BAD_FILES[kind]
    done = place.run("analyze", make(place.work), "--out", place.out, "--no-cache", *LEAN)
    check_one_sentence(done, code)
    assert place.left_behind() == []
    assert done.stdout == ""


def test_a_picture_of_nobody_may_be_kept_but_nothing_else(place: Place) -> None:
    clip = write_pictures(place.work / "input.mp4", noise_pictures(12))
    check_one_sentence(place.run("analyze", clip, "--out", place.out, *LEAN), NOBODY)
    assert all(name.startswith("poses/") and name.endswith(".npz") for name in place.left_behind())


@pytest.mark.parametrize(
    "arguments",
    [
        ("--view", "top"),
        ("--view", "unknown"),
        ("--model", "lite"),
        ("--height-cm", "1.8"),
        ("--height-cm", "tall"),
        ("--height-cm", "nan"),
        ("--height-cm", "-170"),
        ("--speed-kmh", "0"),
        ("--speed-kmh", "inf"),
        ("--slow-motion", "0"),
        ("--slow-motion", "0.5"),
        ("--slow-motion", "eight"),
        ("--person", "left"),
        ("--person", "0"),
        ("--person", "-2"),
        ("--person", "1.5"),
        ("--person", "10,"),
        ("--person", "1,2,3"),
        ("--person", "nan,nan"),
        ("--person", ""),
        ("--person", "1,2@"),
        ("--person", "1,2@soon"),
        ("--trim-start-s", "-1"),
        ("--trim-start-s", "nan"),
        ("--trim-start-s", "9", "--trim-end-s", "3"),
        ("--trim-start-s", "1", "--trim-end-s", "2"),
        ("--trim-end-s", "60"),
        ("--trim-start-s", "60"),
        ("--workers", "0"),
        ("--pose", "missing.json"),
        ("--no-such-option",),
    ],
    ids=" ".join,
)
def test_wrong_arguments(place: Place, arguments: tuple[str, ...]) -> None:
    clip = write_pictures(place.work / "input.mp4", noise_pictures(12))
    done = place.run("analyze", clip, "--out", place.out, *LEAN, *arguments)
    check_one_sentence(done, USAGE)
    assert place.left_behind() == []


def test_missing_arguments(place: Place) -> None:
    check_one_sentence(place.run("analyze"), USAGE)
    clip = write_pictures(place.work / "input.mp4", noise_pictures(2))
    check_one_sentence(place.run("analyze", clip), USAGE)


@pytest.mark.parametrize("out", ["input.txt", "input.txt/below", "/proc/gaitcheck-out", "input" + 300 * "x"])
def test_an_output_folder_that_cannot_be_written(place: Place, out: str) -> None:
    write_bytes(place.work / "input.txt", b"keep me")
    clip = write_pictures(place.work / "input.mp4", noise_pictures(12))
    done = place.run("analyze", clip, "--out", out, *LEAN)
    check_one_sentence(done, OTHER)
    assert place.left_behind() == []
    assert (place.work / "input.txt").read_bytes() == b"keep me"


def test_version_and_help(place: Place) -> None:
    from gaitcheck._version import __version__

    assert place.run("--version").stdout.strip() == f"gaitcheck {__version__}"
    shown = place.run("analyze", "--help")
    assert shown.returncode == OK
    for option in ("--out", "--height-cm", "--speed-kmh", "--view", "--slow-motion", "--model", "--person"):
        assert option in shown.stdout
    assert "lite" not in shown.stdout


def test_debug_shows_where_it_went_wrong(place: Place) -> None:
    done = place.run("analyze", place.work / "input.mp4", "--out", place.out, "--debug")
    assert done.returncode == VIDEO
    assert "Traceback" in done.stderr


@pytest.fixture(scope="module")
def analysed(short_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, str]:
    """One analysis of two seconds of running, traced for connections."""
    place = Place(tmp_path_factory.mktemp("analysed"))
    for folder in (place.work, place.root / "tmp", place.root / "guard"):
        folder.mkdir()
    (place.root / "guard" / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    command = place.command("analyze", short_clip, "--out", place.out, "--height-cm", "175", *LEAN)
    trace = ["strace", "-f", "-qq", "-e", "trace=connect", "-o", str(place.root / "trace")]
    able = shutil.which("strace") and subprocess.run([*trace, "true"], capture_output=True, check=False).returncode == 0
    done = subprocess.run(
        [*trace, *command] if able else command,
        cwd=place.work,
        env=place.environment(
            PYTHONPATH=f"{place.root / 'guard'}{os.pathsep}{PROJECT}",
            GAITCHECK_TEST_CALLS=str(place.root / "calls"),
            GAITCHECK_TEST_STARTS=str(place.root / "starts"),
        ),
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == OK, done.stderr
    assert done.stderr == ""
    return place, done.stdout


def test_a_result_is_complete_and_nothing_else_is_left(analysed: tuple[Place, str]) -> None:
    place, _ = analysed
    names = {path.name for path in place.out.iterdir()}
    assert {"analysis.json", "frames.parquet"} <= names
    assert not any(name.startswith(".") for name in names)
    assert [path.name for path in place.work.iterdir()] == ["out"]
    assert list((place.root / "tmp").iterdir()) == []
    assert processes_with(place.mark) == []


def test_the_document_keeps_the_contract(analysed: tuple[Place, str], short_clip: Path) -> None:
    place, table = analysed
    document = json.loads((place.out / "analysis.json").read_text(encoding="utf-8"))
    assert document["schema"] == "gaitcheck.analysis/1"
    assert document["video"]["n_frames"] == 60
    assert document["video"]["fps"] == pytest.approx(30.0, abs=0.01)
    assert document["video"]["duration_s"] == pytest.approx(2.0, abs=0.01)
    assert document["pose"]["backend"] == "mediapipe"
    assert document["pose"]["model"] == "full"
    assert document["pose"]["detected_pct"] >= 95.0
    assert document["gait"] == "running"
    assert document["near_side"] in ("left", "right")
    for key in ("version", "view", "view_yaw_deg", "findings", "quality", "notes"):
        assert key in document
    fields = {"name", "side", "value", "unit", "low", "high", "n", "sd", "status", "reason"}
    assert all(set(metric) >= fields for metric in document["metrics"])
    assert all(set(event) >= {"side", "kind", "time_s", "confidence"} for event in document["events"])
    assert all(0.0 <= event["time_s"] <= 2.0 for event in document["events"])
    assert short_clip.name in table
    assert "/work" not in json.dumps(document)


def test_no_process_asked_for_the_network(analysed: tuple[Place, str]) -> None:
    place, _ = analysed
    starts = (place.root / "starts").read_text(encoding="utf-8")
    assert "gaitcheck.pose.worker" in starts, "the guard was not loaded in the children"
    assert not (place.root / "calls").exists()
    trace = place.root / "trace"
    if trace.exists():
        outside = [
            line
            for line in trace.read_text(encoding="utf-8").splitlines()
            if "AF_INET" in line and "127.0.0.1" not in line and '"::1"' not in line
        ]
        assert outside == []


def test_the_guard_itself_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAITCHECK_TEST_CALLS", str(tmp_path / "calls"))
    monkeypatch.setenv("GAITCHECK_TEST_STARTS", str(tmp_path / "starts"))
    code = GUARD + "\ntry:\n    socket.create_connection(('192.0.2.1', 9), 1)\nexcept OSError: pass\n"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
    assert "192.0.2.1" in (tmp_path / "calls").read_text(encoding="utf-8")
    assert socket.socket.connect.__name__ == "connect"


def test_a_second_analysis_of_the_same_clip_starts_no_child(analysed: tuple[Place, str], short_clip: Path) -> None:
    place, _ = analysed
    again = place.root / "work" / "again"
    environment = place.environment(
        PYTHONPATH=f"{place.root / 'guard'}{os.pathsep}{PROJECT}",
        GAITCHECK_TEST_CALLS=str(place.root / "calls2"),
        GAITCHECK_TEST_STARTS=str(place.root / "starts2"),
    )
    command = place.command("analyze", short_clip, "--out", again, "--height-cm", "175", *LEAN)
    try:
        subprocess.run(command, cwd=place.work, env=environment, check=True, capture_output=True, timeout=300)
        first, second = (json.loads((folder / "analysis.json").read_text("utf-8")) for folder in (place.out, again))
        assert first == second
        assert "gaitcheck.pose.worker" not in (place.root / "starts2").read_text(encoding="utf-8")
    finally:
        shutil.rmtree(again, ignore_errors=True)


def test_other_files_in_the_output_folder_stay(place: Place, analysed: tuple[Place, str], short_clip: Path) -> None:
    earlier, _ = analysed
    place.out.mkdir()
    write_bytes(place.out / "mine.txt", b"mine")
    write_bytes(place.out / "analysis.json", b"old")
    done = place.run("analyze", short_clip, "--out", place.out, *LEAN, GAITCHECK_CACHE_DIR=str(earlier.root / "poses"))
    assert done.returncode == OK, done.stderr
    assert (place.out / "mine.txt").read_bytes() == b"mine"
    assert json.loads((place.out / "analysis.json").read_text("utf-8"))["schema"] == "gaitcheck.analysis/1"


def test_an_error_while_stopping_is_a_stop(capsys: pytest.CaptureFixture[str]) -> None:
    @reported
    def command() -> None:
        try:
            raise KeyboardInterrupt
        finally:
            threading.Lock().release()

    with pytest.raises(typer.Exit) as ended:
        command()
    assert ended.value.exit_code == INTERRUPTED
    assert capsys.readouterr().err == "gaitcheck: stopped; nothing was written.\n"


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_analysis_leaves_nothing(place: Place, short_clip: Path, kind: signal.Signals) -> None:
    # A shell that starts the tests in the background has them ignore Ctrl-C, and children would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        place.command("analyze", short_clip, "--out", place.out, "--no-video", "--no-report", "--model", "heavy"),
        cwd=place.work,
        env=place.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    # The program itself and at least one child.
    wait_until(lambda: len(processes_with(place.mark)) >= 2 and bool(place.left_behind()))
    process.send_signal(kind)
    shown, said = process.communicate(timeout=60)
    assert process.returncode == INTERRUPTED, said
    assert "Traceback" not in said
    assert len(said.strip().splitlines()) == 1
    assert shown == ""
    # A child that was just being started is not known yet and ends by itself once it finds its parent gone.
    wait_until(lambda: processes_with(place.mark) == [], at_most_s=20.0)
    assert place.left_behind() == []


def test_a_broken_off_upload_is_measured_and_says_how_much_is_missing(place: Place, runner_clip: Path) -> None:
    whole = write_pictures(place.work / "input_whole.mp4", pictures_of(runner_clip, every=2, count=120), faststart=True)
    clip = cut(whole, place.work / "input.mp4", 0.6)
    done = place.run("analyze", clip, "--out", place.out, *LEAN)
    assert done.returncode == OK, done.stderr
    document = json.loads((place.out / "analysis.json").read_text("utf-8"))
    declared_s, got_s = document["video"]["declared_duration_s"], document["video"]["duration_s"]
    assert declared_s == pytest.approx(4.0, abs=0.05)
    assert 1.0 < got_s < 3.5
    (complete,) = [check for check in document["quality"] if check["check"] == "complete"]
    assert complete["status"] == "warn"
    assert f"{declared_s - got_s:.1f} s of {declared_s:.1f} s" in complete["message"]
    assert complete["message"].split()[0] in done.stdout
