"""What a person's numbers come from, in groups that are drawn independently of each other.

Sex, age, stature and mass hang together; what was drawn of each does not: stature is then what sex and age leave open,
mass what sex, age and stature leave open. Each group is a block of standardised columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import ndtri

from iliopsoas.arrays import Array
from iliopsoas.atlas.populations import spread_records
from iliopsoas.population.sampling.shares import Shares

if TYPE_CHECKING:
    import polars as pl

    from iliopsoas.population.store.opened_study import OpenedStudy

CAUSES = {"sex": "sex", "age": "age", "stature": "height", "mass beyond stature": "mass"}
"""Group -> name of its stream of chance."""
OWN_MUSCLES = ("psoas_major", "iliacus")
"""Muscles whose ends are a group of their own."""


class InputGroup(NamedTuple):
    """A block of inputs that are drawn together.

    Attributes:
        name: in words. values: standardised columns, (people, k); none of them constant.
        main: whether squares and products of them are looked at.
    """

    name: str
    values: Array
    main: bool


def input_groups(opened: OpenedStudy, people: pl.DataFrame) -> list[InputGroup]:
    """Groups of everything that differs among some people of a study."""
    numbers, seed = people["person"].to_list(), opened.study.seed
    drawn = {name: ndtri([Shares(seed, number).one(stream) for number in numbers]) for name, stream in CAUSES.items()}
    drawn["sex"] = (people["sex"] == "female").to_numpy().astype(float)
    groups = [_group(name, values[:, None], main=True) for name, values in drawn.items()]
    blocks: dict[str, list[Array]] = {}
    single: dict[str, bool] = {}
    for record in spread_records().values():
        for column in people.columns:
            if column != record.name and not column.startswith(f"{record.name} "):
                continue
            name = record.group
            if record.per == "end":
                mine = any(column.startswith(f"{record.name} {muscle} ") for muscle in OWN_MUSCLES)
                name = f"{'iliopsoas' if mine else 'other'} {record.group}"
            blocks.setdefault(name, []).append(people[column].to_numpy().astype(float))
            single[name] = record.per == "person"
    groups += [_group(name, np.stack(columns, axis=1), main=single[name]) for name, columns in blocks.items()]
    for column in ("variants", "conditions"):
        words = [text.split(" ") if text else [] for text in people[column].to_list()]
        kinds = sorted({word.split("=")[0] for text in words for word in text})
        has = np.array([[_grade(text, kind) for kind in kinds] for text in words]).reshape(len(words), len(kinds))
        groups.append(_group(column, has, main=False))
    return [group for group in groups if group.values.shape[1]]


def _grade(words: list[str], kind: str) -> float:
    """Grade of a condition, 1 for a variant that is there, 0 for what is not."""
    for word in words:
        name, _, grade = word.partition("=")
        if name == kind:
            return float(grade.partition(":")[0] or 1.0)
    return 0.0


def _group(name: str, values: Array, *, main: bool) -> InputGroup:
    """Columns with mean 0 and standard deviation 1; constant ones are left out."""
    sd = values.std(axis=0)
    kept = sd > 1e-12
    return InputGroup(name, (values[:, kept] - values[:, kept].mean(axis=0)) / sd[kept], main)
