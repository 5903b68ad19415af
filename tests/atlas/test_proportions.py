"""Wilson's interval against published values and against its definition."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iliopsoas.atlas.proportions import wilson_interval

COUNTS = st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("seen", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_newcombe1998_examples(seen: int, n: int, low: float, high: float) -> None:
    """Statistics in Medicine 17: 857-872, table I, method 3 (score method without continuity correction)."""
    assert wilson_interval(seen / n, n) == pytest.approx((low, high), abs=1e-4)


@given(COUNTS)
def test_it_holds_the_share_and_stays_between_0_and_1(count: tuple[int, int]) -> None:
    share = count[0] / count[1]
    low, high = wilson_interval(share, count[1])
    assert 0.0 <= low <= share <= high <= 1.0


@given(COUNTS)
def test_at_its_ends_the_share_is_just_z_standard_errors_away(count: tuple[int, int]) -> None:
    """|share - p| = z sqrt(p (1 - p) / n) at both ends p: what the interval is made of (Wilson 1927)."""
    share, n = count[0] / count[1], count[1]
    for p in wilson_interval(share, n):
        if 0.0 < p < 1.0 and p != share:
            assert abs(share - p) == pytest.approx(1.96 * math.sqrt(p * (1.0 - p) / n), rel=1e-6)


@given(COUNTS)
def test_who_is_not_seen_is_the_complement(count: tuple[int, int]) -> None:
    low, high = wilson_interval(count[0] / count[1], count[1])
    assert wilson_interval(1.0 - count[0] / count[1], count[1]) == pytest.approx((1.0 - high, 1.0 - low), abs=1e-9)
