"""Who belongs together: everybody, by sex, age or body mass index."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

EVERYBODY = "everybody"
AGES = ((0.0, 40.0, "under 40"), (40.0, 60.0, "40 to 59"), (60.0, 200.0, "60 and older"))
"""Bands of age [years] (technical)."""
INDICES = ((0.0, 25.0, "BMI under 25"), (25.0, 30.0, "BMI 25 to 30"), (30.0, 200.0, "BMI over 30"))
"""Bands of body mass index [kg/m^2] (technical): the usual ones of normal weight, overweight and obesity."""
SEXES = {"female": "women", "male": "men"}


def people_groups(people: pl.DataFrame, groupings: tuple[str, ...]) -> Iterator[tuple[str, list[int]]]:
    """Names of groups and the numbers of their people, everybody first; empty groups are left out.

    Args:
        groupings: 'sex', 'age' or 'bmi'.
    """
    yield EVERYBODY, people["person"].to_list()
    for grouping in groupings:
        if grouping == "sex":
            found = {words: people.filter(people["sex"] == sex) for sex, words in SEXES.items()}
        else:
            values = people["age_years" if grouping == "age" else "bmi"]
            bands = AGES if grouping == "age" else INDICES
            found = {words: people.filter((values >= low) & (values < high)) for low, high, words in bands}
        for words, mine in found.items():
            if mine.height:
                yield words, mine["person"].to_list()
