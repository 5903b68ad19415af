"""Migrations: forwards only, with a backup, and the tables that the models describe."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from iliopsoas.errors import InputError
from iliopsoas.rehab.diary.database import open_engine
from iliopsoas.rehab.diary.diary import Diary
from iliopsoas.rehab.diary.migrations import v0001_sessions, v0002_outcomes_and_flags
from iliopsoas.rehab.diary.schema import migrate, migration_steps, schema_of
from iliopsoas.rehab.diary.tables import DiaryTable

from .conftest import DEVICE, session

OLD = f"""
INSERT INTO person VALUES ('anna');
INSERT INTO device VALUES ('{DEVICE}');
INSERT INTO entry (id, person_id, device_id, recorded_at, day, pain_before, note, withdrawn)
VALUES ('e1', 'anna', '{DEVICE}', '2026-03-01 10:00:00', '2026-03-01', 3, 'before', false);
INSERT INTO done_exercise VALUES ('e1', 0, 'straight_leg_raise', 'right', 2, 10, 0, 3)
"""


@pytest.fixture
def old(new_database: Callable[[], str]) -> str:
    """A database of schema 1 with one entry."""
    database = new_database()
    engine = open_engine(database)
    assert migrate(engine, to="0001") is None
    with engine.begin() as wire:
        for order in OLD.split(";"):
            wire.execute(text(order))
    engine.dispose()
    return database


def test_the_steps_are_in_order() -> None:
    assert migration_steps() == ("0001", "0002")


def test_an_empty_database_gets_the_newest_schema_without_a_backup(diary: Diary) -> None:
    assert schema_of(diary.engine) == migration_steps()[-1]
    assert diary.backup is None


def test_the_models_describe_the_tables(diary: Diary) -> None:
    with diary.engine.connect() as wire:
        found = compare_metadata(MigrationContext.configure(wire, opts={"compare_type": True}), DiaryTable.metadata)
    assert found == []


def test_an_older_database_migrates_with_everything_in_it(old: str) -> None:
    with Diary.open(old, device=DEVICE) as diary:
        (entry,) = diary.entries("anna")
        assert (entry.id, entry.pain_before, entry.note) == ("e1", 3, "before")
        assert entry.exercises[0].repetitions == 10
        assert entry.red_flags is None, "nobody asked then"
        diary.add(session())
        assert schema_of(diary.engine) == "0002"
        assert len(diary.history()) == 2


def test_the_backup_holds_the_old_file(old: str) -> None:
    with Diary.open(old) as diary:
        if "://" in old:
            assert diary.backup is None
            with diary.engine.connect() as wire:
                assert wire.execute(text("SELECT note FROM before_0002_entry")).scalar() == "before"
            return
        assert diary.backup is not None
        assert stat.S_IMODE(diary.backup.stat().st_mode) == 0o600
        backup = open_engine(diary.backup)
        assert schema_of(backup) == "0001"
        with backup.connect() as wire:
            assert wire.execute(text("SELECT note FROM entry")).scalar() == "before"
        backup.dispose()


def test_opening_again_changes_nothing(old: str) -> None:
    Diary.open(old).close()
    with Diary.open(old) as again:
        assert again.backup is None
        assert len(again.history()) == 1


def test_a_step_that_fails_leaves_the_old_schema(old: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a migration does not exist: what a step did before it failed is undone."""
    import iliopsoas.rehab.diary.schema as schema

    scripts = schema._scripts()
    step = scripts.get_revision("0002")
    assert step is not None
    whole = step.module.upgrade

    def broken() -> None:
        whole()
        raise OSError("the lights went out")

    monkeypatch.setattr(step.module, "upgrade", broken)
    monkeypatch.setattr(schema, "_scripts", lambda: scripts)
    with pytest.raises(OSError, match="lights"):
        Diary.open(old)
    engine = open_engine(old)
    assert schema_of(engine) == "0001"
    assert not inspect(engine).has_table("flag_answer")
    engine.dispose()


@pytest.mark.parametrize("step", [v0001_sessions, v0002_outcomes_and_flags])
def test_there_is_no_way_back(step: object) -> None:
    with pytest.raises(NotImplementedError, match="forwards only"):
        step.downgrade()  # type: ignore[attr-defined]


def test_a_newer_database_is_left_alone(new_database: Callable[[], str]) -> None:
    database = new_database()
    with Diary.open(database) as diary:
        _set_schema(diary.engine, "0099")
    with pytest.raises(InputError, match=r"schema 0099 is newer than this program knows \(0002\); update iliopsoas"):
        Diary.open(database)


def test_somebody_elses_database_is_left_alone(new_database: Callable[[], str]) -> None:
    database = new_database()
    engine = open_engine(database)
    with engine.begin() as wire:
        wire.execute(text("CREATE TABLE recipes (id INTEGER)"))
    with pytest.raises(InputError, match="this is no diary; it has tables recipes"):
        Diary.open(database)
    assert inspect(engine).get_table_names() == ["recipes"]
    engine.dispose()


def _set_schema(engine: Engine, name: str) -> None:
    with engine.begin() as wire:
        wire.execute(text(f"UPDATE alembic_version SET version_num = '{name}'"))


def test_backups_do_not_overwrite_each_other(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "a.sqlite")
    migrate(engine, to="0001")
    backup = migrate(engine)
    engine.dispose()
    assert backup is not None
    assert backup.parent == tmp_path
    assert backup.name.startswith("a.sqlite.schema-0001.")
    assert backup.stat().st_size > 0
