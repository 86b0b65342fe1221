"""Every error gaitcheck raises on purpose, each with its command-line exit code.

    GaitcheckError                  1  anything else
    ├── UsageError                  2  an argument or a data file the user gave cannot be used
    ├── VideoError                  3  not a readable video
    ├── NoRunnerError               4  nobody could be measured
    ├── ModelError                  5  model weights missing or altered
    ├── MissingLibraryError         5  a library this machine needs is not there
    ├── OutputError                 1  a result could not be written
    ├── PoseError                   1  the pose estimator failed on this clip
    └── Cancelled                   1  the caller asked to stop

A batch of which some clips could not be measured ends with 6 (`gaitcheck.batch.errors.PartialSuccess`).

Callers (command line, app, batch) handle `GaitcheckError`; foreign exceptions are translated where the
foreign library is called. The message is one sentence (or two) for the user: what is wrong, what to do.
"""

from __future__ import annotations


class GaitcheckError(Exception):
    """Base of all errors meant for the user."""

    exit_code = 1


class UsageError(GaitcheckError):
    """An argument, option or user-supplied data file cannot be used."""

    exit_code = 2


class VideoError(GaitcheckError):
    """The file is missing, is not a video, or holds no picture that can be decoded."""

    exit_code = 3


class NoRunnerError(GaitcheckError):
    """No person was found, or not for long enough to measure anything."""

    exit_code = 4


class ModelError(GaitcheckError):
    """Pose model weights are missing or their checksum is wrong."""

    exit_code = 5


class MissingLibraryError(GaitcheckError):
    """A Python or system library is missing; the message names the package to install."""

    exit_code = 5


class OutputError(GaitcheckError):
    """A result could not be written (permissions, full disk, path is a file)."""


class PoseError(GaitcheckError):
    """The pose estimator stopped with an error on this clip."""


class Cancelled(GaitcheckError):
    """The caller asked for the work to stop; nothing was kept."""
