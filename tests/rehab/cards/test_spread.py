"""Draws: the same every time, spread as asked, nothing where nothing is uncertain, both sides alike."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iliopsoas.errors import InputError
from iliopsoas.rehab.cards.spread import Spread, check_draws, make_draws

GROUPS = ("psoas_major_r", "psoas_major_r", "iliacus_r", "psoas_major_l", "iliacus_l")


def test_draws_are_the_same_every_time() -> None:
    one, other = (make_draws(Spread(), 0.2, GROUPS, 20) for _ in range(2))
    for a, b in zip(one, other, strict=True):
        np.testing.assert_array_equal(a, b)


def test_the_first_is_the_person_as_given() -> None:
    draws = make_draws(Spread(), 0.2, GROUPS, 20)
    assert len(draws) == 21
    assert draws.strength[0] == draws.band[0] == 1.0
    assert (draws.arms[0] == 1.0).all()


def test_strands_of_a_muscle_and_both_sides_share_their_arms() -> None:
    arms = make_draws(Spread(), 0.2, GROUPS, 30).arms
    np.testing.assert_array_equal(arms[:, 0], arms[:, 1])
    np.testing.assert_array_equal(arms[:, 0], arms[:, 3])
    assert not np.allclose(arms[:, 0], arms[:, 2])


@given(st.floats(0.01, 0.24), st.floats(0.01, 0.2), st.integers(20, 200))
def test_spread_is_what_was_asked_for(sd: float, arms: float, count: int) -> None:
    """Stratified: the mean is that of the person, the deviation that of the distribution, whatever the order."""
    draws = make_draws(Spread(sd, arms, 0.2), 0.9, GROUPS, count)
    assert draws.strength[1:].mean() == pytest.approx(1.0, abs=1e-9)
    assert draws.strength[1:].std() == pytest.approx(sd, rel=0.06)
    assert draws.arms[1:, 2].std() == pytest.approx(arms, rel=0.06)
    assert draws.band[1:].min() == pytest.approx(1.0 - 0.2 * (1.0 - 1.0 / count))
    assert draws.band[1:].max() == pytest.approx(1.0 + 0.2 * (1.0 - 1.0 / count))


def test_nothing_uncertain_nothing_drawn() -> None:
    draws = make_draws(Spread(0.0, 0.0, 0.0), 0.3, GROUPS, 20)
    assert (draws.strength == 1.0).all()
    assert (draws.arms == 1.0).all()
    assert (draws.band == 1.0).all()


def test_published_spread_where_none_is_given() -> None:
    assert make_draws(Spread(), 0.2, GROUPS, 50).strength[1:].std() == pytest.approx(0.2, rel=0.05)


def test_bad_spreads_and_numbers() -> None:
    with pytest.raises(InputError, match=r"the spread of arms is 0.7; it must lie between 0"):
        Spread(arms=0.7)
    with pytest.raises(InputError, match=r"the spread of strength is -0.1"):
        Spread(strength=-0.1)
    with pytest.raises(InputError, match="19 draws; a band needs 20 to 500"):
        check_draws(19)
    assert check_draws(20) == 20
