r"""Where along a curve two groups differ: a permutation test of the largest t over the whole curve.

    paired     t(x) = mean d(x) / (sd d(x) / sqrt(n)),  d = b - a of each pair; under the null its sign is arbitrary
    unpaired   t(x) = (mean b(x) - mean a(x)) / (pooled sd(x) sqrt(1/n + 1/m)); under the null labels are arbitrary

For every way to change signs (or labels), at most `DRAWS` of them, the largest |t| along the curve is noted. A stretch
of the curve where |t| lies above the 95th percentile of these is unlikely by chance anywhere on the curve (5 %), and
its p is the share of them that reach its peak (Nichols & Holmes 2002, https://doi.org/10.1002/hbm.1058). Statistical
parametric mapping answers the same question with a threshold from random field theory; this one needs no smoothness
and no normal distribution. The resampling is `scipy.stats.permutation_test`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.motion.signals.checks import runs

DRAWS = 9999
"""Permutations where there are more than so many (technical)."""
ALPHA = 0.05
"""Chance of a stretch anywhere on a curve where there is no difference (technical)."""
SEED = 16
"""Of the draws, so that the same study gives the same p (technical)."""
TINY = 1e-12
"""Spread below which a place says nothing, as a share of the largest (technical)."""
BATCH = 256
"""Permutations at a time, which bounds the memory (technical)."""


class Stretch(NamedTuple):
    """Part of a curve where groups differ.

    Attributes:
        start, end: indices, both inside. p: share of permutations whose largest |t| reaches this stretch's.
    """

    start: int
    end: int
    p: float


class CurveTest(NamedTuple):
    """The test of a curve.

    Attributes:
        t: (places). threshold: of |t|; infinite where no difference could be significant, for want of permutations.
        p: of the largest |t|. stretches: where |t| is above the threshold.
        permutations: how many were looked at.
    """

    t: Array
    threshold: float
    p: float
    stretches: tuple[Stretch, ...]
    permutations: int


def paired_test(difference: Array) -> CurveTest:
    """Whether curves of pairs differ anywhere.

    Args:
        difference: b - a of each pair, (pairs, places); at least two pairs.
    """
    pairs = len(difference)
    squares = (difference**2).sum(axis=0)

    def t_of(signs: Array) -> Array:
        mean = signs @ difference / pairs
        return _ratio(mean, (squares - pairs * mean**2) / (pairs - 1) / pairs)

    def largest(order: Array, axis: int = -1) -> Array:
        moved = np.moveaxis(order, axis, -1)  # what came from pair k is +-(k + 1), in any order
        signs = np.empty_like(moved)
        np.put_along_axis(signs, np.abs(moved).astype(int) - 1, np.sign(moved), axis=-1)
        return np.asarray(np.abs(t_of(signs)).max(axis=-1))

    return _tested((np.arange(1.0, pairs + 1),), largest, t_of(np.ones(pairs)), "samples")


def unpaired_test(first: Array, second: Array) -> CurveTest:
    """Whether curves of two groups differ anywhere, second minus first.

    Args:
        first, second: (subjects, places); at least two subjects each.
    """
    every = np.concatenate([first, second])
    n, m = len(first), len(second)
    total, squares = every.sum(axis=0), (every**2).sum(axis=0)

    def t_of(mine: Array) -> Array:
        """`mine`: 1 for those of the second group, 0 for the others, (..., n + m)."""
        of_second = mine @ every
        mean_second, mean_first = of_second / m, (total - of_second) / n
        pooled = (squares - n * mean_first**2 - m * mean_second**2) / (n + m - 2)
        return _ratio(mean_second - mean_first, pooled * (1.0 / n + 1.0 / m))

    def largest(_: Array, chosen: Array, axis: int = -1) -> Array:
        moved = np.moveaxis(chosen, axis, -1).astype(int)
        mine = np.zeros((*moved.shape[:-1], n + m))
        np.put_along_axis(mine, moved, 1.0, axis=-1)
        return np.asarray(np.abs(t_of(mine)).max(axis=-1))

    numbers = np.arange(float(n + m))
    return _tested((numbers[:n], numbers[n:]), largest, t_of((numbers >= n).astype(float)), "independent")


def _ratio(mean: Array, variance: Array) -> Array:
    """mean / sqrt(variance), 0 where nothing varies."""
    floor = TINY * max(float(variance.max(initial=0.0)), 1e-300)
    return np.asarray(np.where(variance > floor, mean / np.sqrt(np.maximum(variance, floor)), 0.0))


def _tested(samples: tuple[Array, ...], largest: object, t: Array, kind: str) -> CurveTest:
    from scipy import stats

    found = stats.permutation_test(
        samples, largest, permutation_type=kind, vectorized=True, n_resamples=DRAWS, alternative="greater",
        batch=BATCH, rng=np.random.default_rng(SEED),
    )  # fmt: skip
    null = np.sort(found.null_distribution)
    drawn = 1 if len(null) == DRAWS else 0  # the data themselves are one of the possible orders

    def chance(value: Array) -> Array:
        """Share of the orders whose largest |t| reaches a value."""
        return (len(null) - np.searchsorted(null, value * (1.0 - 1e-9)) + drawn) / (len(null) + drawn)

    reached = null[chance(null) <= ALPHA]
    threshold = float(reached[0]) if len(reached) else np.inf
    above = np.abs(t) >= threshold * (1.0 - 1e-9)
    stretches = tuple(Stretch(a, b, float(chance(np.abs(t[a : b + 1]).max()))) for a, b in runs(above))
    return CurveTest(t, threshold, float(chance(np.abs(t).max())), stretches, len(null))
