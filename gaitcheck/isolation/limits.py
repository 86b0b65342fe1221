"""What a child process that touches a clip may use: every limit, in one place, scaled with what the clip needs.

The operating system enforces memory, computing time, open files and file size on Linux; macOS enforces all but
the memory, Windows none of them. The parent's watch for silence works everywhere, so that a hang ends everywhere.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass

#: Interpreter, libraries and the pose model with its buffers. [bytes]
BASE_MEMORY = 3 * 2**30
#: Pictures that a decoder holds at once: references and reordering, and one for each of its threads.
HELD_PICTURES = 24
#: A picture of the clip in memory: 16 bits a sample with colour at half the size, or 8-bit RGB. [bytes]
BYTES_PER_PIXEL = 4
#: The largest picture that is accepted is not known before the file has been opened; an 8K picture. [pixels]
UNKNOWN_PIXELS = 7680 * 4320
#: A child never gets more than this share of the machine's memory, so that the others keep some.
MEMORY_SHARE = 0.8
#: Computing time of a child that does next to nothing, and for each picture: the heavy model needs about 0.3 s for
#: a person on a slow core, decoding and encoding of 4K about as much. [s]
BASE_CPU_S, CPU_S_PER_FRAME = 120, 5.0
#: Files a child has open at once: libraries, models, the clip, the result.
OPEN_FILES = 256
#: What a child may write to one file: results without pictures, and no more than raw pictures in all. [bytes]
BASE_OUTPUT, OUTPUT_PER_PIXEL = 256 * 2**20, 2.0
#: Time without a sign of life: loading the model on a busy machine, and reading through the file. [s]
BASE_SILENCE_S, SILENCE_BYTES_PER_S = 120.0, 2**20


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one child may use.

    Parameters
    ----------
    memory_bytes
        Memory of its own (not files mapped for reading).
    cpu_s
        Computing time over all its threads. [s]
    open_files
        At once.
    output_bytes
        Size of any file it writes.
    silence_s
        Time without a sign of life. [s]
    """

    memory_bytes: int
    cpu_s: int
    open_files: int
    output_bytes: int
    silence_s: float


def limits_for(size_bytes: int, *, pixels: int | None = None, frames: int = 0) -> Limits:
    """Limits for work on one clip.

    Parameters
    ----------
    size_bytes
        Of the file.
    pixels
        Of one picture; the largest usual picture when not known yet.
    frames
        Pictures that are worked on.
    """
    held = HELD_PICTURES + (os.cpu_count() or 1)
    wanted = BASE_MEMORY + held * BYTES_PER_PIXEL * (UNKNOWN_PIXELS if pixels is None else pixels)
    return Limits(
        memory_bytes=min(wanted, _memory_to_give()),
        cpu_s=BASE_CPU_S + round(CPU_S_PER_FRAME * frames),
        open_files=OPEN_FILES,
        output_bytes=BASE_OUTPUT + round(OUTPUT_PER_PIXEL * (pixels or 0) * frames),
        silence_s=BASE_SILENCE_S + size_bytes / SILENCE_BYTES_PER_S,
    )


def _memory_to_give() -> int:
    """The machine's memory that a child may have at most. [bytes]"""
    try:
        return round(MEMORY_SHARE * os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    except (AttributeError, OSError, ValueError):  # Windows
        return sys.maxsize


def enforce(limits: Limits) -> tuple[str, ...]:
    """Put this process, for good, under the limits that the operating system knows; their names.

    Without memory images as well: they would hold pictures of people.
    """
    if sys.platform == "win32":
        return ()
    import resource

    wanted: Mapping[str, int] = {
        "RLIMIT_DATA": limits.memory_bytes,
        "RLIMIT_CPU": limits.cpu_s,
        "RLIMIT_NOFILE": limits.open_files,
        "RLIMIT_FSIZE": limits.output_bytes,
        "RLIMIT_CORE": 0,
    }
    return tuple(name for name, value in wanted.items() if _lowered(getattr(resource, name), value))


def _lowered(kind: int, value: int) -> bool:
    """Lower one limit; a lower one that is in force already stays."""
    import resource

    soft, hard = resource.getrlimit(kind)
    tightest = min([value, *(given for given in (soft, hard) if given != resource.RLIM_INFINITY)])
    try:
        # A second more of computing lets the signal that names the reason come before the one that does not.
        last = tightest + 1 if kind == resource.RLIMIT_CPU and hard == resource.RLIM_INFINITY else tightest
        resource.setrlimit(kind, (tightest, last))
    except (OSError, ValueError):  # this system has the name but not the limit
        return False
    return True
