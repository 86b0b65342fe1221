"""A store worth photographing: the computer-generated runner of the sample clips, measured before and after."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from gaitcheck.assessment.questionnaire import Answers
from gaitcheck.config import RunnerInfo
from gaitcheck.export import load_analysis
from gaitcheck.jobs.folder import Job, create_job
from gaitcheck.jobs.inspect import inspect_clip
from gaitcheck.jobs.model import JobState
from gaitcheck.jobs.queue import discard
from gaitcheck.jobs.result import produce
from gaitcheck.store.records import SessionDetails
from gaitcheck.store.store import Store
from gaitcheck.ui.samples import Sample, samples

_NAME, _HEIGHT_CM = "Sam Sample", 175.0
_KEPT = (("before_overstriding", "Long steps", 28), ("after_shorter_steps", "Three weeks of shorter steps", 7))
_TAGS = ("easy run",)
_DIARY = ((28, 3, 4, 2), (21, 2, 3, 1), (14, 2, 2, 1), (7, 1, 1, 0))


@dataclass(frozen=True, kw_only=True)
class Seeded:
    """What the pages are about, by the ids in their addresses."""

    runner: str
    sessions: tuple[str, ...]
    new_job: str
    done_job: str


def seed(store: Store, jobs: Path, today: date) -> Seeded:
    """Measure the sample clips and keep them; the newest clip is also there as a job that nobody has saved."""
    clips = {sample.path.stem: sample for sample in samples()}
    person = store.add_person(_NAME, height_cm=_HEIGHT_CM)
    kept = []
    for stem, title, days_ago in _KEPT:
        job = _measured(clips[stem], jobs)
        details = SessionDetails(day=today - timedelta(days=days_ago), title=title, shoes="Grey pair", tags=_TAGS)
        session = store.add_session(
            person.id, load_analysis(job.result), job.result, details, clip_name=job.name, answers=job.answers
        )
        kept.append(session.id)
        discard(job)
    for days_ago, during, after, morning in _DIARY:
        store.add_diary(
            person.id, today - timedelta(days=days_ago), during=during, after=after, next_morning=morning, note=""
        )
    return Seeded(
        runner=person.id,
        sessions=tuple(kept),
        new_job=_uploaded(clips["runner_side_left"], jobs).id,
        done_job=_measured(clips[_KEPT[0][0]], jobs).id,
    )


def _uploaded(sample: Sample, jobs: Path) -> Job:
    with sample.path.open("rb") as file:
        job = create_job(jobs, sample.path.name, file)
    inspect_clip(job)
    return job


def _measured(sample: Sample, jobs: Path) -> Job:
    job = _uploaded(sample, jobs)
    job.set_options(replace(job.options, runner=RunnerInfo(height_cm=_HEIGHT_CM, speed_kmh=sample.speed_kmh)))
    job.set_answers(Answers(pain_during=2, pain_after=3, pain_next_morning=1, load_change="a_little"))
    produce(job, lambda _: lambda _: None, lambda _: None, lambda: False, workers=None)
    job.set_state(JobState(status="done", stage="drawing", stage_share=1.0))
    return job
