"""The folder of a batch, and what became of each trial.

    DIR/study.csv                     the study as it was read, with the places of its files
    DIR/trials/NAME/status.json       done, with trust and peaks, or failed, with the reason
                    summary.json, result.nc, curves.csv, index.html     of a trial that is done, as far as asked for
    DIR/report/                       of all trials: `iliopsoas.batch.group_report`

A trial's folder is written as a whole, its status with it: what is killed leaves the old folder or the new one. A
failure is kept like a result and not tried again, unless its process was lost or the inputs changed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from iliopsoas.errors import FileError
from iliopsoas.files import replacing_folder, write_text
from iliopsoas.jobs.task import Outcome, Task, WorkerLost

TRIALS, REPORT = "trials", "report"
STATUS, CURVES, RESULT, SUMMARY, PAGE = "status.json", "curves.csv", "result.nc", "summary.json", "index.html"
OURS = (STATUS, CURVES, RESULT, SUMMARY, PAGE)
"""Names in a trial's folder that are made anew."""
DONE, FAILED = "done", "failed"


@dataclass(frozen=True)
class TrialStatus:
    """What became of a trial.

    Attributes:
        trial: its name.
        state: 'done' or 'failed'.
        digest: of what it was computed from.
        reason: why it failed; '' where it did not.
        again: whether the next run tries again, because the process was lost rather than the trial at fault.
        trust: 'good', 'care' or 'poor'; '' where it failed. reasons: why.
        axis: what 0 to 100 % of its curves are of.
        title: of the movement. frames: analysed.
        peaks: largest magnitude of each curve, with its sign; units are in the names.
        quality: residual force [body weights], largest reserve [share of the moment], marker error [mm], where known.
    """

    trial: str
    state: str
    digest: str
    reason: str = ""
    again: bool = False
    trust: str = ""
    reasons: tuple[str, ...] = ()
    axis: str = ""
    title: str = ""
    frames: int = 0
    peaks: Mapping[str, float] = field(default_factory=dict)
    quality: Mapping[str, float] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Write `status.json`."""
        write_text(folder / STATUS, json.dumps(asdict(self), indent=1) + "\n")


def read_status(folder: Path) -> TrialStatus | None:
    """What became of the trial of a folder; None where nothing did, or it cannot be read."""
    try:
        told: dict[str, Any] = json.loads((folder / STATUS).read_text(encoding="utf-8"))
        return TrialStatus(**{**told, "reasons": tuple(told["reasons"])})
    except (OSError, ValueError, KeyError, TypeError):
        return None


@dataclass(frozen=True)
class TrialStore:
    """Trials in the folder of a batch, one folder each; a store for the engine.

    Attributes:
        folder: of the batch.
        results: whether a result is kept whole (`result.nc`). pages: whether each trial has its own report.
        retry: whether failures are tried again.
    """

    folder: Path
    results: bool = True
    pages: bool = False
    retry: bool = False

    def place(self, name: str) -> Path:
        """The folder of a trial."""
        return self.folder / TRIALS / name

    def status(self, name: str) -> TrialStatus | None:
        """What became of a trial, if anything did."""
        return read_status(self.place(name))

    def is_kept(self, task: Task) -> bool:
        """Whether it was done from these very inputs, with everything that is asked for, or failed for good."""
        status = self.status(task.name)
        if status is None or status.digest != task.digest:
            return False
        if status.state == FAILED:
            return not (status.again or self.retry)
        place = self.place(task.name)
        wanted = [CURVES, SUMMARY, *([RESULT] if self.results else []), *([PAGE] if self.pages else [])]
        return all((place / name).is_file() for name in wanted)

    def keep(self, outcome: Outcome) -> None:
        """Keep a failure; what is done was written by the process that did it.

        Raises:
            FileError: the folder cannot be written to, or the disk is full.
            What else is wrong beside the trial itself.
        """
        task, reason, again = outcome.task, outcome.value, False
        if isinstance(outcome.error, WorkerLost):
            reason, again = str(outcome.error), True
        elif outcome.error is not None:
            raise outcome.error
        if reason is not None:
            self.fail(TrialStatus(task.name, FAILED, task.digest, reason, again))

    def fail(self, status: TrialStatus) -> None:
        """A failure takes the place of whatever there was: an older result is of other inputs."""
        with replacing_folder(self.place(status.trial), OURS) as fresh:
            status.write(fresh)


def check_place(folder: Path) -> None:
    """Refuse the folder of a batch that is a file, before any work is done.

    Raises:
        FileError: it is one.
    """
    if folder.exists() and not folder.is_dir():
        raise FileError(folder, "this is a file; a batch takes a folder")
