"""`run_batch`: a study, trial by trial on local processes, and the report of its groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from iliopsoas.batch.discovery import as_table, read_trials
from iliopsoas.batch.study_table import COLUMNS
from iliopsoas.batch.trial import Trial
from iliopsoas.batch.trial_store import DONE, TrialStatus, TrialStore, check_place
from iliopsoas.batch.worker import Assignment, do_trial
from iliopsoas.files import write_text
from iliopsoas.jobs.local_processes import LocalProcesses
from iliopsoas.jobs.run import run_tasks
from iliopsoas.jobs.task import Engine, Task

IMPORTS = ("iliopsoas.batch.worker", "iliopsoas.report.notebook")
"""What workers import before a trial comes; technical."""


class BatchOutcome(NamedTuple):
    """What a batch did.

    Attributes:
        folder: of the batch.
        trials: with what became of them, in the order of the study.
        kept: trials that were there already. seconds: it took [s].
        page: the report of the groups.
    """

    folder: Path
    trials: tuple[tuple[Trial, TrialStatus], ...]
    kept: int
    seconds: float
    page: Path

    @property
    def failed(self) -> tuple[tuple[Trial, TrialStatus], ...]:
        """Those that could not be analysed."""
        return tuple(pair for pair in self.trials if pair[1].state != DONE)


def run_batch(
    study: str | Path,
    folder: str | Path,
    *,
    workers: int | None = None,
    results: bool = True,
    pages: bool = False,
    retry: bool = False,
    poor: bool = False,
    workbook: bool = False,
    limit_s: float | None = None,
    engine: Engine | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> BatchOutcome:
    """Analyse all trials of a study and compare its groups.

    Run again, it does only what is missing or whose inputs changed. In a script, call it below
    `if __name__ == "__main__":`, as with everything that starts processes.

    Main arguments:
        study: a table (.csv, see `iliopsoas.batch.study_table`) or a folder (`iliopsoas.batch.discovery`).
        folder: of the batch; made if needed.
        workers: processes; None: one for each processor. Numbers do not depend on it.

    Other arguments:
        results: keep each result whole (`result.nc`, about 6 MB for 120 frames).
        pages: write each trial's own report.
        retry: try again what failed.
        poor: let trials of poor trust into the means.
        workbook: write the tables as `report/batch.xlsx`, too.
        limit_s: a trial that takes longer is ended and fails [s]; None: never.
        engine: who computes; default processes of this machine.
        progress: called with the number of trials done, and of all that are to be done.

    Raises:
        FileError: the study cannot be used, or the folder cannot be written.
    """
    from iliopsoas.batch.group_report import write_group_report

    place = Path(folder).expanduser().absolute()
    check_place(place)
    engine = engine or LocalProcesses(workers, IMPORTS, limit_s)
    trials = read_trials(study)
    store = TrialStore(place, results=results, pages=pages, retry=retry)
    tasks = []
    for trial in trials:
        digest = trial.digest
        tasks.append(Task(trial.name, digest, Assignment(trial, store.place(trial.name), digest, results, pages)))
    write_text(place / "study.csv", as_table(_rows(trials), COLUMNS))
    ran = run_tasks(tasks, do_trial, store, engine, progress=progress)
    found = tuple((trial, store.status(trial.name) or TrialStatus(trial.name, "failed", "", "its status is lost"))
                  for trial in trials)  # fmt: skip
    page = write_group_report(place, found, poor=poor, workbook=workbook)
    return BatchOutcome(place, found, ran.kept, ran.seconds, page)


def _rows(trials: Sequence[Trial]) -> list[dict[str, str]]:
    """The study as a table that can be run from anywhere on this machine."""
    return [
        {"trial": t.name, "group": t.group, "subject": t.subject, "pair": t.pair}
        | dict(t.asked)
        | {column: str(path) for column, path in t.files.items()}
        for t in trials
    ]
