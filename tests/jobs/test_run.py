"""What is kept is not computed again; progress counts what is to be computed; a store that cannot keep ends the run."""

from __future__ import annotations

from collections.abc import Generator, Iterable

import pytest

from iliopsoas.errors import FileError, InputError
from iliopsoas.jobs.run import run_tasks
from iliopsoas.jobs.task import Function, Outcome, Task


class Here:
    """An engine of this process, that knows whether it was closed."""

    def __init__(self) -> None:
        self.closed = False

    def outcomes(self, function: Function, tasks: Iterable[Task]) -> Generator[Outcome, None, None]:
        try:
            for task in tasks:
                yield Outcome(task, function(task.arguments))
        finally:
            self.closed = True


class Shelf:
    """A store in memory; it is full after so many."""

    def __init__(self, most: int = 99) -> None:
        self.kept: dict[str, tuple[str, float]] = {}
        self.most = most

    def is_kept(self, task: Task) -> bool:
        return self.kept.get(task.name, ("", 0.0))[0] == task.digest

    def keep(self, outcome: Outcome) -> None:
        if len(self.kept) >= self.most:
            raise FileError("shelf", "the disk is full")
        self.kept[outcome.task.name] = (outcome.task.digest, outcome.value)


def _tasks(*digests: str) -> list[Task]:
    return [Task(f"t{n}", digest, float(n)) for n, digest in enumerate(digests)]


def _twice(x: float) -> float:
    return 2 * x


def test_only_what_is_missing_or_has_changed_is_computed() -> None:
    shelf, told = Shelf(), list[tuple[int, int]]()
    assert run_tasks(_tasks("a", "b", "c"), _twice, shelf, Here())[:2] == (0, 3)
    again = run_tasks(
        _tasks("a", "B", "c", "d"), _twice, shelf, Here(), progress=lambda done, of: told.append((done, of))
    )
    assert again[:2] == (2, 2)
    assert told == [(0, 2), (1, 2), (2, 2)]
    assert shelf.kept == {"t0": ("a", 0.0), "t1": ("B", 2.0), "t2": ("c", 4.0), "t3": ("d", 6.0)}
    assert run_tasks(_tasks("a", "B", "c", "d"), _twice, shelf, Here())[:2] == (4, 0)


def test_a_store_that_is_full_ends_the_run_and_the_workers_and_the_next_run_goes_on() -> None:
    shelf, engine = Shelf(most=2), Here()
    with pytest.raises(FileError, match="the disk is full"):
        run_tasks(_tasks("a", "b", "c"), _twice, shelf, engine)
    assert engine.closed
    shelf.most = 9
    assert run_tasks(_tasks("a", "b", "c"), _twice, shelf, Here())[:2] == (2, 1)


def test_names_must_differ() -> None:
    with pytest.raises(InputError, match="two tasks are called 't0'"):
        run_tasks([*_tasks("a"), *_tasks("b")], _twice, Shelf(), Here())
