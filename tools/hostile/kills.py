"""``python -m tools.hostile.kills``: kill -9 at random moments while sessions are saved and a database is renewed.

After every kill the store must be whole: SQLite finds no fault, every session that was acknowledged is there with all
its files, and no session is there by half. Prints the counts; ends with 1 when anything was lost.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from gaitcheck.config import RunnerInfo
from gaitcheck.metrics.metric import Metric
from gaitcheck.store.database import open_engine
from gaitcheck.store.migrations import LATEST, migrate
from gaitcheck.store.records import SessionDetails
from gaitcheck.store.store import Store

#: Files of a session and how large: enough that a kill often meets one half written. [bytes]
FILES = {"analysis.json": 20_000, "frames.parquet": 300_000, "annotated.mp4": 1_000_000}
METRICS = 40
PEOPLE_BEFORE_RENEWAL = 400
#: After so many a new store begins, so that looking at all its sessions stays quick.
KILLS_PER_STORE = 10
#: The kill comes within this time. [s]
SAVING_S, RENEWAL_S = 0.5, 0.1


def _analysis() -> Any:
    """As much of an analysis as the store looks at."""
    metric = Metric(name="cadence_spm", side=None, value=170.0, unit="spm", low=169.0, high=171.0, n=9, sd=1.0,
                    status="ok", reason=None)  # fmt: skip
    view = SimpleNamespace(view="side-left", near_side="left")
    return SimpleNamespace(
        kinematics=SimpleNamespace(view=view),
        options=SimpleNamespace(runner=RunnerInfo()),
        metrics=SimpleNamespace(metrics=(metric,) * METRICS),
    )


def _url(folder: Path) -> str:
    return f"sqlite:///{folder / 'gaitcheck.db'}"


def _save_forever(folder: Path, results: Path, said: int) -> None:
    """In the child: save sessions, telling of each once the store has acknowledged it."""
    store = Store(folder, _url(folder))
    store.sweep()
    person = (store.people() or (store.add_person("Runner"),))[0]
    os.write(said, b"ready\n")
    while True:
        session = store.add_session(
            person.id, _analysis(), results, SessionDetails(day=date(2026, 1, 1), tags=("a", "b"))
        )
        os.write(said, f"{session.id}\n".encode())


def _renew(folder: Path, said: int) -> None:
    """In the child: open a database of the first version, which renews it."""
    os.write(said, b"ready\n")
    Store(folder, _url(folder)).close()
    os.write(said, b"done\n")


def _killed(work: Any, within_s: float, draw: random.Random) -> list[str]:
    """Run ``work(pipe)`` in a fork, kill it at a random moment after it is ready; what it had said."""
    heard, said = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(heard)
        try:
            work(said)
        finally:
            os._exit(0)
    os.close(said)
    with os.fdopen(heard, "rb") as stream:
        lines = [stream.readline()]
        time.sleep(draw.uniform(0.0, within_s))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        lines += stream.readlines()
    return [line.decode().strip() for line in lines]


def _faults_of_file(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "gaitcheck.db")) as connection:
        found = connection.execute("PRAGMA integrity_check").fetchall()
        loose = connection.execute("PRAGMA foreign_key_check").fetchall()
    return ([] if found == [("ok",)] else ["integrity"]) + (["foreign keys"] if loose else [])


def _faults_after_saving(folder: Path, acknowledged: set[str]) -> list[str]:
    faults = _faults_of_file(folder)
    store = Store(folder, _url(folder))
    try:
        store.sweep()
        sessions = [session for person in store.people() for session in store.sessions(person.id)]
        if not acknowledged <= {session.id for session in sessions}:
            faults.append("acknowledged session lost")
        for session in sessions:
            sizes = {path.name: path.stat().st_size for path in session.folder.iterdir()}
            if sizes != FILES or len(session.metrics) != METRICS or session.details.tags != ("a", "b"):
                faults.append("half a session")
        if len(list(store.sessions_folder.iterdir())) != len(sessions):
            faults.append("stray files")
    finally:
        store.close()
    return faults


def kill_while_saving(times: int, draw: random.Random) -> Counter[str]:
    """Kill a store that saves, many times the same one, then the next."""
    counts: Counter[str] = Counter()
    for start in range(0, times, KILLS_PER_STORE):
        counts += _kill_one_store(min(KILLS_PER_STORE, times - start), draw)
    return counts


def _kill_one_store(times: int, draw: random.Random) -> Counter[str]:
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="kills-") as place:
        folder, results = Path(place) / "store", Path(place) / "result"
        results.mkdir()
        for name, size in FILES.items():
            (results / name).write_bytes(draw.randbytes(size))
        acknowledged: set[str] = set()
        for _ in range(times):
            said = _killed(lambda pipe: _save_forever(folder, results, pipe), SAVING_S, draw)
            acknowledged |= {line for line in said if len(line) == 32}
            counts.update(["kills", *_faults_after_saving(folder, acknowledged)])
        counts["acknowledged sessions"] = len(acknowledged)
    return counts


def _old_store(folder: Path) -> None:
    folder.mkdir()
    engine = open_engine(_url(folder))
    migrate(engine, latest=1)
    with engine.begin() as connection:
        for number in range(PEOPLE_BEFORE_RENEWAL):
            connection.exec_driver_sql(
                "INSERT INTO person VALUES (?, ?, '', NULL)", (f"{number:032x}", f"Runner {number}")
            )
            connection.exec_driver_sql(
                "INSERT INTO session (id, person_id, day, title, note, view, clip_name, has_clip, answers) "
                "VALUES (?, ?, '2026-01-01', '', '', 'rear', '', 0, 'null')",
                (f"{number:032x}", f"{number:032x}"),
            )
    engine.dispose()


def _faults_after_renewal(folder: Path) -> list[str]:
    faults = _faults_of_file(folder)
    store = Store(folder, _url(folder))
    try:
        people = store.people()
        if len(people) != PEOPLE_BEFORE_RENEWAL or any(person.sessions != 1 for person in people):
            faults.append("people or sessions lost")
    finally:
        store.close()
    if {path.name for path in folder.iterdir()} - {"gaitcheck.db", "sessions", "gaitcheck.db-wal", "gaitcheck.db-shm"}:
        faults.append("copy left behind")
    return faults


def kill_while_renewing(times: int, draw: random.Random) -> Counter[str]:
    """Kill a program that renews a database of the first version, a fresh one each time."""
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="kills-") as place:
        old = Path(place) / "old"
        _old_store(old)
        for number in range(times):
            folder = Path(place) / f"store{number}"
            shutil.copytree(old, folder)
            said = _killed(lambda pipe, at=folder: _renew(at, pipe), RENEWAL_S, draw)
            counts["under way" if "done" not in said else "just done"] += 1
            counts.update(["kills", *_faults_after_renewal(folder)])
            shutil.rmtree(folder)
    return counts


def main() -> int:
    """Parse the command line, kill, count."""
    parser = argparse.ArgumentParser(prog="python -m tools.hostile.kills", description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    options = parser.parse_args()
    harmless = {"kills", "acknowledged sessions", "under way", "just done"}
    lost = 0
    for name, kill in (("saving", kill_while_saving), (f"renewal to version {LATEST}", kill_while_renewing)):
        counts = kill(options.times, random.Random(1))
        faults = {what: count for what, count in counts.items() if what not in harmless}
        lost += len(faults)
        told = ", ".join(f"{count} {what}" for what, count in counts.items() if what in harmless)
        print(f"{name}: {told}; faults: {faults or 'none'}", flush=True)
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
