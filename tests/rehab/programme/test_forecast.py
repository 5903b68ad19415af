"""Forecasts are bands; they hold the trial, fall without training, and learn from what is measured."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iliopsoas.errors import InputError
from iliopsoas.rehab.programme.forecast import (
    LEAST_MEMBERS,
    TRIAL,
    Measurement,
    exercise_effort,
    forecast_plan,
    make_forecast,
    phase_training,
    update,
)
from iliopsoas.rehab.programme.planner import make_plan
from iliopsoas.rehab.programme.responses import Training, draw_parameters, load_stimulus

from .people import MadeUpCards, profile

DAILY_STRONG = Training(6, effort=0.31, days_per_week=7, progressive=False)
DAILY_WEAK = Training(6, effort=0.72, days_per_week=7, progressive=False)


def test_the_trial_lies_inside_the_band_of_its_dose_and_people() -> None:
    """+17 % isometric hip flexion in six weeks, three times a week from 15 RM to 8 RM (Thorborg 2016)."""
    found = make_forecast("strength", [TRIAL])
    band = found.at(6)
    assert band.low < 1.17 < band.high
    assert found.mean(6) == pytest.approx(1.17, abs=0.03)


def test_the_daily_preset_has_a_band_of_its_own() -> None:
    """Light endurance work for a young adult, nearly full training for a weak person."""
    strong, weak = make_forecast("strength", [DAILY_STRONG]), make_forecast("strength", [DAILY_WEAK])
    trial = make_forecast("strength", [TRIAL])
    assert strong.mean(6) < 1.04
    assert 1.10 < weak.mean(6) < trial.mean(6)
    assert strong.at(6).high < trial.mean(6)


def test_a_load_that_is_not_raised_gives_less_in_the_long_run() -> None:
    still = make_forecast("strength", [Training(30, 0.6, 3, progressive=False)])
    raised = make_forecast("strength", [Training(30, 0.6, 3, progressive=True)])
    assert still.mean(30) < raised.mean(30)


def test_detraining_goes_down_slowly_and_never_below_the_start() -> None:
    """About 3 % in two weeks and half of the gain in twelve (Bosquet 2013, adaptation notes)."""
    found = make_forecast("strength", [Training(12, 0.73, 3), Training(12)])
    gained = found.mean(12) - 1.0
    assert found.mean(12) > found.mean(14) > found.mean(24) > 1.0
    assert 0.0 < found.mean(12) - found.mean(14) < 0.05
    assert (found.mean(24) - 1.0) / gained == pytest.approx(0.5, abs=0.12)
    assert found.paths.min() >= 1.0


def test_after_a_year_the_gain_levels_off_below_what_other_muscles_reached() -> None:
    """Isometric training of the knee reached 46 % at most; the mean of ours stays below that."""
    found = make_forecast("strength", [Training(52, 0.73, 3)])
    assert found.mean(12) == pytest.approx(1.25, abs=0.04)
    assert found.mean(52) < 1.46


def test_range_of_a_tight_hip() -> None:
    """4 to 13 degrees in six weeks of about ten minutes a week; most of it is there after half of the time."""
    found = make_forecast("range", [Training(6, stretch_minutes=10.5), Training(6)])
    assert found.mean(6) == pytest.approx(8.3, abs=0.7)
    assert found.at(6).low < 4.0 < 13.0 < found.at(6).high
    assert found.mean(3) > 0.6 * found.mean(6)
    assert found.mean(12) < 0.4 * found.mean(6)


def test_tendon_stiffens_with_high_strain_only() -> None:
    """10 to 35 % in three months of high strain (Bohm 2015); little at half of the strain."""
    high = make_forecast("tendon", [Training(13, 0.8, 3, tendon_strain=0.06)])
    low = make_forecast("tendon", [Training(13, 0.3, 3, tendon_strain=0.02)])
    assert high.at(13).low < 1.20 < high.at(13).high
    assert high.mean(13) == pytest.approx(1.21, abs=0.03)
    assert low.mean(13) < 1.01


def test_no_training_changes_nothing() -> None:
    for quantity, start in (("strength", 1.0), ("range", 0.0), ("tendon", 1.0)):
        assert np.all(make_forecast(quantity, [Training(4)]).paths == start)


def test_the_dose_of_days_and_effort() -> None:
    """0.03, 0.12, 0.34, 0.66, 0.88 and 0.99 of the stimulus at 20, 30, 40, 50, 60 and 80 % of the maximum."""
    draws = draw_parameters(4000, 1)
    shares = {0.2: 0.03, 0.3: 0.12, 0.4: 0.34, 0.5: 0.66, 0.6: 0.88, 0.8: 0.99}
    for effort, u in shares.items():
        assert np.median(load_stimulus(draws, Training(1, effort, 3))) == pytest.approx(u, abs=0.03)
    means = [load_stimulus(draws, Training(1, 0.8, days)).mean() for days in (0, 1, 2, 3, 7)]
    assert means[0] == 0.0
    assert means == sorted(means)
    assert means[3] == means[4]
    assert draws.response.mean() == pytest.approx(1.0, abs=0.05)


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.integers(0, 7))
def test_more_effort_never_gives_less(one: float, other: float, days: int) -> None:
    low, high = sorted((one, other))
    weak, strong = (make_forecast("strength", [Training(4, e, days)], members=50) for e in (low, high))
    assert np.all(strong.paths[:, -1] >= weak.paths[:, -1] - 1e-12)


@given(st.floats(0.0, 24.0))
def test_a_band_is_in_order_and_a_mean_is_inside_the_ensemble(week: float) -> None:
    found = make_forecast("strength", [Training(12, 0.7, 3), Training(12)], members=200)
    band = found.at(week)
    assert band.low <= band.value <= band.high
    values = found.values_at(week)
    assert values.min() - 1e-9 <= found.mean(week) <= values.max() + 1e-9


def test_a_measurement_moves_and_narrows_the_band() -> None:
    before = make_forecast("strength", [Training(12, 0.73, 3)])
    after = update(before, [Measurement(4, 1.25, 0.15)])
    assert after.at(12).value > before.at(12).value
    assert after.at(12).high - after.at(12).low < before.at(12).high - before.at(12).low
    assert after.weights.sum() == pytest.approx(1.0)
    assert after.notes == ()
    assert update(before, []) is before


def test_a_measurement_with_a_large_error_says_little() -> None:
    before = make_forecast("strength", [TRIAL])
    after = update(before, [Measurement(6, 1.3, 50.0)])
    assert after.at(6) == pytest.approx(before.at(6), rel=1e-3)


def test_measurements_one_by_one_or_together_are_the_same() -> None:
    """Bayes' rule does not mind the order."""
    before = make_forecast("strength", [Training(12, 0.73, 3)])
    seen = [Measurement(4, 1.1, 0.2), Measurement(8, 1.2, 0.2)]
    together = update(before, seen)
    one_by_one = update(update(before, seen[1:]), seen[:1])
    np.testing.assert_allclose(together.weights, one_by_one.weights, atol=1e-12)


