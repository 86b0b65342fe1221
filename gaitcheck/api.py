"""What ``import gaitcheck`` offers to programs and notebooks; loaded on first use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gaitcheck.analysis.model import Analysis
from gaitcheck.analysis.pipeline import analyze
from gaitcheck.arrays import FloatArray
from gaitcheck.batch import BatchResult, ClusterOptions, run_batch
from gaitcheck.config import AnalysisOptions, PoseOptions, RunnerInfo
from gaitcheck.curve import Curve
from gaitcheck.errors import GaitcheckError
from gaitcheck.export import export_analysis, load_analysis
from gaitcheck.metrics.gait_metrics import StrideRow
from gaitcheck.metrics.metric import Metric
from gaitcheck.skeleton import Side
from gaitcheck.validation.compare import validate
from gaitcheck.validation.read import read_truth

__all__ = [
    "Analysis",
    "AnalysisOptions",
    "BatchResult",
    "ClusterOptions",
    "GaitcheckError",
    "Metric",
    "PoseOptions",
    "RunnerInfo",
    "Stride",
    "analyze",
    "export_analysis",
    "iter_strides",
    "load_analysis",
    "read_truth",
    "run_batch",
    "validate",
]

#: Points of a time-normalised curve: 0 to 100 % of the stride.
_POINTS = 101


@dataclass(frozen=True, kw_only=True)
class Stride:
    """One stride of an analysis, [contact, next contact of the same foot), with its values and curves.

    Parameters
    ----------
    analysis
        Where it is from.
    row
        Side, times and values.
    """

    analysis: Analysis
    row: StrideRow

    @property
    def side(self) -> Side:
        """Which foot."""
        return self.row.side

    @property
    def values(self) -> dict[str, float]:
        """Metric name -> value of this stride; what could not be measured is absent."""
        return dict(self.row.values)

    def curve(self, name: str, points: int = _POINTS) -> FloatArray:
        """An angle over the stride, from contact (first) to the next contact (last), shape (points,). [deg]

        Parameters
        ----------
        name
            ``knee_flexion_deg``, ``thigh_angle_deg``, ``shank_angle_deg`` or ``foot_angle_deg`` of the stride's
            own leg, or ``trunk_lean_deg``.
        points
            Evenly spaced in time.

        Raises
        ------
        KeyError
            There is no such curve.
        """
        kinematics = self.analysis.kinematics
        holder = kinematics if name == "trunk_lean_deg" else kinematics.leg(self.side)
        if not name.endswith("_deg") or not hasattr(holder, name):
            raise KeyError(f"no curve {name}")
        samples: FloatArray = getattr(holder, name)
        at_s = np.linspace(self.row.start_s, self.row.end_s, points)
        return Curve(kinematics.time_s, samples).at(at_s)


def iter_strides(analysis: Analysis, side: Side | None = None) -> Iterator[Stride]:
    """Strides in the order of time.

    Parameters
    ----------
    analysis
        Measured or loaded.
    side
        One foot only; both when ``None``.
    """
    for row in analysis.metrics.strides:
        if side in (None, row.side):
            yield Stride(analysis=analysis, row=row)
