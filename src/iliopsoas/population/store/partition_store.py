"""Partitions of people on disk: whole or not there, and known by what they were computed from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iliopsoas.files import replacing_folder
from iliopsoas.jobs.task import Outcome, Task, WorkerLost
from iliopsoas.population.engine.partition import PartitionRows, PartitionWork, lost_partition
from iliopsoas.population.store.tables import write_rows

PARTS = "parts"
PEOPLE, OUTCOMES, CURVES, DIGEST = "people.parquet", "outcomes.parquet", "curves.parquet", "digest"
OURS = (PEOPLE, OUTCOMES, CURVES, DIGEST)
"""Names in a partition's folder."""
SMALL, LARGE, LARGE_FROM = 10, 200, 20_000
"""People of a partition, and from how many people on partitions are large (technical)."""


def partition_ranges(people: int) -> Iterator[tuple[int, int]]:
    """First person and one past the last of every partition."""
    size = SMALL if people < LARGE_FROM else LARGE
    for first in range(0, people, size):
        yield first, min(first + size, people)


def partition_name(first: int, stop: int) -> str:
    """What a partition and its task are called."""
    return f"{first:08d}-{stop:08d}"


@dataclass(frozen=True)
class PartitionStore:
    """The partitions of a study; a store for the engine.

    Attributes:
        folder: of the study.
        retry: whether partitions in which somebody failed are done again.
    """

    folder: Path
    retry: bool = False

    def place(self, name: str) -> Path:
        """The folder of a partition."""
        return self.folder / PARTS / name

    def is_kept(self, task: Task) -> bool:
        """Whether it was done from these very inputs."""
        try:
            written = (self.place(task.name) / DIGEST).read_text(encoding="utf-8").split()
        except (OSError, UnicodeDecodeError):
            return False
        return written[:1] == [task.digest] and not (self.retry and "failed" in written[1:])

    def keep(self, outcome: Outcome) -> None:
        """Write a partition.

        Raises:
            FileError: the folder cannot be written to, or the disk is full.
            What else is wrong beside the people themselves.
        """
        rows, digest = outcome.value, outcome.task.digest
        if isinstance(outcome.error, WorkerLost):  # everybody of it failed, and is tried again by the next run
            work: PartitionWork = outcome.task.arguments
            rows, digest = lost_partition(work, str(outcome.error)), "lost"
        elif outcome.error is not None:
            raise outcome.error
        self._write(outcome.task.name, digest, rows)

    def _write(self, name: str, digest: str, rows: PartitionRows) -> None:
        with replacing_folder(self.place(name), OURS) as fresh:
            tables: list[tuple[str, list[dict[str, Any]]]] = [
                (PEOPLE, rows.people),
                (OUTCOMES, rows.outcomes),
                (CURVES, rows.curves),
            ]
            for file, table in tables:
                write_rows(table, fresh / file)
            some_failed = any(row["status"] != "done" for row in rows.people)
            (fresh / DIGEST).write_text(f"{digest}{' failed' if some_failed else ''}\n", encoding="utf-8")
