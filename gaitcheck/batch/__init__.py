"""Many clips on many workers: resumable, with failures as rows and Parquet tables as the result."""

from gaitcheck.batch.cluster import ClusterOptions
from gaitcheck.batch.errors import ClusterError, ManifestError, PartialSuccess
from gaitcheck.batch.item import BatchItem, Outcome
from gaitcheck.batch.progress import BatchProgress
from gaitcheck.batch.run import BatchResult, plan_batch, run_batch

__all__ = [
    "BatchItem",
    "BatchProgress",
    "BatchResult",
    "ClusterError",
    "ClusterOptions",
    "ManifestError",
    "Outcome",
    "PartialSuccess",
    "plan_batch",
    "run_batch",
]
