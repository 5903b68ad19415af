"""Diaries of several devices put together: in any order, any number of times; sealed backups."""

from __future__ import annotations

import copy
import itertools
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from iliopsoas.errors import FileError, InputError
from iliopsoas.rehab.diary.database import open_engine
from iliopsoas.rehab.diary.diary import Diary
from iliopsoas.rehab.diary.entries import DiaryEntry
from iliopsoas.rehab.diary.merging import MergeCounts, content_bytes, diary_content, merge_content, merge_file
from iliopsoas.rehab.diary.schema import migrate, schema_of
from iliopsoas.rehab.diary.sealed_file import read_sealed, write_sealed

from .conftest import DEVICE, session

OTHER = "00000000-0000-4000-8000-000000000002"
SECRET = "a long enough secret"
COUNT = itertools.count()


@pytest.fixture
def two(new_database: Callable[[], str], tmp_path: Path) -> Iterator[tuple[Diary, Diary]]:
    """Two devices with a common past, each with an entry and a correction of its own."""
    one, other = Diary.open(new_database(), device=DEVICE), Diary.open(tmp_path / "other.sqlite", device=OTHER)
    plan = one.register_plan("anna", "goal = 'strength'")
    common = one.add(session(plan=plan))
    merge_content(other, diary_content(one))
    for diary, pain in ((one, 3), (other, 4)):
        diary.add(session(pain_before=pain))
        diary.add(common.corrected(pain_during=pain))
    other.add(session(person="ben"))
    yield one, other
    one.close()
    other.close()


def test_merging_twice_changes_nothing(two: tuple[Diary, Diary]) -> None:
    one, other = two
    assert merge_content(one, diary_content(other)) == MergeCounts(new=3, known=1)
    before = content_bytes(diary_content(one))
    assert merge_content(one, diary_content(other)) == MergeCounts(new=0, known=4)
    assert content_bytes(diary_content(one)) == before


def test_the_order_does_not_matter(two: tuple[Diary, Diary]) -> None:
    one, other = two
    first, second = diary_content(one), diary_content(other)
    merge_content(one, second)
    merge_content(other, first)
    assert diary_content(one) == diary_content(other)
    assert one.entries() == other.entries()
    assert len(one.entries("anna")) == 3, "the common entry once, with its later correction"


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 10), st.booleans()), max_size=6), st.permutations(range(3)))
def test_any_number_of_devices_ends_in_the_same_diary(
    tmp_path: Path, writes: list[tuple[int, int, bool]], order: list[int]
) -> None:
    begin = datetime(2026, 3, 1, tzinfo=UTC)
    diaries = [Diary.open(tmp_path / f"{next(COUNT)}.sqlite", device=DEVICE) for _ in range(3)]
    last: list[DiaryEntry | None] = [None] * 3
    for k, (device, pain, correct) in enumerate(writes):
        old = last[device]
        entry = session(
            pain_before=pain, recorded_at=begin + timedelta(minutes=k), replaces=old.id if old and correct else None
        )
        last[device] = diaries[device].add(entry)
    contents = [diary_content(d) for d in diaries]
    results = []
    for way in (range(3), order):
        with Diary.open(tmp_path / f"{next(COUNT)}.sqlite", device=DEVICE) as target:
            for k in way:
                merge_content(target, contents[k])
            results.append((content_bytes(diary_content(target)), target.entries()))
    assert results[0] == results[1]
    for diary in diaries:
        diary.close()


def test_an_entry_that_was_changed_is_noticed(two: tuple[Diary, Diary]) -> None:
    one, other = two
    content = copy.deepcopy(diary_content(one))
    content["tables"]["entry"][0]["pain_before"] = 9
    merge_content(other, diary_content(one))
    with pytest.raises(InputError, match=r"entry .* differs from the one here in pain_before.*nothing was added"):
        merge_content(other, content)


def test_all_comes_in_or_nothing(file_diary: Diary, two: tuple[Diary, Diary]) -> None:
    content = copy.deepcopy(diary_content(two[0]))
    content["tables"]["entry"][-1]["pain_before"] = 77
    with pytest.raises(InputError, match="nothing was added"):
        merge_content(file_diary, content)
    assert file_diary.history() == ()
    assert file_diary.people() == ()


