"""Numbers of the app's own (sizes, times, dates) as people read them."""

from __future__ import annotations

from datetime import date

from gaitcheck.jobs.model import Clip

_MINUTE_S = 60
_MEGA = 1e6


def about(seconds: float) -> str:
    """A length of time without false precision."""
    if seconds < 10:
        return "a few seconds"
    if seconds < _MINUTE_S:
        return f"about {5 * round(seconds / 5)} s"
    minutes = round(seconds / _MINUTE_S)
    return "about a minute" if minutes == 1 else f"about {minutes} minutes"


def clip_facts(clip: Clip) -> tuple[tuple[str, str], ...]:
    """What is known of a clip, unknowns named as such."""
    fps = "not declared" if clip.fps is None else f"{clip.fps:.4g} per second"
    length = "not declared" if clip.duration_s is None else f"{clip.duration_s:.1f} s"
    return (
        ("File", clip.name),
        ("Length", length),
        ("Frames", fps),
        ("Picture", f"{clip.width_px} × {clip.height_px}"),
        ("Size", f"{clip.size_bytes / _MEGA:.1f} MB"),
    )


def day(moment: date) -> str:
    """A date as people write it."""
    return f"{moment.day} {moment:%B %Y}"


def day_short(moment: date) -> str:
    """A date for narrow places."""
    return f"{moment.day} {moment:%b %Y}"
