"""What the diary says so far: how much was done, how pain went, and which changes are more than their error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from iliopsoas.atlas.rehabilitation.catalogue import outcome_measure
from iliopsoas.rehab.diary.detectable_change import (
    NO_CHANGE,
    ONE_VALUE,
    ChangeReading,
    read_change,
)
from iliopsoas.rehab.diary.entries import DiaryEntry
from iliopsoas.rehab.diary.pain_rules import PainVerdict, judge_pain

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class OutcomeCourse:
    """One measure of one side over time.

    Attributes:
        measure, unit, side: what was measured.
        days, values: when and what, in order.
        reading: the last value beside the first; None while there is one value only.
        words: the reading in words.
    """

    measure: str
    unit: str
    side: str
    days: tuple[date, ...]
    values: tuple[float, ...]
    reading: ChangeReading | None
    words: str


@dataclass(frozen=True)
class WeekDone:
    """One week: its first day, sessions, sessions planned (None: not known), and repetitions by exercise."""

    begins: date
    sessions: int
    planned: int | None
    repetitions: Mapping[str, int]


@dataclass(frozen=True)
class Progress:
    """A person's progress.

    Attributes:
        person: pseudonym. entries: as they stand. weeks: from the first session on.
        outcomes: of every measure and side; pain is among them, from the pain before each session.
        verdicts: what the pain rule says of every session, by entry id.
        flags: entries in which a warning sign was answered with yes.
        rule: the pain rule.
    """

    person: str
    entries: tuple[DiaryEntry, ...]
    weeks: tuple[WeekDone, ...]
    outcomes: tuple[OutcomeCourse, ...]
    verdicts: Mapping[str, PainVerdict]
    flags: tuple[DiaryEntry, ...]
    rule: str

    @property
    def adherence(self) -> float | None:
        """Sessions done as a share of those planned in full weeks [-], at most 1; None where no plan says how many."""
        full = [week for week in self.weeks[:-1] or self.weeks if week.planned]
        planned = sum(week.planned or 0 for week in full)
        return min(sum(min(w.sessions, w.planned or 0) for w in full) / planned, 1.0) if planned else None


def progress_of(
    person: str, entries: Sequence[DiaryEntry], *, rule: str = "pain_rises", per_week: int | None = None
) -> Progress:
    """What a person's entries say.

    Args:
        person: pseudonym.
        entries: as they stand (`Diary.entries`).
        rule: the pain rule of the profile.
        per_week: sessions a week that the plan asks for.
    """
    mine = tuple(entry for entry in entries if entry.person == person)
    verdicts = {e.id: judge_pain(rule, e.pain_before, e.pain_during, e.pain_next_morning) for e in mine if e.exercises}
    flagged = tuple(e for e in mine if e.red_flags)
    return Progress(person, mine, _weeks(mine, per_week), _courses(mine), verdicts, flagged, rule)


def _weeks(entries: Sequence[DiaryEntry], per_week: int | None) -> tuple[WeekDone, ...]:
    sessions = [entry for entry in entries if entry.exercises]
    if not sessions:
        return ()
    first = min(entry.day for entry in sessions)
    count = (max(entry.day for entry in sessions) - first) // WEEK + 1
    weeks = []
    for k in range(count):
        here = [entry for entry in sessions if (entry.day - first) // WEEK == k]
        done: dict[str, int] = {}
        for exercise in (x for entry in here for x in entry.exercises):
            done[exercise.exercise] = done.get(exercise.exercise, 0) + exercise.sets * exercise.repetitions
        weeks.append(WeekDone(first + k * WEEK, len(here), per_week, done))
    return tuple(weeks)


def _courses(entries: Sequence[DiaryEntry]) -> tuple[OutcomeCourse, ...]:
    found: dict[tuple[str, str], list[tuple[date, float]]] = {}
    for entry in entries:
        if entry.pain_before is not None:
            found.setdefault(("pain", "both"), []).append((entry.day, float(entry.pain_before)))
        for outcome in entry.outcomes:
            found.setdefault((outcome.measure, outcome.side), []).append((entry.day, outcome.value))
    return tuple(_course(measure, side, values) for (measure, side), values in sorted(found.items()))


def _course(name: str, side: str, values: Sequence[tuple[date, float]]) -> OutcomeCourse:
    measure = outcome_measure(name)
    days, numbers = (tuple(column) for column in zip(*values, strict=True))
    reading = read_change(measure, numbers[0], numbers[-1]) if len(numbers) > 1 else None
    words = ONE_VALUE if reading is None else reading.words
    return OutcomeCourse(name, measure.unit, side, days, numbers, reading, words)


def has_changed(course: OutcomeCourse) -> bool:
    """Whether a course shows more than its measure's error."""
    return course.reading is not None and course.reading.detectable is not None and course.words != NO_CHANGE
