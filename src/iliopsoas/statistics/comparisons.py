"""Differences between two groups: of the same people or things where they can be paired, else between people.

Intervals are 95 % percentile intervals of `scipy.stats.bootstrap` over pairs, or over the subjects of both groups.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array, BoolArray
from iliopsoas.statistics.groups import Labels, averaged
from iliopsoas.statistics.permutation import CurveTest, paired_test, unpaired_test

FEWEST = 3
"""Pairs, or subjects of a group, below which nothing is said of a difference (technical)."""
RESAMPLES = 2000
"""Of the bootstrap (technical)."""
SEED = 16
"""Of the bootstrap's draws (technical)."""
BATCH = 200
"""Resamples at a time, which bounds the memory (technical)."""


class Interval(NamedTuple):
    """A difference, second group minus first, with its 95 % interval, (...) each."""

    value: Array
    low: Array
    high: Array


class GroupDifference(NamedTuple):
    """A curve in two groups.

    Attributes:
        first, second: names of the groups.
        paired: whether the same people or things are in both. n: pairs, or subjects of the first and of the second.
        curve, peak: difference of the curves, (places), and of their largest magnitudes, ().
        test: where along the curve they differ.
    """

    first: str
    second: str
    paired: bool
    n: tuple[int, ...]
    curve: Interval
    peak: Interval
    test: CurveTest

    @property
    def n_in_words(self) -> str:
        """'12 pairs', or '10 and 12 subjects'."""
        return f"{self.n[0]} pairs" if self.paired else f"{self.n[0]} and {self.n[1]} subjects"


def compare_groups(values: Array, labels: Labels, first: str, second: str) -> GroupDifference | None:
    """One curve in two groups; None where there are too few to compare.

    Args:
        values: (trials, places); a trial with nan is left out.
    """
    peaks = _peaks(values)
    one, other = (averaged(values, labels, group, by="pair") for group in (first, second))
    shared = [key for key in one.keys if key in other.keys]
    if len(shared) >= FEWEST:
        rows = [[found.keys.index(key) for key in shared] for found in (one, other)]
        tops = [averaged(peaks, labels, group, by="pair").values for group in (first, second)]
        curve = other.values[rows[1]] - one.values[rows[0]]
        peak = tops[1][rows[1]] - tops[0][rows[0]]
        return GroupDifference(
            first, second, True, (len(shared),), bootstrap_mean(curve), bootstrap_mean(peak), paired_test(curve)
        )
    one, other = (averaged(values, labels, group) for group in (first, second))
    if min(len(one.keys), len(other.keys)) < FEWEST:
        return None
    tops = [averaged(peaks, labels, group).values for group in (first, second)]
    return GroupDifference(
        first, second, False, (len(one.keys), len(other.keys)), bootstrap_mean(other.values, one.values),
        bootstrap_mean(tops[1], tops[0]), unpaired_test(one.values, other.values),
    )  # fmt: skip


def _peaks(values: Array) -> Array:
    """Largest magnitude of each curve with its sign, (trials); nan where the curve has nan."""
    usable: BoolArray = np.asarray(np.isfinite(values).all(axis=1))
    at = np.argmax(np.abs(np.where(usable[:, None], values, 0.0)), axis=1)
    return np.where(usable, values[np.arange(len(values)), at], np.nan)


def bootstrap_mean(values: Array, less: Array | None = None) -> Interval:
    """Mean of (subjects, ...), less that of another group, with its interval."""
    from scipy import stats

    data = (values,) if less is None else (values, less)

    def difference(*samples: Array, axis: int = 0) -> Array:
        means = [sample.mean(axis=axis) for sample in samples]
        return np.asarray(means[0] if len(means) == 1 else means[0] - means[1])

    found = stats.bootstrap(
        data, difference, axis=0, n_resamples=RESAMPLES, method="percentile", vectorized=True, batch=BATCH,
        rng=np.random.default_rng(SEED),
    ).confidence_interval  # fmt: skip
    return Interval(difference(*data), np.asarray(found.low), np.asarray(found.high))
