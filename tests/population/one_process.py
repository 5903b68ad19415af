"""An engine that does everything in this very process, as tests like it: quick to start, and it can be made to stop."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from pathlib import Path

from iliopsoas.jobs.task import Function, Outcome, Task, WorkerLost

STUDY = """
[study]
title = "Standing and lifting a leg"
people = {people}
seed = 3
frames = 8
curves = ["hip"]
groups = ["sex", "age"]

[people]
variants = "none"

[[movement]]
movement = "stand"

[[arm]]
name = "as drawn"

[[arm]]
name = "tight"
conditions = ["tightness=0.6"]

[comparison]
caps = {{ hip = 2.5 }}
"""


def study_in(folder: Path, *, people: int = 12, more: str = "") -> Path:
    """A small study in a folder."""
    path = folder / "given.toml"
    path.write_text(STUDY.format(people=people) + more, encoding="utf-8")
    return path


class StoppedError(Exception):
    """What stops a run in the middle."""


@dataclass
class OneProcess:
    """An engine.

    Attributes:
        stop_after: partitions after which the run is stopped; None: never.
        lose: name of a partition whose process is lost; '' for none.
        done: names of the tasks that were computed.
    """

    stop_after: int | None = None
    lose: str = ""
    done: tuple[str, ...] = ()

    def outcomes(self, function: Function, tasks: Iterable[Task]) -> Generator[Outcome, None, None]:
        """See `iliopsoas.jobs.task.Engine`."""
        for count, task in enumerate(tasks):
            if function.__name__ == "do_partition":
                if count == self.stop_after:
                    raise StoppedError
                if task.name == self.lose:
                    yield Outcome(task, error=WorkerLost("its process died with signal 9, 2 times"))
                    continue
            self.done = (*self.done, task.name)
            yield Outcome(task, function(task.arguments))
