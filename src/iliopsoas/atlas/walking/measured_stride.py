"""The measured gait cycle: one stride of one man, joint angles of both legs, pelvis, trunk and arms, and what the
ground gave each foot."""

from __future__ import annotations

import csv
import functools
import tomllib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from iliopsoas.atlas.reading.csv_rows import data_text

Array = NDArray[np.float64]
WAYS = ("forward", "up", "right")


@dataclass(frozen=True)
class MeasuredStride:
    """One cycle from right foot strike to right foot strike, periodic.

    Attributes:
        phase: share of the cycle, 0 to 1, (51).
        angles: coordinates of the body by name, as measured, (51) each [deg].
        force: ground reaction on each foot, 'r' and 'l', forward, up, right, (51, 3) [body weights].
        pressure: centre of pressure of each foot from its standing ankle, forward and right, in lengths from the ankle
            to the joint of the great toe, (51, 2) [-].
        free_moment: about the vertical through the centre of pressure, by foot, (51) [body weights x statures].
        speed: [m/s]. stride_time: [s]. stature, leg_length (hip to ankle): of the person
            [m]. mass: of the person [kg].
        sources: citation keys.
    """

    phase: Array
    angles: dict[str, Array]
    force: dict[str, Array]
    pressure: dict[str, Array]
    free_moment: dict[str, Array]
    speed: float
    stride_time: float
    stature: float
    leg_length: float
    mass: float
    sources: tuple[str, ...]


@functools.cache
def measured_stride() -> MeasuredStride:
    """The table in `data/measured_walk.csv` with what `data/measured_walk.toml` says of it."""
    rows = list(csv.DictReader(data_text("measured_walk.csv").splitlines()))
    table = {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}
    about = tomllib.loads(data_text("measured_walk.toml"))
    stride = {name: float(entry["value"]) for name, entry in about["stride"].items() if isinstance(entry, dict)}
    keys = {key for entry in about.values() for key in str(entry["source"]).split(";")}
    return MeasuredStride(
        phase=table["cycle_percent"] / 100.0,
        angles={name.removesuffix("_deg"): values for name, values in table.items() if name.endswith("_deg")},
        force={s: np.stack([table[f"force_{s}_{way}_bw"] for way in WAYS], axis=1) for s in "rl"},
        pressure={s: np.stack([table[f"cop_{s}_{way}"] for way in ("forward", "right")], axis=1) for s in "rl"},
        free_moment={s: table[f"free_moment_{s}_bwh"] for s in "rl"},
        speed=stride["speed_m_s"],
        stride_time=stride["stride_time_s"],
        stature=stride["stature_m"],
        leg_length=stride["leg_length_m"],
        mass=stride["mass_kg"],
        sources=tuple(sorted(keys)),
    )
