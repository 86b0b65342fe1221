"""`Job`: the folder of one clip, from upload to result."""

from __future__ import annotations

import re
import secrets
import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from gaitcheck.assessment.questionnaire import Answers
from gaitcheck.config import AnalysisOptions
from gaitcheck.errors import UsageError
from gaitcheck.export.options import options_from_json, options_to_json
from gaitcheck.jobs.lock import is_held
from gaitcheck.jobs.model import Clip, JobState, answers_from_json
from gaitcheck.pose.look import Look
from gaitcheck.store.files import read_json, write_json

#: Long enough that nobody guesses another visitor's job.
_ID_BYTES = 12
_ID = re.compile(r"[0-9a-f]{24}|[A-Za-z0-9_-]{16}")  # the second: jobs of earlier versions
_SUFFIX = re.compile(r"\.[a-z0-9]{1,5}")
_COPY_BYTES = 1 << 20
#: A child that has just been started may not hold its lock yet. [s]
_START_GRACE_S = 20.0


@dataclass(frozen=True)
class Job:
    """One clip and what became of it.

    Parameters
    ----------
    folder
        Holds the clip, the state, and in ``result`` what the analysis wrote.
    """

    folder: Path

    @property
    def id(self) -> str:
        """Unguessable name, also in the page's address."""
        return self.folder.name

    @property
    def result(self) -> Path:
        """Folder of the results."""
        return self.folder / "result"

    @property
    def alive_lock(self) -> Path:
        """Held by the child as long as it lives."""
        return self.folder / "alive.lock"

    @property
    def first_picture(self) -> Path:
        """The clip's first frame, when it could be read."""
        return self.folder / "first.jpg"

    @property
    def look(self) -> Look | None:
        """Who is seen in a picture of the clip; ``None`` before anybody has looked."""
        values = read_json(self.folder / "look.json")
        return None if values is None else Look.from_json(values)

    def set_look(self, look: Look) -> None:
        """Keep who is seen."""
        write_json(self.folder / "look.json", asdict(look))

    @property
    def look_picture(self) -> Path:
        """The picture that was looked at."""
        return self.folder / "look.jpg"

    @property
    def people_picture(self) -> Path:
        """A frame with everybody numbered, when several people are in view."""
        return self.folder / "people.jpg"

    @property
    def clip_path(self) -> Path | None:
        """The clip; ``None`` once it has been thrown away."""
        return next(iter(sorted(self.folder.glob("clip.*"))), None)

    @property
    def state(self) -> JobState:
        """Where it stands; a child that died is noticed here."""
        values = read_json(self.folder / "state.json")
        state = JobState() if values is None else JobState.from_json(values)
        fresh = time.time() - state.updated_at < _START_GRACE_S and state.pid == 0
        if state.active and not fresh and not is_held(self.alive_lock):
            # It may have ended between the two looks.
            state = JobState.from_json(read_json(self.folder / "state.json") or {})
            return replace(state, status="stopped") if state.active else state
        return state

    def set_state(self, state: JobState) -> None:
        """Keep the state."""
        write_json(self.folder / "state.json", asdict(replace(state, updated_at=time.time())))

    @property
    def clip(self) -> Clip | None:
        """What the probe found; ``None`` before it has run."""
        values = read_json(self.folder / "clip-facts.json")
        return None if values is None else Clip.from_json(values)

    def set_clip(self, clip: Clip) -> None:
        """Keep what the probe found."""
        write_json(self.folder / "clip-facts.json", asdict(clip))

    @property
    def name(self) -> str:
        """The file's name as the user knows it."""
        return str((read_json(self.folder / "upload.json") or {}).get("name", "clip"))

    @property
    def owner(self) -> str:
        """Who alone may find it; empty where nobody signs in."""
        return str((read_json(self.folder / "upload.json") or {}).get("owner", ""))

    @property
    def options(self) -> AnalysisOptions:
        """What was asked for; the defaults before anything was."""
        values = read_json(self.folder / "options.json")
        return AnalysisOptions() if values is None else options_from_json(values)

    def set_options(self, options: AnalysisOptions) -> None:
        """Keep what is asked for."""
        write_json(self.folder / "options.json", options_to_json(options))

    @property
    def answers(self) -> Answers | None:
        """The questionnaire; ``None`` when it was skipped or not reached yet."""
        values = read_json(self.folder / "answers.json")
        return answers_from_json(values["answers"]) if values and values["answers"] else None

    @property
    def asked(self) -> bool:
        """Whether the questionnaire was answered or skipped."""
        return (self.folder / "answers.json").exists()

    def set_answers(self, answers: Answers | None) -> None:
        """Keep the answers; ``None`` is a skipped questionnaire."""
        write_json(self.folder / "answers.json", {"answers": None if answers is None else asdict(answers)})

    @property
    def people(self) -> dict[str, Any] | None:
        """Who is in view: ``count`` and ``chosen``, from 1; ``None`` before the analysis."""
        found: dict[str, Any] | None = read_json(self.folder / "people.json")
        return found

    @property
    def poses(self) -> tuple[str, ...]:
        """Names of all that was ever kept of this clip: its facts, poses of each part and with each model."""
        return tuple(read_json(self.folder / "poses.json") or ())

    def add_poses(self, *names: str) -> None:
        """Remember what is kept, so that it goes when the clip goes."""
        write_json(self.folder / "poses.json", sorted({*self.poses, *names}))

    @property
    def cancel_wish(self) -> Path:
        """Its presence asks the child to stop."""
        return self.folder / "cancel"


def create_job(root: Path, name: str, content: BinaryIO, owner: str = "") -> Job:
    """A new job with a copy of the clip.

    Parameters
    ----------
    root
        Folder of all jobs; made if missing.
    name
        The file's name as the user knows it; only its ending is used on disk.
    content
        Open file with the clip's bytes.
    owner
        Who alone may find it; empty where nobody signs in.
    """
    root.mkdir(parents=True, exist_ok=True)
    folder = root / secrets.token_hex(_ID_BYTES)  # letters and digits only: part of widget keys and addresses
    folder.mkdir(mode=0o700)
    suffix = Path(name).suffix.lower()
    target = folder / f"clip{suffix if _SUFFIX.fullmatch(suffix) else '.bin'}"
    with target.open("wb") as file:
        shutil.copyfileobj(content, file, _COPY_BYTES)
    write_json(folder / "upload.json", {"name": Path(name).name, "created_at": time.time(), "owner": owner})
    return Job(folder)


def find_job(root: Path, job_id: str, owner: str = "") -> Job:
    """The job of an id that came from outside; raises `UsageError` when this owner has none of that name."""
    job = Job(root / job_id)
    if not _ID.fullmatch(job_id) or not (job.folder / "upload.json").is_file() or job.owner != owner:
        raise UsageError("This clip is no longer here. It may have been deleted, or moved to a runner.")
    return job


def all_jobs(root: Path) -> Iterator[Job]:
    """Every job on disk."""
    if root.is_dir():
        yield from (Job(path.parent) for path in sorted(root.glob("*/upload.json")))
