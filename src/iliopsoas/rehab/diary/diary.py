"""The diary: entries are added, corrected and read; nothing is changed and nothing leaves the machine."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Select, select
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from iliopsoas.errors import InputError, UnknownName
from iliopsoas.rehab.diary.database import POSTGRESQL, default_database, make_private, open_engine
from iliopsoas.rehab.diary.entries import DiaryEntry, DoneExercise, MeasuredOutcome, check_entry
from iliopsoas.rehab.diary.schema import migrate
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

PLANS = uuid.UUID("6f0e3f5e-53a1-5a4e-9f0e-5d7f0c1a2b3c")
"""Name space in which a plan's id follows from its person and text (technical)."""


@dataclass(frozen=True)
class KeptPlan:
    """A plan as it was handed out: its id, whose it is, and its text."""

    id: str
    person: str
    text: str


class Diary:
    """A diary in a file or on a server.

    Open it with `Diary.open`, close it with `close` or a `with` block. Every write is on the disk when it returns.
    """

    def __init__(self, engine: Engine, device: str, backup: Path | None) -> None:
        self.engine, self.device, self.backup = engine, device, backup

    @classmethod
    def open(cls, database: str | Path | None = None, *, device: str | None = None) -> Diary:
        """Open a diary, made if it is not there, and brought to the newest schema (`backup` then names the copy).

        Args:
            database: a file, or the URL of a PostgreSQL server; default `default_database()`.
            device: id of the device that writes (a UUID); default `this_device()`.

        Raises:
            InputError: no diary, of a newer version, or it cannot be opened.
            MissingExtra: the driver of the server is missing.
        """
        engine = open_engine(default_database() if database is None else database)
        try:
            backup = migrate(engine)
        except DatabaseError as error:
            engine.dispose()
            where = engine.url.render_as_string(hide_password=True)
            raise InputError(f"{where} cannot be opened as a diary: {error.orig}") from None
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, device or this_device(), backup)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def __enter__(self) -> Diary:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- writing ------------------------------------------------------------------------------------------------------

    def register_plan(self, person: str, text: str) -> str:
        """Keep a plan as it was handed out.

        Returns:
            Its id; the same for the same person and text, on every device.
        """
        if not person.strip():
            raise InputError("the plan names no person; give the pseudonym that the profile uses")
        plan = str(uuid.uuid5(PLANS, f"{person}\n{text}"))
        with self._writing() as session:
            self._add_known(session, PersonRow, [{"id": person}])
            self._add_known(session, PlanRow, [{"id": plan, "person_id": person, "text": text}])
        return plan

    def add(self, entry: DiaryEntry) -> DiaryEntry:
        """Write one entry, or one correction.

        Returns:
            The entry as it was written, with the device's id.

        Raises:
            InputError: it is impossible, belongs to another person's plan, or corrects what is not there.
        """
        check_entry(entry)
        written = replace(entry, device=entry.device or self.device)
        with self._writing() as session:
            self._check_belonging(session, written)
            self._add_known(session, PersonRow, [{"id": written.person}])
            self._add_known(session, DeviceRow, [{"id": written.device}])
            session.add(_row(written))
        return written

    def add_rows(self, rows: Sequence[tuple[type[DiaryTable], Sequence[dict[str, object]]]]) -> int:
        """Add rows of other diaries that are not here yet, all or none; for `iliopsoas.rehab.diary.merging`.

        Returns:
            How many entries were new.
        """
        new = 0
        with self._writing() as session:
            for table, values in rows:
                added = self._add_known(session, table, values)
                new += added if table is EntryRow else 0
        return new

    # --- reading ------------------------------------------------------------------------------------------------------

    def people(self) -> tuple[str, ...]:
        """Pseudonyms of everybody in the diary."""
        with self._reading() as session:
            return tuple(session.scalars(select(PersonRow.id).order_by(PersonRow.id)))

    def plans(self, person: str | None = None) -> tuple[KeptPlan, ...]:
        """Plans, of one person or of all."""
        wanted = select(PlanRow).order_by(PlanRow.id)
        with self._reading() as session:
            found = session.scalars(wanted if person is None else wanted.where(PlanRow.person_id == person))
            return tuple(KeptPlan(row.id, row.person_id, row.text) for row in found)

    def history(self, person: str | None = None) -> tuple[DiaryEntry, ...]:
        """Every entry ever written, corrected ones too, in order of day, time of recording and id."""
        wanted: Select[Any] = select(EntryRow)
        with self._reading() as session:
            found = session.scalars(wanted if person is None else wanted.where(EntryRow.person_id == person))
            return tuple(sorted((_entry(row) for row in found), key=lambda e: (e.day, e.recorded_at, e.id)))

    def entries(self, person: str | None = None) -> tuple[DiaryEntry, ...]:
        """Entries as they stand: corrections in the place of what they replace, without those taken back."""
        return standing_entries(self.history(person))

    def entry(self, name: str) -> DiaryEntry:
        """One entry, by its id or the beginning of it.

        Raises:
            InputError: none begins so, or several do.
        """
        with self._reading() as session:
            rows = session.scalars(select(EntryRow).where(EntryRow.id.startswith(name, autoescape=True)).limit(2)).all()
            if len(rows) != 1 or not name:
                count = "no entry" if not rows else "more than one entry"
                raise InputError(f"{count} has an id that begins with '{name}'; `iliopsoas rehab progress` lists them")
            return _entry(rows[0])

    # --- inside -------------------------------------------------------------------------------------------------------

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        try:
            with Session(self.engine) as session, session.begin():
                yield session
        except DatabaseError as error:
            raise InputError(f"the diary cannot be written ({error.orig}); nothing was added") from None

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        with Session(self.engine) as session:
            yield session

    def _add_known(self, session: Session, table: type[DiaryTable], values: Sequence[dict[str, object]]) -> int:
        """Add rows; those that are there stay as they are. Returns how many were new."""
        if not values:
            return 0
        insert = insert_postgresql if session.get_bind().dialect.name == POSTGRESQL else insert_sqlite
        keys = table.__table__.primary_key
        order = insert(table).on_conflict_do_nothing().returning(*keys)
        return sum(len(session.execute(order.values(row)).all()) for row in values)

    def _check_belonging(self, session: Session, entry: DiaryEntry) -> None:
        if entry.plan is not None:
            plan = session.get(PlanRow, entry.plan)
            if plan is None:
                raise UnknownName("plan", entry.plan, list(session.scalars(select(PlanRow.id))))
            if plan.person_id != entry.person:
                raise InputError(f"the plan is that of '{plan.person_id}', not of '{entry.person}'; use their own plan")
        if entry.replaces is not None:
            old = session.get(EntryRow, entry.replaces)
            if old is None:
                raise InputError(f"there is no entry '{entry.replaces}' to correct")
            if old.person_id != entry.person:
                raise InputError(f"the entry to correct is that of '{old.person_id}', not of '{entry.person}'")
        if session.get(EntryRow, entry.id) is not None:
            raise InputError(f"the entry '{entry.id}' is there already; to change it, write a correction")


