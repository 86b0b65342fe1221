"""Whole batches on recorded poses: tables, failures, resumption, lost workers."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from batch_clips import greedy_perform, make_clip, make_folder, slow_perform, spoil
from typer.testing import CliRunner

from gaitcheck.batch import BatchProgress, BatchResult, ClusterError, ClusterOptions, run_batch
from gaitcheck.cli.main import program

pytest.importorskip("distributed")

#: Workers import the helpers of this folder by name.
PATHS = os.pathsep.join([str(Path(__file__).parents[2]), str(Path(__file__).parents[1]), str(Path(__file__).parent)])


def _run(folder: Path, out: Path, cluster: ClusterOptions, **options: Any) -> BatchResult:
    return run_batch([folder], out, recordings=folder / "poses", cluster=cluster, **options)


def _table_bytes(out: Path) -> dict[str, bytes]:
    files = [out / "videos.parquet", out / "strides.parquet", *sorted((out / "frames").rglob("*.parquet"))]
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in files}


@contextlib.contextmanager
def _scheduler(tmp_path: Path) -> Iterator[str]:
    """A scheduler and one worker in processes of their own, as on another machine."""
    environment = os.environ | {"PYTHONPATH": PATHS, "DASK_DISTRIBUTED__DASHBOARD__LINK": ""}
    python = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    file = tmp_path / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment, "cwd": tmp_path}
    scheduler = subprocess.Popen(
        [*python, "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)], **quiet
    )
    worker = None
    try:
        deadline = time.monotonic() + 60
        while not file.is_file() and time.monotonic() < deadline:
            time.sleep(0.1)
        address = json.loads(file.read_text())["address"]
        worker = subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard"], **quiet
        )
        yield address
    finally:
        for process in (worker, scheduler):
            if process is not None:
                process.terminate()
                process.wait(timeout=30)


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClusterOptions]:
    """One worker behind a scheduler that runs already; it serves most tests, because a cluster takes time to start."""
    with _scheduler(tmp_path_factory.mktemp("scheduler")) as address:
        yield ClusterOptions(scheduler=address)


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_folder(tmp_path_factory.mktemp("clips"), 6)


@pytest.fixture(scope="module")
def finished(clips: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("batch") / "out"
    _run(clips, out, ClusterOptions(workers=2))
    return out


def test_a_row_a_clip_in_order_with_units(clips: Path, finished: Path) -> None:
    table = pq.read_table(finished / "videos.parquet")
    assert table["path"].to_pylist() == [path.as_posix() for path in sorted(clips.glob("*.mp4"))]
    assert set(table["status"].to_pylist()) == {"ok"}
    assert table["cadence_spm"].to_pylist() == pytest.approx([160.0 + i for i in range(6)], abs=0.5)
    field = table.schema.field("cadence_spm_low")
    assert field.metadata[b"unit"] == b"spm"
    assert all(table.schema.field(name).metadata[b"description"] for name in table.column_names)


def test_strides_and_frames_join_by_video_id(finished: Path) -> None:
    videos = pq.read_table(finished / "videos.parquet")
    strides = pq.read_table(finished / "strides.parquet")
    frames = pq.read_table(finished / "frames")
    ids = set(videos["video_id"].to_pylist())
    assert set(strides["video_id"].to_pylist()) == ids == set(frames["video_id"].to_pylist())
    counted = [left + right for left, right in zip(videos["n_strides_left"].to_pylist(),
                                                   videos["n_strides_right"].to_pylist(), strict=True)]  # fmt: skip
    assert len(strides) == sum(counted)


def test_run_json_tells_with_what_and_where(finished: Path) -> None:
    run = json.loads((finished / "run.json").read_text())
    assert run["counts"] == {"clips": 6, "ok": 6, "failed": 0, "reused": 0}
    assert run["versions"]["gaitcheck"]
    assert len(run["model_sha256"]) == 64
    assert run["configuration"]["options"]["pose"]["model"] == "heavy"
    assert all(worker["peak_memory_mib"] < 1024 for worker in run["workers"])


def test_peak_memory_is_the_process_s_own() -> None:
    """Not what its parent held: a process that has just begun has little."""
    held = b"x" * 2**29
    code = "from gaitcheck.batch.work import peak_memory_mib; print(peak_memory_mib())"
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert len(held) / 2**20 == 512
    assert 10 < float(child.stdout) < 400


def test_every_clip_has_a_log(finished: Path) -> None:
    logs = list((finished / "logs").iterdir())
    assert len(logs) == 6
    assert all("ok (" in path.read_text() for path in logs)


def test_results_depend_on_neither_workers_nor_order(
    clips: Path, finished: Path, tmp_path: Path, elsewhere: ClusterOptions
) -> None:
    """Two local workers against one worker behind a running scheduler, clips given in reverse."""
    reversed_inputs = sorted(clips.glob("*.mp4"), reverse=True)
    result = run_batch(reversed_inputs, tmp_path / "out", recordings=clips / "poses", cluster=elsewhere)
    assert len({outcome.worker for outcome in result.outcomes}) == 1
    assert _table_bytes(tmp_path / "out") == _table_bytes(finished)


def test_a_second_run_computes_nothing_and_a_changed_clip_alone(tmp_path: Path, elsewhere: ClusterOptions) -> None:
    folder = make_folder(tmp_path / "clips", 3)
    _run(folder, tmp_path / "out", elsewhere)
    before = _table_bytes(tmp_path / "out")
    again = _run(folder, tmp_path / "out", elsewhere)
    assert [outcome.reused for outcome in again.outcomes] == [True] * 3
    assert _table_bytes(tmp_path / "out") == before
    make_clip(folder, "r01", cadence_spm=175.0, grey=200)
    changed = _run(folder, tmp_path / "out", elsewhere)
    assert [outcome.reused for outcome in changed.outcomes] == [True, False, True]
    assert pq.read_table(tmp_path / "out" / "videos.parquet")["cadence_spm"].to_pylist()[1] == pytest.approx(175, abs=1)
    assert len(list((tmp_path / "out" / "frames").iterdir())) == 3


def test_a_trim_measures_a_part(clips: Path, tmp_path: Path, elsewhere: ClusterOptions) -> None:
    manifest = tmp_path / "subjects.csv"
    manifest.write_text(f"video,subject,trim_start_s,trim_end_s\n{clips / 'r00.mp4'},S1,1,5\n")
    run_batch([], tmp_path / "out", manifest=manifest, recordings=clips / "poses", cluster=elsewhere)
    row = pq.read_table(tmp_path / "out" / "videos.parquet").to_pylist()[0]
    assert (row["subject"], row["trim_start_s"], row["quality_complete"]) == ("S1", 1.0, "ok")
    assert row["duration_s"] == pytest.approx(4.0, abs=0.05)
    assert row["cadence_spm"] == pytest.approx(160.0, abs=1.0)


def test_copies_share_a_result_and_are_named(clips: Path, tmp_path: Path, elsewhere: ClusterOptions) -> None:
    folder = tmp_path / "clips"
    make_clip(folder, "one")
    (folder / "two.mp4").write_bytes((folder / "one.mp4").read_bytes())
    (folder / "poses" / "two.npz").write_bytes((folder / "poses" / "one.npz").read_bytes())
    _run(folder, tmp_path / "out", elsewhere)
    rows = pq.read_table(tmp_path / "out" / "videos.parquet").to_pylist()
    assert [row["status"] for row in rows] == ["ok", "ok"]
    assert len(list((tmp_path / "out" / "frames").iterdir())) == len({row["video_id"] for row in rows})


def test_bad_files_are_rows_and_the_exit_code_says_partial_success(tmp_path: Path, elsewhere: ClusterOptions) -> None:
    folder, out = make_folder(tmp_path / "clips", 15), tmp_path / "out"
    spoil(folder, ["bad0", "bad1", "bad2", "bad3", "bad4"])
    options = {"--out": out, "--poses": folder / "poses", "--scheduler": elsewhere.scheduler}
    arguments = [str(part) for pair in options.items() for part in pair]
    result = CliRunner().invoke(program(), ["batch", str(folder), *arguments])
    assert result.exit_code == 6, result.output
    rows = pq.read_table(out / "videos.parquet").to_pylist()
    assert len(rows) == 20
    failed = [row for row in rows if row["status"] == "failed"]
    assert [Path(row["path"]).stem for row in failed] == ["bad0", "bad1", "bad2", "bad3", "bad4"]
    assert all(row["error"] == "VideoError" and row["reason"] for row in failed)
    assert all(row["cadence_spm"] is not None for row in rows if row["status"] == "ok")
    assert "15 clips measured, 5 failed" in result.output


def test_a_mistaken_manifest_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("video,side\nnone.mp4,up\n")
    result = CliRunner().invoke(
        program(), ["batch", "--manifest", str(tmp_path / "m.csv"), "--out", str(tmp_path / "out")]
    )
    assert result.exit_code == 2
    assert "row 2, column video" in result.output
    assert "row 2, column side" in result.output


def test_a_killed_worker_costs_nothing(clips: Path, finished: Path, tmp_path: Path) -> None:
    killed: list[int] = []

    def kill_one(progress: BatchProgress) -> None:
        if progress.done == 2 and not killed:
            victim = next(child for child in multiprocessing.active_children() if "Dask Worker" in child.name)
            assert victim.pid is not None
            os.kill(victim.pid, signal.SIGKILL)
            killed.append(victim.pid)

    two = ClusterOptions(workers=2)
    result = _run(clips, tmp_path / "out", two, work=slow_perform, report=kill_one)
    assert killed
    assert [outcome.status for outcome in result.outcomes] == ["ok"] * 6
    assert _table_bytes(tmp_path / "out") == _table_bytes(finished)


def test_a_clip_beyond_the_memory_bound_is_a_row_and_takes_nobody_with_it(tmp_path: Path) -> None:
    """One worker, so that the other clips wait on the very worker that keeps being ended."""
    dask = pytest.importorskip("dask")
    folder, bound = make_folder(tmp_path / "clips", 3), ClusterOptions(workers=1, memory_gib=1.0)
    with dask.config.set({"distributed.scheduler.allowed-failures": 0}):
        result = _run(folder, tmp_path / "out", bound, work=greedy_perform)
    assert [outcome.status for outcome in result.outcomes] == ["ok", "failed", "ok"]
    assert result.outcomes[1].error == "WorkerDied"
    peaks = [outcome.peak_memory_mib for outcome in result.outcomes if outcome.status == "ok"]
    assert all(peak is not None and peak < 1024 for peak in peaks)


_WHOLE_RUN = """
import sys
from pathlib import Path
from batch_clips import slow_perform
from gaitcheck.batch import ClusterOptions, run_batch
if __name__ == "__main__":
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    run_batch([folder], out, recordings=folder / "poses", cluster=ClusterOptions(workers=2), work=slow_perform)
"""


def _kept(out: Path) -> set[str]:
    names = {path.parent.name for path in out.glob("items/*/*/item.json")}
    return {name for name in names if not name.startswith(".")}  # a dot: not whole yet when its writer was killed


def test_a_killed_run_continues_where_it_was(
    clips: Path, finished: Path, tmp_path: Path, elsewhere: ClusterOptions
) -> None:
    script, out = tmp_path / "whole.py", tmp_path / "out"
    script.write_text(_WHOLE_RUN)
    environment = os.environ | {"PYTHONPATH": PATHS}
    run = subprocess.Popen([sys.executable, str(script), str(clips), str(out)], env=environment)
    deadline = time.monotonic() + 120
    while len(_kept(out)) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    run.kill()
    run.wait()
    time.sleep(1.5)  # workers notice that their parent is gone; what they finish meanwhile counts
    done = _kept(out)
    assert 2 <= len(done) < 6
    result = _run(clips, out, elsewhere)
    assert {outcome.key for outcome in result.outcomes if outcome.reused} == done
    assert _table_bytes(out) == _table_bytes(finished)


def test_two_runs_at_once_do_not_disturb_each_other(clips: Path, finished: Path, tmp_path: Path) -> None:
    script, out = tmp_path / "whole.py", tmp_path / "out"
    script.write_text(_WHOLE_RUN)
    environment = os.environ | {"PYTHONPATH": PATHS}
    command = [sys.executable, str(script), str(clips), str(out)]
    runs = [subprocess.Popen(command, env=environment) for _ in range(2)]
    assert [run.wait(timeout=180) for run in runs] == [0, 0]
    assert _table_bytes(out) == _table_bytes(finished)
    assert not [path for path in out.rglob(".*") if path.is_dir()]


def test_a_scheduler_that_is_not_there(clips: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gaitcheck.batch.cluster._CONNECT_S", 1)
    with pytest.raises(ClusterError, match="No scheduler answers"):
        _run(clips, tmp_path / "out", ClusterOptions(scheduler="tcp://127.0.0.1:9"))


def test_failures_are_kept_until_asked_again(tmp_path: Path, elsewhere: ClusterOptions) -> None:
    folder = make_folder(tmp_path / "clips", 1)
    spoil(folder, ["bad"])
    _run(folder, tmp_path / "out", elsewhere)
    again = _run(folder, tmp_path / "out", elsewhere)
    assert [outcome.reused for outcome in again.outcomes] == [True, True]
    retried = _run(folder, tmp_path / "out", elsewhere, retry_failed=True)
    assert [outcome.reused for outcome in retried.outcomes] == [False, True]


def test_writers_of_one_result_agree(tmp_path: Path) -> None:
    from gaitcheck.batch.keep import Keep

    keep = Keep(tmp_path / "items")
    failure = {"status": "failed", "error": "VideoError", "reason": "bad"}
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: keep.save("abcdef", failure, None), range(40)))
    assert keep.record("abcdef") == {"schema": "gaitcheck.batch-item/1", **failure}
    assert [path.name for path in (tmp_path / "items" / "ab").iterdir()] == ["abcdef"]
