"""A process killed in the middle of its writes: nothing acknowledged is lost, the file opens, no half entry.

Two kills in the suite; `python bench/diary_kills.py` does twenty.
"""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from iliopsoas.rehab.diary.diary import Diary
from scripts import load_script


@pytest.fixture(scope="module")
def kills(repository: Path) -> ModuleType:
    return load_script(repository / "bench" / "diary_kills.py")


def test_a_killed_process_loses_nothing_it_acknowledged(kills: ModuleType, tmp_path: Path) -> None:
    kept: set[str] = set()
    for writes in (1, 40):
        kept = kills.check(tmp_path / "diary.sqlite", kept, kills.kill_after(tmp_path / "diary.sqlite", writes))
    assert len(kept) >= 41


def test_two_processes_at_once_lose_nothing(kills: ModuleType, tmp_path: Path) -> None:
    database = tmp_path / "diary.sqlite"
    writers = [kills.start(database, person, 25) for person in ("anna", "ben")]
    said = [writer.communicate()[0].split() for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0]
    with Diary.open(database) as diary:
        for person, ids in zip(("anna", "ben"), said, strict=True):
            assert {entry.id for entry in diary.history(person)} == set(ids)
            assert len(ids) == 25