def this_device() -> str:
    """The id of this machine, kept beside the default diary."""
    path = default_database().with_name("device")
    try:
        if path.exists() and (found := path.read_text(encoding="ascii").strip()):
            return str(uuid.UUID(found))
        make_private(path)
        made = str(uuid.uuid4())
        path.write_text(made, encoding="ascii")
    except OSError:
        return str(uuid.uuid4())
    except ValueError:
        raise InputError(f"{path} holds no device id (a UUID); delete it, and a new one is made") from None
    return made


def standing_entries(history: Iterable[DiaryEntry]) -> tuple[DiaryEntry, ...]:
    """Of every entry and its corrections, the last; without those taken back.

    Corrections may form a tree, where two devices corrected the same entry: the correction recorded last holds
    (of two at the same time, the one with the larger id), whatever the order in which the diaries were put together.
    """
    by_id = {entry.id: entry for entry in history}
    last: dict[str, DiaryEntry] = {}
    for entry in by_id.values():
        root, seen = entry, {entry.id}
        while root.replaces in by_id and root.replaces not in seen:
            root = by_id[root.replaces]
            seen.add(root.id)
        best = last.get(root.id)
        if best is None or _holds_over(entry, best, root.id):
            last[root.id] = entry
    kept = [entry for entry in last.values() if not entry.withdrawn]
    return tuple(sorted(kept, key=lambda e: (e.day, e.recorded_at, e.id)))


def _holds_over(entry: DiaryEntry, other: DiaryEntry, root: str) -> bool:
    """A correction holds over what it began with, a later one over an earlier one."""
    return (entry.id != root, entry.recorded_at, entry.id) > (other.id != root, other.recorded_at, other.id)


def _row(entry: DiaryEntry) -> EntryRow:
    return EntryRow(
        id=entry.id,
        person_id=entry.person,
        device_id=entry.device,
        plan_id=entry.plan,
        recorded_at=entry.recorded_at,
        day=entry.day,
        pain_before=entry.pain_before,
        pain_during=entry.pain_during,
        pain_next_morning=entry.pain_next_morning,
        effort=entry.effort,
        note=entry.note,
        withdrawn=entry.withdrawn,
        flags_asked=entry.red_flags is not None,
        replaces_id=entry.replaces,
        exercises=[
            DoneExerciseRow(
                position=i, exercise=d.exercise, side=d.side, sets=d.sets, repetitions=d.repetitions,
                load_kg=d.load_kg, hold_s=d.hold_s,
            )
            for i, d in enumerate(entry.exercises)
        ],
        outcomes=[
            OutcomeRow(position=i, measure=o.measure, value=o.value, side=o.side) for i, o in enumerate(entry.outcomes)
        ],
        flags=[FlagRow(position=i, sign=sign) for i, sign in enumerate(entry.red_flags or ())],
    )  # fmt: skip


def _entry(row: EntryRow) -> DiaryEntry:
    return DiaryEntry(
        id=row.id,
        person=row.person_id,
        device=row.device_id,
        plan=row.plan_id,
        recorded_at=row.recorded_at,
        day=row.day,
        pain_before=row.pain_before,
        pain_during=row.pain_during,
        pain_next_morning=row.pain_next_morning,
        effort=row.effort,
        note=row.note,
        withdrawn=row.withdrawn,
        red_flags=tuple(flag.sign for flag in row.flags) if row.flags_asked else None,
        replaces=row.replaces_id,
        exercises=tuple(
            DoneExercise(
                exercise=d.exercise,
                side=d.side,
                sets=d.sets,
                repetitions=d.repetitions,
                load_kg=d.load_kg,
                hold_s=d.hold_s,
            )
            for d in row.exercises
        ),
        outcomes=tuple(MeasuredOutcome(measure=o.measure, value=o.value, side=o.side) for o in row.outcomes),
    )
