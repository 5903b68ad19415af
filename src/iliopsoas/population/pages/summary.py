"""Everything that a study's page and `summary.json` tell, computed once."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import polars as pl

from iliopsoas.errors import MissingExtra
from iliopsoas.population.answers.arm_effects import ArmEffect, arm_effects
from iliopsoas.population.answers.bands import outcome_bands
from iliopsoas.population.answers.chosen_movements import ChosenMovements, chosen_movements
from iliopsoas.population.answers.sensitivity import FEWEST, Sensitivity, sensitivity
from iliopsoas.population.store.opened_study import OpenedStudy
from iliopsoas.version import installed_version


class PopulationAnswers(NamedTuple):
    """What a study tells.

    Attributes:
        bands: percentiles of loads by movement, arm and group, as `answers.bands.outcome_bands` has them.
        chosen: who is better off with which movement.
        effects: what arms change.
        sensitivities: what the spread of each outcome in each movement comes from; empty with few people.
        unexplained: why there are none, or ''.
        failures: reason -> how many people.
    """

    bands: pl.DataFrame
    chosen: ChosenMovements
    effects: list[ArmEffect]
    sensitivities: list[Sensitivity]
    unexplained: str
    failures: dict[str, int]


def population_answers(opened: OpenedStudy) -> PopulationAnswers:
    """The answers of a study."""
    found, why = [], ""
    if opened.done < FEWEST:
        why = f"what a spread comes from needs {FEWEST} people or more; {opened.done} are done"
    else:
        try:
            found = [
                sensitivity(opened, m.name, load) for m in opened.study.movements for load in opened.study.outcomes
            ]
        except MissingExtra as error:
            why = str(error)
    failed = opened.people.filter(pl.col("status") != "done")
    counts = failed["reason"].value_counts(sort=True).rows() if failed.height else []
    return PopulationAnswers(
        outcome_bands(opened), chosen_movements(opened), arm_effects(opened), found, why, dict(counts)
    )


def summary_data(opened: OpenedStudy, told: PopulationAnswers) -> dict[str, Any]:
    """What `json.dumps` takes."""
    return {
        "title": opened.study.title,
        "version": installed_version(),
        "seed": opened.study.seed,
        "people": opened.study.people,
        "done": opened.done,
        "failures": told.failures,
        "bands": [{k: _short(v) for k, v in row.items()} for row in told.bands.iter_rows(named=True)],
        "movements": {
            "gain": opened.study.gain,
            "caps": dict(opened.study.caps),
            "open": {name: _shorts(share) for name, share in told.chosen.open.items()},
            "best": {name: _shorts(share) for name, share in told.chosen.best.items()},
            "pairs": [
                {k: _shorts(v) if isinstance(v, tuple) else v for k, v in pair._asdict().items()}
                for pair in told.chosen.pairs
            ],
        },
        "arms": [
            {**effect._asdict(), "before": _short(effect.before), "change": _shorts(effect.change),
             "rises": _shorts(effect.rises), "falls": _shorts(effect.falls)}
            for effect in told.effects
        ],
        "sensitivity": [
            {**one._asdict(), "explained": _short(one.explained),
             "groups": [{k: _short(v) for k, v in group._asdict().items()} for group in one.groups]}
            for one in told.sensitivities
        ],
    }  # fmt: skip


def _shorts(values: tuple[Any, ...]) -> list[Any]:
    return [_short(float(value)) for value in values]


def _short(value: Any) -> Any:
    """Four figures; null for what does not exist."""
    if not isinstance(value, float):
        return value
    return float(f"{value:.4g}") if math.isfinite(value) else None
