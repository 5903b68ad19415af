"""The lags are the solutions of their equations; draws are what the atlas says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from iliopsoas.atlas.rehabilitation.catalogue import adaptation_parameter
from iliopsoas.rehab.programme.responses import (
    FULL_MINUTES,
    FULL_STRETCH_WEEKS,
    FULL_TENDON_WEEKS,
    STEPS_PER_WEEK,
    AdaptationDraws,
    Training,
    draw_parameters,
    load_stimulus,
    range_paths,
    strength_paths,
    tendon_paths,
    times,
)

UNTIL_THEN_OFF = (Training(8, 0.7, 3), Training(6), Training(3, 0.5, 2))


@pytest.fixture(scope="module")
def draws() -> AdaptationDraws:
    return draw_parameters(400, 5)


@pytest.fixture(scope="module")
def typical() -> AdaptationDraws:
    """One person with typical parameters and the mean response."""
    drawn = draw_parameters(1, 1)
    values = {name: np.array([adaptation_parameter(name).typical]) for name in drawn.values}
    return AdaptationDraws(values, np.ones(1), np.ones(1))


def test_strength_solves_its_equations(draws: AdaptationDraws) -> None:
    """dn/dt = (r n_max u - n)/tau_n and dm/dt = (r m_max u - m)/tau_m, integrated by scipy phase by phase."""
    k = 7
    v = {name: values[k] for name, values in draws.values.items()}
    state = np.zeros(2)
    ends = []
    for training in UNTIL_THEN_OFF:
        u = load_stimulus(draws, training)[k] * draws.response[k]
        target = np.array([v["neural_gain"] * u, v["size_gain"] * u])

        def slope(_: float, x: np.ndarray, target: np.ndarray = target) -> np.ndarray:
            up = np.array([v["neural_time_up"], v["size_time_up"]])
            down = np.array([v["neural_time_down"], v["size_time_down"]])
            return (target - x) / np.where(target > x, up, down)

        state = solve_ivp(slope, (0.0, training.weeks), state, rtol=1e-9, atol=1e-12).y[:, -1]
        ends.append((1.0 + state[0]) * (1.0 + state[1]))
    paths, weeks = strength_paths(draws, UNTIL_THEN_OFF)[k], times(UNTIL_THEN_OFF)
    for end, week in zip(ends, np.cumsum([t.weeks for t in UNTIL_THEN_OFF]), strict=True):
        assert paths[np.searchsorted(weeks, week)] == pytest.approx(end, rel=1e-6)


def test_a_load_that_is_not_raised_weighs_less_as_strength_grows(typical: AdaptationDraws) -> None:
    """The stimulus of 60 % after a gain of a fifth is that of 50 %."""
    fixed = Training(1, 0.6, 3, progressive=False)
    later = load_stimulus(typical, fixed, np.array([1.2]))
    assert later == pytest.approx(load_stimulus(typical, Training(1, 0.5, 3)))
    assert load_stimulus(typical, replace_progressive(fixed), np.array([1.2])) == load_stimulus(typical, fixed)


def replace_progressive(training: Training) -> Training:
    return training._replace(progressive=True)


def test_the_typical_person_of_the_trial(typical: AdaptationDraws) -> None:
    """Full dose: 17.4 % at six weeks, 23 % at twelve, 33 % at fifty-two."""
    full = strength_paths(typical, [Training(52, 0.99, 3)])[0]
    for week, gain in ((6, 0.174), (12, 0.23), (52, 0.33)):
        assert full[week * STEPS_PER_WEEK] - 1.0 == pytest.approx(gain, abs=0.012)


def test_full_stretching_reaches_the_stated_degrees_when_they_are_stated(typical: AdaptationDraws) -> None:
    found = range_paths(typical, [Training(FULL_STRETCH_WEEKS, stretch_minutes=FULL_MINUTES)])[0]
    assert found[-1] == pytest.approx(adaptation_parameter("range_gain").typical)


def test_more_than_ten_minutes_of_stretch_add_little(typical: AdaptationDraws) -> None:
    """39, 71 and 92 % of the effect with 2, 5 and 10 minutes a week."""
    gains = [range_paths(typical, [Training(6, stretch_minutes=m)])[0, -1] for m in (2, 5, 10, 20, 1000)]
    shares = np.array(gains) / gains[-1]
    assert shares[:3] == pytest.approx([0.39, 0.71, 0.92], abs=0.01)
    assert shares[3] > 0.99


def test_high_strain_reaches_the_stated_stiffness_when_it_is_stated(typical: AdaptationDraws) -> None:
    found = tendon_paths(typical, [Training(FULL_TENDON_WEEKS, 0.8, 3, tendon_strain=0.2)])[0]
    assert found[-1] - 1.0 == pytest.approx(adaptation_parameter("tendon_gain").typical)


def test_range_and_tendon_go_back_to_the_start_without_training(draws: AdaptationDraws) -> None:
    for paths, start in ((range_paths, 0.0), (tendon_paths, 1.0)):
        found = paths(draws, [Training(6, 0.8, 3, True, 10.0, 0.06), Training(400)])
        assert np.all(np.diff(found[:, 6 * STEPS_PER_WEEK :], axis=1) <= 1e-12)
        assert found[:, -1] == pytest.approx(start, abs=1e-3)


def test_every_draw_lies_between_low_and_high(draws: AdaptationDraws) -> None:
    for name, values in draws.values.items():
        p = adaptation_parameter(name)
        assert p.low <= values.min() <= values.max() <= p.high


def test_the_response_between_people_has_its_mean_and_spread() -> None:
    many = draw_parameters(200_000, 3)
    for values, name in ((many.response, "typical"), (many.steady_response, "low")):
        assert values.mean() == pytest.approx(1.0, abs=0.01)
        assert values.std() == pytest.approx(getattr(adaptation_parameter("response_variation"), name), rel=0.03)
        assert values.min() > 0.0


def test_the_same_seed_gives_the_same_people() -> None:
    one, other = draw_parameters(50, 9), draw_parameters(50, 9)
    assert np.array_equal(one.response, other.response)
    assert not np.array_equal(one.response, draw_parameters(50, 10).response)
    assert one.members == 50


@given(st.lists(st.tuples(st.floats(0.25, 10.0), st.floats(0.0, 1.0), st.integers(0, 7)), min_size=1, max_size=4))
def test_strength_never_falls_below_the_start_nor_above_its_ceiling(phases: list[tuple[float, float, int]]) -> None:
    drawn = draw_parameters(30, 2)
    trainings = [Training(weeks, effort, days) for weeks, effort, days in phases]
    found = strength_paths(drawn, trainings)
    assert found.shape == (30, len(times(trainings)))
    v, r = drawn.values, drawn.response
    ceiling = (1.0 + r * v["neural_gain"]) * (1.0 + r * v["size_gain"])
    assert np.all(found >= 1.0 - 1e-12)
    assert np.all(found <= ceiling[:, None] + 1e-12)


@given(st.floats(0.0, 0.1), st.floats(0.0, 0.1))
def test_more_strain_never_gives_a_softer_tendon(one: float, other: float) -> None:
    drawn = draw_parameters(30, 2)
    low, high = (tendon_paths(drawn, [Training(6, 0.8, 3, tendon_strain=s)])[:, -1] for s in sorted((one, other)))
    assert np.all(high >= low - 1e-12)


def test_a_person_who_answers_twice_as_strongly_gains_twice_as_much(draws: AdaptationDraws) -> None:
    """To first order: small gains of both parts add."""
    small = [Training(1, 0.5, 1)]
    twice = replace(draws, response=2.0 * draws.response)
    one, two = (strength_paths(d, small)[:, -1] - 1.0 for d in (draws, twice))
    assert two == pytest.approx(2.0 * one, rel=0.05)
