"""Ray as engine: the same tasks on the workers of a cluster, or of this machine.

A task whose worker dies is begun once more; one that loses its worker again has failed, and the others go on. Outcomes
come back as they are ready, and no more tasks are under way than keep the workers busy, so that memory does not grow
with their number. A cluster that is started here is this program's alone: it ends with it and has neither dashboard nor
a token in the user's home.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iliopsoas.errors import InputError, MissingExtra
from iliopsoas.jobs.task import Function, Outcome, Task, WorkerLost

AUTO = "auto"
AHEAD = 2
"""Tasks for each worker that are handed over (technical)."""
TOKEN = Path("~/.ray/auth_token")
"""Where a user's own token lies."""
TRIES = 1
"""So often a task is begun again after its worker died (technical)."""


@dataclass(frozen=True)
class RayCluster:
    """Workers of Ray.

    Attributes:
        address: 'auto' for a cluster that runs, else one of this machine; or the address of one ('ray://head:10001').
        workers: tasks at a time; None: one for each processor of the cluster.

    Raises:
        MissingExtra: Ray is not installed.
    """

    address: str = AUTO
    workers: int | None = None

    def __post_init__(self) -> None:
        try:
            import ray  # noqa: F401
        except ImportError:
            raise MissingExtra("--ray", "hpc") from None

    def outcomes(self, function: Function, tasks: Iterable[Task]) -> Generator[Outcome, None, None]:
        """The outcome of every task, in the order in which they are ready; tasks are drawn as they are needed."""
        import ray

        _connect(self.address, self.workers)
        most = AHEAD * (self.workers or max(int(ray.cluster_resources().get("CPU", 1)), 1))
        remote = ray.remote(function).options(num_cpus=1, max_retries=TRIES, retry_exceptions=False)
        coming, under_way = iter(tasks), dict[Any, Task]()
        while True:
            while len(under_way) < most and (task := next(coming, None)) is not None:
                under_way[remote.remote(task.arguments)] = task
            if not under_way:
                return
            ready, _ = ray.wait(list(under_way), num_returns=1)
            for reference in ready:
                yield _outcome(under_way.pop(reference), reference)


def _outcome(task: Task, reference: Any) -> Outcome:
    """What came of a task."""
    import ray

    try:
        return Outcome(task, ray.get(reference))
    except ray.exceptions.RayTaskError as error:
        return Outcome(task, error=error.cause if isinstance(error.cause, BaseException) else error)
    except ray.exceptions.RayError as error:
        words = f"its worker was lost, {TRIES + 1} times: it was killed, or out of memory, or fell over"
        return Outcome(task, error=WorkerLost(f"{words} ({type(error).__name__})"))


def _connect(address: str, workers: int | None) -> None:
    """Connect this program, unless it is; what is started here ends with the program.

    Raises:
        InputError: no cluster answers at the address.
    """
    import ray

    if ray.is_initialized():
        return
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    if not ({"RAY_AUTH_TOKEN", "RAY_AUTH_TOKEN_PATH"} & set(os.environ) or TOKEN.expanduser().exists()):
        os.environ["RAY_AUTH_TOKEN"] = secrets.token_hex(32)  # else Ray would leave one in the user's home
    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR"}
    if address != AUTO:
        try:
            ray.init(address=address, **quiet)
        except Exception as error:
            words = f"no cluster of Ray answers at '{address}' ({error}); give auto, or the address of one"
            raise InputError(words) from None
        return
    try:
        ray.init(address="auto", **quiet)
    except ConnectionError:
        ray.init(address="local", num_cpus=workers, include_dashboard=False, **quiet)
