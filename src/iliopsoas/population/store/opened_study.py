"""`open_study`: what a study has found, as tables (polars) and labelled curves (xarray)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from iliopsoas.errors import FileError
from iliopsoas.population.definition.study_file import read_study_file
from iliopsoas.population.definition.study_records import PopulationStudy
from iliopsoas.population.store.partition_store import CURVES, OUTCOMES, PARTS, PEOPLE, partition_name, partition_ranges
from iliopsoas.population.store.study_copy import FILE
from iliopsoas.population.store.tables import read_rows
from iliopsoas.rehab.cards.load_names import load_name
from iliopsoas.templating import notebook_table

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, repr=False)
class OpenedStudy:
    """A study with what it has found so far.

    Attributes:
        folder: of the study. study: what was run.
        people: polars, a row a person: status, reason, who they are, all that was drawn.
        outcomes: polars, a row for each person, arm and movement: peaks, means, whether they can do it.
    """

    folder: Path
    study: PopulationStudy
    people: pl.DataFrame
    outcomes: pl.DataFrame

    def __repr__(self) -> str:
        """Which study, in one line."""
        return f"<OpenedStudy '{self.study.title}': {self.done} of {self.study.people} people done>"

    def _repr_html_(self) -> str:
        """Which study, for notebooks."""
        facts = {
            "people": str(self.study.people),
            "done": str(self.done),
            "failed": str(self.people.height - self.done),
        }
        return notebook_table(self.study.title, {**facts, "movements": ", ".join(m.name for m in self.study.movements)})

    @property
    def done(self) -> int:
        """How many people are done."""
        return int(self.people["status"].eq("done").sum()) if self.people.height else 0

    def curves(self) -> xr.Dataset:
        """Curves of everybody, a variable a load over (person, arm, movement, percent); nan where one failed.

        Raises:
            FileError: the study keeps none.
        """
        rows = read_rows([folder / CURVES for folder in part_folders(self.folder, self.study.people)])
        if not rows.height:
            raise FileError(self.folder / FILE, 'this study keeps no curves; name some, curves = ["hip"] in [study]')
        people = rows["person"].unique().sort().to_list()
        arms, movements = [a.name for a in self.study.arms], [m.name for m in self.study.movements]
        percent = np.linspace(0.0, 100.0, len(rows["values"][0]))
        place = {number: k for k, number in enumerate(people)}
        held: dict[str, np.ndarray] = {}
        for person, arm, movement, load, values in rows.select("person", "arm", "movement", "load", "values").rows():
            shape = (len(people), len(arms), len(movements), len(percent))
            array = held.setdefault(load, np.full(shape, np.nan))
            array[place[person], arms.index(arm), movements.index(movement)] = values
        dims = ("person", "arm", "movement", "percent")
        return xr.Dataset(
            {key: (dims, array, {"units": load_name(key).unit, "long_name": load_name(key).title})
             for key, array in held.items()},
            {"person": people, "arm": arms, "movement": movements, "percent": ("percent", percent, {"units": "%"})},
            {"title": self.study.title, "seed": self.study.seed},
        )  # fmt: skip


def open_study(folder: str | Path) -> OpenedStudy:
    """What a study has found; people whose partitions are not there yet are missing.

    Raises:
        FileError: no study lies there, or a partition cannot be read.
        MissingExtra: the extra `population` is not installed.
    """
    place = Path(folder).expanduser().absolute()
    if not (place / FILE).is_file():
        raise FileError(place, f"no study lies here: there is no {FILE}; run `iliopsoas population run` first")
    study = read_study_file(place / FILE)
    there = part_folders(place, study.people)
    return OpenedStudy(place, study, read_rows([p / PEOPLE for p in there]), read_rows([p / OUTCOMES for p in there]))


def part_folders(folder: Path, people: int) -> list[Path]:
    """Partitions of a study that are there."""
    named = (folder / PARTS / partition_name(first, stop) for first, stop in partition_ranges(people))
    return [place for place in named if place.is_dir()]
