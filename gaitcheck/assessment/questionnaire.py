"""A short questionnaire on comfort, recent load and reasons to see somebody first.

It changes the order of advice and, for a red flag, withholds it. It never enters a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gaitcheck.errors import UsageError
from gaitcheck.guidance.table import wording

LoadChange = Literal["no", "a_little", "a_lot", "unknown"]
Gate = Literal["clear", "ease_load", "red_flag"]
PAIN_LIMITS = (0, 10)


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What the runner told us; unanswered is ``None``.

    Parameters
    ----------
    pain_during, pain_after, pain_next_morning
        0 (none) to 10.
    load_change
        Whether distance, speed or hills went up in the last weeks.
    red_flags
        Identifiers from the list in the guidance.
    """

    pain_during: int | None = None
    pain_after: int | None = None
    pain_next_morning: int | None = None
    load_change: LoadChange = "unknown"
    red_flags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        low, high = PAIN_LIMITS
        for pain in self.pain:
            if pain is not None and not low <= pain <= high:
                raise UsageError(f"pain must be a whole number from {low} to {high}, got {pain}.")
        unknown = set(self.red_flags) - {flag.id for flag in wording().red_flags}
        if unknown:
            raise UsageError(f"unknown red flag {', '.join(sorted(unknown))}.")

    @property
    def pain(self) -> tuple[int | None, int | None, int | None]:
        """The three answers in order."""
        return self.pain_during, self.pain_after, self.pain_next_morning

    @property
    def any_pain(self) -> bool:
        """Whether any answer is above zero."""
        return any(pain is not None and pain > 0 for pain in self.pain)

    @property
    def gate(self) -> Gate:
        """``red_flag`` stops everything, ``ease_load`` puts load advice first."""
        if self.red_flags:
            return "red_flag"
        return "ease_load" if self.any_pain or self.load_change == "a_lot" else "clear"
