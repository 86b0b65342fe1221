"""`Store`: people, their sessions and their diary; rows in a database, files in a folder beside it."""

from __future__ import annotations

import json
import secrets
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import TypeVar

from sqlalchemy import delete, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session as Work
from sqlalchemy.orm import sessionmaker

from gaitcheck.analysis.model import Analysis
from gaitcheck.assessment.questionnaire import Answers
from gaitcheck.errors import OutputError, UsageError
from gaitcheck.metrics.metric import Metric
from gaitcheck.store.database import check_integrity, leave_nothing, open_engine
from gaitcheck.store.files import sync_files, sync_folder
from gaitcheck.store.migrations import migrate
from gaitcheck.store.poses import forget_poses, poses_of
from gaitcheck.store.records import DiaryEntry, Person, Session, SessionDetails
from gaitcheck.store.tables import DiaryRow, MeasureRow, PersonRow, SessionRow, TagRow

_METRIC_FIELDS = tuple(field.name for field in fields(Metric))
MAX_NAME = 120

_Row = TypeVar("_Row")


class Store:
    """The kept data.

    Parameters
    ----------
    folder
        Made when missing; holds a folder for each session.
    url
        Database address.
    """

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        try:
            self.sessions_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._engine = open_engine(url)
            check_integrity(self._engine)
            migrate(self._engine)
        except OSError as error:
            raise OutputError(f"The store folder {folder} cannot be used ({error.strerror}).") from error
        except SQLAlchemyError as error:
            raise OutputError("The database of the store cannot be opened; check GAITCHECK_DATABASE_URL.") from error
        self._begin = sessionmaker(self._engine, expire_on_commit=False).begin

    @property
    def sessions_folder(self) -> Path:
        """Holds one folder for each session."""
        return self.folder / "sessions"

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @contextmanager
    def _work(self) -> Iterator[Work]:
        try:
            with self._begin() as work:
                yield work
        except SQLAlchemyError as error:
            raise OutputError("The store could not be read or written; is the disk full?") from error

    # People

    def people(self) -> tuple[Person, ...]:
        """Everybody, by name."""
        counts = select(SessionRow.person_id, func.count()).group_by(SessionRow.person_id)
        with self._work() as work:
            of = {row[0]: row[1] for row in work.execute(counts)}
            rows = work.scalars(select(PersonRow).order_by(func.lower(PersonRow.name), PersonRow.id)).all()
            return tuple(_person(row, of.get(row.id, 0)) for row in rows)

    def person(self, person_id: str) -> Person:
        """One runner; raises `UsageError` when there is none."""
        with self._work() as work:
            row = _found(work.get(PersonRow, person_id), "This runner is not in the store any more.")
            return _person(row, len(row.sessions))

    def add_person(self, name: str, *, height_cm: float | None = None, note: str = "") -> Person:
        """A new runner."""
        row = PersonRow(id=uuid.uuid4().hex, name=_one_line(name), note=note, height_cm=height_cm)
        with self._work() as work:
            work.add(row)
        return _person(row, 0)

    def edit_person(self, person_id: str, *, name: str, height_cm: float | None, note: str) -> None:
        """Change what is known of a runner."""
        with self._work() as work:
            row = _found(work.get(PersonRow, person_id), "This runner is not in the store any more.")
            row.name, row.height_cm, row.note = _one_line(name), height_cm, note

    def delete_person(self, person_id: str) -> None:
        """Remove a runner and everything of theirs: rows, files, kept poses."""
        for session in self.sessions(person_id):
            self.delete_session(session.id)
        with self._work() as work:
            work.delete(_found(work.get(PersonRow, person_id), "This runner is not in the store any more."))
        leave_nothing(self._engine)

    # Sessions

    def sessions(self, person_id: str) -> tuple[Session, ...]:
        """A runner's sessions, oldest first."""
        chosen = select(SessionRow).where(SessionRow.person_id == person_id).order_by(SessionRow.day, SessionRow.id)
        with self._work() as work:
            return tuple(self._session(row) for row in work.scalars(chosen).all())

    def session(self, session_id: str) -> Session:
        """One session; raises `UsageError` when there is none."""
        with self._work() as work:
            row = _found(work.get(SessionRow, session_id), "This session is not in the store any more.")
            return self._session(row)

    def answers(self, session_id: str) -> Answers | None:
        """The questionnaire of a session."""
        with self._work() as work:
            row = _found(work.get(SessionRow, session_id), "This session is not in the store any more.")
            values = json.loads(row.answers)
        return None if values is None else Answers(**{**values, "red_flags": tuple(values["red_flags"])})

    def add_session(
        self,
        person_id: str,
        analysis: Analysis,
        files: Path,
        details: SessionDetails,
        *,
        clip: Path | None = None,
        clip_name: str = "",
        answers: Answers | None = None,
    ) -> Session:
        """Keep a result: its files are copied, its numbers become rows; both or neither.

        Parameters
        ----------
        person_id
            Whose it is.
        analysis, files
            The measurement and its result folder.
        details, answers
            What the user says about it, and the questionnaire.
        clip, clip_name
            The original, only when the user wants it kept, and how the file was called.
        """
        session_id = _later_id()
        target = self._keep_files(session_id, files, clip)
        try:
            row = _session_row(session_id, person_id, analysis, details, clip_name)
            row.has_clip = clip is not None
            row.answers = json.dumps(None if answers is None else asdict(answers))
            with self._work() as work:
                work.add(row)
                work.flush()
                return self._session(row)
        except BaseException:
            shutil.rmtree(target, ignore_errors=True)
            raise

    def edit_session(self, session_id: str, details: SessionDetails) -> None:
        """Change what the user says about a session."""
        with self._work() as work:
            row = _found(work.get(SessionRow, session_id), "This session is not in the store any more.")
            row.day, row.title, row.note, row.shoes = details.day, details.title, details.note, details.shoes
            work.execute(delete(TagRow).where(TagRow.session_id == session_id))
            work.expire(row, ["tags"])
            row.tags = [TagRow(tag=tag) for tag in clean_tags(details.tags)]

    def renew_session(self, session_id: str, analysis: Analysis) -> None:
        """Take over the numbers of a session whose files were measured anew."""
        with self._work() as work:
            row = _found(work.get(SessionRow, session_id), "This session is not in the store any more.")
            row.view, row.near_side = analysis.kinematics.view.view, analysis.kinematics.view.near_side
            row.speed_kmh = analysis.options.runner.speed_kmh
            row.measures = []
            work.flush()
            row.measures = _measure_rows(analysis)

    def delete_session(self, session_id: str) -> None:
        """Remove a session: rows, files, kept poses."""
        folder = self.sessions_folder / session_id
        with self._work() as work:
            work.delete(_found(work.get(SessionRow, session_id), "This session is not in the store any more."))
        forget_poses(*poses_of(folder))
        shutil.rmtree(folder, ignore_errors=True)
        leave_nothing(self._engine)

    def sweep(self) -> int:
        """Remove folders that no session owns, left by a power cut; how many there were."""
        with self._work() as work:
            owned = set(work.scalars(select(SessionRow.id)))
        strays = [path for path in self.sessions_folder.iterdir() if path.name not in owned]
        for path in strays:
            shutil.rmtree(path, ignore_errors=True)
        return len(strays)

    # Diary

    def diary(self, person_id: str) -> tuple[DiaryEntry, ...]:
        """A runner's diary, newest first."""
        chosen = select(DiaryRow).where(DiaryRow.person_id == person_id).order_by(DiaryRow.day.desc(), DiaryRow.id)
        names = [field.name for field in fields(DiaryEntry)]
        with self._work() as work:
            return tuple(DiaryEntry(**{n: getattr(row, n) for n in names}) for row in work.scalars(chosen).all())

    def add_diary(
        self,
        person_id: str,
        day: date,
        *,
        during: int | None = None,
        after: int | None = None,
        next_morning: int | None = None,
        note: str = "",
    ) -> None:
        """Write down how the knee felt on a day; 0 to 10."""
        Answers(pain_during=during, pain_after=after, pain_next_morning=next_morning)  # refuses what is out of range
        row = DiaryRow(
            id=uuid.uuid4().hex,
            person_id=person_id,
            day=day,
            during=during,
            after=after,
            next_morning=next_morning,
            note=note,
        )
        with self._work() as work:
            work.add(row)

    def delete_diary(self, entry_id: str) -> None:
        """Remove an entry."""
        with self._work() as work:
            work.execute(delete(DiaryRow).where(DiaryRow.id == entry_id))
        leave_nothing(self._engine)

    # Parts

    def _keep_files(self, session_id: str, files: Path, clip: Path | None) -> Path:
        target, part = self.sessions_folder / session_id, self.sessions_folder / f".new-{session_id}"
        try:
            shutil.copytree(files, part)
            if clip is not None:
                shutil.copy2(clip, part / clip.name)
            sync_files(part)
            part.rename(target)
            sync_folder(self.sessions_folder)
        except OSError as error:
            shutil.rmtree(part, ignore_errors=True)
            raise OutputError(f"The session could not be written to {self.folder} ({error.strerror}).") from error
        return target

    def _session(self, row: SessionRow) -> Session:
        details = SessionDetails(
            day=row.day,
            title=row.title,
            note=row.note,
            shoes=row.shoes,
            tags=tuple(sorted(tag.tag for tag in row.tags)),
        )
        return Session(
            id=row.id,
            person_id=row.person_id,
            details=details,
            view=row.view,
            near_side=row.near_side,
            speed_kmh=row.speed_kmh,
            clip_name=row.clip_name,
            folder=self.sessions_folder / row.id,
            has_clip=row.has_clip,
            metrics=tuple(Metric(**{n: getattr(m, n) for n in _METRIC_FIELDS}) for m in row.measures),
        )


