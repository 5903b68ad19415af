"""Drawn people reproduce the prevalences."""

from __future__ import annotations

import math

import numpy as np
import pytest

from iliopsoas.atlas.variants.catalogue import features, resolve_variants, sample_variants, variant, variants
from iliopsoas.atlas.variants.records import Prevalence
from iliopsoas.errors import UnknownName

PEOPLE = 10_000
LIMIT = 4.0  # standard errors


@pytest.fixture(scope="module")
def people() -> list[frozenset[str]]:
    rng = np.random.default_rng(2024)
    return [frozenset(sample_variants(rng)) for _ in range(PEOPLE)]


def _has(people: list[frozenset[str]], name: str) -> np.ndarray:
    """Whether each person has it, (people, right and left)."""
    return np.array([[f"{name}:{side}" in person for side in "rl"] for person in people])


def _correlation(name: str) -> float:
    return next(f.side_correlation for f in features() if f.name == variant(name).feature)


def _share(people: list[frozenset[str]], name: str, p: Prevalence) -> tuple[float, float]:
    """The share that the prevalence speaks of, and its standard error."""
    has = _has(people, name)
    match p.per:
        case "person":
            seen, n = has.any(axis=1).mean(), len(has)
        case "both":
            seen, n = has.all(axis=1).mean(), len(has)
        case "side":
            seen, n = has.mean(), has.size / (1.0 + _correlation(name))
        case _:
            able = np.any([_has(people, need) for need in variant(name).needs], axis=0)
            assert not (has & ~able).any()
            seen, n = has[able].mean(), able.sum()
    return float(seen), math.sqrt(p.value * (1.0 - p.value) / n)


@pytest.mark.parametrize("name", [v.name for v in variants()])
def test_ten_thousand_people_reproduce_every_prevalence(people: list[frozenset[str]], name: str) -> None:
    p = variant(name).prevalence
    seen, error = _share(people, name, p)
    assert abs(seen - p.value) < LIMIT * error, f"{seen:.4f} for {p.value:.4f} +- {error:.4f}"


@pytest.mark.parametrize("name", [v.name for v in variants()])
def test_the_sides_are_alike_as_the_literature_says(people: list[frozenset[str]], name: str) -> None:
    """Both sides have the same share; they correlate where bilateral shares are known, else not."""
    right, left = _has(people, name).T
    p, c = variant(name).prevalence.of_sides(_correlation(name)), _correlation(name)
    assert abs(right.mean() - left.mean()) < LIMIT * math.sqrt(2 * p * (1 - p) / PEOPLE)
    if variant(name).prevalence.per != "carrier":
        both = c * p + (1 - c) * p * p
        assert abs((right & left).mean() - both) < LIMIT * math.sqrt(both * (1 - both) / PEOPLE)


def test_a_state_of_one_feature_is_drawn_once_a_side(people: list[frozenset[str]]) -> None:
    for person in people[:2000]:
        assert resolve_variants(person) == tuple(sorted(person, key=resolve_variants(person).index))


def test_kokati2022_bilateral_share_comes_out() -> None:
    """5 of 30 South Indian cadavers on both sides; 19 of 103 in the three studies together."""
    rng = np.random.default_rng(7)
    has = _has([frozenset(sample_variants(rng, "South India")) for _ in range(PEOPLE)], "psoas_minor")
    assert has.any(axis=1).mean() == pytest.approx(1 / 3, abs=LIMIT * math.sqrt(2 / 9 / PEOPLE))
    assert has.all(axis=1).mean() == pytest.approx(5 / 30, abs=2 * math.sqrt(5 / 30 * 25 / 30 / 30))


def test_a_population_changes_its_own_features_only() -> None:
    """The same numbers are drawn; what has no figures for the population stays as it is."""
    for seed in range(300):
        plain = sample_variants(np.random.default_rng(seed))
        there = sample_variants(np.random.default_rng(seed), "South India")
        changed = {name.partition(":")[0] for name in {*plain} ^ {*there}}
        assert changed <= {"psoas_minor", "psoas_minor_absent"}


def test_other_states_share_what_a_population_leaves() -> None:
    """crompton2014: two tendons in 18 of 87 children's hips, never three here; all others have one."""
    rng = np.random.default_rng(3)
    children = [frozenset(sample_variants(rng, "children")) for _ in range(3000)]
    one, two, three = (_has(children, f"{n}_tendon").mean() for n in ("single", "double", "triple"))
    assert two == pytest.approx(18 / 87, abs=LIMIT * math.sqrt(0.16 * 1.56 / 6000))
    assert three == 0.0
    assert one + two == pytest.approx(1.0, abs=1e-12)


def test_the_same_seed_draws_the_same_person() -> None:
    assert sample_variants(np.random.default_rng(5)) == sample_variants(np.random.default_rng(5))


def test_an_unknown_population_is_named() -> None:
    with pytest.raises(UnknownName, match=r"no population is called 'Bulgarien'\. Did you mean 'Bulgaria'\?"):
        sample_variants(np.random.default_rng(0), "Bulgarien")


@pytest.mark.parametrize("c", [0.0, 0.3, 0.559, 1.0])
@pytest.mark.parametrize("share", [0.0, 0.02, 0.4, 0.9, 1.0])
def test_shares_of_people_and_sides_belong_together(share: float, c: float) -> None:
    """both = c p + (1 - c) p^2, person = 2 p - both, whichever is given."""

    def p(per: str) -> float:
        return Prevalence("", "", "", share, share, share, per, 0, "").of_sides(c)

    both = c * p("both") + (1 - c) * p("both") ** 2
    assert both == pytest.approx(share, abs=1e-12)
    person = 2 * p("person") - c * p("person") - (1 - c) * p("person") ** 2
    assert person == pytest.approx(share, abs=1e-12)
    assert p("side") == share
    complement = Prevalence("", "", "", 1 - share, 0.0, 1.0, "both", 0, "").of_sides(c)
    assert p("person") + complement == pytest.approx(1.0, abs=1e-12)  # who lacks it on both sides
