"""Formulas over loads, caps as typed, and the Pareto front."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rehab.cards.made_up_cards import made_up

from iliopsoas.errors import InputError, UnknownName
from iliopsoas.rehab.cards.ranking import over_caps, pareto_front, parse_caps, parse_rank, ranked

NUMBERS = st.floats(0.01, 100.0)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_a_formula_is_arithmetic(force: float, compression: float, hip: float) -> None:
    card = made_up(iliopsoas_force_n=force, lumbar_compression_n=compression, hip_contact_bw=hip)
    text = "2*(iliopsoas - hip)/lumbar_compression + -hip_contact_bw"
    assert parse_rank(text).of(card) == pytest.approx(2 * (force - hip) / compression - hip)


def test_largest_first_and_nothing_over_nothing_last() -> None:
    cards = [made_up("a", iliopsoas_force_n=0.0, bursa_force_n=0.0), made_up("b"), made_up("c", iliopsoas_force_n=3.0)]
    assert [c.exercise for c in ranked(cards, parse_rank("iliopsoas/bursa"))] == ["c", "b", "a"]
    assert parse_rank("1/bursa").of(cards[0]) == math.inf


@pytest.mark.parametrize("text", ["", "iliopsoas/", "hip hip", "(", "1" * 300, "hip = 2"])
def test_what_is_no_formula_is_said_so(text: str) -> None:
    with pytest.raises(InputError, match=r"is not a formula over loads; write one like iliopsoas/lumbar_compression"):
        parse_rank(text)


@pytest.mark.parametrize(
    "text",
    ["__import__('os').system('true')", "hip.value", "hip[0]", "hip**2", "'a'", "hip if 1 else 2", "True", "1e999*hip"],
)
def test_nothing_else_is_computed(text: str) -> None:
    with pytest.raises(InputError, match="only loads, numbers"):
        parse_rank(text)


def test_an_unknown_load_in_a_formula() -> None:
    with pytest.raises(UnknownName, match=r"no load is called 'ilipsoas'. Did you mean 'iliopsoas'?"):
        parse_rank("ilipsoas/hip")


def test_caps_as_typed() -> None:
    assert parse_caps(["hip=2.5", " knee = 3 "]) == {"hip": 2.5, "knee": 3.0}
    for wrong in ("hip", "hip=", "hip=much", "hip=-1", "=2"):
        with pytest.raises(InputError, match=r"is not a cap; write LOAD=NUMBER, for instance hip=2\.5"):
            parse_caps([wrong])
    with pytest.raises(InputError, match="given twice"):
        parse_caps(["hip=1", "hip=2"])
    with pytest.raises(UnknownName):
        parse_caps(["hipp=1"])


def test_what_is_over_caps() -> None:
    found = over_caps([made_up("a", hip_contact_bw=3.0), made_up("b", hip_contact_bw=2.0)], {"hip": 2.5})
    assert list(found) == ["a"]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=25))
def test_the_front_is_what_nobody_beats(places: list[tuple[int, int]]) -> None:
    cards = [made_up(str(i), share_of_maximum=float(g), hip_contact_bw=float(p)) for i, (g, p) in enumerate(places)]
    front = pareto_front(cards, "share", "hip")
    values = [(c.band("share").value, c.band("hip").value) for c in front]
    for gain, price in values:  # nobody has more for less
        assert not [1 for g, p in places if (g > gain and p <= price) or (g >= gain and p < price)]
    for g, p in places:  # and everybody else is beaten or equalled
        assert [1 for gain, price in values if gain >= g and price <= p]
    assert values == sorted(values, key=lambda v: v[1])
