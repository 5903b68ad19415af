"""A preset becomes a person's dose."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.readability import reading_grade
from iliopsoas.atlas.rehabilitation.catalogue import dose_preset, rehabilitation
from iliopsoas.rehab.programme.doses import (
    OTHER_SIDE,
    RESERVE,
    allowed_repetitions,
    dose_words,
    personal_dose,
    possible_repetitions,
)


def test_the_usual_advice_is_light_for_a_strong_person_and_too_much_for_a_weak_one() -> None:
    """15 to 20 repetitions at 31 % and at 72 % of the own maximum (notes on what the same exercise costs)."""
    preset = dose_preset("daily_light")
    assert personal_dose(preset, 0.31).repetitions == 15
    assert personal_dose(preset, 0.72).repetitions == 9


def test_fifteen_and_eight_repetition_maxima() -> None:
    """15 RM and 8 RM of the trial lie near 67 and 79 % of the maximum."""
    assert possible_repetitions(2.0 / 3.0) == pytest.approx(15.0)
    assert possible_repetitions(0.79) == pytest.approx(8.0, abs=0.1)


def test_limits() -> None:
    assert math.isinf(possible_repetitions(0.0))
    assert possible_repetitions(1.0) == 0.0
    assert possible_repetitions(2.0) == 0.0


@given(st.floats(0.01, 2.0), st.floats(0.01, 2.0))
def test_more_effort_never_allows_more_repetitions(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert allowed_repetitions(high) <= allowed_repetitions(low)


@given(st.sampled_from(rehabilitation().doses), st.floats(0.0, 0.95), st.integers(1, 7))
def test_a_dose_stays_within_its_preset_and_keeps_a_reserve(preset, share: float, days: int) -> None:  # type: ignore[no-untyped-def]
    dose = personal_dose(preset, share, days)
    assert 1 <= dose.repetitions <= preset.repetitions[1]
    assert dose.per_week <= days
    assert dose.source == preset.source
    if preset.effort is not None and dose.repetitions > 1:
        assert dose.repetitions <= possible_repetitions(share) - RESERVE + 1e-9


def test_what_is_no_matter_of_strength_keeps_its_dose() -> None:
    assert personal_dose(dose_preset("stretch"), 0.99).repetitions == 3
    assert personal_dose(dose_preset("daily_light"), None).repetitions == 15


def test_a_stretch_of_the_usual_dose_is_about_ten_minutes_a_week() -> None:
    assert personal_dose(dose_preset("stretch"), None).minutes_per_week == pytest.approx(10.5)


@pytest.mark.parametrize("preset", rehabilitation().doses, ids=lambda d: d.name)
def test_doses_are_easy_to_read(preset) -> None:  # type: ignore[no-untyped-def]
    assert reading_grade(personal_dose(preset, None, one_side=True).words) <= 6.0


def test_words() -> None:
    words = dose_words(1, 1, 2, 7, 300)
    assert words == "Do it once. Stay for 5 minutes. Do this twice a day."
    assert OTHER_SIDE in dose_words(3, 1, 1, 7, 30, one_side=True)
    assert dose_words(8, 2, 2, 3, 0).endswith("Train on 3 days a week, twice a day.")
    assert "Take 3 seconds up and 4 seconds down." in dose_words(8, 2, 1, 3, 0, "3-0-4")


def test_a_light_load_is_repeated_more_often_and_a_heavy_one_on_fewer_days() -> None:
    cuff, daily = dose_preset("cuff_steps"), dose_preset("daily_light")
    assert personal_dose(cuff, 0.3).repetitions == 12
    assert personal_dose(cuff, 0.6).repetitions == 8
    assert personal_dose(daily, 0.5).per_week == 7
    assert personal_dose(daily, 0.7).per_week == 3
