"""`run_tasks`: do what is missing, keep it, say how far it is."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import NamedTuple

from iliopsoas.errors import InputError
from iliopsoas.jobs.task import Engine, Function, Task, TaskStore

Told = Callable[[int, int], None]


class RunCount(NamedTuple):
    """What a run did.

    Attributes:
        kept: tasks whose outcome was there already. computed: tasks that were computed.
        seconds: it took [s].
    """

    kept: int
    computed: int
    seconds: float


def run_tasks(
    tasks: Sequence[Task], function: Function, store: TaskStore, engine: Engine, *, progress: Told | None = None
) -> RunCount:
    """Compute the tasks whose outcome the store does not have, and keep each as it is ready.

    A run that is interrupted or killed loses what is under way; the next run does what is missing. What comes of a task
    does not depend on the number of processes, nor on the order.

    Args:
        tasks: with names of their own.
        function: of a module; takes the arguments of a task.
        store: keeps outcomes and knows which it has.
        engine: computes.
        progress: called with the number of tasks computed, and of all that are to be computed.

    Raises:
        InputError: two tasks have one name.
        Whatever the store raises where it cannot keep an outcome.
    """
    names = [task.name for task in tasks]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError(f"two tasks are called '{twice}': what came of one would take the place of the other")
    started = time.monotonic()
    missing = [task for task in tasks if not store.is_kept(task)]
    if progress and missing:
        progress(0, len(missing))
    with closing(engine.outcomes(function, missing)) as ready:  # workers end here, whatever happens
        for done, outcome in enumerate(ready, start=1):
            store.keep(outcome)
            if progress:
                progress(done, len(missing))
    return RunCount(len(tasks) - len(missing), len(missing), time.monotonic() - started)