def test_an_entry_of_another_persons_plan_is_refused(file_diary: Diary, two: tuple[Diary, Diary]) -> None:
    content = copy.deepcopy(diary_content(two[0]))
    content["tables"]["plan"][0]["person_id"] = "ben"
    content["tables"]["person"].append({"id": "ben"})
    with pytest.raises(InputError, match=r"refers to what is not there or another person's \(plan_id\)"):
        merge_content(file_diary, content)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({}, "has format None; 'iliopsoas-diary-2' is read"),
        ([], "has format None"),
        ({"format": "iliopsoas-diary-2", "tables": {}}, "table 'person' cannot be read"),
        ({"format": "iliopsoas-diary-2", "tables": {"person": [{"id": "a", "name": "b"}]}}, "its columns are id, name"),
    ],
)
def test_what_is_no_content_is_refused(file_diary: Diary, content: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        merge_content(file_diary, content)


def test_one_persons_content_holds_nobody_else(two: tuple[Diary, Diary]) -> None:
    other = two[1]
    assert b"ben" in content_bytes(diary_content(other))
    assert b"ben" not in content_bytes(diary_content(other, "anna"))
    assert b"anna" not in content_bytes(diary_content(other, "ben"))


def test_another_file_is_merged_and_left_alone(two: tuple[Diary, Diary], tmp_path: Path) -> None:
    one, other = two
    path = tmp_path / "other.sqlite"
    before = other.history()
    assert merge_file(one, path).new == 3
    assert other.history() == before
    with pytest.raises(FileError, match="there is no such file"):
        merge_file(one, tmp_path / "none")


def test_a_backup_is_sealed_and_merges(two: tuple[Diary, Diary], file_diary: Diary, tmp_path: Path) -> None:
    pytest.importorskip("cryptography")
    content = content_bytes(diary_content(two[0]))
    path = write_sealed(tmp_path / "backup", content, SECRET)
    assert b"anna" not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_sealed(path, SECRET) == content
    with pytest.raises(InputError, match="is sealed; give its passphrase"):
        merge_file(file_diary, path)
    assert merge_file(file_diary, path, SECRET).new == len(two[0].history())
    assert content_bytes(diary_content(file_diary)) == content


def test_a_sealed_file_opens_for_nobody_else(tmp_path: Path) -> None:
    pytest.importorskip("cryptography")
    path = write_sealed(tmp_path / "backup", b"content", SECRET)
    with pytest.raises(FileError, match="it does not open: another passphrase, or the file is damaged"):
        read_sealed(path, SECRET + "!")
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(FileError, match="damaged"):
        read_sealed(path, SECRET)
    path.write_bytes(path.read_bytes().replace(b'"p": 1', b'"p": 9'))
    with pytest.raises(FileError, match="its head cannot be read"):
        read_sealed(path, SECRET)
    path.write_bytes(b"text")
    with pytest.raises(FileError, match="no backup of a diary"):
        read_sealed(path, SECRET)


def test_a_short_passphrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the passphrase has 5 characters; it needs at least 12"):
        write_sealed(tmp_path / "backup", b"", "12345")


def test_a_file_of_an_older_schema_is_merged_and_left_as_it_is(file_diary: Diary, tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    engine = open_engine(path)
    migrate(engine, to="0001")
    with engine.begin() as wire:
        for order in (
            "INSERT INTO person VALUES ('anna')",
            f"INSERT INTO device VALUES ('{OTHER}')",
            "INSERT INTO entry (id, person_id, device_id, recorded_at, day, note, withdrawn) "
            f"VALUES ('e1', 'anna', '{OTHER}', '2026-03-01 10:00:00', '2026-03-01', 'before', false)",
        ):
            wire.execute(text(order))
    assert merge_file(file_diary, path).new == 1
    assert file_diary.entries("anna")[0].red_flags is None
    assert schema_of(engine) == "0001"
    engine.dispose()
    assert [p.name for p in tmp_path.glob("old.sqlite*backup")] == []
