"""Everything that is drawn of one person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.atlas.populations import SpreadRecord, spread_records
from iliopsoas.atlas.reading.distributions import Distribution
from iliopsoas.atlas.variants.catalogue import sample_variants
from iliopsoas.population.definition.study_records import DrawnCondition, PopulationStudy
from iliopsoas.population.sampling.people import PersonSize, person_size
from iliopsoas.population.sampling.shares import Shares

ENDS = ("origin", "insertion")
AXES = 3
"""Of an end's offset (technical)."""


class DrawnPerson(NamedTuple):
    """A person.

    Attributes:
        number: in the study, from 0.
        size: sex, age, stature, mass.
        single: spread -> value, of those that are one number a person.
        muscles: spread -> muscle (without side) -> value, of those that each muscle has; of those that each end has,
            'MUSCLE origin' and 'MUSCLE insertion' -> three values.
        variants: 'NAME:SIDE'. conditions: 'NAME=GRADE:SIDE'.
    """

    number: int
    size: PersonSize
    single: Mapping[str, float]
    muscles: Mapping[str, Mapping[str, Array]]
    variants: tuple[str, ...]
    conditions: tuple[str, ...]


def drawn_person(
    study: PopulationStudy,
    number: int,
    muscles: tuple[str, ...],
    *,
    other: int = 0,
    exchanged: frozenset[str] = frozenset(),
) -> DrawnPerson:
    """One person of a study.

    Args:
        muscles: whole muscles without side that a body may have.
        other, exchanged: see `Shares`.
    """
    shares = Shares(study.seed, number, other, exchanged)
    single: dict[str, float] = {}
    each: dict[str, Mapping[str, Array]] = {}
    for name, record in spread_records().items():
        drawn_from = study.uncertain.get(name, record.distribution)
        if record.per == "person":
            single[name] = float(drawn_from.quantile(shares.draw(name))[0])
        else:
            each[name] = _of_muscles(record, drawn_from, shares, muscles)
    return DrawnPerson(
        number,
        person_size(study.people_drawn, shares),
        single,
        each,
        _variants(study, shares),
        tuple(text for one in study.conditions for text in _had(one, shares)),
    )


def _of_muscles(
    record: SpreadRecord, drawn_from: Distribution, shares: Shares, muscles: tuple[str, ...]
) -> dict[str, Array]:
    """Values of each muscle, or of each of its ends, from one stream in the order of the muscles."""
    names = muscles if record.per == "muscle" else tuple(f"{muscle} {end}" for muscle in muscles for end in ENDS)
    each = 1 if record.per == "muscle" else AXES
    values = drawn_from.quantile(shares.draw(record.name, each * len(names))).reshape(len(names), each)
    return dict(zip(names, values, strict=True))


def _variants(study: PopulationStudy, shares: Shares) -> tuple[str, ...]:
    chosen = study.people_drawn.variants
    if chosen == "none":
        return ()
    return sample_variants(shares.generator("variants"), None if chosen == "prevalence" else chosen)


def _had(one: DrawnCondition, shares: Shares) -> tuple[str, ...]:
    """A condition as a body takes it; empty where this person does not have it."""
    has, grade, where = shares.draw(f"condition {one.condition} {one.side}", 3)
    if has >= one.share:
        return ()
    value = float(np.clip(one.grade.quantile(np.array([grade]))[0], 0.0, 1.0))
    side = one.side if one.side != "either" else ("right" if where < 0.5 else "left")
    text = f"{one.condition}={value:.6g}"
    return (text if side == "both" else f"{text}:{side}",)
