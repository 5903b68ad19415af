"""Mean and spread of curves by group. The unit is the subject: their trials in one group are averaged first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array


class Labels(NamedTuple):
    """Of each trial: its group, its subject, and its key for pairs, (trials) each."""

    group: tuple[str, ...]
    subject: tuple[str, ...]
    pair: tuple[str, ...]


class SubjectMeans(NamedTuple):
    """Averages of one group's trials.

    Attributes:
        keys: of the subjects, or of the pairs.
        values: (keys, ...). trials: how many are in each, (keys).
    """

    keys: tuple[str, ...]
    values: Array
    trials: tuple[int, ...]


class GroupMean(NamedTuple):
    """A group.

    Attributes:
        name: of the group. subjects, trials: how many.
        mean, sd: over subjects, (...); sd is nan for a single one.
    """

    name: str
    subjects: int
    trials: int
    mean: Array
    sd: Array


def group_names(labels: Labels) -> list[str]:
    """Groups in the order in which they appear."""
    return list(dict.fromkeys(labels.group))


def averaged(values: Array, labels: Labels, group: str, *, by: str = "subject") -> SubjectMeans:
    """One row a subject (or a pair's key) of a group: the mean of its trials.

    Args:
        values: (trials, ...); a trial with nan is left out.
        by: 'subject' or 'pair'.
    """
    flat = values.reshape(len(values), -1)
    usable = np.isfinite(flat).all(axis=1) & (np.array(labels.group, dtype=object) == group)
    owners = np.array(getattr(labels, by), dtype=object)
    keys = tuple(dict.fromkeys(owners[usable]))
    mine = [usable & (owners == key) for key in keys]
    means = [values[chosen].mean(axis=0) for chosen in mine]
    out = np.array(means) if means else np.empty((0, *values.shape[1:]))
    return SubjectMeans(keys, out, tuple(int(chosen.sum()) for chosen in mine))


def group_means(values: Array, labels: Labels) -> list[GroupMean]:
    """Every group that has a usable trial.

    Args:
        values: (trials, ...).
    """
    out = []
    for name in group_names(labels):
        found = averaged(values, labels, name)
        if not found.keys:
            continue
        some = len(found.keys) > 1
        sd = found.values.std(axis=0, ddof=1) if some else np.full(found.values.shape[1:], np.nan)
        out.append(GroupMean(name, len(found.keys), sum(found.trials), found.values.mean(axis=0), sd))
    return out


def pairs_of(groups: Sequence[str], most: int) -> list[tuple[str, str]]:
    """Which groups are compared: each with each; where these are more than `most`, the first with each other one."""
    every = [(a, b) for n, a in enumerate(groups) for b in groups[n + 1 :]]
    return every if len(every) <= most else [(groups[0], b) for b in groups[1:]]
