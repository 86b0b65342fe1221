"""Opening the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url

_BUSY_MS = 10_000


def open_engine(url: str) -> Engine:
    """An engine; SQLite files get write-ahead logging, foreign keys, and deletion that overwrites."""
    engine = create_engine(make_url(url))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    settings = ("journal_mode=WAL", "foreign_keys=ON", "secure_delete=ON", f"busy_timeout={_BUSY_MS}")
    for setting in settings:
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def leave_nothing(engine: Engine) -> None:
    """Fold SQLite's log into the file and compact it, so that deleted rows are nowhere on disk."""
    if engine.dialect.name != "sqlite":
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("VACUUM")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
