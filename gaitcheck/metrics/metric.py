"""`Metric`: one measured number with its interval, or the reason why there is none."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from gaitcheck.skeleton import Side

MetricStatus = Literal["ok", "not_assessed"]


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One number of the gait, for one side or both.

    Parameters
    ----------
    name
        Registered name with its unit, for example ``cadence_spm``.
    side
        ``left``, ``right`` or ``None`` (both feet together).
    unit
        As registered.
    value
        Mean over strides; ``None`` when not assessed.
    low, high
        95 % interval of the value: measurement error and stride-to-stride variation together.
    n
        Strides (or steps) behind the value.
    sd
        Standard deviation between strides, in the metric's unit; ``None`` with fewer than two strides.
    status, reason
        ``not_assessed`` comes with a plain sentence why.
    """

    name: str
    side: Side | None
    unit: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    sd: float | None
    status: MetricStatus = "ok"
    reason: str | None = None

    def __post_init__(self) -> None:
        numbers = (self.value, self.low, self.high)
        if self.status == "ok":
            if any(x is None or not math.isfinite(x) for x in numbers):
                raise ValueError(f"{self.name}: an assessed metric needs a finite value and interval, got {numbers}")
            value, low, high = (float(x) for x in numbers if x is not None)
            if not low <= value <= high:
                raise ValueError(f"{self.name}: expected low <= value <= high, got {numbers}")
        elif any(x is not None for x in numbers) or not self.reason:
            raise ValueError(f"{self.name}: a metric that is not assessed has a reason and no value, got {numbers}")

    @property
    def assessed(self) -> bool:
        """Whether there is a value."""
        return self.status == "ok"

    @classmethod
    def not_assessed(cls, name: str, side: Side | None, unit: str, reason: str) -> Metric:
        """A metric this clip cannot support, with the reason."""
        return cls(
            name=name,
            side=side,
            unit=unit,
            value=None,
            low=None,
            high=None,
            n=0,
            sd=None,
            status="not_assessed",
            reason=reason,
        )
