"""The diary in a file and on a real PostgreSQL server: append-only, corrected, nobody else's."""

from __future__ import annotations

import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from iliopsoas.errors import InputError, UnknownName
from iliopsoas.rehab.diary.diary import Diary, standing_entries, this_device
from iliopsoas.rehab.diary.entries import MeasuredOutcome

from .conftest import DEVICE, session

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_an_entry_comes_back_as_it_was_written(diary: Diary) -> None:
    plan = diary.register_plan("anna", "goal = 'strength'")
    written = diary.add(
        session(
            plan=plan,
            red_flags=("hot_joint",),
            pain_next_morning=1,
            note="grüezi",
            outcomes=(MeasuredOutcome(measure="hip_flexion_strength", value=1.5, side="right"),),
        )
    )
    assert diary.entries("anna") == (written,)
    assert written.device == DEVICE
    assert diary.entry(written.id[:8]) == written


def test_a_correction_stands_in_the_place_of_the_entry(diary: Diary) -> None:
    first = diary.add(session())
    second = diary.add(first.corrected(pain_during=5))
    third = diary.add(second.corrected(pain_during=6))
    assert diary.entries("anna") == (third,)
    assert {e.id for e in diary.history("anna")} == {first.id, second.id, third.id}


def test_an_entry_can_be_taken_back_and_stays_in_the_history(diary: Diary) -> None:
    first = diary.add(session())
    diary.add(first.taken_back())
    assert diary.entries() == ()
    assert len(diary.history()) == 2


def test_people_are_kept_apart(diary: Diary) -> None:
    diary.add(session())
    diary.add(session(person="ben"))
    assert diary.people() == ("anna", "ben")
    assert [e.person for e in diary.entries("ben")] == ["ben"]


def test_another_persons_plan_is_refused(diary: Diary) -> None:
    plan = diary.register_plan("ben", "goal = 'range'")
    with pytest.raises(InputError, match="the plan is that of 'ben', not of 'anna'; use their own plan"):
        diary.add(session(plan=plan))
    assert diary.entries() == ()


def test_an_unknown_plan_is_refused(diary: Diary) -> None:
    with pytest.raises(UnknownName, match="no plan is called 'nothing'"):
        diary.add(session(plan="nothing"))


def test_another_persons_entry_cannot_be_corrected(diary: Diary) -> None:
    ben = diary.add(session(person="ben"))
    with pytest.raises(InputError, match="the entry to correct is that of 'ben'"):
        diary.add(session(replaces=ben.id))
    with pytest.raises(InputError, match="there is no entry 'x' to correct"):
        diary.add(session(replaces="x"))


def test_an_entry_is_not_written_twice(diary: Diary) -> None:
    entry = diary.add(session())
    with pytest.raises(InputError, match="is there already; to change it, write a correction"):
        diary.add(entry)
    assert len(diary.history()) == 1


def test_a_plan_has_one_id_wherever_it_is_kept(diary: Diary, file_diary: Diary) -> None:
    assert diary.register_plan("anna", "a") == file_diary.register_plan("anna", "a")
    assert diary.register_plan("anna", "a") != diary.register_plan("ben", "a")
    assert len(diary.plans()) == 2
    assert [p.text for p in diary.plans("ben")] == ["a"]


