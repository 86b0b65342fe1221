"""What a child is asked to do in these tests; a module of its own, so that the child finds it by name."""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from gaitcheck.errors import VideoError
from gaitcheck.isolation import Answer

Tell = Callable[[float], None]


def double(tell: Tell, number: int) -> Answer:
    tell(0.5)
    sys.stdout.write("chatter\n")
    sys.stdout.flush()
    os.write(1, b"native chatter\n")
    return Answer(values={"twice": 2 * number, "pid": os.getpid()}, arrays={"counted": np.arange(number)})


def die(_tell: Tell, kind: int) -> Answer:
    os.kill(os.getpid(), kind)
    return Answer()


def hang(_tell: Tell) -> Answer:
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM, signal.SIGINT])
    time.sleep(3600)
    return Answer()


def refuse(_tell: Tell) -> Answer:
    raise VideoError("This clip is no good.")


def stumble(_tell: Tell) -> Answer:
    raise ZeroDivisionError("at the third frame")


def limits_in_force(_tell: Tell) -> Answer:
    names = ("RLIMIT_DATA", "RLIMIT_CPU", "RLIMIT_NOFILE", "RLIMIT_FSIZE", "RLIMIT_CORE")
    return Answer(values={name: resource.getrlimit(getattr(resource, name)) for name in names})


def eat_memory(_tell: Tell, size_bytes: int) -> Answer:
    try:
        return Answer(values={"got": int(np.ones(size_bytes, np.uint8)[-1])})
    except MemoryError:
        return Answer(values={"got": 0})


def spin(_tell: Tell) -> Answer:
    while True:
        pass


def open_many(_tell: Tell, count: int) -> Answer:
    held = []
    try:
        for _ in range(count):
            held.append(os.open("/dev/null", os.O_RDONLY))
    except OSError:
        pass
    for handle in held:
        os.close(handle)
    return Answer(values={"opened": len(held)})


def write_much(_tell: Tell, path: Path, size_bytes: int) -> Answer:
    with path.open("wb", buffering=0) as file:
        try:
            for _ in range(size_bytes // 1000):
                file.write(b"x" * 1000)
        except OSError as error:
            return Answer(values={"error": error.strerror})
    return Answer(values={"error": None})
