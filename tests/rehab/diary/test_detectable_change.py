"""A change is told only where it is more than the measure's error."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iliopsoas.atlas.rehabilitation.catalogue import outcome_measure, outcome_measures
from iliopsoas.rehab.diary.detectable_change import BETTER, NO_CHANGE, NOT_KNOWN, WORSE, read_change

VALUE = st.floats(0.0, 10.0)


@given(VALUE, VALUE)
def test_pain_must_fall_by_more_than_its_error(first: float, last: float) -> None:
    pain = outcome_measure("pain")
    reading = read_change(pain, first, last)
    assert pain.mdc is not None
    if abs(last - first) <= pain.mdc:
        assert reading.words == NO_CHANGE
    else:
        assert reading.words == (BETTER if last < first else WORSE)


def test_the_trials_gain_is_about_the_error_of_the_measure() -> None:
    """+17 % in six weeks against an error of 9 to 31 %: nothing may be claimed from two measurements."""
    strength = outcome_measure("hip_flexion_strength")
    reading = read_change(strength, 2.0, 2.0 * 1.17)
    assert reading.words == "no detectable change yet"
    assert reading.detectable is not None
    assert reading.detectable >= 0.17 * 2.0


@given(VALUE, VALUE)
def test_a_reading_does_not_depend_on_the_unit(first: float, last: float) -> None:
    strength = outcome_measure("hip_flexion_strength")
    assert read_change(strength, first, last).words == read_change(strength, 8 * first, 8 * last).words


def test_without_a_known_error_nothing_is_claimed() -> None:
    unknown = replace(outcome_measure("pain"), mdc=None, mdc_percent=None)
    assert read_change(unknown, 10.0, 0.0).words == NOT_KNOWN


@pytest.mark.parametrize("measure", outcome_measures(), ids=lambda m: m.name)
def test_the_same_value_twice_is_no_change(measure) -> None:  # type: ignore[no-untyped-def]
    middle = 0.5 * (measure.low + measure.high)
    assert read_change(measure, middle, middle).words in (NO_CHANGE, NOT_KNOWN)
