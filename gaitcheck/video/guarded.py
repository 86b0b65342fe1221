"""What is asked of a clip from outside: answered by a child process, so that no caller opens it with a decoder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from gaitcheck.arrays import FloatArray, read_only
from gaitcheck.config import WHOLE, Trim
from gaitcheck.errors import UsageError
from gaitcheck.isolation import Answer, Limits, isolated, limits_for
from gaitcheck.video import reader
from gaitcheck.video._ffmpeg import DecodeTally
from gaitcheck.video.facts import ClipFacts, KnownClips, load_facts, probe_from, save_facts
from gaitcheck.video.info import VideoInfo
from gaitcheck.video.reader import Frame, Segment, VideoProbe, file_stamp, segments_of

_KNOWN = KnownClips()


def probe(path: Path) -> VideoProbe:
    """Header facts and the first picture's geometry; see `gaitcheck.video.reader.probe`."""
    return _facts(path).probe


def packet_times(path: Path, trim: Trim = WHOLE) -> FloatArray:
    """Presentation times of the part from the container's packets; see `gaitcheck.video.reader.packet_times`."""
    times = _facts(path).packet_times
    return times if trim.whole else times[(times >= trim.first_s) & (times < trim.last_s)]


def split_segments(path: Path, n: int, trim: Trim = WHOLE) -> tuple[Segment, ...]:
    """Half-open segments of nearly equal picture counts; see `gaitcheck.video.reader.segments_of`."""
    segments = list(segments_of(packet_times(path, trim), n))
    segments[0] = replace(segments[0], start_s=trim.start_s)
    segments[-1] = replace(segments[-1], end_s=trim.end_s)
    return tuple(segments)


def check_trim(path: Path, trim: Trim) -> None:
    """Raise `UsageError` when the clip has no such part."""
    if not trim.whole:
        times = packet_times(path)
        step_s = float(np.median(np.diff(times))) if times.size > 1 else 0.0
        trim.check_within(float(np.max(times, initial=0.0)) + step_s)


def clip_limits(path: Path) -> Limits:
    """What a child may use that works on all pictures of the clip."""
    facts = _facts(path)
    pixels = facts.probe.width_px * facts.probe.height_px
    return limits_for(file_stamp(path)[0], pixels=pixels, frames=facts.packet_times.size)


def picture(path: Path, at_s: float = 0.0, *, max_side_px: int | None = None) -> Frame:
    """The first picture at or after a time of the clip.

    Raises `VideoError` as `gaitcheck.video.reader.frames` does, and when there is no picture that late.
    """
    found = isolated(_picture, path, at_s, max_side_px, name=path.name, limits=limits_for(file_stamp(path)[0]))
    rgb = found.arrays["rgb"]
    return Frame(found.values["time_s"], found.values["scale"], lambda: rgb)


def read_info(path: Path, time_s: FloatArray, tally: DecodeTally | None = None, *, trim: Trim = WHOLE) -> VideoInfo:
    """`VideoInfo` of a clip whose pictures have been decoded; see `gaitcheck.video.reader.read_info`."""
    return reader.read_info(path, time_s, tally, facts=probe(path), trim=trim)


def recall_facts(path: Path, sha256: str, file: Path) -> bool:
    """Take a clip's facts from a file of `keep_facts`, so that nobody need look at it again.

    Parameters
    ----------
    path, sha256
        The clip and the checksum under which the facts were kept.
    file
        What `keep_facts` wrote. One that is missing or damaged, or a clip that is another by now, changes nothing.

    Returns
    -------
    bool
        Whether the facts are known now.
    """
    stamp = file_stamp(path)
    try:
        facts = load_facts(file, path)
    except UsageError:
        return False
    if reader.sha256_of(path) != sha256:
        return False
    _KNOWN.put(path, stamp, facts)
    return True


def keep_facts(path: Path, sha256: str, file: Path) -> bool:
    """Write a clip's facts, if it has been looked at and still has this checksum; says whether. Raises ``OSError``."""
    facts = _KNOWN.get(path)
    if facts is None or reader.sha256_of(path) != sha256:
        return False
    save_facts(facts, file)
    return True


def _facts(path: Path) -> ClipFacts:
    known = _KNOWN.get(path)
    return _looked_up(path) if known is None else known


def _looked_up(path: Path) -> ClipFacts:
    stamp = file_stamp(path)
    found = isolated(_examined, path, name=path.name, limits=limits_for(stamp[0]))
    facts = ClipFacts(probe_from(found.values, path), read_only(found.arrays["packet_times"]))
    _KNOWN.put(path, stamp, facts)
    return facts


def _examined(_tell: Callable[[float], None], path: Path) -> Answer:
    """In the child: `ClipFacts` as an answer."""
    times = reader.packet_times(path)
    return Answer(values=asdict(reader.probe(path)) | {"path": str(path)}, arrays={"packet_times": times})


def _picture(_tell: Callable[[float], None], path: Path, at_s: float, max_side_px: int | None) -> Answer:
    """In the child: one picture."""
    frame = reader.picture_at(path, at_s, max_side_px=max_side_px)
    return Answer(
        values={"time_s": frame.time_s, "scale": frame.scale}, arrays={"rgb": np.ascontiguousarray(frame.rgb)}
    )
