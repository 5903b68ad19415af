"""Where the spread of a load comes from: variance-based sensitivity (Sobol') by SALib on a fitted surrogate.

    y(x) = b0 + sum_i b_i x_i + sum_i<=j b_ij x_i x_j          ridge regression; products of the main inputs only
    S_g  = Var(E(y | group g)) / Var(y)                        what knowing this group alone would take away
    T_g  = 1 - Var(E(y | all but g)) / Var(y)                  what not knowing this group alone would leave

A group is drawn as a whole from what was drawn of the people (`input_groups`), so that SALib sees one number a group.
Shares are of the surrogate's variance times what it explains of people it was not fitted to (R^2 by cross-validation);
the rest is told as 'not explained'. Intervals: fitted again to halves of the people; what halves drawn without
replacement differ by is what whole samples differ by.
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
LEAST_SD = 1e-6
"""A column that varies less among some people is constant there (solver)."""
FOLDS = 5
"""Of the cross-validation (solver)."""
BASE, HALVES = 2048, 10
"""Base samples of SALib, and how often half of the people are looked at (solver)."""
SEED = 19
"""Of both (technical)."""
WIDTH = 1.96
"""Standard deviations to either end of a 95 % interval (technical)."""


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
    x = _features(groups)
    penalty, explained = _chosen_penalty(x, y)
    first, total = _indices(groups, x, y, np.arange(len(y)), penalty)
    again = np.random.default_rng(SEED)
    halves = [again.permutation(len(y))[: len(y) // 2] for _ in range(HALVES)]
    spread = np.std([_indices(groups, x, y, half, penalty) for half in halves], axis=0)  # (2, groups)
    found = [
        GroupShare(name, *_interval(explained, first[k], spread[0, k]), *_interval(explained, total[k], spread[1, k]))
        for k, name in enumerate(group.name for group in groups)
    ]
    return Sensitivity(movement, arm, load, len(y), explained, tuple(sorted(found, key=lambda share: -share.total)))


def _interval(explained: float, share: float, sd: float) -> tuple[float, float, float]:
    """A share of all variance with its interval."""
    ends = np.clip([share - WIDTH * sd, share + WIDTH * sd], 0.0, 1.0)
    return explained * share, explained * float(ends[0]), explained * float(ends[1])


def _features(groups: list[InputGroup]) -> Array:
    """Columns of the surrogate: all inputs, and squares and products of the main ones, (people, k)."""
    main = np.concatenate([g.values for g in groups if g.main], axis=1)
    return np.concatenate([*(g.values for g in groups), _products(main)], axis=1)


def _products(main: Array) -> Array:
    i, j = np.triu_indices(main.shape[1])
    return main[:, i] * main[:, j]


def _centred(x: Array) -> tuple[Array, Array, Array]:
    """Columns less their mean over their deviation, and both; constant ones become zero."""
    mean, sd = x.mean(axis=0), x.std(axis=0)
    scale = np.where(sd > LEAST_SD, sd, np.inf)
    return (x - mean) / scale, mean, scale


def _slopes(x: Array, y: Array, penalties: Array) -> Array:
    """Slopes of ridge regressions on columns as they are, (penalties, k); constants are left to the mean."""
    z, _, scale = _centred(x)
    left, size, right = np.linalg.svd(z, full_matrices=False)
    shrunk = size / (size**2 + penalties[:, None]) * (left.T @ (y - y.mean()))
    out: Array = shrunk @ right / scale
    return out


def _chosen_penalty(x: Array, y: Array) -> tuple[float, float]:
    """The penalty that tells best of people it was not fitted to, and the share of their variance that it tells."""
    part, wrong = np.arange(len(y)) % FOLDS, np.zeros(len(PENALTIES))
    for fold in range(FOLDS):
        held = part == fold
        known = x[~held].mean(axis=0)
        told = y[~held].mean() + (x[held] - known) @ _slopes(x[~held], y[~held], PENALTIES).T
        wrong += ((y[held][:, None] - told) ** 2).sum(axis=0)
    best = int(np.argmin(wrong))
    return float(PENALTIES[best]), max(1.0 - float(wrong[best]) / max(float(y.var()) * len(y), 1e-300), 0.0)


def _indices(groups: list[InputGroup], x: Array, y: Array, people: IndexArray, penalty: float) -> tuple[Array, Array]:
    """First and total indices of a surrogate fitted to some people, (groups) each.

    Args:
        x: all columns, of everybody.
    """
    try:
        from SALib.analyze import sobol as analysis
        from SALib.sample import sobol as sampling
    except ImportError:
        raise MissingExtra("sensitivity", "population") from None
    slope = _slopes(x[people], y[people], np.array([penalty]))[0]
    problem = {"num_vars": len(groups), "names": [g.name for g in groups], "bounds": [[0.0, 1.0]] * len(groups)}
    shares = sampling.sample(problem, BASE, calc_second_order=False, seed=SEED)
    rows = np.minimum((shares * len(y)).astype(np.intp), len(y) - 1)  # (samples, groups)
    told, main, first = np.zeros(len(rows)), [], 0
    for k, group in enumerate(groups):
        width = group.values.shape[1]
        told += (group.values @ slope[first : first + width])[rows[:, k]]
        first += width
        if group.main:
            main.append(group.values[rows[:, k]])
    told += _products(np.concatenate(main, axis=1)) @ slope[first:]
    found = analysis.analyze(problem, told, calc_second_order=False, num_resamples=2, seed=SEED)
    return np.clip(found["S1"], 0.0, 1.0), np.clip(found["ST"], 0.0, 1.0)
