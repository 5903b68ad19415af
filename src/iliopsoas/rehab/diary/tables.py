"""The tables of the diary, as SQLAlchemy models. Rows are only ever added; the database itself refuses anything else.

    person 1--n entry n--1 plan, device;  entry 1--n done_exercise, outcome_value, flag_answer;  entry replaces entry

`iliopsoas.rehab.diary.migrations` makes them in a database; a test compares the two.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, DateTime, Dialect, ForeignKey, Index, String, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

ID = String(36)
NAME = String(120)
RATING = "{0} IS NULL OR ({0} >= 0 AND {0} <= 10)"


class UtcTime(TypeDecorator[datetime]):
    """A time in UTC, also in databases that keep no time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; without zone where the database has none."""
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """With its zone."""
        if value is None:
            return None
        moment: datetime = value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
        return moment


class DiaryTable(DeclarativeBase):
    """Base of all tables."""


class PersonRow(DiaryTable):
    """A person, by pseudonym."""

    __tablename__ = "person"
    id: Mapped[str] = mapped_column(NAME, primary_key=True)


class DeviceRow(DiaryTable):
    """A device or a file that entries were written on."""

    __tablename__ = "device"
    id: Mapped[str] = mapped_column(ID, primary_key=True)


class PlanRow(DiaryTable):
    """A plan as it was handed out; its id follows from person and text."""

    __tablename__ = "plan"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Text)


class EntryRow(DiaryTable):
    """One entry; see `iliopsoas.rehab.diary.entries.DiaryEntry`."""

    __tablename__ = "entry"
    __table_args__ = (
        *(
            CheckConstraint(RATING.format(name), name=f"{name}_0_10")
            for name in ("pain_before", "pain_during", "pain_next_morning", "effort")
        ),
        Index("entry_person_day", "person_id", "day"),
    )
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"))
    plan_id: Mapped[str | None] = mapped_column(ForeignKey("plan.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcTime)
    day: Mapped[date] = mapped_column(Date)
    pain_before: Mapped[int | None]
    pain_during: Mapped[int | None]
    pain_next_morning: Mapped[int | None]
    effort: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
    withdrawn: Mapped[bool] = mapped_column(default=False)
    flags_asked: Mapped[bool] = mapped_column(default=True)
    replaces_id: Mapped[str | None] = mapped_column(
        ForeignKey("entry.id", deferrable=True, initially="DEFERRED"), index=True
    )
    exercises: Mapped[list[DoneExerciseRow]] = relationship(order_by="DoneExerciseRow.position", lazy="selectin")
    outcomes: Mapped[list[OutcomeRow]] = relationship(order_by="OutcomeRow.position", lazy="selectin")
    flags: Mapped[list[FlagRow]] = relationship(order_by="FlagRow.position", lazy="selectin")


class DoneExerciseRow(DiaryTable):
    """An exercise of an entry."""

    __tablename__ = "done_exercise"
    __table_args__ = (
        CheckConstraint("sets >= 1", name="sets_positive"),
        CheckConstraint("repetitions >= 1", name="repetitions_positive"),
        CheckConstraint("load_kg >= 0", name="load_not_negative"),
        CheckConstraint("hold_s >= 0", name="hold_not_negative"),
    )
    entry_id: Mapped[str] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    exercise: Mapped[str] = mapped_column(NAME)
    side: Mapped[str] = mapped_column(String(5))
    sets: Mapped[int]
    repetitions: Mapped[int]
    load_kg: Mapped[float]
    hold_s: Mapped[float]


class OutcomeRow(DiaryTable):
    """A measured outcome of an entry."""

    __tablename__ = "outcome_value"
    entry_id: Mapped[str] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(NAME)
    value: Mapped[float]
    side: Mapped[str] = mapped_column(String(5))


class FlagRow(DiaryTable):
    """A warning sign that was answered with yes."""

    __tablename__ = "flag_answer"
    entry_id: Mapped[str] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    sign: Mapped[str] = mapped_column(NAME)
