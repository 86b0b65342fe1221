"""One runner as a zip, to take along and to bring into another store."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import zipfile
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from gaitcheck.assessment.questionnaire import Answers
from gaitcheck.errors import UsageError
from gaitcheck.export import load_analysis
from gaitcheck.store.records import DiaryEntry, Person, Session, SessionDetails
from gaitcheck.store.store import Store

SCHEMA = "gaitcheck.runner/1"
_LISTING = "runner.json"
_FILE = re.compile(r"sessions/([0-9a-f]{32})/([A-Za-z0-9_-][A-Za-z0-9._-]{0,80})")


def export_person(store: Store, person_id: str, target: Path) -> Path:
    """Write everything of one runner to a zip and return its path."""
    person, sessions = store.person(person_id), store.sessions(person_id)
    listing = {
        "schema": SCHEMA,
        "person": {"name": person.name, "note": person.note, "height_cm": person.height_cm},
        "sessions": [_session(session, store.answers(session.id)) for session in sessions],
        "diary": [_entry(entry) for entry in store.diary(person_id)],
    }
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_LISTING, json.dumps(listing, ensure_ascii=False, indent=1))
        for session in sessions:
            for path in sorted(session.folder.iterdir()):
                archive.write(path, f"sessions/{session.id}/{path.name}")
    return target


def _session(session: Session, answers: Answers | None) -> dict[str, Any]:
    details = asdict(session.details) | {"day": session.details.day.isoformat()}
    return {
        "id": session.id,
        "details": details,
        "clip_name": session.clip_name,
        "answers": None if answers is None else asdict(answers),
    }


def _entry(entry: DiaryEntry) -> dict[str, Any]:
    values = asdict(entry) | {"day": entry.day.isoformat()}
    del values["id"]
    return values


def import_person(store: Store, source: BinaryIO) -> Person:
    """Bring a runner in from a zip, always as a new runner.

    Raises
    ------
    UsageError
        The file is not such a zip, or damaged; nothing is kept then.
    """
    with tempfile.TemporaryDirectory(prefix="gaitcheck-import-") as folder:
        try:
            listing = _unpack(source, Path(folder))
        except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
            raise UsageError("This file is not a runner exported by gaitcheck, or it is damaged.") from error
        person: Person | None = None
        try:
            known = listing["person"]
            person = store.add_person(known["name"], height_cm=known["height_cm"], note=known["note"])
            _fill(store, person, listing, Path(folder))
        except (KeyError, TypeError, ValueError, OSError, UsageError) as error:
            if person is not None:
                store.delete_person(person.id)
            raise UsageError("This export is not complete; export the runner again.") from error
        return store.person(person.id)


def _unpack(source: BinaryIO, folder: Path) -> dict[str, Any]:
    """The listing; only files with the expected plain names are unpacked."""
    with zipfile.ZipFile(source) as archive:
        listing: dict[str, Any] = json.loads(archive.read(_LISTING))
        if not isinstance(listing, dict) or listing.get("schema") != SCHEMA:
            raise ValueError("not an exported runner")
        for name in archive.namelist():
            if _FILE.fullmatch(name):
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(name) as packed, target.open("wb") as file:
                    shutil.copyfileobj(packed, file)
    return listing


def _fill(store: Store, person: Person, listing: dict[str, Any], folder: Path) -> None:
    for row in listing["sessions"]:
        files = folder / "sessions" / row["id"]
        clip = next(iter(sorted(files.glob("clip.*"))), None)
        answers = row["answers"]
        day = date.fromisoformat(row["details"]["day"])
        store.add_session(
            person.id,
            load_analysis(files),
            files,
            SessionDetails(**(row["details"] | {"day": day, "tags": tuple(row["details"]["tags"])})),
            clip=clip,
            clip_name=row["clip_name"],
            answers=None if answers is None else Answers(**(answers | {"red_flags": tuple(answers["red_flags"])})),
        )
    for entry in listing["diary"]:
        day = date.fromisoformat(entry.pop("day"))
        store.add_diary(person.id, day, **entry)
