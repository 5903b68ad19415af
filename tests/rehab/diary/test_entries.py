"""What an entry may hold: everything impossible is refused with its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iliopsoas.errors import InputError, UnknownName
from iliopsoas.rehab.diary.entries import DoneExercise, MeasuredOutcome, check_entry

from .conftest import session

BAD: list[tuple[dict[str, Any], str]] = [
    ({"pain_before": 11}, "pain before is 11; it must be a whole number from 0"),
    ({"pain_during": -1}, "pain during is -1"),
    ({"pain_next_morning": 2.5}, "pain next morning is 2.5"),
    ({"effort": True}, "effort is True"),
    ({"day": date.today() + timedelta(days=1)}, "lies in the future"),
    ({"person": " "}, "names no person"),
    ({"red_flags": None}, "the warning signs were not asked"),
    ({"red_flags": ("feever",)}, "no screening question is called 'feever'"),
    ({"recorded_at": datetime(2020, 1, 1)}, "has no time zone"),
    ({"note": "x" * 4001}, "the note has 4001 characters"),
    ({"withdrawn": True}, "only an entry that exists can be taken back"),
    (
        {"outcomes": (MeasuredOutcome(measure="pain", value=12.0),)},
        "pain is 12 points; it must lie between 0 and 10 points",
    ),
]
BAD_EXERCISES: list[tuple[dict[str, Any], str]] = [
    ({"load_kg": -2.0}, "load_kg is -2.0; it must lie between 0 and 300"),
    ({"load_kg": float("nan")}, "load_kg is nan"),
    ({"sets": 0}, "sets is 0; it must lie between 1 and 50"),
    ({"repetitions": 5000}, "repetitions is 5000"),
    ({"repetitions": 1.5}, "repetitions is 1.5; it must be a whole number"),
    ({"hold_s": -1.0}, "hold_s is -1.0"),
    ({"side": "top"}, "no side is called 'top'"),
    ({"exercise": "straight_leg_rise"}, "Did you mean 'straight_leg_raise'"),
]


def test_a_plain_session_is_accepted() -> None:
    check_entry(session())


@pytest.mark.parametrize(
    ("changes", "words"), BAD, ids=lambda value: next(iter(value)) if isinstance(value, dict) else ""
)
def test_an_impossible_entry_is_refused_with_its_reason(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError) as told:
        check_entry(session(**changes))
    assert words in str(told.value)


@pytest.mark.parametrize(("changes", "words"), BAD_EXERCISES)
def test_an_impossible_exercise_is_refused_with_its_reason(changes: dict[str, Any], words: str) -> None:
    done = replace(DoneExercise(exercise="straight_leg_raise"), **changes)
    with pytest.raises(InputError, match=words.replace("(", r"\(")):
        check_entry(session(exercises=(done,)))


@given(st.integers(-1000, 1000))
def test_ratings_run_from_zero_to_ten(value: int) -> None:
    entry = session(pain_before=value)
    if 0 <= value <= 10:
        check_entry(entry)
    else:
        with pytest.raises(InputError, match=f"pain before is {value};"):
            check_entry(entry)


@given(st.integers(1, 4000))
def test_no_day_of_the_future_is_taken(days: int) -> None:
    today = date(2026, 3, 1)
    check_entry(session(day=today - timedelta(days=days)), today=today)
    with pytest.raises(InputError, match="future"):
        check_entry(session(day=today + timedelta(days=days)), today=today)


def test_a_correction_is_a_new_entry_that_names_the_old() -> None:
    first = session()
    second = first.corrected(pain_during=4)
    assert second.replaces == first.id
    assert second.id != first.id
    assert second.pain_during == 4
    assert second.exercises == first.exercises
    assert second.recorded_at >= first.recorded_at
    assert first.taken_back().withdrawn


def test_a_correction_cannot_move_an_entry_to_somebody_else() -> None:
    with pytest.raises(UnknownName, match="no field of a correction is called 'person'"):
        session().corrected(person="ben")