def test_a_measurement_far_out_widens_its_error_and_is_told() -> None:
    after = update(make_forecast("strength", [TRIAL]), [Measurement(6, 4.0, 0.02)])
    assert 1.0 / np.sum(after.weights**2) >= LEAST_MEMBERS - 1e-6
    assert "lies far out" in after.notes[0]


def test_how_likely_a_change_is() -> None:
    found = make_forecast("strength", [TRIAL])
    assert found.likely(0.0, 6) == pytest.approx(1.0)
    assert found.likely(0.17, 6) == pytest.approx(0.4, abs=0.1)
    assert found.likely(5.0, 6) == 0.0


def test_a_plan_is_forecast_from_its_cards() -> None:
    plan = make_plan(profile(goal="mobility", conditions=("tightness=0.5",)), MadeUpCards())
    found = forecast_plan(plan, pause_weeks=4)
    assert found.strength is not None
    assert found.range is not None
    assert found.tendon is not None
    assert found.range.weeks[-1] == plan.weeks + 4
    assert found.range.mean(plan.weeks) > 3.0
    assert found.range.mean(plan.weeks + 4) < found.range.mean(plan.weeks)
    assert found.strength.notes == ()
    data = found.as_data()
    assert data["strength"]["weeks"] == list(range(plan.weeks + 5))
    assert set(data["range"]["bands"][0]) == {"median", "low", "high"}


def test_a_plan_without_cards_says_what_was_assumed() -> None:
    plan = make_plan(profile())
    found = forecast_plan(plan)
    assert found.strength is not None
    assert "not computed" in found.strength.notes[0]
    assert found.tendon is None
    bridge = next(e for e in plan.exercises if e.exercise == "bridge")
    assert exercise_effort(bridge) == 0.0


def test_the_hardest_exercise_of_a_phase_is_its_training() -> None:
    plan = make_plan(profile(), MadeUpCards({"slr_cuff": {"share": 0.3}}))
    load = next(p for p in plan.phases if p.name == "load")
    training = phase_training(load)
    assert training.effort == max(exercise_effort(e) for e in load.exercises)
    assert training.progressive
    assert training.days_per_week == 3


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: make_forecast("speed", [TRIAL]), "there is no forecast of 'speed'; there are strength, range, tendon"),
        (lambda: make_forecast("strength", []), "no training, so there is nothing to forecast"),
        (lambda: make_forecast("strength", [TRIAL]).at(7), r"week 7 lies outside of the forecast, 0 to 6"),
        (lambda: update(make_forecast("strength", [TRIAL]), [Measurement(2, 1.1, 0.0)]), "positive detectable change"),
        (lambda: update(make_forecast("strength", [TRIAL]), [Measurement(9, 1.1, 0.1)]), "week 9 lies outside"),
    ],
)
def test_what_cannot_be_is_told(call, message: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError, match=message):
        call()
