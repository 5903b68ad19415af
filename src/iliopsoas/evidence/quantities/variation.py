"""People who are drawn (`sample_variants`): how often they have what dissectors and radiologists found."""

from __future__ import annotations

import numpy as np

from iliopsoas.atlas.variants.catalogue import sample_variants
from iliopsoas.atlas.variants.catalogue import variant as catalogue
from iliopsoas.errors import AtlasError
from iliopsoas.evidence.basis.context import Context
from iliopsoas.evidence.basis.target import Target

PEOPLE, SEED = 2000, 1992
"""How many are drawn, and from which seed (technical)."""


def people(context: Context, population: str | None = None) -> list[frozenset[str]]:
    """Everyone's variants, 'name:r' and 'name:l'."""

    def draw() -> list[frozenset[str]]:
        rng = np.random.default_rng(SEED)
        return [frozenset(sample_variants(rng, population)) for _ in range(PEOPLE)]

    return context.once(("people", population), draw)


def of_people(context: Context, variant: str) -> float:
    """Share of people who have a variant on at least one side [%]."""
    return 100.0 * float(_sides(context, variant).any(axis=1).mean())


def of_people_of(context: Context, variant: str, place: str) -> float:
    """Share of people drawn for a population who have a variant on at least one side [%]."""
    return 100.0 * float(_sides(context, variant, place).any(axis=1).mean())


def series_of(context: Context, variant: str, place: str) -> Target:
    """What was found in a population, with its 95 % interval [%].

    Raises:
        AtlasError: the catalogue has no series of it.
    """
    for p in catalogue(variant).prevalences:
        if p.population == place:
            return Target(100.0 * p.value, 100.0 * p.low, 100.0 * p.high)
    raise AtlasError(f"variants.toml has no prevalence of {variant} in {place}")


def of_people_any(context: Context, variants: list[str]) -> float:
    """Share of people who have one of some variants on at least one side [%]."""
    has = np.any([_sides(context, v).any(axis=1) for v in variants], axis=0)
    return 100.0 * float(has.mean())


def of_sides(context: Context, variant: str) -> float:
    """Share of sides with a variant [%]."""
    return 100.0 * float(_sides(context, variant).mean())


def bilateral(context: Context, variant: str) -> float:
    """Share of those who have a variant that have it on both sides [%]."""
    has = _sides(context, variant)
    return 100.0 * float(has.all(axis=1).sum() / max(has.any(axis=1).sum(), 1))


def ordinary_sides(context: Context, variants: list[str]) -> float:
    """Share of sides without any of some variants [%]."""
    has = np.any([_sides(context, v) for v in variants], axis=0)
    return 100.0 * float(1.0 - has.mean())


def among_carriers(context: Context, variant: str, carriers: list[str]) -> float:
    """Share of sides with a variant among the sides that have one of others [%]."""
    able = np.any([_sides(context, v) for v in carriers], axis=0)
    return 100.0 * float(_sides(context, variant)[able].mean())


def _sides(context: Context, variant: str, population: str | None = None) -> np.ndarray:
    return np.array([[f"{variant}:{side}" in person for side in "rl"] for person in people(context, population)])
