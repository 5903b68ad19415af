"""The textbook gait cycle: mean curves of healthy adults over one cycle of the right leg."""

from __future__ import annotations

import csv
import functools
import tomllib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from iliopsoas.atlas.reading.csv_rows import data_text

Array = NDArray[np.float64]


@dataclass(frozen=True)
class GaitCycle:
    """One cycle; the left leg is the right one half a cycle later.

    Attributes:
        phase: share of the cycle, 0 at right foot strike, (51).
        columns: angles [deg], forces [body weights] and centre of pressure [share of foot length, nan in swing], each
        (51). speed: [m/s].
        stride_time: [s].
        sources: citation keys of every column.
    """

    phase: Array
    columns: dict[str, Array]
    speed: float
    stride_time: float
    sources: tuple[str, ...]


@functools.cache
def gait_cycle() -> GaitCycle:
    """The table in `data/walk.csv` with what `data/walk.toml` says of it."""
    rows = list(csv.DictReader(data_text("walk.csv").splitlines()))
    columns = {name: np.array([float(row[name] or "nan") for row in rows]) for name in rows[0]}
    about = tomllib.loads(data_text("walk.toml"))
    keys = {
        key
        for entry in [*about["walk"].values(), *(v for k, v in about.items() if k != "walk")]
        if isinstance(entry, dict) and "source" in entry
        for key in str(entry["source"]).replace(",", ";").replace(" ", "").split(";")
    }
    return GaitCycle(
        phase=columns.pop("cycle_percent") / 100.0,
        columns=columns,
        speed=float(about["walk"]["speed_m_s"]["value"]),
        stride_time=float(about["walk"]["stride_time_s"]["value"]),
        sources=tuple(sorted(keys)),
    )
