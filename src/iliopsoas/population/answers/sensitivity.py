"""Where the spread of a load comes from: variance-based sensitivity (Sobol') by SALib on a fitted surrogate.

    y(x) = b0 + sum_i b_i x_i + sum_i<=j b_ij x_i x_j          ridge regression; products of the main inputs only
    S_g  = Var(E(y | group g)) / Var(y)                        what knowing this group alone would take away
    T_g  = 1 - Var(E(y | all but g)) / Var(y)                  what not knowing this group alone would leave

A group is drawn as a whole from what was drawn of the people (`input_groups`), so that SALib sees one number a group.
Shares are of the surrogate's variance times what it explains of people it was not fitted to (R^2 by cross-validation);
the rest is told as 'not explained'. Intervals: people drawn again (bootstrap), fitted again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from iliopsoas.arrays import Array, IndexArray
from iliopsoas.errors import InputError, MissingExtra
from iliopsoas.population.answers.input_groups import InputGroup, input_groups

if TYPE_CHECKING:
    from iliopsoas.population.store.opened_study import OpenedStudy

FEWEST = 100
"""People below whom nothing is said (technical)."""
PENALTIES = np.logspace(-1.0, 5.0, 13)
"""Of the ridge regression, one of which is chosen by cross-validation (solver)."""
FOLDS = 5
"""Of the cross-validation (solver)."""
BASE, RESAMPLES = 1024, 30
"""Base samples of SALib, and how often people are drawn again (solver)."""
SEED = 19
"""Of both (technical)."""
LOW, HIGH = 2.5, 97.5
"""Percentiles of the intervals (technical)."""


class GroupShare(NamedTuple):
    """Share of a load's variance that a group of inputs makes.

    Attributes:
        group: in words.
        first, first_low, first_high: what it makes by itself, with its 95 % interval [-].
        total, total_low, total_high: with all that it does together with others [-].
    """

    group: str
    first: float
    first_low: float
    first_high: float
    total: float
    total_low: float
    total_high: float


class Sensitivity(NamedTuple):
    """What a load's spread comes from.

    Attributes:
        movement, arm, load: of which. people: it rests on so many.
        explained: share of the variance that the surrogate explains in people it does not know [-].
        groups: the largest first.
    """

    movement: str
    arm: str
    load: str
    people: int
    explained: float
    groups: tuple[GroupShare, ...]


def sensitivity(opened: OpenedStudy, movement: str, load: str, arm: str | None = None) -> Sensitivity:
    """Shares of a load's variance.

    Args:
        movement: of the study. load: key of the load. arm: default the study's first.

    Raises:
        InputError: fewer than 100 people. MissingExtra: SALib is not installed.
    """
    import polars as pl

    arm = arm or opened.study.arms[0].name
    rows = opened.outcomes.filter((pl.col("movement") == movement) & (pl.col("arm") == arm)).sort("person")
    if rows.height < FEWEST:
        raise InputError(f"{rows.height} people did '{movement}'; what their spread comes from needs {FEWEST} or more")
    people = opened.people.filter(pl.col("person").is_in(rows["person"].to_list())).sort("person")
    groups, y = input_groups(opened, people), rows[load].to_numpy().astype(float)
    penalty, explained = _chosen_penalty(_features(groups, None), y)
    first, total = _indices(groups, y, np.arange(len(y)), penalty)
    again = np.random.default_rng(SEED)
    drawn = [_indices(groups, y, again.integers(0, len(y), len(y)), penalty) for _ in range(RESAMPLES)]
    spans = [np.percentile([one[k] for one in drawn], [LOW, HIGH], axis=0) for k in range(2)]
    found = [
        GroupShare(
            group.name,
            *(explained * float(x) for x in (first[k], *spans[0][:, k])),
            *(explained * float(x) for x in (total[k], *spans[1][:, k])),
        )
        for k, group in enumerate(groups)
    ]
    return Sensitivity(movement, arm, load, len(y), explained, tuple(sorted(found, key=lambda share: -share.total)))


def _features(groups: list[InputGroup], rows: list[IndexArray] | None) -> Array:
    """Columns of the surrogate: all inputs, and squares and products of the main ones, (rows, k).

    Args:
        rows: of each group, whose values are taken; None: everybody's own.
    """
    taken = [g.values if rows is None else g.values[rows[k]] for k, g in enumerate(groups)]
    main = np.concatenate([x for x, g in zip(taken, groups, strict=True) if g.main], axis=1)
    i, j = np.triu_indices(main.shape[1])
    return np.concatenate([*taken, main[:, i] * main[:, j]], axis=1)


class _Ridge(NamedTuple):
    """A fitted surrogate."""

    mean: Array
    scale: Array
    slope: Array
    level: float

    def __call__(self, x: Array) -> Array:
        out: Array = (x - self.mean) / self.scale @ self.slope + self.level
        return out


def _fitted(x: Array, y: Array, penalty: float) -> _Ridge:
    mean, sd = x.mean(axis=0), x.std(axis=0)
    scale = np.where(sd > 0.0, sd, 1.0)
    z, level = (x - mean) / scale, float(y.mean())
    n, k = z.shape
    if k <= n:
        slope = np.linalg.solve(z.T @ z + penalty * np.eye(k), z.T @ (y - level))
    else:
        slope = z.T @ np.linalg.solve(z @ z.T + penalty * np.eye(n), y - level)
    return _Ridge(mean, scale, slope, level)


def _chosen_penalty(x: Array, y: Array) -> tuple[float, float]:
    """The penalty that tells best of people it was not fitted to, and the share of their variance that it tells."""
    part = np.arange(len(y)) % FOLDS
    wrong = []
    for penalty in PENALTIES:
        rest = np.empty(len(y))
        for fold in range(FOLDS):
            held = part == fold
            rest[held] = y[held] - _fitted(x[~held], y[~held], float(penalty))(x[held])
        wrong.append(float((rest**2).mean()))
    best = int(np.argmin(wrong))
    return float(PENALTIES[best]), max(1.0 - wrong[best] / max(float(y.var()), 1e-300), 0.0)


def _indices(groups: list[InputGroup], y: Array, people: IndexArray, penalty: float) -> tuple[Array, Array]:
    """First and total indices of a surrogate fitted to some people, (groups) each."""
    try:
        from SALib.analyze import sobol as analysis
        from SALib.sample import sobol as sampling
    except ImportError:
        raise MissingExtra("sensitivity", "population") from None
    chosen = [g._replace(values=g.values[people]) for g in groups]
    model = _fitted(_features(chosen, None), y[people], penalty)
    problem = {"num_vars": len(groups), "names": [g.name for g in groups], "bounds": [[0.0, 1.0]] * len(groups)}
    shares = sampling.sample(problem, BASE, calc_second_order=False, seed=SEED)
    rows = [np.minimum((shares[:, k] * len(y)).astype(np.intp), len(y) - 1) for k in range(len(groups))]
    found = analysis.analyze(
        problem, model(_features(groups, rows)), calc_second_order=False, num_resamples=2, seed=SEED
    )
    return np.clip(found["S1"], 0.0, 1.0), np.clip(found["ST"], 0.0, 1.0)
