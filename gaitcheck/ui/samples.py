"""The bundled sample clips."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import gaitcheck

_FOLDER = Path(gaitcheck.__file__).resolve().parent.parent / "sample_videos"


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A clip that comes with the program.

    Parameters
    ----------
    path, title, text
        Where it is and what it shows.
    speed_kmh
        Belt speed. [km/h]
    """

    path: Path
    title: str
    text: str
    speed_kmh: float


_ALL = (
    ("runner_side_left.mp4", "Side view", "An easy, even run, filmed from the left.", 10.8),
    ("runner_side_right.mp4", "With a hand rail", "A slower run, filmed from the right in portrait.", 8.6),
    ("runner_rear.mp4", "From behind", "Only the cadence can be told.", 10.8),
    ("before_overstriding.mp4", "Before", "Long steps that land far ahead of the hip.", 10.1),
    ("after_shorter_steps.mp4", "After", "The same runner with shorter, quicker steps.", 10.1),
    ("slow_motion_8x.mp4", "Slow motion", "Six seconds that play for 48, with no mark of it in the file.", 10.1),
)


def samples() -> tuple[Sample, ...]:
    """The sample clips that are here."""
    rows = (Sample(path=_FOLDER / name, title=title, text=said, speed_kmh=kmh) for name, title, said, kmh in _ALL)
    return tuple(row for row in rows if row.path.is_file())
