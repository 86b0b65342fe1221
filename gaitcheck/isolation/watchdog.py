"""Watching for silence, from outside a child or from within a process that others supervise."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from gaitcheck.isolation.death import silent

#: Set where a supervised block runs: its sign of life.
_ALIVE: ContextVar[threading.Event | None] = ContextVar("alive", default=None)
#: Exit code of a process that its own watchdog ended.
STUCK = 70


class Silence:
    """Raises once one of the watched children has been silent for too long.

    Parameters
    ----------
    silence_s
        How long each may be silent. [s]
    name
        The clip's, for the message.
    """

    def __init__(self, silence_s: float, name: str) -> None:
        self._silence_s, self._name = silence_s, name
        self._heard: dict[int, float] = {}

    def hear(self, child: int) -> None:
        """A child has given a sign of life, its start included."""
        self._heard[child] = time.monotonic()

    def release(self, child: int) -> None:
        """A child has ended; it may be silent now."""
        self._heard.pop(child, None)

    def check(self) -> None:
        """Raise `VideoError` when a child has been silent for too long."""
        now = time.monotonic()
        if any(now - at > self._silence_s for at in self._heard.values()):
            raise silent(self._silence_s, self._name)


@contextmanager
def supervised(silence_s: float) -> Iterator[None]:
    """End this whole process when the block gives no `sign_of_life` for so long.

    Only for processes whose supervisor replaces them, as a batch's workers are; `isolated` starts no further child
    within the block.
    """
    alive, over = threading.Event(), threading.Event()

    def watch() -> None:
        while not over.is_set():
            if not alive.wait(silence_s):
                os._exit(STUCK)
            alive.clear()

    threading.Thread(target=watch, daemon=True).start()
    token = _ALIVE.set(alive)
    try:
        yield
    finally:
        _ALIVE.reset(token)
        over.set()
        alive.set()


def is_supervised() -> bool:
    """Whether this code runs within `supervised`."""
    return _ALIVE.get() is not None


def sign_of_life() -> None:
    """Work goes on; harmless outside of `supervised`."""
    alive = _ALIVE.get()
    if alive is not None:
        alive.set()
