"""Small studies: short made-up recordings, a table of them, and statuses and curves without any analysis."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import xarray as xr
from tests.study.made_up_files import degrees, plates, save, walking

from iliopsoas.batch.group_report import write_group_report
from iliopsoas.batch.trial import Trial
from iliopsoas.batch.trial_curves import CYCLE, write_curves
from iliopsoas.batch.trial_store import CURVES, DONE, TrialStatus, TrialStore
from iliopsoas.jobs.task import Function, Outcome, Task
from iliopsoas.study.options import Options
from iliopsoas.study.person import Person
from iliopsoas.study.recordings import LibraryMovement

PERCENT = np.arange(101.0)


class ThisProcess:
    """An engine without processes; it may be told to be interrupted after so many tasks."""

    def __init__(self, interrupted_after: int | None = None) -> None:
        self.interrupted_after, self.computed = interrupted_after, list[str]()

    def outcomes(self, function: Function, tasks: Iterable[Task]) -> Generator[Outcome, None, None]:
        for task in tasks:
            if self.interrupted_after is not None and len(self.computed) >= self.interrupted_after:
                raise KeyboardInterrupt
            self.computed.append(task.name)
            yield Outcome(task, function(task.arguments))


def table(path: Path, rows: Sequence[Mapping[str, object]], separator: str = ",") -> Path:
    """A study of these rows."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    lines = [separator.join(str(row.get(column, "")) for column in columns) for row in rows]
    path.write_text("\n".join([separator.join(columns), *lines]) + "\n", encoding="utf-8")
    return path


def recorded_study(folder: Path, trials: int = 3) -> Path:
    """A study of short recordings of a third of a second, each a little slower; two groups."""
    rows = []
    for k in range(trials):
        step = walking(0.32 + 0.04 * k)
        save(folder / f"step{k}_ik.mot", degrees(step), in_degrees=True)
        save(folder / f"step{k}_grf.mot", plates())
        rows.append(
            {
                "trial": f"t{k}",
                "group": "ab"[k % 2],
                "movement": f"step{k}_ik.mot",
                "grf": f"step{k}_grf.mot",
                "mass": 75,
            }
        )
    return table(folder / "study.csv", rows)


def made_up_trial(name: str, group: str = "", subject: str = "", pair: str = "") -> Trial:
    """A trial that nobody analyses."""
    return Trial(
        name, Person(), LibraryMovement("walk"), Options(), {"movement": "walk"}, {}, group, subject or name,
        pair or subject or name,
    )  # fmt: skip


def keep_curve(
    store: TrialStore, trial: Trial, values: np.ndarray, trust: str = "good", axis: str = CYCLE
) -> tuple[Trial, TrialStatus]:
    """Keep a trial with one curve as if it had been analysed."""
    place = store.place(trial.name)
    place.mkdir(parents=True, exist_ok=True)
    write_curves(xr.Dataset({"hip_r_bw": ("percent", values)}, {"percent": PERCENT}), place / CURVES)
    peak = float(values[int(np.argmax(np.abs(values)))])
    status = TrialStatus(
        trial.name, DONE, "d", trust=trust, axis=axis, title="walk", frames=9, peaks={"hip_r_bw": peak}
    )
    status.write(place)
    return trial, status


def finished_batch(folder: Path, people: int = 3) -> Path:
    """A folder as `iliopsoas batch` leaves it, of walks that nobody analysed: each person healthy and tight."""
    store = TrialStore(folder)
    bump = np.exp(-(((PERCENT - 50.0) / 8.0) ** 2))
    found = [
        keep_curve(store, made_up_trial(f"p{k}_{group}", group, f"p{k}"), 1.0 + 0.1 * k + height * bump)
        for k in range(people)
        for group, height in (("healthy", 1.0), ("tight", 1.5))
    ]
    write_group_report(folder, found)
    return folder
