"""Processes: what dies, hangs or raises costs its own task alone; nobody is left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from tests.jobs import made_up_work

from iliopsoas.errors import FileError, InputError
from iliopsoas.jobs.local_processes import LocalProcesses, usable_cores
from iliopsoas.jobs.task import Function, Outcome, Task, WorkerLost

IMPORTS = ("tests.jobs.made_up_work",)


def _done(function: Function, arguments: list[Any], workers: int = 2, limit_s: float | None = None) -> list[Outcome]:
    """Outcomes in the order of the arguments."""
    tasks = [Task(str(n), "", value) for n, value in enumerate(arguments)]
    found = list(LocalProcesses(workers, IMPORTS, limit_s).outcomes(function, tasks))
    return sorted(found, key=lambda outcome: int(outcome.task.name))


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").split()[2] != "Z" if Path("/proc").is_dir() else True


@pytest.mark.parametrize("workers", [1, 3])
def test_values_do_not_depend_on_the_number_of_processes(workers: int) -> None:
    found = _done(made_up_work.square, [0.1 * k for k in range(20)], workers)
    assert [outcome.value for outcome in found] == [(0.1 * k) ** 2 for k in range(20)]
    assert {outcome.error for outcome in found} == {None}


def test_processes_are_few_and_used_again() -> None:
    used = {outcome.value for outcome in _done(made_up_work.process_number, [0] * 12)}
    assert len(used) == 2
    assert os.getpid() not in used


def test_an_error_is_that_of_its_task_and_carries_what_it_knows() -> None:
    ours, theirs, well = _done(made_up_work.fail, ["ours", "theirs", "well"])
    assert isinstance(ours.error, FileError)
    assert (str(ours.error), ours.error.line) == ("a.csv, line 3: is damaged", 3)
    assert isinstance(theirs.error, ZeroDivisionError)
    assert well.value == "well"


def test_a_task_whose_process_was_killed_is_done_by_another(tmp_path: Path) -> None:
    found = _done(made_up_work.die_once, ["well", str(tmp_path / "mark"), "well", "well"])
    assert [outcome.value for outcome in found] == ["well", "again", "well", "well"]


def test_a_task_that_kills_every_process_fails_alone(tmp_path: Path) -> None:
    found = _done(made_up_work.die_once, ["well", str(tmp_path / "always"), "well"])
    assert [outcome.value for outcome in found] == ["well", None, "well"]
    assert isinstance(found[1].error, WorkerLost)
    assert "died with signal 9, 2 times" in str(found[1].error)


def test_a_task_that_hangs_is_ended_and_the_others_go_on() -> None:
    found = _done(made_up_work.sleep, [60.0, 0.01, 0.02, 0.03], limit_s=3.0)
    assert isinstance(found[0].error, WorkerLost)
    assert "longer than 3 s" in str(found[0].error)
    assert [outcome.value for outcome in found[1:]] == [0.01, 0.02, 0.03]


def test_whoever_stops_listening_leaves_no_process_behind() -> None:
    tasks = (Task(str(n), "", n) for n in range(10**9))  # drawn as needed: so many would not fit
    running = LocalProcesses(2, IMPORTS).outcomes(made_up_work.process_number, tasks)
    used = {next(running).value for _ in range(8)}
    running.close()
    assert [pid for pid in used if _alive(pid)] == []


def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    mark = tmp_path / "worker"
    code = (
        "from iliopsoas.jobs.local_processes import LocalProcesses; from iliopsoas.jobs.task import Task; "
        "from tests.jobs import made_up_work as work; "
        f"list(LocalProcesses(1).outcomes(work.tell_and_hang, [Task('a', '', {str(mark)!r})]))"
    )
    surroundings = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen([sys.executable, "-c", code], env=surroundings) as parent:
        worker = int(_waited(lambda: mark.exists() and mark.read_text(encoding="utf-8")))
        parent.kill()
    assert _waited(lambda: not _alive(worker))


def _waited(look: Any, seconds: float = 30.0) -> Any:
    """What `look` gives as soon as it gives something."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError("it did not come to that")


def test_impossible_numbers() -> None:
    with pytest.raises(InputError, match="0 workers: give a number from 1 to 256"):
        LocalProcesses(0)
    with pytest.raises(InputError, match="a limit of -1 s: give a positive time"):
        LocalProcesses(2, limit_s=-1.0)
    assert usable_cores() >= 1
