"""A piece of work, what came of it, and who keeps that."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from iliopsoas.errors import IliopsoasError

Function = Callable[[Any], Any]


@dataclass(frozen=True)
class Task:
    """One piece of work.

    Attributes:
        name: its own, unlike any other's; the store may make it a folder.
        digest: of everything that the result depends on; another digest is another result.
        arguments: what the function takes. Must pass between processes.
    """

    name: str
    digest: str
    arguments: Any


class Outcome(NamedTuple):
    """What came of a task.

    Attributes:
        task: which.
        value: what the function gave; None where it failed.
        error: why it failed; None where it did not. `WorkerLost` where the process failed rather than the function.
    """

    task: Task
    value: Any = None
    error: BaseException | None = None


class WorkerLost(IliopsoasError):
    """A process that was at work on a task died, or took longer than it may. The task may well succeed next time."""


class TaskStore(Protocol):
    """Who keeps outcomes."""

    def is_kept(self, task: Task) -> bool:
        """Whether the outcome of this task, of this very digest, is kept and need not be computed again."""
        ...

    def keep(self, outcome: Outcome) -> None:
        """Keep an outcome as a whole or not at all. An error raised here ends the run."""
        ...


class Engine(Protocol):
    """Who computes: processes of this machine (`LocalProcesses`), or of others."""

    def outcomes(self, function: Function, tasks: Iterable[Task]) -> Generator[Outcome, None, None]:
        """The outcome of every task, in the order in which they are ready."""
        ...
