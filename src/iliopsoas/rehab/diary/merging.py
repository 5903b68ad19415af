"""Diaries of several devices put together: the union of their rows, by id.

Putting together twice changes nothing, and the order does not matter. The same id with another content cannot come
about by itself; it is refused with what differs.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import select

from iliopsoas.errors import FileError, InputError
from iliopsoas.rehab.diary.database import copy_diary
from iliopsoas.rehab.diary.diary import Diary
from iliopsoas.rehab.diary.sealed_file import is_sealed, read_sealed
from iliopsoas.rehab.diary.tables import (
    DeviceRow,
    DiaryTable,
    DoneExerciseRow,
    EntryRow,
    FlagRow,
    OutcomeRow,
    PersonRow,
    PlanRow,
)

FORMAT = "iliopsoas-diary-2"
"""Name of the exchange format; its number is that of the schema."""
TABLES: tuple[type[DiaryTable], ...] = (PersonRow, DeviceRow, PlanRow, EntryRow, DoneExerciseRow, OutcomeRow, FlagRow)
"""In the order in which rows may be added."""


class MergeCounts(NamedTuple):
    """Entries that came in, and those that were there already."""

    new: int
    known: int


def diary_content(diary: Diary, person: str | None = None) -> dict[str, Any]:
    """Everything in a diary (of one person, if named) as plain data in one fixed order, for export and comparison."""
    with diary.engine.connect() as connection:
        tables = {
            table.__tablename__: [dict(r) for r in connection.execute(_all(table)).mappings()] for table in TABLES
        }
    if person is not None:
        mine = {row["id"] for row in tables["entry"] if row["person_id"] == person}
        devices = {row["device_id"] for row in tables["entry"] if row["id"] in mine}
        tables["person"] = [row for row in tables["person"] if row["id"] == person]
        tables["device"] = [row for row in tables["device"] if row["id"] in devices]
        for name in ("plan", "entry"):
            tables[name] = [row for row in tables[name] if row["person_id"] == person]
        for name in ("done_exercise", "outcome_value", "flag_answer"):
            tables[name] = [row for row in tables[name] if row["entry_id"] in mine]
    return {"format": FORMAT, "tables": {n: [_plain(row) for row in rows] for n, rows in tables.items()}}


def content_bytes(content: Mapping[str, Any]) -> bytes:
    """The content as JSON, the same bytes for the same content."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def merge_content(diary: Diary, content: Mapping[str, Any], *, origin: str = "the other diary") -> MergeCounts:
    """Add everything that is not there yet, all or nothing.

    Raises:
        InputError: no such content, or a row that is there with another content.
    """
    if not isinstance(content, Mapping) or content.get("format") != FORMAT:
        found = content.get("format") if isinstance(content, Mapping) else None
        raise InputError(f"{origin} has format {found!r}; {FORMAT!r} is read. Write it again with this version")
    here = diary_content(diary)["tables"]
    batches: list[tuple[type[DiaryTable], Sequence[dict[str, object]]]] = []
    known = 0
    for table in TABLES:
        name, keys = table.__tablename__, [c.name for c in table.__table__.primary_key]
        mine = {tuple(row[k] for k in keys): row for row in here[name]}
        try:
            rows = [(tuple(row[k] for k in keys), row) for row in content["tables"][name]]
            fresh = [_typed(table, row) for key, row in rows if key not in mine]
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"{origin}: table '{name}' cannot be read ({error})") from None
        for key, row in rows:
            if key in mine and mine[key] != row:
                what = [k for k in row if mine[key].get(k) != row[k]]
                raise InputError(
                    f"{origin}: {name} {key[0]} differs from the one here in {', '.join(what)}. Entries never change, "
                    "so one of the two was tampered with; nothing was added"
                )
        known += sum(key in mine for key, _ in rows) if table is EntryRow else 0
        batches.append((table, fresh))
    _check_whole(batches, here, origin)
    return MergeCounts(diary.add_rows(batches), known)


def merge_file(diary: Diary, path: Path, passphrase: str | None = None) -> MergeCounts:
    """Add what another diary's file, or a sealed backup, holds. The file itself is not touched.

    Args:
        passphrase: of a sealed backup.

    Raises:
        FileError: the file is missing, damaged or another passphrase opens it.
        InputError: no passphrase, or see `merge_content`.
    """
    if not path.is_file():
        raise FileError(path, "there is no such file; name a diary or a sealed backup")
    if is_sealed(path):
        if passphrase is None:
            raise InputError(f"{path} is sealed; give its passphrase")
        try:
            content = json.loads(read_sealed(path, passphrase))
        except ValueError as error:
            raise FileError(path, f"what it holds cannot be read ({error})") from None
        return merge_content(diary, content, origin=str(path))
    with tempfile.TemporaryDirectory(prefix="iliopsoas-") as folder:
        copy = Path(folder) / "copy.sqlite"
        copy_diary(path, copy)
        with Diary.open(copy, device=diary.device) as other:
            content = diary_content(other)
    return merge_content(diary, content, origin=str(path))


def _check_whole(
    batches: Sequence[tuple[type[DiaryTable], Sequence[dict[str, object]]]], here: Mapping[str, Any], origin: str
) -> None:
    """Every entry belongs to one person all along: its plan and what it corrects are theirs."""
    owner = {row["id"]: row["person_id"] for name in ("plan", "entry") for row in here[name]}
    fresh = {table: rows for table, rows in batches}
    owner |= {row["id"]: row["person_id"] for table in (PlanRow, EntryRow) for row in fresh[table]}
    for row in fresh[EntryRow]:
        for key in ("plan_id", "replaces_id"):
            if row[key] is not None and owner.get(row[key]) != row["person_id"]:
                raise InputError(f"{origin}: entry {row['id']} refers to what is not there or another person's ({key})")


def _all(table: type[DiaryTable]) -> Any:
    return select(table.__table__).order_by(*table.__table__.primary_key)


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in row.items()}


def _typed(table: type[DiaryTable], row: Mapping[str, Any]) -> dict[str, object]:
    columns = set(table.__table__.columns.keys())
    if set(row) != columns:
        raise ValueError(f"its columns are {', '.join(sorted(row))}; they must be {', '.join(sorted(columns))}")
    out = dict(row)
    if table is EntryRow:
        out["day"] = date.fromisoformat(row["day"])
        out["recorded_at"] = datetime.fromisoformat(row["recorded_at"]).astimezone(UTC)
    return out
