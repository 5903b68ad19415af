"""Whole populations: how tall and how heavy people of a sex and age are, and how far they differ otherwise.

`data/populations.csv` has a row a band of age and sex: its share of all people, stature (normal), body mass (its
logarithm is normal), and how these go together. `data/spreads.toml` says what else differs, and how far the model's own
choices may be off. `iliopsoas.population` draws people from them.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Annotated

from iliopsoas.atlas.reading.csv_rows import data_text, parse_csv
from iliopsoas.atlas.reading.distributions import KINDS_OF_DISTRIBUTION, Distribution
from iliopsoas.atlas.reading.field_types import OneOf, Text
from iliopsoas.atlas.reading.row import Row
from iliopsoas.atlas.reading.toml_blocks import TomlFile
from iliopsoas.errors import UnknownName

FILE, SPREADS = "populations.csv", "spreads.toml"
PER = ("person", "muscle", "end")


@dataclass(frozen=True)
class PopulationBand(Row):
    """People of one sex and one band of age.

    Attributes:
        population: what the whole is called.
        sex, age_from_years, age_to_years: who is in it.
        share: of the whole population [-].
        height_m, height_sd_m: stature, normal [m].
        log_mass, log_mass_sd: natural logarithm of body mass in kg, normal [-].
        correlation: between stature and the logarithm of mass [-].
        people: how many were measured.
    """

    population: str
    sex: str
    age_from_years: float
    age_to_years: float
    share: float
    height_m: float
    height_sd_m: float
    log_mass: float
    log_mass_sd: float
    correlation: float
    people: int


@dataclass(frozen=True)
class SpreadRecord(Row):
    """What differs between people of one size, or is uncertain of the model.

    Attributes:
        name: how a study calls it. title: in words.
        group: what it is reckoned to where shares of a spread are told.
        per: 'person', 'muscle' or 'end' (of each muscle, three axes).
        unit: of the distribution's values.
        distribution: what is drawn from.
    """

    name: Text
    title: Text
    group: Text
    per: Annotated[Text, OneOf("per", PER)]
    unit: Text
    distribution: Distribution


def population_names() -> tuple[str, ...]:
    """What there is."""
    return tuple(dict.fromkeys(band.population for band in _bands()))


def population_bands(name: str) -> tuple[PopulationBand, ...]:
    """The bands of a population.

    Raises:
        UnknownName: there is none of that name.
    """
    found = tuple(band for band in _bands() if band.population == name)
    if not found:
        raise UnknownName("population", name, population_names())
    return found


@functools.cache
def spread_records() -> dict[str, SpreadRecord]:
    """All spreads by name."""
    out = {}
    for block in TomlFile.parse(data_text(SPREADS), SPREADS).blocks("spread")["spread"]:
        kind = block.choose("is", KINDS_OF_DISTRIBUTION)
        own = kind.keys()
        given = block.replaced({key: value for key, value in block.values.items() if key in own})
        record = block.read(SpreadRecord, without=("is", *own), distribution=given.read(kind))
        out[record.name] = record
    return out


@functools.cache
def _bands() -> tuple[PopulationBand, ...]:
    return tuple(parse_csv(data_text(FILE), PopulationBand, FILE))