def _later_id() -> str:
    """A random id that sorts after those given before it: sessions of one day stay in the order of saving."""
    return f"{time.time_ns() // 1000:014x}{secrets.token_hex(9)}"


def _found(row: _Row | None, message: str) -> _Row:
    if row is None:
        raise UsageError(message)
    return row


def _person(row: PersonRow, sessions: int) -> Person:
    return Person(id=row.id, name=row.name, note=row.note, height_cm=row.height_cm, sessions=sessions)


def _one_line(name: str) -> str:
    kept = " ".join("".join(c if c.isprintable() else " " for c in name).split())[:MAX_NAME]
    if not kept:
        raise UsageError("A runner needs a name.")
    return kept


def clean_tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    """Tags without blanks and doubles."""
    return tuple(dict.fromkeys(tag.strip()[:64] for tag in tags if tag.strip()))


def _session_row(
    session_id: str, person_id: str, analysis: Analysis, details: SessionDetails, clip_name: str
) -> SessionRow:
    view = analysis.kinematics.view
    return SessionRow(
        id=session_id,
        person_id=person_id,
        day=details.day,
        title=details.title,
        note=details.note,
        shoes=details.shoes,
        view=view.view,
        near_side=view.near_side,
        speed_kmh=analysis.options.runner.speed_kmh,
        clip_name=clip_name,
        tags=[TagRow(tag=tag) for tag in clean_tags(details.tags)],
        measures=_measure_rows(analysis),
    )


def _measure_rows(analysis: Analysis) -> list[MeasureRow]:
    return [MeasureRow(position=i, **asdict(metric)) for i, metric in enumerate(analysis.metrics.metrics)]
