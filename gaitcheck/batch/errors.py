"""Errors of a batch as a whole; a clip that fails is a row, not an error."""

from __future__ import annotations

from collections.abc import Sequence

from gaitcheck.errors import GaitcheckError, UsageError


class ManifestError(UsageError):
    """The manifest cannot be used; ``problems`` lists everything wrong with it, a line each."""

    def __init__(self, manifest: str, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        count = f"{len(problems)} problem{'s' if len(problems) != 1 else ''}"
        listed = "\n".join(f"  {problem}" for problem in problems)
        super().__init__(f"{manifest} has {count}; nothing was started:\n{listed}")


class ClusterError(GaitcheckError):
    """The workers could not be reached, or the connection to them was lost for good."""


class PartialSuccess(GaitcheckError):
    """Some clips could not be measured; the results of the others are complete."""

    exit_code = 6
