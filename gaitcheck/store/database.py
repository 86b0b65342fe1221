"""Opening, checking and backing up the database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from gaitcheck.errors import OutputError

_BUSY_MS = 10_000
#: What the name of the copy made before a renewal ends with.
_COPY = ".before-renewal"


def open_engine(url: str) -> Engine:
    """An engine; SQLite files get write-ahead logging, foreign keys, and deletion that overwrites."""
    engine = create_engine(make_url(url))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    # FULL: what was acknowledged is on the disk, also when the power goes the next moment.
    settings = (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        f"busy_timeout={_BUSY_MS}",
    )
    for setting in settings:
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def check_integrity(engine: Engine) -> None:
    """Raise `OutputError` when the SQLite file is damaged, before anything is written to it."""
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    if found != "ok":
        raise OutputError(
            f"The database {engine.url.database} is damaged and was not touched; put a backup in its place or move "
            "it away to start anew."
        )


def back_up(engine: Engine) -> None:
    """A complete copy beside the SQLite file, made by SQLite itself; only under the lock of a writer.

    Raises `OutputError` when there is no room for it.
    """
    source = _file_of(engine)
    if source is None:
        return
    part = source.with_name(f"{source.name}{_COPY}.part")
    try:
        forget_back_up(engine)
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(part)) as new:
            new.execute("PRAGMA journal_mode=OFF")
            old.backup(new)
        part.replace(source.with_name(f"{source.name}{_COPY}"))
    except (sqlite3.Error, OSError) as error:
        raise OutputError(f"The database could not be copied before its renewal; is {source.parent} full?") from error


def forget_back_up(engine: Engine) -> None:
    """Remove the copy, also a half one: it holds people's data, and what is deleted must not live on in it."""
    source = _file_of(engine)
    if source is not None:
        for path in source.parent.glob(f"{source.name}{_COPY}*"):
            path.unlink(missing_ok=True)


def _file_of(engine: Engine) -> Path | None:
    """The SQLite file; ``None`` for another database or one in memory."""
    name = engine.url.database
    return Path(name) if engine.dialect.name == "sqlite" and name and name != ":memory:" else None


def leave_nothing(engine: Engine) -> None:
    """Fold SQLite's log into the file and compact it, so that deleted rows are nowhere on disk.

    Raises `OutputError` when another reader held the database for so long that it could not be done.
    """
    if engine.dialect.name != "sqlite":
        return
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("VACUUM")
            busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
    except SQLAlchemyError as error:
        raise OutputError("It was deleted, but traces remain until the disk has room and you delete again.") from error
    if busy:
        raise OutputError("It was deleted, but traces remain until other windows are closed and you delete again.")
