"""The one seam for dask: tasks out to worker processes, outcomes back as they finish.

Few tasks are in flight at a time, so the scheduler holds a handful whatever the length of the batch. A worker
that dies is replaced and its task goes to another; a clip that keeps killing workers ends as a failed row.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import uuid4

from gaitcheck.batch.errors import ClusterError
from gaitcheck.batch.item import Outcome
from gaitcheck.batch.work import Task, failed
from gaitcheck.errors import MissingLibraryError

Work = Callable[[Task], Outcome]

#: Tasks in flight per worker: one at work, one waiting, so that no worker idles between clips.
_IN_FLIGHT_PER_WORKER = 2
#: How often a clip is given to the cluster again after it took its workers down. Neighbours that waited on a
#: dying worker are blamed with it (distributed counts all tasks of a lost worker), so once is not enough.
_RESUBMISSIONS = 2
#: How long a scheduler may take to answer and to show its first worker. [s]
_CONNECT_S, _FIRST_WORKER_S = 30, 120


@dataclass(frozen=True, kw_only=True)
class ClusterOptions:
    """Where the work is done.

    Parameters
    ----------
    workers
        Processes of a cluster on this machine; one per core when ``None``.
    scheduler
        Address of a running scheduler, for example ``tcp://node1:8786``, instead.
    memory_gib
        A local worker that grows beyond this is replaced. [GiB]
    """

    workers: int | None = None
    scheduler: str | None = None
    memory_gib: float = 3.0


def _distributed() -> Any:
    try:
        import distributed
    except ImportError as error:
        raise MissingLibraryError(
            "Batches need dask.distributed; install it with 'pip install \"dask[distributed]\"'."
        ) from error
    return distributed


class Cluster:
    """Workers that can be given tasks.

    Parameters
    ----------
    client
        A connected ``distributed.Client``.
    """

    def __init__(self, client: Any) -> None:
        self._client = client

    @property
    def n_workers(self) -> int:
        """Worker threads at present, at least one."""
        return max(1, sum(int(threads) for threads in self._client.nthreads().values()))

    def run(self, work: Work, tasks: Sequence[Task]) -> Iterator[tuple[int, Outcome]]:
        """Outcomes with their task's position, in the order in which they finish.

        Raises
        ------
        ClusterError
            The scheduler is gone.
        """
        distributed = _distributed()
        pending: dict[str, tuple[int, int]] = {}
        running = distributed.as_completed()
        batch = uuid4().hex  # a shared scheduler tells tasks of different batches apart by their key alone

        def submit(index: int, attempt: int) -> None:
            future = self._client.submit(work, tasks[index], key=f"clip-{batch}-{index}-{attempt}", pure=False)
            pending[future.key] = (index, attempt)
            running.add(future)

        waiting = iter(range(len(tasks)))
        try:
            for index in islice(waiting, self.n_workers * _IN_FLIGHT_PER_WORKER):
                submit(index, 0)
            for future in running:
                index, attempt = pending.pop(future.key)
                outcome = _outcome_of(future, tasks[index])
                if outcome is None and attempt < _RESUBMISSIONS:
                    submit(index, attempt + 1)
                    continue
                yield index, outcome or _killed(tasks[index])
                room = max(1, self.n_workers * _IN_FLIGHT_PER_WORKER - len(pending))
                for following in islice(waiting, room):
                    submit(following, 0)
        except OSError as error:
            raise ClusterError(
                "The connection to the workers was lost; start the same command again to continue."
            ) from error


def _outcome_of(future: Any, task: Task) -> Outcome | None:
    """What came back; ``None`` when the workers died over it."""
    if future.status == "finished":
        outcome: Outcome = future.result()
        return outcome
    error = future.exception() if future.status == "error" else None
    if error is None or isinstance(error, _distributed().KilledWorker):
        return None
    return failed(task.item, type(error).__name__, f"The task could not be run on the worker ({error}).")


def _killed(task: Task) -> Outcome:
    reason = "The worker process died each time it measured this clip (crash, hang or too little memory); try it alone."
    return failed(task.item, "WorkerDied", reason)


@contextmanager
def connected(options: ClusterOptions) -> Iterator[Cluster]:
    """A local cluster, or the connection to a running one; closed at the end.

    Raises
    ------
    MissingLibraryError
        dask.distributed is not installed.
    ClusterError
        No scheduler answers at the address, or it has no workers.
    """
    distributed = _distributed()
    with ExitStack() as stack:
        if options.scheduler is None:
            client = _local_client(distributed, options, stack)
        else:
            client = _remote_client(distributed, options.scheduler, stack)
        yield Cluster(client)


#: A worker holds no results for dask to spill, so short of its limit nothing is gained by halting it: a worker that
#: stays above the halt would never work again.
_MEMORY_POLICY = {f"distributed.worker.memory.{stage}": False for stage in ("target", "spill", "pause")}


def _local_client(distributed: Any, options: ClusterOptions, stack: ExitStack) -> Any:
    import dask

    from gaitcheck.pose.mediapipe_backend import default_workers

    stack.enter_context(dask.config.set(_MEMORY_POLICY))
    cluster = distributed.LocalCluster(
        n_workers=options.workers or default_workers(),
        threads_per_worker=1,  # a native crash then costs one clip, and results never share a process
        processes=True,
        memory_limit=int(options.memory_gib * 2**30),
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        # Lost workers are our business: they are reported as outcomes, not as log lines.
        silence_logs=logging.CRITICAL,
    )
    stack.enter_context(cluster)
    return stack.enter_context(distributed.Client(cluster))


def _remote_client(distributed: Any, address: str, stack: ExitStack) -> Any:
    try:
        client = stack.enter_context(distributed.Client(address, timeout=_CONNECT_S))
    except (OSError, ValueError) as error:
        raise ClusterError(f"No scheduler answers at {address}; start one with 'dask scheduler'.") from error
    try:
        client.wait_for_workers(1, timeout=_FIRST_WORKER_S)
    except TimeoutError as error:
        raise ClusterError(f"The scheduler at {address} has no workers; start some with 'dask worker'.") from error
    return client
