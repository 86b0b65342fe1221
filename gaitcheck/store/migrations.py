"""The schema, version by version. A published step is never changed; a new one is added below it."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, inspect, text

from gaitcheck.errors import UsageError
from gaitcheck.store.database import back_up, check_integrity, forget_back_up

_FIRST = (
    "CREATE TABLE person (id VARCHAR(32) PRIMARY KEY, name TEXT NOT NULL, note TEXT NOT NULL, height_cm FLOAT)",
    """CREATE TABLE session (id VARCHAR(32) PRIMARY KEY,
    person_id VARCHAR(32) NOT NULL REFERENCES person (id) ON DELETE CASCADE, day DATE NOT NULL, title TEXT NOT NULL,
    note TEXT NOT NULL, view VARCHAR(16) NOT NULL, near_side VARCHAR(8), speed_kmh FLOAT, clip_name TEXT NOT NULL,
    has_clip BOOLEAN NOT NULL, answers TEXT NOT NULL)""",
    """CREATE TABLE session_tag (session_id VARCHAR(32) NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    tag VARCHAR(64) NOT NULL, PRIMARY KEY (session_id, tag))""",
    """CREATE TABLE measure (session_id VARCHAR(32) NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    position INTEGER NOT NULL, name VARCHAR(64) NOT NULL, side VARCHAR(8), unit VARCHAR(32) NOT NULL, value FLOAT,
    low FLOAT, high FLOAT, n INTEGER NOT NULL, sd FLOAT, status VARCHAR(16) NOT NULL, reason TEXT,
    PRIMARY KEY (session_id, position))""",
    """CREATE TABLE diary (id VARCHAR(32) PRIMARY KEY,
    person_id VARCHAR(32) NOT NULL REFERENCES person (id) ON DELETE CASCADE, day DATE NOT NULL, during INTEGER,
    after INTEGER, next_morning INTEGER, note TEXT NOT NULL)""",
)
_SHOES = (
    "ALTER TABLE session ADD COLUMN shoes TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX session_of_person ON session (person_id, day)",
)
#: Statements that lead from each version to the next.
STEPS: tuple[tuple[str, ...], ...] = (_FIRST, _SHOES)
LATEST = len(STEPS)


def version_of(connection: Connection) -> int:
    """The schema's version; 0 for an empty database."""
    if not inspect(connection).has_table("schema_version"):
        return 0
    return int(connection.execute(text("SELECT version FROM schema_version")).scalar_one())


def migrate(engine: Engine, latest: int = LATEST) -> int:
    """Bring the database up to date in one transaction; the version it had before.

    A copy of an older database lies beside it until the renewal is complete and checked.

    Raises
    ------
    UsageError
        The database was made by a newer gaitcheck.
    """
    before = _migrate(engine, latest)
    check_integrity(engine)
    forget_back_up(engine)
    return before


def _migrate(engine: Engine, latest: int) -> int:
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            # The driver starts no transaction for CREATE TABLE by itself; two apps may start at once.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        before = version_of(connection)
        if before > latest:
            raise UsageError("This store was made by a newer gaitcheck; update the program to open it.")
        if before == 0:
            connection.execute(text("CREATE TABLE schema_version (version INTEGER NOT NULL)"))
            connection.execute(text("INSERT INTO schema_version (version) VALUES (0)"))
        elif before < latest:
            back_up(engine)
        for step in STEPS[before:latest]:
            for statement in step:
                connection.execute(text(statement))
        connection.execute(text("UPDATE schema_version SET version = :version"), {"version": latest})
    return before
