"""What is not known of a person, as draws: strength, geometry, the force of a band.

Each quantity is stratified (one draw from every n-th part of its distribution, in an order that a seed shuffles), so
that 20 draws already have a steady 5th and 95th percentile:

    strength    s = 1 + sd z          sd between people of that sex and age (anderson2007), all muscles together
    arms        g = 1 + 0.1 z         each muscle by itself, both sides alike
    band        b uniform in 1 +- 0.2

Draw 0 is the person as given: all factors are 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from iliopsoas.arrays import Array
from iliopsoas.errors import InputError

ARM_SPREAD = 0.10
"""Standard deviation of a muscle's moment arms between people of one size, as a share [-]; estimated: three cadavers'
arms of the psoas lie 9 to 24 % around their mean, size included (arnold2000)."""
BAND_SPREAD = 0.20
"""Half range of an elastic band's force around the maker's figure, as a share [-]; estimated: an independent test found
makers' figures too high for most colours (uchida2016)."""
LEAST_FACTOR = 0.3
"""Smallest factor of strength or of an arm that is drawn [-] (technical)."""
SEED = 20
"""Shuffles the draws, alike for everyone: people and exercises are compared on the same ones (technical)."""
FEWEST, MOST = 20, 500
"""How many draws may be asked for (technical)."""
LOW, HIGH = 5.0, 95.0
"""Percentiles of a band (technical)."""


@dataclass(frozen=True)
class Spread:
    """How far a person may be from what is known of them.

    Attributes:
        strength: standard deviation of all muscles' strength, as a share [-]; None: that of their sex and age.
        arms: standard deviation of each muscle's moment arms, as a share [-].
        band: half range of an elastic band's force, as a share [-].

    Raises:
        InputError: a spread below 0 or of more than a half.
    """

    strength: float | None = None
    arms: float = ARM_SPREAD
    band: float = BAND_SPREAD

    def __post_init__(self) -> None:
        for name in ("strength", "arms", "band"):
            value = getattr(self, name)
            if value is not None and not 0.0 <= value <= 0.5:
                raise InputError(f"the spread of {name} is {value:g}; it must lie between 0 (known exactly) and 0.5")


class Draws(NamedTuple):
    """Factors of every draw; draw 0 is all ones.

    Attributes:
        strength: of all muscles, (d).
        arms: of each strand's moment arms, (d, m).
        band: of elastic bands, (d).
    """

    strength: Array
    arms: Array
    band: Array

    def __len__(self) -> int:
        return len(self.strength)


def check_draws(count: int) -> int:
    """The number of draws, if it may be asked for; raises InputError."""
    if not FEWEST <= count <= MOST:
        raise InputError(f"{count} draws; a band needs {FEWEST} to {MOST}")
    return count


def make_draws(spread: Spread, strength_sd: float, groups: Sequence[str], count: int) -> Draws:
    """Factors of `count` draws and of the person as given before them.

    Args:
        strength_sd: standard deviation of strength where the spread names none [-].
        groups: whole muscle of each strand with side, (m).
    """
    sd = strength_sd if spread.strength is None else spread.strength
    names = sorted({group[:-2] for group in groups})
    order = np.random.default_rng(SEED)
    shares = np.stack([_stratified(order, count) for _ in range(len(names) + 2)], axis=1)  # (count, names + 2)
    normal = ndtri(shares)
    muscle = np.maximum(1.0 + spread.arms * normal[:, 2:], LEAST_FACTOR)
    member = np.array([names.index(group[:-2]) for group in groups])
    return Draws(
        strength=_after_one(np.maximum(1.0 + sd * normal[:, 0], LEAST_FACTOR)),
        arms=_after_one(muscle[:, member]),
        band=_after_one(1.0 + spread.band * (2.0 * shares[:, 1] - 1.0)),
    )


def _stratified(order: np.random.Generator, count: int) -> Array:
    """The middles of `count` equal parts of 0 to 1, shuffled, (count)."""
    out: Array = (order.permutation(count) + 0.5) / count
    return out


def _after_one(factors: Array) -> Array:
    """The same with a first row of ones."""
    return np.concatenate([np.ones_like(factors[:1]), factors])
