"""What one entry of the diary holds, and what makes an entry impossible.

An entry is never changed. A correction is a new entry that names the one it replaces; taking an entry back is a
correction too. Everything has an id of its own (UUID), so that diaries of several devices can be put together.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from iliopsoas.errors import InputError, UnknownName

DONE_SIDES = ("right", "left", "both")
PAIN_SCALE = range(11)
"""Pain and effort are whole numbers from 0 to 10 (technical: the numeric rating scale)."""
MOST_SETS, MOST_REPETITIONS, MOST_LOAD_KG, MOST_HOLD_S = 50, 500, 300.0, 3600.0
"""Above these an entry is taken for a slip of the finger (technical) [-], [-], [kg], [s]."""
LONGEST_NOTE = 4000
"""Characters of a note (technical)."""
CLOCK_ERROR = timedelta(hours=14)
"""A device's calendar may be ahead of ours by as much as time zones differ (technical)."""


@dataclass(frozen=True, kw_only=True)
class DoneExercise:
    """An exercise as it was done.

    Attributes:
        exercise: name in the library of movements.
        side: 'right', 'left' or 'both'.
        sets, repetitions: how often; repetitions are those of one set.
        load_kg: weight or cuff [kg]. hold_s: how long each repetition was held [s].
    """

    exercise: str
    side: str = "right"
    sets: int = 1
    repetitions: int = 1
    load_kg: float = 0.0
    hold_s: float = 0.0


@dataclass(frozen=True, kw_only=True)
class MeasuredOutcome:
    """One result of an outcome measure of the atlas.

    Attributes:
        measure: its name. value: in the measure's unit. side: 'right', 'left', or 'both' where it has no side.
    """

    measure: str
    value: float
    side: str = "both"


@dataclass(frozen=True, kw_only=True)
class DiaryEntry:
    """What was done on a day and how it felt.

    Attributes:
        person: pseudonym of the person, as in the profile.
        day: when it was done.
        red_flags: names of the screening questions answered with yes; empty: asked, all no; None: not asked.
        plan: id of the plan it belongs to (`Diary.register_plan`), None outside of one.
        pain_before, pain_during, pain_next_morning: 0 to 10, None where not told.
        effort: how hard it was, 0 to 10, None where not told.
        exercises, outcomes: what was done and measured.
        note: free text; it stays on the machine.
        replaces: id of the entry that this one corrects.
        withdrawn: it takes that entry back instead of replacing it.
        device: id of the device it was written on; the diary puts it in.
        recorded_at: when it was written (UTC).
        id: its own.
    """

    person: str
    day: date
    red_flags: tuple[str, ...] | None = None
    plan: str | None = None
    pain_before: int | None = None
    pain_during: int | None = None
    pain_next_morning: int | None = None
    effort: int | None = None
    exercises: tuple[DoneExercise, ...] = ()
    outcomes: tuple[MeasuredOutcome, ...] = ()
    note: str = ""
    replaces: str | None = None
    withdrawn: bool = False
    device: str = ""
    recorded_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    id: str = field(default_factory=lambda: str(uuid.uuid4()))

    def corrected(self, **changes: Any) -> DiaryEntry:
        """A correction of this entry: a new entry with some fields changed.

        Raises:
            UnknownName: an entry has no such field.
        """
        own = {"id", "replaces", "recorded_at", "device", "person"}
        known = [f.name for f in fields(self) if f.name not in own]
        for name in changes:
            if name not in known:
                raise UnknownName("field of a correction", name, known)
        fresh: dict[str, Any] = {
            "id": str(uuid.uuid4()),
            "recorded_at": datetime.now(UTC),
            "device": "",
            "replaces": self.id,
        }
        return replace(self, **fresh, **changes)

    def taken_back(self) -> DiaryEntry:
        """A correction that takes this entry back."""
        return self.corrected(withdrawn=True)


def check_entry(entry: DiaryEntry, *, today: date | None = None) -> None:
    """Whether an entry can be true on its own.

    Args:
        today: the present day; default the machine's.

    Raises:
        InputError: it cannot; says which value, what it may be, and what to do.
        UnknownName: an exercise, side or measure that does not exist.
    """
    if not entry.person.strip():
        raise InputError("the entry names no person; give the pseudonym that the profile uses")
    from iliopsoas.atlas.rehabilitation.catalogue import screening_question

    now = date.today() if today is None else today
    if entry.day > now:
        raise InputError(
            f"the day {entry.day} lies in the future (today is {now}); enter what was done, not what will be"
        )
    if entry.recorded_at.tzinfo is None:
        raise InputError("the time of recording has no time zone; give it in UTC")
    if entry.recorded_at > datetime.now(UTC) + CLOCK_ERROR:
        raise InputError(f"the entry was recorded at {entry.recorded_at:%Y-%m-%d %H:%M}, in the future; set the clock")
    if entry.red_flags is None:
        raise InputError("the warning signs were not asked; answer them first (all no: an empty list), then log")
    for sign in entry.red_flags:
        screening_question(sign)
    for name in ("pain_before", "pain_during", "pain_next_morning", "effort"):
        check_rating(name, getattr(entry, name))
    for done in entry.exercises:
        check_exercise(done)
    for outcome in entry.outcomes:
        check_outcome(outcome)
    if len(entry.note) > LONGEST_NOTE:
        raise InputError(f"the note has {len(entry.note)} characters; {LONGEST_NOTE} is the most")
    if entry.withdrawn and entry.replaces is None:
        raise InputError("only an entry that exists can be taken back; name it in 'replaces'")
    if entry.replaces == entry.id:
        raise InputError("an entry cannot replace itself")


def check_rating(name: str, value: int | None) -> None:
    """Whether a rating of pain or effort is a whole number from 0 to 10, or not told."""
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int) or value not in PAIN_SCALE:
        raise InputError(f"{name.replace('_', ' ')} is {value}; it must be a whole number from 0 (none) to 10 (worst)")


def check_exercise(done: DoneExercise) -> None:
    """Whether an exercise exists and its numbers can be."""
    from iliopsoas.atlas.movements.catalogue import find_movement

    find_movement(done.exercise)
    one_of("side", done.side, DONE_SIDES)
    for name, most, whole in (
        ("sets", MOST_SETS, True),
        ("repetitions", MOST_REPETITIONS, True),
        ("load_kg", MOST_LOAD_KG, False),
        ("hold_s", MOST_HOLD_S, False),
    ):
        value = getattr(done, name)
        low = 1 if whole else 0
        if not isinstance(value, int | float) or not math.isfinite(value) or not low <= value <= most:
            raise InputError(f"{done.exercise}: {name} is {value}; it must lie between {low} and {most:g}")
        if whole and value != int(value):
            raise InputError(f"{done.exercise}: {name} is {value}; it must be a whole number")


def check_outcome(outcome: MeasuredOutcome) -> None:
    """Whether a measure exists and its value lies in its range."""
    from iliopsoas.atlas.rehabilitation.catalogue import outcome_measure

    measure = outcome_measure(outcome.measure)
    one_of("side", outcome.side, DONE_SIDES)
    if not math.isfinite(outcome.value) or not measure.low <= outcome.value <= measure.high:
        raise InputError(
            f"{outcome.measure} is {outcome.value:g} {measure.unit}; it must lie between {measure.low:g} and "
            f"{measure.high:g} {measure.unit}".rstrip()
        )


def one_of(what: str, value: str, known: Iterable[str]) -> None:
    """Raises UnknownName where a name is not among the known."""
    if value not in (names := list(known)):
        raise UnknownName(what, value, names)
