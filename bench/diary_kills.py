"""Kills a process in the middle of 500 writes to a diary, again and again, and counts what was lost.

    python bench/diary_kills.py [--times 20]

A writer says on standard output which entries are on the disk. After each kill every one of them must be there, at most
the one under way beside them, none of it half, and the file sound. Each kill hits the same file, at another moment.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from iliopsoas.rehab.diary.diary import Diary
from iliopsoas.rehab.diary.entries import DiaryEntry, DoneExercise

COUNT = 500
EXERCISES = (DoneExercise(exercise="straight_leg_raise"), DoneExercise(exercise="seated_march"))


def write(database: Path, person: str, count: int) -> None:
    """Add entries and say which are written."""
    with Diary.open(database, device="00000000-0000-4000-8000-000000000009") as diary:
        for k in range(count):
            entry = DiaryEntry(
                person=person, day=date.today(), red_flags=(), pain_before=k % 11, exercises=EXERCISES, note=str(k)
            )
            sys.stdout.write(diary.add(entry).id + "\n")
            sys.stdout.flush()


def start(database: Path, person: str = "anna", count: int = COUNT) -> subprocess.Popen[str]:
    """A writer in a process of its own."""
    command = [sys.executable, str(Path(__file__).resolve()), "--write", str(database), person, str(count)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def kill_after(database: Path, writes: int) -> list[str]:
    """Kill a writer after it acknowledged some writes.

    Returns:
        Ids of all entries that it acknowledged.
    """
    with start(database) as writer:
        assert writer.stdout is not None
        said = [writer.stdout.readline() for _ in range(writes)]
        writer.send_signal(signal.SIGKILL)
        said += writer.stdout.readlines()
    assert writer.returncode == -signal.SIGKILL, "it must be killed in the middle, not at the end"
    return [line.strip() for line in said if line.endswith("\n")]


def check(database: Path, before: set[str], acknowledged: list[str]) -> set[str]:
    """Fails where something was lost, is half, or the file is damaged; gives the ids that are there."""
    with Diary.open(database) as diary:
        kept = diary.history()
        with diary.engine.connect() as wire:
            assert wire.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok", "the file is damaged"
    new = {entry.id for entry in kept} - before
    assert before <= {entry.id for entry in kept}, "what was there before is gone"
    assert set(acknowledged) <= new, "something acknowledged was lost"
    assert len(new) <= len(acknowledged) + 1, "more than the one under way"
    assert {len(entry.exercises) for entry in kept} == {len(EXERCISES)}, "half an entry"
    return before | new


def main(times: int) -> None:
    """Kill, check, tell."""
    chance = random.Random(20)
    total, kept = 0, set[str]()
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "diary.sqlite"
        for k in range(times):
            acknowledged = kill_after(database, chance.randint(1, COUNT - 50))
            kept = check(database, kept, acknowledged)
            total += len(acknowledged)
            print(f"kill {k + 1}: {len(acknowledged)} of {COUNT} acknowledged, all there")
    print(f"{times} kills, {total} entries acknowledged, 0 lost; {len(kept) - total} more were under way and whole")


if __name__ == "__main__":
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--times", type=int, default=20)
    reader.add_argument("--write", nargs=3, help=argparse.SUPPRESS)
    given = reader.parse_args()
    if given.write:
        write(Path(given.write[0]), given.write[1], int(given.write[2]))
    else:
        main(given.times)
