"""Who is in view, so that the user can point at another person."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from gaitcheck.analysis.model import Analysis
from gaitcheck.jobs.folder import Job
from gaitcheck.pose.backend import Detection
from gaitcheck.pose.people import Person, choose_runner
from gaitcheck.store.files import write_json
from gaitcheck.video import picture

PICTURE_SIDE_PX = 960
_RING = (255, 255, 255)


def write_people(job: Job, detection: Detection, analysis: Analysis) -> None:
    """Keep how many people are in view and, if several, a frame with each of them numbered."""
    choice = choose_runner(detection.people, analysis.corrections.person or analysis.options.person)
    write_json(job.folder / "people.json", {"count": len(choice.people), "chosen": choice.chosen + 1})
    job.people_picture.unlink(missing_ok=True)
    if len(choice.people) > 1 and analysis.video.path.exists():
        _draw(choice.people, analysis, job.people_picture)


def _together(people: Sequence[Person]) -> int:
    """The first frame in which the most of them are seen."""
    seen = np.sum([person.slots >= 0 for person in people], axis=0)
    return int(np.argmax(seen))


def _draw(people: Sequence[Person], analysis: Analysis, target: Path) -> None:
    """Numbers alone: who is measured may change later."""
    from PIL import Image, ImageDraw, ImageFont

    clip_s = float(analysis.pose.time_s[_together(people)])
    frame = picture(analysis.video.path, clip_s - 1e-3, max_side_px=PICTURE_SIDE_PX)
    image = Image.fromarray(frame.rgb)
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=26)
    for number, person in enumerate(people, start=1):
        x, y = (float(v) * frame.scale for v in person.centre_px)
        pen.ellipse((x - 24, y - 24, x + 24, y + 24), fill=(20, 32, 40), outline=_RING, width=4)
        pen.text((x, y), str(number), fill=_RING, font=font, anchor="mm")
    image.save(target, quality=85)
