"""How a child speaks to its parent: lines of JSON, and arrays after a line that says how many bytes they take.

What a child sends is data, never code: a child taken over by a hostile file cannot run anything in its parent.
"""

from __future__ import annotations

import io
import json
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO, Any, BinaryIO

import numpy as np
import numpy.typing as npt

#: More than any answer; a child that announces more is not believed. [bytes]
LARGEST_ANSWER = 2**31


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a child found out.

    Parameters
    ----------
    values
        Plain values.
    arrays
        Named arrays.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    arrays: Mapping[str, npt.NDArray[Any]] = field(default_factory=dict)


def say(out: BinaryIO, **message: object) -> None:
    """One line, sent at once."""
    out.write(json.dumps(message).encode() + b"\n")
    out.flush()


def answer(out: BinaryIO, found: Answer) -> None:
    """The last word: the answer."""
    packed = io.BytesIO()
    np.savez(packed, allow_pickle=False, **found.arrays)
    say(out, answer=dict(found.values), bytes=packed.getbuffer().nbytes)
    out.write(packed.getbuffer())
    out.flush()


def read_answer(message: Mapping[str, Any], source: IO[bytes]) -> Answer:
    """The answer that a line announced; raises ``ValueError`` when it is no answer."""
    size = int(message["bytes"])
    if not 0 <= size <= LARGEST_ANSWER:
        raise ValueError("an answer of impossible size")
    with np.load(io.BytesIO(source.read(size)), allow_pickle=False) as stored:
        return Answer(values=dict(message["answer"]), arrays={name: stored[name] for name in stored.files})


def own_channel() -> BinaryIO:
    """Standard output for this module alone: what native libraries print goes to standard error."""
    channel = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return channel


def exit_with_parent(stdin: IO[Any], decided: threading.Event) -> None:
    """End this process when the parent is gone, unless the outcome is decided: then its own exit code must stand."""

    def watch() -> None:
        stdin.read()
        if not decided.is_set():
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
