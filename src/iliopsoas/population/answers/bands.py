"""Percentile bands of outcomes and of curves, by group."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.stats import binom

from iliopsoas.arrays import Array
from iliopsoas.population.answers.people_groups import people_groups

if TYPE_CHECKING:
    import polars as pl
    import xarray as xr

    from iliopsoas.population.store.opened_study import OpenedStudy

PERCENTILES = (5.0, 25.0, 50.0, 75.0, 95.0)
"""Of a band (technical)."""
CONFIDENCE = 0.95
"""Of intervals (technical)."""


class PercentileBand(NamedTuple):
    """Percentiles of some values.

    Attributes:
        n: how many values.
        values: at `PERCENTILES`.
        median_low, median_high: 95 % interval of the median, by order statistics, whatever the distribution.
    """

    n: int
    values: Array
    median_low: float
    median_high: float


def percentile_band(values: Array) -> PercentileBand:
    """The band of some values; nan where there are none."""
    x = np.sort(values[np.isfinite(values)])
    n = len(x)
    if not n:
        return PercentileBand(0, np.full(len(PERCENTILES), np.nan), np.nan, np.nan)
    low, high = binom.ppf([(1.0 - CONFIDENCE) / 2.0, (1.0 + CONFIDENCE) / 2.0], n, 0.5)
    return PercentileBand(
        n, np.percentile(x, PERCENTILES), float(x[max(int(low) - 1, 0)]), float(x[min(int(high), n - 1)])
    )


def outcome_bands(opened: OpenedStudy, loads: tuple[str, ...] | None = None) -> pl.DataFrame:
    """Percentiles of loads by movement, arm and group, a row each.

    Args:
        loads: keys; None: those of the study's `outcomes`.
    """
    import polars as pl

    rows = []
    groups = list(people_groups(opened.people, opened.study.groups))
    for movement in opened.study.movements:
        for arm in opened.study.arms:
            mine = opened.outcomes.filter((pl.col("movement") == movement.name) & (pl.col("arm") == arm.name))
            for group, numbers in groups:
                some = mine.filter(pl.col("person").is_in(numbers))
                able = some["can_do"].mean() if some.height else None
                for load in loads or opened.study.outcomes:
                    band = percentile_band(some[load].to_numpy().astype(float) if some.height else np.zeros(0))
                    rows.append(
                        {
                            "movement": movement.name,
                            "arm": arm.name,
                            "group": group,
                            "load": load,
                            "people": band.n,
                            "can_do": able,
                            **{f"p{p:g}": float(v) for p, v in zip(PERCENTILES, band.values, strict=True)},
                            "median_low": band.median_low,
                            "median_high": band.median_high,
                        }
                    )
    return pl.DataFrame(rows)


def curve_bands(curves: xr.Dataset, load: str, arm: str, movement: str) -> Array:
    """Percentiles of a load's curve over everybody, (percentiles, places); nan where nobody has one."""
    values = curves[load].sel(arm=arm, movement=movement).values
    whole = values[np.isfinite(values).all(axis=1)]
    if not len(whole):
        return np.full((len(PERCENTILES), values.shape[1]), np.nan)
    out: Array = np.percentile(whole, PERCENTILES, axis=0)
    return out
