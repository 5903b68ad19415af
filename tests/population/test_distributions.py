"""Distributions of study files: their quantiles are those of scipy, and one number gives one value."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from iliopsoas.atlas.reading.distributions import (
    ChoiceOfValues,
    Distribution,
    FixedValue,
    LogNormalDistribution,
    LogUniformDistribution,
    NormalDistribution,
    UniformDistribution,
)
from iliopsoas.errors import InputError

SHARES = np.linspace(0.001, 0.999, 41)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (NormalDistribution(3.0, 2.0), stats.norm(3.0, 2.0)),
        (NormalDistribution(3.0, 2.0, low=1.0, high=4.0), stats.truncnorm(-1.0, 0.5, 3.0, 2.0)),
        (NormalDistribution(3.0, 2.0, low=2.0), stats.truncnorm(-0.5, np.inf, 3.0, 2.0)),
        (LogNormalDistribution(70.0, 0.2), stats.lognorm(0.2, scale=70.0)),
        (UniformDistribution(-1.0, 4.0), stats.uniform(-1.0, 5.0)),
        (LogUniformDistribution(1e-3, 4e-3), stats.loguniform(1e-3, 4e-3)),
    ],
    ids=lambda x: getattr(x, "word", ""),
)
def test_quantiles_are_those_of_scipy(ours: Distribution, theirs: stats.rv_continuous) -> None:
    assert ours.quantile(SHARES) == pytest.approx(theirs.ppf(SHARES), rel=1e-9)


def test_a_choice_has_its_shares_and_a_fixed_value_is_fixed() -> None:
    drawn = ChoiceOfValues((1.0, 5.0), (3.0, 1.0)).quantile(np.linspace(0.0, 0.9999, 4000))
    assert (drawn == 1.0).mean() == pytest.approx(0.75, abs=1e-3)
    assert FixedValue(2.5).quantile(SHARES).tolist() == [2.5] * len(SHARES)


@given(
    mean=st.floats(-100, 100),
    sd=st.floats(0.01, 50),
    below=st.floats(0.1, 3),
    above=st.floats(0.1, 3),
    shares=st.tuples(st.floats(1e-9, 1 - 1e-9), st.floats(1e-9, 1 - 1e-9)),
)
def test_draws_stay_between_the_ends_and_rise(
    mean: float, sd: float, below: float, above: float, shares: tuple[float, float]
) -> None:
    low, high = mean - below * sd, mean + above * sd
    one, other = NormalDistribution(mean, sd, low, high).quantile(np.sort(np.array(shares)))
    assert low - 1e-9 <= one <= other + 1e-9 <= high + 2e-9


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: NormalDistribution(0.0, 1.0, low=5.0), "cannot be drawn from"),
        (lambda: NormalDistribution(0.0, 0.0, low=5.0), "lies outside"),
        (lambda: UniformDistribution(1.0, 1.0), "low must lie below high"),
        (lambda: ChoiceOfValues((1.0, 2.0), (1.0,)), "2 values need as many shares"),
        (lambda: ChoiceOfValues((1.0, 2.0), (0.0, 0.0)), "not all of them 0"),
    ],
)
def test_what_cannot_be_drawn_from_is_refused(make: object, words: str) -> None:
    assert callable(make)
    with pytest.raises(InputError, match=words):
        make()
