"""People as they are drawn: like their sources, the same for everybody who asks, nobody impossible."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iliopsoas.atlas.populations import population_bands, population_names, spread_records
from iliopsoas.atlas.reading.distributions import FixedValue, NormalDistribution
from iliopsoas.atlas.variants.catalogue import variants
from iliopsoas.errors import UnknownName
from iliopsoas.population.definition.study_file import parse_population_study
from iliopsoas.population.definition.study_records import DrawnCondition, PeopleDrawn, PopulationStudy
from iliopsoas.population.sampling.drawn_person import DrawnPerson, drawn_person
from iliopsoas.population.sampling.people import MOST_SD, PersonSize, person_size
from iliopsoas.population.sampling.shares import Shares

COUNT = 3000
MUSCLES = ("iliacus", "psoas_major")


@pytest.fixture(scope="module")
def sizes() -> list[PersonSize]:
    return [person_size(PeopleDrawn(), Shares(5, number)) for number in range(COUNT)]


@pytest.fixture(scope="module")
def study() -> PopulationStudy:
    return parse_population_study('[[movement]]\nmovement = "stand"\n', "study.toml")


def test_stature_and_mass_of_every_band_are_those_of_the_survey(sizes: list[PersonSize]) -> None:
    """Mean and SD within 4 standard errors (nhanes2012); the tails beyond 3.3 SD are cut off."""
    for band in population_bands("adults"):
        mine = [s for s in sizes if s.sex == band.sex and band.age_from_years <= s.age < band.age_to_years]
        n = len(mine)
        assert n / COUNT == pytest.approx(band.share, abs=4.0 * np.sqrt(band.share / COUNT))
        height, log_mass = np.array([s.height for s in mine]), np.log([s.mass for s in mine])
        for drawn, mean, sd in ((height, band.height_m, band.height_sd_m), (log_mass, band.log_mass, band.log_mass_sd)):
            assert drawn.mean() == pytest.approx(mean, abs=4.0 * sd / np.sqrt(n))
            assert drawn.std() == pytest.approx(sd, rel=4.0 / np.sqrt(2.0 * n))
        kept = np.corrcoef(height, log_mass)[0, 1]
        assert kept == pytest.approx(band.correlation, abs=4.0 * (1.0 - band.correlation**2) / np.sqrt(n))


def test_nobody_is_impossible(sizes: list[PersonSize]) -> None:
    assert [s.impossible for s in sizes if s.impossible] == []
    assert min(s.bmi for s in sizes) > 12.0
    assert max(abs(np.array([s.height for s in sizes]) - 1.68)) < 0.1 + MOST_SD * 0.08


def test_who_cannot_be_is_told() -> None:
    assert "nobody is 2.60 m tall" in PersonSize("male", 30.0, 2.6, 80.0).impossible
    assert "no adult weighs -3.0 kg" in PersonSize("male", 30.0, 1.8, -3.0).impossible
    assert "kg/m2" in PersonSize("male", 30.0, 2.1, 30.0).impossible


def test_variants_are_as_frequent_as_they_are_found(study: PopulationStudy) -> None:
    """Share of sides, where nothing else is needed on that side, within 4 standard errors of 600 people."""
    people = [drawn_person(study, number, ()) for number in range(600)]
    for variant in variants():
        if variant.needs:
            continue
        share = np.mean([f"{variant.name}:{side}" in p.variants for p in people for side in "rl"])
        from iliopsoas.atlas.variants.catalogue import features

        (feature,) = (f for f in features() if f.name == variant.feature)
        wanted = variant.prevalence.of_sides(feature.side_correlation)
        error = np.sqrt(max(wanted * (1.0 - wanted), 1e-4) * (1.0 + feature.side_correlation) / 1200.0)
        assert share == pytest.approx(wanted, abs=4.0 * error), variant.name


def test_spreads_are_drawn_as_the_atlas_has_them(study: PopulationStudy) -> None:
    people = [drawn_person(study, number, MUSCLES) for number in range(500)]
    for name, record in spread_records().items():
        drawn = _values(people, name)
        low, high = record.distribution.quantile(np.array([0.0, 1.0 - 1e-12]))
        assert drawn.min() >= low
        assert drawn.max() <= high
        expected = record.distribution.quantile((np.arange(2000) + 0.5) / 2000)
        assert drawn.mean() == pytest.approx(expected.mean(), abs=4.0 * expected.std() / np.sqrt(len(drawn)))
        assert drawn.std() == pytest.approx(expected.std(), rel=0.08)


def _values(people: list[DrawnPerson], name: str) -> np.ndarray:
    if name in people[0].single:
        return np.array([p.single[name] for p in people])
    return np.concatenate([np.concatenate(list(p.muscles[name].values())) for p in people])


@settings(max_examples=25)
@given(number=st.integers(0, 10**7), seed=st.integers(0, 2**31))
def test_a_person_depends_on_seed_and_number_alone(number: int, seed: int) -> None:
    study = replace(parse_population_study('[[movement]]\nmovement = "stand"\n', "s"), seed=seed)
    one, again = (drawn_person(study, number, MUSCLES) for _ in range(2))
    assert repr(one) == repr(again)
    assert one.size != drawn_person(study, number + 1, MUSCLES).size


def test_fixing_one_quantity_leaves_the_others(study: PopulationStudy) -> None:
    fixed = replace(study, uncertain={"strength": FixedValue(0.0)}, people=7)
    one, other = drawn_person(study, 3, MUSCLES), drawn_person(fixed, 3, MUSCLES)
    assert other.single["strength"] == 0.0
    assert one.size == other.size
    assert one.variants == other.variants
    assert {k: v for k, v in one.single.items() if k != "strength"} == {
        k: v for k, v in other.single.items() if k != "strength"
    }
    drawn_anew = drawn_person(study, 3, MUSCLES, other=99, exchanged=frozenset({"strength"}))
    assert drawn_anew.single["strength"] != one.single["strength"]
    assert drawn_anew.size == one.size


def test_conditions_are_had_by_their_share(study: PopulationStudy) -> None:
    had = DrawnCondition("tightness", 0.3, NormalDistribution(0.5, 0.1), "either")
    some = replace(study, conditions=(had,))
    drawn = [drawn_person(some, number, ()).conditions for number in range(800)]
    assert np.mean([bool(c) for c in drawn]) == pytest.approx(0.3, abs=4.0 * np.sqrt(0.21 / 800))
    sides = [c[0].rpartition(":")[2] for c in drawn if c]
    assert 0.35 < sides.count("left") / len(sides) < 0.65


def test_own_sizes_take_the_place_of_the_population() -> None:
    who = PeopleDrawn(female=1.0, own={"height_m": FixedValue(1.6), "bmi": FixedValue(25.0)})
    people = [person_size(who, Shares(1, number)) for number in range(20)]
    assert {(p.sex, p.height) for p in people} == {("female", 1.6)}
    assert {round(p.mass, 6) for p in people} == {64.0}


def test_a_population_that_does_not_exist() -> None:
    assert population_names() == ("adults",)
    with pytest.raises(UnknownName, match=r"no population is called 'adult'\. Did you mean 'adults'"):
        population_bands("adult")


def test_the_examples_population_is_documented() -> None:
    text = Path(__file__).resolve().parents[2].joinpath("examples", "study.toml").read_text(encoding="utf-8")
    assert 'population = "adults"' in text
