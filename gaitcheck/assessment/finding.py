"""`Finding`: what a metric means beside published guidance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gaitcheck.skeleton import Side

Verdict = Literal["within", "below", "above", "cannot_tell", "not_assessed"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One metric compared with one guideline row.

    Parameters
    ----------
    metric
        Registered metric name.
    side
        ``left``, ``right`` or ``None``.
    guideline
        Identifier of the guidance row.
    verdict
        A side of the band only when the whole 95 % interval lies there.
    message
        Plain sentence in the wording of an educational tool.
    sources
        Source keys, each in the sources file.
    """

    metric: str
    side: Side | None
    guideline: str
    verdict: Verdict
    message: str
    sources: tuple[str, ...]
