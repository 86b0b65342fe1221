"""``run.json``: with what, where and how a batch was made."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from gaitcheck._version import __version__
from gaitcheck.batch.cluster import ClusterOptions
from gaitcheck.batch.item import Outcome
from gaitcheck.batch.tables import write_text
from gaitcheck.config import AnalysisOptions
from gaitcheck.pose.weights import expected_sha256

SCHEMA = "gaitcheck.batch-run/1"
_LIBRARIES = ("numpy", "scipy", "av", "mediapipe", "pyarrow", "dask", "distributed")


@dataclass(frozen=True, kw_only=True)
class RunRecord:
    """One call of a batch.

    Parameters
    ----------
    started, ended
        Wall-clock times.
    options, cluster
        What the user asked for.
    manifest
        Name of the manifest file, if any.
    n_workers
        Workers at the start.
    outcomes
        One per clip.
    """

    started: datetime
    ended: datetime
    options: AnalysisOptions
    cluster: ClusterOptions
    manifest: str | None
    n_workers: int
    outcomes: tuple[Outcome, ...]


def _versions() -> dict[str, str | None]:
    found: dict[str, str | None] = {"gaitcheck": __version__, "python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = None
    return found


def _machine() -> dict[str, Any]:
    return {"system": platform.system(), "architecture": platform.machine(), "cores": os.cpu_count()}


def _counts(outcomes: Sequence[Outcome]) -> dict[str, int]:
    return {
        "clips": len(outcomes),
        "ok": sum(outcome.status == "ok" for outcome in outcomes),
        "failed": sum(outcome.status == "failed" for outcome in outcomes),
        "reused": sum(outcome.reused for outcome in outcomes),
    }


def _workers(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """Per worker process: clips, busy and processor time, and the largest memory it ever held."""
    rows: list[dict[str, Any]] = []
    for name in sorted({outcome.worker for outcome in outcomes if outcome.worker}):
        own = [outcome for outcome in outcomes if outcome.worker == name]
        peaks = [outcome.peak_memory_mib for outcome in own if outcome.peak_memory_mib is not None]
        rows.append(
            {
                "worker": name,
                "clips": len(own),
                "busy_s": round(sum(outcome.elapsed_s for outcome in own), 3),
                "cpu_s": round(sum(outcome.cpu_s for outcome in own), 3),
                "peak_memory_mib": round(max(peaks), 1) if peaks else None,
            }
        )
    return rows


def _clip(outcome: Outcome) -> dict[str, Any]:
    return {
        "path": outcome.item.name,
        "video_id": outcome.key,
        "status": outcome.status,
        "reason": outcome.reason,
        "reused": outcome.reused,
        "elapsed_s": round(outcome.elapsed_s, 3),
        "cpu_s": round(outcome.cpu_s, 3),
        "worker": outcome.worker,
    }


def to_json(record: RunRecord) -> dict[str, Any]:
    """The record as plain JSON values."""
    seconds = (record.ended - record.started).total_seconds()
    computed = [outcome for outcome in record.outcomes if not outcome.reused]
    return {
        "schema": SCHEMA,
        "versions": _versions(),
        "machine": _machine(),
        "configuration": {
            "options": asdict(record.options),
            "cluster": asdict(record.cluster),
            "manifest": record.manifest,
        },
        "model_sha256": expected_sha256(record.options.pose.model),
        "seeds": {},
        "seeds_note": "No step draws random numbers.",
        "started": record.started.astimezone(UTC).isoformat(),
        "ended": record.ended.astimezone(UTC).isoformat(),
        "elapsed_s": round(seconds, 3),
        "counts": _counts(record.outcomes),
        "throughput": {
            "n_workers": record.n_workers,
            "clips_per_hour": round(3600.0 * len(computed) / seconds, 1) if computed and seconds > 0 else None,
            "clip_seconds_per_second": round(sum(o.clip_s for o in computed) / seconds, 3) if seconds > 0 else None,
        },
        "workers": _workers(record.outcomes),
        "clips": [_clip(outcome) for outcome in sorted(record.outcomes, key=lambda o: o.item.order)],
    }


def write_run(record: RunRecord, out: Path) -> None:
    """Write ``run.json`` of the latest run, and the same under ``runs/``; raises ``OSError``."""
    text = json.dumps(to_json(record), indent=1, ensure_ascii=False) + "\n"
    runs = out / "runs"
    runs.mkdir(exist_ok=True)
    stamp = record.started.astimezone(UTC).strftime("%Y%m%dT%H%M%S")
    write_text(text, runs / f"{stamp}-{os.getpid()}.json")
    write_text(text, out / "run.json")
