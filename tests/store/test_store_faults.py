"""What goes wrong with disks and programs: nothing that was saved is lost, and a sentence says what is the matter."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from gaitcheck.analysis.model import Analysis
from gaitcheck.errors import OutputError
from gaitcheck.store.database import back_up, open_engine
from gaitcheck.store.migrations import migrate
from gaitcheck.store.records import SessionDetails
from gaitcheck.store.store import Store

DETAILS = SessionDetails(day=date(2026, 3, 4), title="Week 1")


def url_of(folder: Path) -> str:
    return f"sqlite:///{folder / 'gaitcheck.db'}"


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is not known there")
def test_kills_lose_nothing(project: Path) -> None:
    command = [sys.executable, "-m", "tools.hostile.kills", "--times", "8"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("faults: none") == 2
    assert done.stdout.count("8 kills") == 2


def test_a_damaged_database_is_refused_and_not_touched(store: Store, tmp_path: Path) -> None:
    for number in range(300):
        store.add_person(f"Runner {number}", note="x" * 200)
    store.close()
    path = store.folder / "gaitcheck.db"
    content = bytearray(path.read_bytes())
    content[8192:16384] = b"\xff" * 8192
    path.write_bytes(content)
    with pytest.raises(OutputError, match=r"damaged|cannot be opened"):
        Store(store.folder, url_of(store.folder))
    assert path.read_bytes() == bytes(content)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "gaitcheck.db").write_bytes(b"a letter to grandmother" * 100)
    with pytest.raises(OutputError, match="cannot be opened"):
        Store(tmp_path, url_of(tmp_path))
    assert (tmp_path / "gaitcheck.db").read_bytes().startswith(b"a letter")


def old_database(folder: Path) -> None:
    engine = open_engine(url_of(folder))
    migrate(engine, latest=1)
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO person VALUES ('a', 'Old', '', NULL)")
    engine.dispose()


def test_a_copy_lies_there_during_the_renewal_and_not_after(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old_database(tmp_path)
    monkeypatch.setattr("gaitcheck.store.migrations.STEPS", ((), ("THIS IS NO SQL",)))
    with pytest.raises(OutputError):
        Store(tmp_path, url_of(tmp_path))
    copy = tmp_path / "gaitcheck.db.before-renewal"
    assert b"Old" in copy.read_bytes()
    monkeypatch.undo()
    opened = Store(tmp_path, url_of(tmp_path))
    assert [person.name for person in opened.people()] == ["Old"]
    opened.close()
    assert not list(tmp_path.glob("*before-renewal*"))


def test_a_copy_that_a_kill_left_goes_when_the_store_is_opened(store: Store) -> None:
    back_up(store._engine)
    assert list(store.folder.glob("*before-renewal*"))
    Store(store.folder, url_of(store.folder)).close()
    assert not list(store.folder.glob("*before-renewal*"))


FULL_DISK = """
import resource, sys
from pathlib import Path
from gaitcheck.errors import GaitcheckError
from gaitcheck.store.store import Store
folder = Path(sys.argv[1])
store = Store(folder, f"sqlite:///{folder / 'gaitcheck.db'}")
store.add_person("Saved before")
size = (folder / "gaitcheck.db-wal").stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20000, size + 20000))
try:
    for _ in range(100):
        store.add_person("One too many", note="x" * 5000)
except GaitcheckError as error:
    print(f"{type(error).__name__}: {error}")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="file sizes have no limit there")
def test_a_full_disk_gives_a_sentence_and_keeps_what_was_saved(tmp_path: Path, project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path)], cwd=project, capture_output=True, text=True, check=False,
        timeout=300,
    )  # fmt: skip
    assert done.stdout.strip() == "OutputError: The store could not be read or written; is the disk full?", done.stderr
    opened = Store(tmp_path, url_of(tmp_path))
    names = [person.name for person in opened.people()]
    opened.close()
    assert "Saved before" in names


def test_files_that_cannot_be_copied_leave_no_half_session(
    store: Store, analysis: Analysis, result: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    person = store.add_person("Runner")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="No space left on device"):
        store.add_session(person.id, analysis, result, DETAILS)
    monkeypatch.undo()
    assert store.sessions(person.id) == ()
    assert list(store.sessions_folder.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_read_only_folder_gives_a_sentence(store: Store, analysis: Analysis, result: Path) -> None:
    person = store.add_person("Runner")
    store.sessions_folder.chmod(0o500)
    try:
        with pytest.raises(OutputError, match="could not be written"):
            store.add_session(person.id, analysis, result, DETAILS)
    finally:
        store.sessions_folder.chmod(0o700)
    assert store.sessions(person.id) == ()
