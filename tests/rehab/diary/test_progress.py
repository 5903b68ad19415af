"""What the diary says so far."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iliopsoas.rehab.diary.detectable_change import BETTER, NO_CHANGE, ONE_VALUE
from iliopsoas.rehab.diary.entries import MeasuredOutcome
from iliopsoas.rehab.diary.pain_rules import GO_ON, STOP
from iliopsoas.rehab.diary.progress import has_changed, progress_of

from .conftest import session

FIRST = date(2026, 3, 2)


def strength(value: float, day: int):  # type: ignore[no-untyped-def]
    measured = MeasuredOutcome(measure="hip_flexion_strength", value=value, side="right")
    return session(day=FIRST + timedelta(days=day), outcomes=(measured,), exercises=(), pain_before=None)


def test_nothing_was_done_yet() -> None:
    progress = progress_of("anna", [])
    assert progress.weeks == ()
    assert progress.outcomes == ()
    assert progress.adherence is None


def test_weeks_count_sessions_and_repetitions() -> None:
    days = [0, 2, 6, 7, 20]
    progress = progress_of("anna", [session(day=FIRST + timedelta(days=d)) for d in days], per_week=3)
    assert [week.sessions for week in progress.weeks] == [3, 1, 1]
    assert progress.weeks[0].repetitions == {"straight_leg_raise": 90}
    assert progress.adherence == pytest.approx(4 / 6), "the week that runs does not count"


@given(st.lists(st.integers(0, 40), min_size=1, max_size=20), st.integers(1, 7))
def test_every_session_is_in_one_week(days: list[int], per_week: int) -> None:
    progress = progress_of("anna", [session(day=FIRST + timedelta(days=d)) for d in days], per_week=per_week)
    assert sum(week.sessions for week in progress.weeks) == len(days)
    assert progress.adherence is not None
    assert 0.0 <= progress.adherence <= 1.0


def test_a_small_gain_is_no_detectable_change_yet() -> None:
    progress = progress_of("anna", [strength(2.0, 0), strength(2.2, 42)])
    (course,) = progress.outcomes
    assert course.words == NO_CHANGE
    assert not has_changed(course)
    assert course.values == (2.0, 2.2)


def test_a_large_gain_is_told() -> None:
    (course,) = progress_of("anna", [strength(1.0, 0), strength(1.5, 42)]).outcomes
    assert course.words == BETTER
    assert has_changed(course)


def test_one_value_says_nothing() -> None:
    (course,) = progress_of("anna", [strength(1.0, 0)]).outcomes
    assert course.words == ONE_VALUE
    assert not has_changed(course)


def test_sides_are_kept_apart() -> None:
    left = session(
        outcomes=(MeasuredOutcome(measure="hip_flexion_strength", value=1.0, side="left"),), pain_before=None
    )
    assert {c.side for c in progress_of("anna", [strength(2.0, 0), left]).outcomes} == {"left", "right"}


def test_every_session_is_judged_by_the_rule() -> None:
    calm, rising = session(), session(pain_during=4)
    verdicts = progress_of("anna", [calm, rising]).verdicts
    assert verdicts[calm.id].advice == GO_ON
    assert verdicts[rising.id].advice == STOP
    assert progress_of("anna", [rising], rule="pain_monitoring").verdicts[rising.id].advice == GO_ON


def test_warning_signs_and_other_people() -> None:
    flagged = session(red_flags=("hot_joint",))
    progress = progress_of("anna", [session(), flagged, session(person="ben", red_flags=("hot_joint",))])
    assert progress.flags == (flagged,)
    assert len(progress.entries) == 2
