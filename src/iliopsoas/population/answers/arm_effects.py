"""In-silico trials: what an arm of the study changes in the same people, with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from iliopsoas.population.answers.chosen_movements import Share, share_of
from iliopsoas.statistics.comparisons import Interval, bootstrap_mean

if TYPE_CHECKING:
    from iliopsoas.population.store.opened_study import OpenedStudy

NOTICED = 0.05
"""A change of more than this share of the value before counts as a rise or a fall [-] (technical)."""
FEWEST = 3
"""People below whom nothing is said of a change (technical)."""


class ArmEffect(NamedTuple):
    """A load in an arm beside the same people's in the first one.

    Attributes:
        movement, arm, load: what is compared. people: how many were in both.
        before: mean in the first arm. change: mean of the differences with its 95 % interval (bootstrap over people).
        rises, falls: shares of people whose load changes by more than 5 %.
    """

    movement: str
    arm: str
    load: str
    people: int
    before: float
    change: Interval
    rises: Share
    falls: Share


def arm_effects(opened: OpenedStudy, loads: tuple[str, ...] | None = None) -> list[ArmEffect]:
    """Every arm against the first, in each movement and load; empty where the study has a single arm.

    Args:
        loads: keys; None: those of the study's `outcomes`.
    """
    import polars as pl

    out = []
    first, *others = opened.study.arms
    for movement in opened.study.movements:
        mine = opened.outcomes.filter(pl.col("movement") == movement.name)
        usual = mine.filter(pl.col("arm") == first.name)
        for arm in others:
            both = usual.join(mine.filter(pl.col("arm") == arm.name), on="person", how="inner", suffix=" after")
            if both.height < FEWEST:
                continue
            for load in loads or opened.study.outcomes:
                before, after = both[load].to_numpy(), both[f"{load} after"].to_numpy()
                relative = (after - before) / np.maximum(np.abs(before), 1e-9)
                out.append(
                    ArmEffect(
                        movement.name,
                        arm.name,
                        load,
                        both.height,
                        float(before.mean()),
                        bootstrap_mean(after - before),
                        share_of(relative > NOTICED),
                        share_of(relative < -NOTICED),
                    )
                )
    return out
