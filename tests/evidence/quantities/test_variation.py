"""People who are drawn: shares are shares, sides and people count alike, and the seed makes them the same again."""

from __future__ import annotations

import pytest

from iliopsoas.atlas.variants.catalogue import variants
from iliopsoas.errors import AtlasError
from iliopsoas.evidence.basis.context import Context
from iliopsoas.evidence.quantities import variation

NAMES = [v.name for v in variants()]


def test_the_same_people_are_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(variation, "PEOPLE", 30)
    one, other = (variation.people(Context()) for _ in range(2))
    assert one == other
    assert len(one) == 30
    assert len({*one}) > 5  # people differ


@pytest.mark.parametrize("name", NAMES)
def test_sides_people_and_both_sides_fit_together(context: Context, name: str) -> None:
    """With p of people and b of those on both sides: p (1 + b) / 2 of sides."""
    people, sides, both = (
        work(context, name) for work in (variation.of_people, variation.of_sides, variation.bilateral)
    )
    assert 0.0 <= sides <= people <= 100.0
    assert 0.0 <= both <= 100.0
    assert sides == pytest.approx(people * (1.0 + both / 100.0) / 2.0)


def test_any_of_some_is_at_least_the_commonest_and_at_most_the_sum(context: Context) -> None:
    pair = ["psoas_minor", "accessory_psoas"]
    each = [variation.of_people(context, name) for name in pair]
    assert max(each) <= variation.of_people_any(context, pair) <= sum(each)
    assert variation.of_people_any(context, pair[:1]) == each[0]


def test_ordinary_sides_are_those_without(context: Context) -> None:
    assert variation.ordinary_sides(context, ["psoas_minor"]) == pytest.approx(
        100.0 - variation.of_sides(context, "psoas_minor")
    )


def test_all_carriers_carry_what_makes_them_carriers(context: Context) -> None:
    assert variation.among_carriers(context, "psoas_minor", ["psoas_minor"]) == 100.0


def test_a_population_without_a_series_is_named(context: Context) -> None:
    with pytest.raises(AtlasError, match=r"variants\.toml has no prevalence of psoas_minor in Atlantis"):
        variation.series_of(context, "psoas_minor", "Atlantis")


def test_a_published_series_encloses_itself(context: Context) -> None:
    for v in variants():
        for p in v.prevalences:
            target = variation.series_of(context, v.name, p.population)
            assert target.low is not None
            assert target.high is not None
            assert 0.0 <= target.low <= target.published <= target.high <= 100.0
