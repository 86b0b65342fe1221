"""`GaitMetrics`: all metrics of a clip, summarised and per stride."""

from __future__ import annotations

from dataclasses import dataclass, field

from gaitcheck.metrics.metric import Metric
from gaitcheck.skeleton import Side


@dataclass(frozen=True, kw_only=True)
class StrideRow:
    """One stride's values by metric name; a metric that could not be measured in it is absent."""

    side: Side
    start_s: float
    toe_off_s: float
    end_s: float
    values: dict[str, float]


@dataclass(frozen=True, kw_only=True)
class GaitMetrics:
    """Every registered metric once per side (or once, with side ``None``), and the strides behind them."""

    metrics: tuple[Metric, ...]
    strides: tuple[StrideRow, ...] = field(default_factory=tuple)

    def get(self, name: str, side: Side | None = None) -> Metric:
        """The metric called ``name`` on ``side``; raises ``KeyError`` when there is none."""
        for metric in self.metrics:
            if metric.name == name and metric.side == side:
                return metric
        raise KeyError(f"no metric {name} on side {side}")
