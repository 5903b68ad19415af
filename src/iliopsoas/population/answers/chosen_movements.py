"""Which of two movements is better for whom: more of a gain within caps.

For one person a movement is open where their muscles can do it and no cap is exceeded. Of two movements the open one is
better, and of two open ones that with more gain.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.stats import binomtest

from iliopsoas.arrays import Array, BoolArray

if TYPE_CHECKING:
    from iliopsoas.population.store.opened_study import OpenedStudy

CONFIDENCE = 0.95
"""Of intervals (technical)."""


class Share(NamedTuple):
    """A share of people with its 95 % interval (Wilson)."""

    value: float
    low: float
    high: float


class PairOfMovements(NamedTuple):
    """Two movements, person by person.

    Attributes:
        first, second: their names. people: for whom both were computed.
        first_better, second_better: share of these people for whom it is.
        neither: share for whom neither is open.
    """

    first: str
    second: str
    people: int
    first_better: Share
    second_better: Share
    neither: Share


class ChosenMovements(NamedTuple):
    """Movements under caps.

    Attributes:
        open: movement -> share of people who can do it within the caps.
        best: movement -> share of people for whom no other is better.
        pairs: each two of them.
    """

    open: dict[str, Share]
    best: dict[str, Share]
    pairs: tuple[PairOfMovements, ...]


def chosen_movements(opened: OpenedStudy, arm: str | None = None) -> ChosenMovements:
    """Compare the study's movements by its gain and caps.

    Args:
        arm: of the study; default its first.
    """
    import polars as pl

    study, names = opened.study, [m.name for m in opened.study.movements]
    rows = opened.outcomes.filter(pl.col("arm") == (arm or study.arms[0].name))
    people = sorted({*rows["person"].to_list()}) if rows.height else []
    place = {number: k for k, number in enumerate(people)}
    gain = np.full((len(people), len(names)), np.nan)
    allowed = np.zeros(gain.shape, dtype=bool)
    for row in rows.select("person", "movement", "can_do", study.gain, *study.caps).iter_rows(named=True):
        at = place[row["person"]], names.index(row["movement"])
        gain[at] = row[study.gain]
        allowed[at] = row["can_do"] and all(row[key] <= cap for key, cap in study.caps.items())
    whole = np.isfinite(gain).all(axis=1)
    gain, allowed = gain[whole], allowed[whole]
    worth = np.where(allowed, gain, -np.inf)
    most = worth.max(axis=1, initial=-np.inf)
    return ChosenMovements(
        {name: share_of(allowed[:, k]) for k, name in enumerate(names)},
        {name: share_of((worth[:, k] == most) & allowed[:, k]) for k, name in enumerate(names)},
        tuple(_pair(names[a], names[b], worth[:, a], worth[:, b]) for a, b in combinations(range(len(names)), 2)),
    )


def share_of(yes: BoolArray) -> Share:
    """The share of people for whom something holds."""
    if not len(yes):
        return Share(np.nan, np.nan, np.nan)
    found = binomtest(int(yes.sum()), len(yes)).proportion_ci(CONFIDENCE, method="wilson")
    return Share(float(yes.mean()), float(found.low), float(found.high))


def _pair(first: str, second: str, one: Array, other: Array) -> PairOfMovements:
    neither = np.isneginf(one) & np.isneginf(other)
    return PairOfMovements(first, second, len(one), share_of(one > other), share_of(other > one), share_of(neither))
