"""Worker processes of this machine, each with a life of its own.

Every worker is a `concurrent.futures` executor of one process: one that dies takes along nothing but its own task,
which another gets once more, and one that takes too long can be ended. New processes come from a server that has
imported what the work needs, so that they start warm. Workers end with their parent, however that ends.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.context import BaseContext
from typing import Any

from iliopsoas.errors import InputError
from iliopsoas.jobs.task import Function, Outcome, Task, WorkerLost

ATTEMPTS = 2
"""So often a task may lose its process before it counts as failed (technical)."""
MOST_WORKERS = 256
"""More processes than that are a mistake (technical)."""
LOOK_S = 0.5
"""How often it is looked whether a task takes too long [s] (technical)."""


def usable_cores() -> int:
    """Processors that this program may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True)
class LocalProcesses:
    """So many worker processes.

    Attributes:
        workers: how many; None: one for each processor.
        imports: modules that the work needs, imported before a task comes.
        limit_s: a task that takes longer is ended and fails [s]; None: never.

    Raises:
        InputError: a number of workers or a limit that cannot be.
    """

    workers: int | None = None
    imports: Sequence[str] = ()
    limit_s: float | None = None

    def __post_init__(self) -> None:
        if self.workers is not None and not 1 <= self.workers <= MOST_WORKERS:
            raise InputError(f"{self.workers} workers: give a number from 1 to {MOST_WORKERS}")
        if self.limit_s is not None and not self.limit_s > 0:
            raise InputError(f"a limit of {self.limit_s:g} s: give a positive time")

    def outcomes(self, function: Function, tasks: Iterable[Task]) -> Generator[Outcome, None, None]:
        """The outcome of every task, in the order in which they are ready; tasks are drawn as they are needed.

        Args:
            function: of a module, so that it passes between processes; it takes the arguments of a task.
        """
        coming, again = iter(tasks), deque[_Attempt]()
        idle: list[_Worker] = []
        busy: dict[Future[Any], tuple[_Worker, _Attempt]] = {}
        most, context = self.workers or usable_cores(), _context(self.imports)
        try:
            while True:
                while len(busy) < most and (attempt := _next(again, coming)) is not None:
                    worker = idle.pop() if idle else _Worker(context, tuple(self.imports))
                    busy[worker.begin(function, attempt.task)] = worker, attempt
                if not busy:
                    return
                ready, _ = wait(busy, None if self.limit_s is None else LOOK_S, FIRST_COMPLETED)
                for future in ready:
                    worker, attempt = busy.pop(future)
                    outcome = _outcome(future, worker, attempt, self.limit_s)
                    if worker.ended:
                        worker.end()
                    else:
                        idle.append(worker)
                    if outcome is not None:
                        yield outcome
                    else:
                        again.append(_Attempt(attempt.task, attempt.number + 1))
                for worker, _ in busy.values():
                    worker.end_if_late(self.limit_s)
        finally:
            for worker in [*idle, *(w for w, _ in busy.values())]:
                worker.end()


class _Attempt:
    """A task, and how often it was begun."""

    def __init__(self, task: Task, number: int = 1) -> None:
        self.task, self.number = task, number


def _next(again: deque[_Attempt], coming: Iterator[Task]) -> _Attempt | None:
    if again:
        return again.popleft()
    task = next(coming, None)
    return None if task is None else _Attempt(task)


def _outcome(future: Future[Any], worker: _Worker, attempt: _Attempt, limit_s: float | None) -> Outcome | None:
    """What came of a task; None where it deserves another process."""
    error = future.exception()
    if not isinstance(error, BrokenProcessPool):
        return Outcome(attempt.task, error=error) if error is not None else Outcome(attempt.task, future.result())
    if worker.late:
        return Outcome(attempt.task, error=WorkerLost(f"it took longer than {limit_s:g} s and was ended"))
    code = worker.end()
    if attempt.number < ATTEMPTS:
        return None
    how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
    words = f"its process died with {how}, {attempt.number} times: it was killed, or out of memory, or fell over"
    return Outcome(attempt.task, error=WorkerLost(words))


class _Worker:
    """One process."""

    def __init__(self, context: BaseContext, imports: tuple[str, ...]) -> None:
        before = multiprocessing.active_children()
        self._pool = ProcessPoolExecutor(1, mp_context=context, initializer=_live, initargs=(imports,))
        self._pool.submit(os.getpid)  # the process starts now rather than with its first task
        (self._process,) = (child for child in multiprocessing.active_children() if child not in before)
        self._begun = time.monotonic()
        self.ended = self.late = False

    def begin(self, function: Function, task: Task) -> Future[Any]:
        """Start a task."""
        self._begun = time.monotonic()
        try:
            return self._pool.submit(function, task.arguments)
        except BrokenProcessPool as error:  # it died while it had nothing to do
            failed = Future[Any]()
            failed.set_exception(error)
            return failed

    def end_if_late(self, limit_s: float | None) -> None:
        """End the process where its task takes too long."""
        if limit_s is not None and time.monotonic() - self._begun > limit_s:
            self.ended = self.late = True
            self._process.kill()

    def end(self) -> int | None:
        """End the process at once, for what it is at is not needed any more.

        Returns:
            How it ended: minus the number of a signal, or what it said itself.
        """
        self.ended = True
        self._process.kill()
        self._pool.shutdown(wait=True, cancel_futures=True)
        return self._process.exitcode


def _context(imports: Sequence[str]) -> BaseContext:
    """How processes are made: from a server with everything imported where the system can, else anew."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(imports))
    return context


def _live(imports: tuple[str, ...]) -> None:
    """How a worker begins: Ctrl-C is for its parent, with whom it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    for name in imports:
        import_module(name)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
