"""`run_population`: a study, partition by partition, on processes of this machine or of others."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from iliopsoas.arrays import IndexArray
from iliopsoas.atlas.movements.catalogue import find_movement
from iliopsoas.errors import FileError
from iliopsoas.jobs.digests import digest_of, package_digest
from iliopsoas.jobs.local_processes import LocalProcesses
from iliopsoas.jobs.run import run_tasks
from iliopsoas.jobs.task import Engine, Task
from iliopsoas.population.definition.study_file import described, read_study_file
from iliopsoas.population.definition.study_records import PopulationStudy, StudyMovement
from iliopsoas.population.engine.partition import PartitionWork, do_partition
from iliopsoas.population.engine.posed_movement import PosedMovement, chosen_frames, node_heights, posed_at
from iliopsoas.population.sampling.people import person_size
from iliopsoas.population.sampling.shares import Shares
from iliopsoas.population.store.partition_store import PartitionStore, partition_name, partition_ranges
from iliopsoas.population.store.posed_files import PosedStore
from iliopsoas.population.store.study_copy import write_study_copy
from iliopsoas.population.store.tables import check_polars
from iliopsoas.version import installed_version

IMPORTS = ("iliopsoas.population.engine.partition",)
"""What workers import before people come; technical."""
ROOMS = ("atlas", "body", "motion", "mechanics", "function", "population/engine", "population/sampling", "rehab/cards")
"""Folders of the package that a person's numbers depend on."""
Told = Callable[[int, int], None]


class PopulationOutcome(NamedTuple):
    """What a run did.

    Attributes:
        folder: of the study. study: what was run.
        people: of the study. done, failed: of these, by what became of them.
        computed: people that this run computed; the others were there.
        seconds: it took, movements included [s].
    """

    folder: Path
    study: PopulationStudy
    people: int
    done: int
    failed: int
    computed: int
    seconds: float

    @property
    def seconds_per_person(self) -> float:
        """Of those that this run computed [s]."""
        return self.seconds / self.computed if self.computed else 0.0


def run_population(
    study: str | Path,
    folder: str | Path,
    *,
    people: int | None = None,
    workers: int | None = None,
    retry: bool = False,
    engine: Engine | None = None,
    progress: Told | None = None,
) -> PopulationOutcome:
    """Draw the people of a study and analyse what they do.

    Run again, it does only what is missing. In a script, call it below `if __name__ == "__main__":`, as with everything
    that starts processes.

    Args:
        study: the file, see `iliopsoas.population.definition.study_file`.
        folder: of the study; made if needed.
        people: how many, instead of what the file says.
        workers: processes; None: one for each processor. Numbers do not depend on it.
        retry: do partitions again in which somebody failed.
        engine: who computes; default processes of this machine.
        progress: called with the number of people done, and of all that are to be done.

    Raises:
        FileError: the study cannot be used, or the folder cannot be written.
        MissingExtra: the extra `population` is not installed.
    """
    check_polars()
    started = time.monotonic()
    place = Path(folder).expanduser().absolute()
    if place.exists() and not place.is_dir():
        raise FileError(place, "this is a file; a study takes a folder")
    wanted = read_study_file(study, people=people)
    engine = engine or LocalProcesses(workers, IMPORTS)
    code = digest_of(installed_version(), package_digest(ROOMS))
    write_study_copy(Path(study), place, wanted, code)
    nodes = _posed_movements(wanted, place, engine, code)
    store = PartitionStore(place, retry)
    tasks = _partitions(wanted, nodes, code)
    size = tasks[0].arguments.stop
    missing = sum(t.arguments.stop - t.arguments.first for t in tasks if not store.is_kept(t))
    told = None if progress is None else lambda done, _: progress(min(done * size, missing), missing)
    run_tasks(tasks, do_partition, store, engine, progress=told)
    done = _done_people(store, tasks)
    return PopulationOutcome(
        place, wanted, wanted.people, done, wanted.people - done, missing, time.monotonic() - started
    )


def _posed_movements(
    study: PopulationStudy, place: Path, engine: Engine, code: str
) -> Mapping[tuple[str, float], PosedMovement]:
    """All movements at all statures that these people need."""
    who = study.people_drawn
    tall = (person_size(who, Shares(study.seed, number)) for number in range(study.people))
    heights = sorted({node for size in tall if not size.impossible for node in node_heights(size.height)})
    store, tasks = PosedStore(place), []
    for wanted in study.movements:
        about = digest_of(repr(find_movement(wanted.movement)), repr(wanted), str(study.frames), code)
        named = {height: f"{_file_name(wanted.name)}-{height:.2f}" for height in heights}
        ready = [store.is_kept(Task(name, about, None)) for name in named.values()]
        frames: IndexArray | None = None if all(ready) else chosen_frames(wanted, study.frames)
        tasks += [
            ((wanted.name, height), Task(name, about, (wanted, height, frames))) for height, name in named.items()
        ]
    run_tasks([task for _, task in tasks], fit_movement, store, engine)
    out = {}
    for key, task in tasks:
        found = store.find(task)
        if found is None:
            raise FileError(store.place(task), "this movement was written and cannot be read again; is the disk full?")
        out[key] = found
    return out


def fit_movement(given: tuple[StudyMovement, float, IndexArray]) -> PosedMovement:
    """A task's movement at its stature."""
    return posed_at(*given)


def _file_name(name: str) -> str:
    """A movement's name as a file can have it."""
    plain = "".join(c if c.isalnum() or c in "_-" else "_" for c in name)
    return plain if plain == name else f"{plain}-{digest_of(name)[:6]}"


def _partitions(study: PopulationStudy, nodes: Mapping[tuple[str, float], PosedMovement], code: str) -> list[Task]:
    """Tasks that do everybody."""
    digest = digest_of(json.dumps(described(study), sort_keys=True), code)
    out = []
    for first, stop in partition_ranges(study.people):
        out.append(Task(partition_name(first, stop), digest, PartitionWork(study, first, stop, nodes)))
    return out


def _done_people(store: PartitionStore, tasks: list[Task]) -> int:
    """How many of the people are done."""
    from iliopsoas.population.store.tables import count_done

    return count_done([store.place(task.name) for task in tasks])
