"""Work shared out among copies of this process, which have all that it has loaded and made: for the cores of one call.

Lighter than `local_processes`, and for less: a process that dies ends the call.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import Any, TypeVar

R = TypeVar("R")


def shared_out(
    function: Callable[..., R],
    work: Sequence[tuple[Any, ...]],
    workers: int,
    *,
    begin: Callable[..., None] | None = None,
    given: tuple[Any, ...] = (),
) -> Iterator[tuple[int, R]]:
    """What a function gives for each piece of work, as it is ready.

    Args:
        function: of a module. work: its arguments; begun in this order. workers: processes.
        begin, given: called once in each process before its work, and with what.

    Yields:
        Number of the piece, and what came of it. What is not begun yet is dropped where the caller stops.
    """
    start = "fork" if sys.platform == "linux" else "spawn"
    context = multiprocessing.get_context(start)
    with ProcessPoolExecutor(workers, mp_context=context, initializer=begin, initargs=given) as pool:
        running = {pool.submit(function, *arguments): number for number, arguments in enumerate(work)}
        try:
            for future in as_completed(running):
                yield running[future], future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
