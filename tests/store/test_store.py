"""The store on a real SQLite file: what is kept comes back, what is deleted is nowhere on disk."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from gaitcheck.analysis.model import Analysis
from gaitcheck.assessment.questionnaire import Answers
from gaitcheck.errors import OutputError, UsageError
from gaitcheck.export import load_analysis
from gaitcheck.pose.cache import cache_key, default_cache_folder
from gaitcheck.store.database import open_engine
from gaitcheck.store.migrations import LATEST, migrate
from gaitcheck.store.records import Session, SessionDetails
from gaitcheck.store.store import Store
from gaitcheck.store.tables import Base
from gaitcheck.store.transfer import export_person, import_person
from gaitcheck.store.trends import trends

DAY = date(2026, 3, 4)
NAME = "Zenobia Quux"


def details(day: date = DAY, title: str = "Week 1") -> SessionDetails:
    return SessionDetails(day=day, title=title, note="felt heavy", shoes="old pair", tags=("easy", " easy ", "indoor"))


def kept(store: Store, analysis: Analysis, result: Path, day: date = DAY, clip: Path | None = None) -> Session:
    people = store.people()
    person_id = people[0].id if people else store.add_person(NAME, height_cm=175.0).id
    answers = Answers(pain_during=2, load_change="a_little")
    return store.add_session(
        person_id, analysis, result, details(day), clip=clip, clip_name="treadmill.mp4", answers=answers
    )


def bytes_on_disk(folder: Path, words: bytes) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and words in path.read_bytes()]


def test_a_session_comes_back_as_it_was(store: Store, analysis: Analysis, result: Path) -> None:
    session = store.session(kept(store, analysis, result).id)
    assert session.details == SessionDetails(
        day=DAY, title="Week 1", note="felt heavy", shoes="old pair", tags=("easy", "indoor")
    )
    assert session.metrics == analysis.metrics.metrics
    assert (session.view, session.near_side, session.speed_kmh) == ("side-left", "left", 10.0)
    assert store.answers(session.id) == Answers(pain_during=2, load_change="a_little")
    assert load_analysis(session.folder).metrics.metrics == load_analysis(result).metrics.metrics
    assert store.people()[0].sessions == 1


def test_the_original_clip_is_kept_only_when_asked(
    store: Store, analysis: Analysis, result: Path, tmp_path: Path
) -> None:
    clip = tmp_path / "clip.mov"
    clip.write_bytes(b"original")
    without = kept(store, analysis, result)
    with_clip = kept(store, analysis, result, clip=clip)
    assert not without.has_clip and not list(without.folder.glob("clip.*"))
    assert with_clip.has_clip and (with_clip.folder / "clip.mov").read_bytes() == b"original"


def test_deleting_a_runner_leaves_nothing_on_disk(store: Store, analysis: Analysis, result: Path) -> None:
    session = kept(store, analysis, result)
    store.add_diary(session.person_id, DAY, during=3, note="Quibbleflix")
    poses = default_cache_folder() / f"{cache_key(analysis.video.sha256, analysis.pose.source)}.npz"
    poses.parent.mkdir(parents=True, exist_ok=True)
    poses.write_bytes(b"landmarks")
    assert bytes_on_disk(store.folder, NAME.encode())
    store.delete_person(session.person_id)
    assert store.people() == ()
    assert not poses.exists()
    assert list(store.sessions_folder.iterdir()) == []
    for words in (NAME.encode(), b"Quibbleflix", b"felt heavy", b"treadmill.mp4", session.id.encode()):
        assert bytes_on_disk(store.folder, words) == []


def test_deleting_one_session_keeps_the_other(store: Store, analysis: Analysis, result: Path) -> None:
    first, second = kept(store, analysis, result), kept(store, analysis, result)
    store.delete_session(first.id)
    assert [session.id for session in store.sessions(first.person_id)] == [second.id]
    assert not first.folder.exists() and second.folder.exists()
    with pytest.raises(UsageError):
        store.session(first.id)


def test_sessions_of_one_day_stay_in_the_order_of_saving(store: Store, analysis: Analysis, result: Path) -> None:
    saved = [kept(store, analysis, result).id for _ in range(6)]
    earlier = kept(store, analysis, result, date(2026, 3, 3)).id
    person = store.people()[0].id
    assert [session.id for session in store.sessions(person)] == [earlier, *saved]


def test_a_session_of_nobody_leaves_no_files(store: Store, analysis: Analysis, result: Path) -> None:
    with pytest.raises(OutputError):
        store.add_session("nobody", analysis, result, details())
    assert list(store.sessions_folder.iterdir()) == []


def test_editing(store: Store, analysis: Analysis, result: Path) -> None:
    session = kept(store, analysis, result)
    changed = SessionDetails(day=date(2026, 4, 1), title="Other", tags=("hill",))
    store.edit_session(session.id, changed)
    assert store.session(session.id).details == changed
    store.edit_person(session.person_id, name="  New\nname ", height_cm=None, note="left-handed")
    person = store.person(session.person_id)
    assert (person.name, person.height_cm, person.note) == ("New name", None, "left-handed")
    with pytest.raises(UsageError):
        store.edit_person(session.person_id, name=" \n ", height_cm=None, note="")


def test_the_diary(store: Store) -> None:
    person = store.add_person(NAME)
    store.add_diary(person.id, DAY, during=0, after=4)
    store.add_diary(person.id, date(2026, 3, 6), next_morning=10, note="stairs")
    newest, oldest = store.diary(person.id)
    assert (newest.next_morning, newest.note, oldest.after) == (10, "stairs", 4)
    with pytest.raises(UsageError):
        store.add_diary(person.id, DAY, during=11)
    store.delete_diary(oldest.id)
    assert store.diary(person.id) == (newest,)


def test_strays_of_a_power_cut_are_swept(store: Store, analysis: Analysis, result: Path) -> None:
    session = kept(store, analysis, result)
    for name in (".new-1234", "orphan"):
        (store.sessions_folder / name).mkdir()
    assert store.sweep() == 2
    assert [path.name for path in store.sessions_folder.iterdir()] == [session.id]


def test_export_and_import_elsewhere(store: Store, analysis: Analysis, result: Path, tmp_path: Path) -> None:
    session = kept(store, analysis, result)
    store.add_diary(session.person_id, DAY, after=1, note="fine")
    archive = export_person(store, session.person_id, tmp_path / "runner.zip")
    folder = tmp_path / "other"
    folder.mkdir()
    other = Store(folder, f"sqlite:///{folder / 'x.db'}")
    with archive.open("rb") as file:
        person = import_person(other, file)
    (copy,) = other.sessions(person.id)
    assert (person.name, person.height_cm) == (NAME, 175.0)
    assert copy.details == session.details and copy.clip_name == session.clip_name
    assert (copy.folder / "annotated.mp4").read_bytes() == (session.folder / "annotated.mp4").read_bytes()
    assert other.answers(copy.id) == store.answers(session.id)
    assert [entry.note for entry in other.diary(person.id)] == ["fine"]
    other.close()


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x05\x06" + bytes(18)])
def test_a_bad_import_changes_nothing(store: Store, content: bytes) -> None:
    with pytest.raises(UsageError):
        import_person(store, BytesIO(content))
    assert store.people() == ()


def test_trends_carry_the_smallest_detectable_change(store: Store, analysis: Analysis, result: Path) -> None:
    sessions = [kept(store, analysis, result, day=date(2026, month, 1)) for month in (1, 2, 3)]
    found = {(trend.name, trend.side): trend for trend in trends(store.sessions(sessions[0].person_id))}
    cadence = found["cadence_spm", None]
    assert [value.day.month for value in cadence.values] == [1, 2, 3]
    first = cadence.values[0].metric.value
    assert cadence.quiet_low < first < cadence.quiet_high
    assert not any(side == "right" for _, side in found)


def test_the_schema_is_what_the_program_expects(store: Store) -> None:
    found = inspect(store._engine)
    for table in Base.metadata.sorted_tables:
        assert {c["name"] for c in found.get_columns(table.name)} == {c.name for c in table.columns}


def test_an_old_database_is_brought_up_to_date(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    engine = open_engine(url)
    assert migrate(engine, latest=1) == 0
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO person VALUES ('a', 'Old', '', NULL)"))
        connection.execute(
            text("INSERT INTO session VALUES ('s', 'a', '2025-01-01', '', '', 'rear', NULL, NULL, '', 0, 'null')")
        )
    engine.dispose()
    store = Store(tmp_path, url)
    assert store.sessions("a")[0].details.shoes == ""
    assert migrate(store._engine) == LATEST
    store.close()


def test_a_newer_database_is_refused(store: Store) -> None:
    with store._engine.begin() as connection:
        connection.execute(text("UPDATE schema_version SET version = 99"))
    with pytest.raises(UsageError, match="newer"):
        Store(store.folder, str(store._engine.url))


def test_eight_writers_at_once(store: Store, analysis: Analysis, result: Path) -> None:
    person = store.add_person(NAME)
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda _: store.add_session(person.id, analysis, result, details()).id, range(16)))
    assert len(set(done)) == 16 == len(store.sessions(person.id))
