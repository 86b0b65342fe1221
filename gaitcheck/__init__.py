"""Running form from a treadmill clip, measured on your own machine.

>>> import gaitcheck
>>> sorted(gaitcheck.__all__)[:2]
['Analysis', 'AnalysisOptions']

The names are loaded on first use, so that ``import gaitcheck`` itself costs nothing. The package of the batch
layer is called ``gaitcheck.batch``; its function is `run_batch`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gaitcheck._version import __version__

if TYPE_CHECKING:
    from gaitcheck.api import (
        Analysis,
        AnalysisOptions,
        BatchResult,
        ClusterOptions,
        GaitcheckError,
        Metric,
        PoseOptions,
        RunnerInfo,
        Stride,
        analyze,
        export_analysis,
        iter_strides,
        load_analysis,
        read_truth,
        run_batch,
        validate,
    )

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
    "__version__",
    "analyze",
    "export_analysis",
    "iter_strides",
    "load_analysis",
    "read_truth",
    "run_batch",
    "validate",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'gaitcheck' has no attribute {name!r}")
    from gaitcheck import api

    return getattr(api, name)


def __dir__() -> list[str]:
    return sorted(__all__)
