"""The parent's side: start a child for one call, listen to it, end it."""

from __future__ import annotations

import json
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gaitcheck import errors
from gaitcheck.isolation.channel import Answer, read_answer
from gaitcheck.isolation.death import as_error, ended
from gaitcheck.isolation.limits import Limits
from gaitcheck.isolation.watchdog import Silence, is_supervised, sign_of_life

#: How often the caller's cancel check is asked. [s]
POLL_S = 0.1
COMMAND = (sys.executable, "-m", "gaitcheck.isolation.child")
#: glibc hands buffers of a picture's size back to the system and asks for them anew with every frame, and each time the
#: system clears them page by page. Children keep them: up to what a 4K picture needs, which is the most glibc takes.
#: Other C libraries do not look at this. [bytes]
_KEPT_BUFFERS = {"MALLOC_MMAP_THRESHOLD_": str(32 * 2**20), "MALLOC_TRIM_THRESHOLD_": str(256 * 2**20)}

#: What a child is asked to call; its first argument is the function to report progress to. [s of clip]
Function = Callable[..., Answer]


@dataclass(frozen=True)
class Ask:
    """What the caller wants to hear and to be asked meanwhile.

    Parameters
    ----------
    progress
        Called with seconds of clip done.
    cancelled
        Asked now and then; true ends the child.
    """

    progress: Callable[[float], None] | None = None
    cancelled: Callable[[], bool] | None = None


def isolated(function: Function, *arguments: Any, name: str, limits: Limits, ask: Ask | None = None) -> Answer:
    """Call a module's function in a child process under limits; whatever happens to the child stays there.

    Within `supervised` it is called right here.

    Parameters
    ----------
    function
        Found by its module and name in the child; called with a progress function and the arguments.
    arguments
        Anything that can be pickled.
    name
        The clip's, for messages.
    limits
        What the child may use.
    ask
        Progress and cancelling.

    Raises
    ------
    GaitcheckError
        What the function raised, or how the child ended: `VideoError` for a crash, a hang or too much computing.
    """
    if is_supervised():
        return function(lambda _done_s: sign_of_life(), *arguments)
    request = json.dumps(asdict(limits)).encode() + b"\n" + pickle.dumps((function, arguments))
    process = subprocess.Popen(
        COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=child_environment(),
        start_new_session=True,  # Ctrl-C reaches the parent alone, which then stops its children
    )
    reader: threading.Thread | None = None
    try:
        messages: queue.Queue[dict[str, Any] | Answer | None] = queue.Queue()
        reader = threading.Thread(target=_converse, args=(process, request, messages), daemon=True)
        reader.start()
        return _outcome(process, messages, Silence(limits.silence_s, name), name, ask or Ask())
    finally:
        _end(process, reader)


def child_environment() -> dict[str, str]:
    """The child finds this very package, installed or not, and keeps its large buffers."""
    home = str(Path(__file__).resolve().parents[2])
    paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**_KEPT_BUFFERS, **os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def _converse(
    process: subprocess.Popen[bytes], request: bytes, messages: queue.Queue[dict[str, Any] | Answer | None]
) -> None:
    """Hand over the call and pass on what the child says; ``None`` is the end of it."""
    assert process.stdin is not None and process.stdout is not None
    with suppress(OSError, ValueError):  # a child that is gone, or was ended, already says so by ending its output
        process.stdin.write(request)
        process.stdin.flush()
    with suppress(ValueError, KeyError, TypeError, EOFError, OSError):  # half an answer: the child died over it
        for line in process.stdout:
            message = json.loads(line)
            messages.put(read_answer(message, process.stdout) if "answer" in message else message)
    messages.put(None)


def _outcome(
    process: subprocess.Popen[bytes],
    messages: queue.Queue[dict[str, Any] | Answer | None],
    silence: Silence,
    name: str,
    ask: Ask,
) -> Answer:
    silence.hear(process.pid)
    while True:
        if ask.cancelled is not None and ask.cancelled():
            raise errors.Cancelled("The analysis was cancelled.")
        silence.check()
        try:
            message = messages.get(timeout=POLL_S)
        except queue.Empty:
            continue
        silence.hear(process.pid)
        if isinstance(message, Answer):
            return message
        if message is None:
            raise ended(_end_code(process, silence), name)
        if "error" in message:
            raise as_error(message)
        if ask.progress is not None:
            ask.progress(float(message["reached_s"]))


def _end_code(process: subprocess.Popen[bytes], silence: Silence) -> int:
    """Exit code of a child that has closed its output; one that lives on regardless is stuck."""
    while True:
        try:
            return process.wait(timeout=POLL_S)
        except subprocess.TimeoutExpired:
            silence.check()


def _end(process: subprocess.Popen[bytes], reader: threading.Thread | None) -> None:
    process.kill()
    process.wait()
    # The pipes have ended with the child; closing them under the thread would be an error in it.
    if reader is not None:
        with suppress(RuntimeError):  # Ctrl-C came while it was being started
            reader.join()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()
