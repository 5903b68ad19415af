"""Chance: numbers between 0 and 1 that depend on the seed, the person's number and what they are for, on nothing else.

Every quantity has a stream of its own, so that fixing one leaves the others as they are, and a person of two studies
with one seed differs only in what the studies differ in.
"""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass

import numpy as np

from iliopsoas.arrays import Array

SMALLEST = 2.0**-54
"""Shares keep this distance from 0, where a normal has no value (technical)."""


@dataclass(frozen=True)
class Shares:
    """The chance of one person.

    Attributes:
        seed: of the study. person: their number.
        other: seed of the quantities named in `exchanged`, which a sensitivity study draws anew.
        exchanged: names of such quantities.
    """

    seed: int
    person: int
    other: int = 0
    exchanged: frozenset[str] = frozenset()

    def generator(self, what: str) -> np.random.Generator:
        """The stream of a quantity."""
        seed = self.other if what in self.exchanged else self.seed
        return np.random.default_rng((seed, self.person, _number(what)))

    def draw(self, what: str, count: int = 1) -> Array:
        """Shares of 0 to 1 for a quantity, (count)."""
        return np.maximum(self.generator(what).random(count), SMALLEST)

    def one(self, what: str) -> float:
        """A single share."""
        return float(self.draw(what)[0])


@functools.cache
def _number(what: str) -> int:
    """A number for a name, the same on every machine."""
    return int.from_bytes(hashlib.sha256(what.encode()).digest()[:4], "big")
