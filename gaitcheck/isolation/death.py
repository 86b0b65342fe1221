"""What the end of a child process means, in words for the user."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from typing import Any

from gaitcheck import errors

#: Windows reports a crash as a status beyond this, POSIX as a negative signal number.
_LARGEST_EXIT_CODE = 255


def as_error(message: Mapping[str, Any]) -> errors.GaitcheckError:
    """The error that a child reported as ``error`` (the class) and ``message``."""
    kind = getattr(errors, str(message["error"]), None)
    sentence = str(message["message"])
    if isinstance(kind, type) and issubclass(kind, errors.GaitcheckError):
        return kind(sentence)
    return errors.GaitcheckError(sentence)


def _signal(name: str) -> int:
    return -int(getattr(signal, name, 0))


def ended(returncode: int, name: str) -> errors.GaitcheckError:
    """Why a child that said nothing ended.

    Parameters
    ----------
    returncode
        As `subprocess` gives it: negative for a signal.
    name
        The clip's.
    """
    if returncode == _signal("SIGXCPU"):
        return errors.VideoError(
            f"{name} takes far more computing time than a clip of its length should; export it again as H.264 MP4."
        )
    if returncode == _signal("SIGKILL"):
        return errors.PoseError(
            f"The process that worked on {name} was ended from outside, perhaps for lack of memory; close other "
            "programs and try again."
        )
    if returncode < 0 or returncode > _LARGEST_EXIT_CODE:
        return errors.VideoError(f"The decoder crashed on {name}; try exporting the clip again as H.264 MP4.")
    return errors.PoseError(f"The process that worked on {name} failed; try exporting the clip again as H.264 MP4.")


def silent(silence_s: float, name: str) -> errors.GaitcheckError:
    """A child that gave no sign of life for so long."""
    return errors.VideoError(
        f"{name} kept the decoder busy for {silence_s:.0f} s without a result, so it was stopped; "
        "try exporting the clip again as H.264 MP4."
    )
