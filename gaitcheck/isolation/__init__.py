"""Work on a file of unknown origin in a child process with limits; a crash or a hang ends the child alone."""

from gaitcheck.isolation.call import Ask, Function, child_environment, isolated
from gaitcheck.isolation.channel import Answer, exit_with_parent, own_channel
from gaitcheck.isolation.death import as_error, ended
from gaitcheck.isolation.limits import Limits, enforce, limits_for
from gaitcheck.isolation.watchdog import Silence, sign_of_life, supervised

__all__ = [
    "Answer",
    "Ask",
    "Function",
    "Limits",
    "Silence",
    "as_error",
    "child_environment",
    "ended",
    "enforce",
    "exit_with_parent",
    "isolated",
    "limits_for",
    "own_channel",
    "sign_of_life",
    "supervised",
]
