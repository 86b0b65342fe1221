"""Child process: one function call under limits. ``python -m gaitcheck.isolation.child``.

The limits arrive as a line of JSON on standard input and are in force before anything else is read; then comes the
call. Progress and the answer leave through `gaitcheck.isolation.channel`.
"""

from __future__ import annotations

import json
import os
import pickle
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, BinaryIO

from gaitcheck import errors
from gaitcheck.isolation.channel import Answer, answer, exit_with_parent, own_channel, say
from gaitcheck.isolation.limits import Limits, enforce

#: Seconds between two signs of life.
TELL_EVERY_S = 0.2


def _teller(channel: BinaryIO) -> Callable[[float], None]:
    """Passes progress on, not too often."""
    told_at = 0.0

    def tell(done_s: float) -> None:
        nonlocal told_at
        now = time.monotonic()
        if now - told_at > TELL_EVERY_S:
            told_at = now
            say(channel, reached_s=done_s)

    return tell


def _answer_of(call: tuple[Callable[..., Answer], tuple[Any, ...]], channel: BinaryIO) -> Answer:
    function, arguments = call
    return function(_teller(channel), *arguments)


def main() -> int:
    """Read limits and call, do it, say how it went."""
    enforce(Limits(**json.loads(sys.stdin.buffer.readline())))
    channel, decided = own_channel(), threading.Event()
    # Comes from the parent, never from the clip.
    call = pickle.load(sys.stdin.buffer)
    exit_with_parent(sys.stdin.buffer, decided)
    try:
        found = _answer_of(call, channel)
    except errors.GaitcheckError as error:
        decided.set()
        say(channel, error=type(error).__name__, message=str(error))
        return error.exit_code
    except Exception as error:
        decided.set()
        what = f"something unexpected went wrong with this clip ({type(error).__name__}: {error})"
        say(channel, error="GaitcheckError", message=what)
        return errors.GaitcheckError.exit_code
    decided.set()
    answer(channel, found)
    return 0


if __name__ == "__main__":
    # The interpreter's own shutdown of native threads can hang; everything is flushed by now.
    os._exit(main())
