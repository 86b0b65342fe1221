"""The one seam for dask: tasks out to worker processes, outcomes back as they finish.

Few tasks are in flight at a time, so the scheduler holds a handful whatever the length of the batch. A worker
that dies is replaced and its task goes to another. distributed blames all tasks of a dying worker, also those that
only waited there, so whoever has been blamed too often is tried once more at the end with nothing beside it: a clip
that takes its workers down even then is a failed row.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
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
        suspects: list[int] = []
        try:
            for index, outcome in self._finished(work, tasks, range(len(tasks))):
                if outcome is None:
                    suspects.append(index)
                else:
                    yield index, outcome
            for index in suspects:
                for _, outcome in self._finished(work, tasks, [index]):
                    yield index, outcome or _killed(tasks[index])
        except OSError as error:
            raise ClusterError(
                "The connection to the workers was lost; start the same command again to continue."
            ) from error

    def _finished(
        self, work: Work, tasks: Sequence[Task], indices: Iterable[int]
    ) -> Iterator[tuple[int, Outcome | None]]:
        """As `run`, for some of the tasks; ``None`` for a task whose workers kept dying."""
        running = _distributed().as_completed()
        pending: dict[str, int] = {}
        batch = uuid4().hex  # a shared scheduler tells tasks of different batches apart by their key alone

        def submit(count: int) -> None:
            for index in islice(waiting, count):
                future = self._client.submit(work, tasks[index], key=f"clip-{batch}-{index}", pure=False)
                pending[future.key] = index
                running.add(future)

        waiting = iter(indices)
        submit(self.n_workers * _IN_FLIGHT_PER_WORKER)
        for future in running:
            index = pending.pop(future.key)
            yield index, _outcome_of(future, tasks[index])
            submit(max(1, self.n_workers * _IN_FLIGHT_PER_WORKER - len(pending)))


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
#: stays above the halt would never work again. Nor does it help to give every freed picture back to the system, as
#: dask asks of glibc: the next one takes it again, at a sixth of the whole processor time (measured).
_MEMORY_POLICY = {
    **{f"distributed.worker.memory.{stage}": False for stage in ("target", "spill", "pause")},
    "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": 256 * 2**20,
    "distributed.nanny.pre-spawn-environ.MALLOC_MMAP_THRESHOLD_": 32 * 2**20,
}


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
    logger = logging.getLogger("distributed.client")
    stack.callback(logger.setLevel, logger.level)
    logger.setLevel(logging.CRITICAL)  # a lost connection is told by our own error
    try:
        client = stack.enter_context(distributed.Client(address, timeout=_CONNECT_S))
    except (OSError, ValueError) as error:
        raise ClusterError(f"No scheduler answers at {address}; start one with 'dask scheduler'.") from error
    try:
        client.wait_for_workers(1, timeout=_FIRST_WORKER_S)
    except TimeoutError as error:
        raise ClusterError(f"The scheduler at {address} has no workers; start some with 'dask worker'.") from error
    return client