@pytest.mark.parametrize("table", ["entry", "done_exercise", "person", "plan", "device"])
@pytest.mark.parametrize("order", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_the_database_itself_refuses_changes(diary: Diary, table: str, order: str) -> None:
    diary.register_plan("anna", "a")
    diary.add(session())
    key = "entry_id" if table == "done_exercise" else "id"
    with pytest.raises(DatabaseError, match="append-only: write a correction instead"), diary.engine.begin() as wire:
        wire.execute(text(order.format(table, key, key)))
    assert len(diary.history()) == 1


@pytest.mark.parametrize("column", ["pain_before", "pain_during", "pain_next_morning", "effort"])
def test_the_database_itself_refuses_an_impossible_rating(diary: Diary, column: str) -> None:
    diary.add(session())
    columns = "id, person_id, device_id, recorded_at, day, note, withdrawn, flags_asked"
    order = f"INSERT INTO entry ({columns}, {column}) SELECT 'x', {columns[4:]}, 11 FROM entry"
    with pytest.raises(DatabaseError), diary.engine.begin() as wire:
        wire.execute(text(order))


def test_what_the_database_refuses_is_told_in_one_sentence(file_diary: Diary) -> None:
    """A way around the checks ends at the constraints."""
    from iliopsoas.rehab.diary.tables import PlanRow

    with pytest.raises(InputError, match="nothing was added"):
        file_diary.add_rows([(PlanRow, [{"id": "p", "person_id": "nobody", "text": ""}])])


def test_two_writers_at_once_lose_nothing(new_database: Callable[[], str]) -> None:
    """Each opens the empty database itself, so that the making of the tables is raced for too."""
    database = new_database()

    def write(person: str) -> int:
        with Diary.open(database, device=DEVICE) as mine:
            for _ in range(20):
                mine.add(session(person=person))
            return len(mine.entries(person))

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(write, ["anna", "ben"])) == [20, 20]
    with Diary.open(database) as both:
        assert len(both.history()) == 40


def test_the_latest_correction_holds_whatever_the_order() -> None:
    first = session(recorded_at=NOW)
    one = session(replaces=first.id, recorded_at=NOW + timedelta(hours=1), pain_before=3)
    two = session(replaces=first.id, recorded_at=NOW + timedelta(hours=2), pain_before=4)
    early = session(replaces=first.id, recorded_at=NOW - timedelta(hours=2), pain_before=9)  # a clock that is behind
    assert standing_entries([first, one, two]) == standing_entries([two, first, one]) == (two,)
    assert standing_entries([first, early]) == (early,)


def test_a_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    path.touch(mode=0o644)
    with Diary.open(path) as opened:
        opened.add(session())
        modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in tmp_path.glob("diary.sqlite*")}
    assert set(modes.values()) == {0o600}
    assert len(modes) == 3


def test_a_file_reaches_the_disk_before_a_write_returns(file_diary: Diary) -> None:
    with file_diary.engine.connect() as wire:
        pragmas = [
            wire.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous", "busy_timeout")
        ]
    assert pragmas == ["wal", 2, 30_000]


def test_what_is_no_diary_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("dear diary")
    with pytest.raises(InputError, match="letter is no diary"):
        Diary.open(tmp_path / "letter")
    with pytest.raises(InputError, match="is a folder; name a file"):
        Diary.open(tmp_path)
    with pytest.raises(InputError, match="'mysql' is no database of the diary"):
        Diary.open("mysql://somewhere/diary")
    with pytest.raises(InputError, match="the URL of the database cannot be read"):
        Diary.open("postgresql+psycopg://host:port:x/a")


def test_a_server_that_is_not_there_is_told() -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(InputError, match="cannot be opened as a diary"):
        Diary.open("postgresql+psycopg://me:secret@/none?host=/nowhere")


def test_no_password_is_told() -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(InputError) as told:
        Diary.open("postgresql+psycopg://me:secret@/none?host=/nowhere")
    assert "secret" not in str(told.value)


def test_an_entry_is_found_by_the_beginning_of_its_id(file_diary: Diary) -> None:
    one = file_diary.add(session())
    file_diary.add(session())
    assert file_diary.entry(one.id) == one
    with pytest.raises(InputError, match="no entry has an id that begins with 'zz'"):
        file_diary.entry("zz")
    with pytest.raises(InputError, match="more than one entry"):
        file_diary.entry("")


def test_a_device_keeps_its_id(home: Path) -> None:
    assert this_device() == this_device()
    assert stat.S_IMODE((home / "device").stat().st_mode) == 0o600
    (home / "device").write_text("somebody")
    with pytest.raises(InputError, match="holds no device id"):
        this_device()
