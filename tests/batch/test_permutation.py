"""The test over whole curves: exact where it can be, right chance of a false alarm, finds what is there."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from iliopsoas.statistics.permutation import DRAWS, paired_test, unpaired_test


def _smooth(rng: np.random.Generator, n: int) -> np.ndarray:
    """Curves that change slowly along 101 places, as those of gait do."""
    x = np.linspace(0.0, 1.0, 101)
    waves = np.stack([np.sin(2 * np.pi * k * x + p) for k in (1, 2, 3) for p in (0.0, 1.5)])
    return rng.normal(size=(n, len(waves))) @ waves


def _largest_t(difference: np.ndarray) -> float:
    sd = difference.std(axis=0, ddof=1)
    return float(np.abs(difference.mean(axis=0) / (sd / np.sqrt(len(difference)))).max())


def test_paired_p_is_that_of_all_signs() -> None:
    """Beside the definition, sign by sign."""
    curves = _smooth(np.random.default_rng(1), 7) + 0.8
    found = paired_test(curves)
    every = [_largest_t(np.array(signs)[:, None] * curves) for signs in product((1, -1), repeat=7)]
    assert found.permutations == 2**7
    assert found.p == pytest.approx(np.mean(np.array(every) >= _largest_t(curves) * (1 - 1e-9)))
    assert np.abs(found.t).max() == pytest.approx(_largest_t(curves))


def test_t_is_students() -> None:
    rng = np.random.default_rng(2)
    first, second = _smooth(rng, 6), _smooth(rng, 9)
    assert unpaired_test(first, second).t == pytest.approx(stats.ttest_ind(second, first).statistic)
    assert paired_test(first).t == pytest.approx(stats.ttest_1samp(first, 0.0).statistic)


def test_a_difference_is_found_where_it_is() -> None:
    rng = np.random.default_rng(3)
    bump = np.zeros(101)
    bump[40:61] = 4.0
    found = paired_test(0.5 * _smooth(rng, 12) + bump)
    assert len(found.stretches) >= 1
    for stretch in found.stretches:
        assert 38 <= stretch.start <= stretch.end <= 62
        assert stretch.p <= 0.05
    between = unpaired_test(0.5 * _smooth(rng, 8), 0.5 * _smooth(rng, 8) + bump)
    assert between.t[50] > 0
    assert any(s.start <= 50 <= s.end for s in between.stretches)


def test_false_alarms_are_as_rare_as_said() -> None:
    """With no difference, one curve of twenty has a stretch: 200 curves, 95 % interval of the binomial 4 to 17."""
    rng = np.random.default_rng(4)
    alarms = sum(bool(paired_test(_smooth(rng, 8)).stretches) for _ in range(200))
    assert 3 <= alarms <= 18


def test_few_pairs_cannot_be_significant() -> None:
    found = paired_test(np.ones((4, 101)) + 0.01 * _smooth(np.random.default_rng(5), 4))
    assert found.p == pytest.approx(2 / 2**4)
    assert (found.threshold, found.stretches) == (np.inf, ())


def test_many_subjects_are_drawn_and_the_same_every_time() -> None:
    rng = np.random.default_rng(6)
    curves = _smooth(rng, 16)
    found, again = paired_test(curves), paired_test(curves)
    assert found.permutations == DRAWS
    assert found.p == again.p
    assert found.p >= 1 / (DRAWS + 1)


def test_curves_that_are_alike_say_nothing() -> None:
    found = paired_test(np.zeros((6, 101)))
    assert (found.p, found.stretches) == (1.0, ())


@settings(max_examples=15, deadline=None)
@given(st.integers(3, 6), st.floats(0.1, 100.0), st.integers(0, 10**6))
def test_units_do_not_matter_and_directions_are_alike(n: int, unit: float, seed: int) -> None:
    curves = _smooth(np.random.default_rng(seed), n) + 0.5
    found = paired_test(curves)
    assert paired_test(unit * curves).p == pytest.approx(found.p)
    assert paired_test(-curves).p == pytest.approx(found.p)
