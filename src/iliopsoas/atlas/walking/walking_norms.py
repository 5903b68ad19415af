"""How healthy people walk: angles, ground forces, moments and powers over the cycle, mean and SD, by pace.

Paces are classes of the dimensionless speed v / sqrt(g L) with the length of the leg L, so that people of different
size are compared at like speeds.
"""

from __future__ import annotations

import csv
import functools
import math
import tomllib
from dataclasses import dataclass

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.atlas.reading.csv_rows import data_text

GRAVITY = 9.81
"""[m/s^2]; technical."""


@dataclass(frozen=True, eq=False)
class WalkingNorm:
    """One quantity at one pace.

    Attributes:
        percent: places in the cycle of a leg, (k) [%].
        mean, sd: in `unit`, (k).
        unit: 'deg', 'N m/kg' ...
        sources: keys of `references.bib`.
    """

    percent: Array
    mean: Array
    sd: Array
    unit: str
    sources: tuple[str, ...]

    def at(self, percent: Array) -> tuple[Array, Array]:
        """Mean and standard deviation at other places, by linear interpolation."""
        return np.interp(percent, self.percent, self.mean), np.interp(percent, self.percent, self.sd)


def walking_pace(speed: float, leg_length: float) -> str | None:
    """The pace of somebody with legs of this length [m] who walks at this speed [m/s]: 'very_slow', 'slow', 'free' or
    'fast'; None beyond that, or standing."""
    dimensionless = speed / math.sqrt(GRAVITY * leg_length)
    paces = _about()["norms"]["pace"].items()
    return next((name for name, (low, high) in paces if low < dimensionless <= high), None)


def walking_norms(pace: str) -> dict[str, WalkingNorm]:
    """All quantities at a pace, by name ('hip_flexion_deg', 'force_up_bw', 'ankle_angle_moment_nm_kg' ...); empty for
    a pace that is not in the table."""
    return _norms().get(pace, {})


def norm_units() -> dict[str, str]:
    """Every quantity of the norms, with its unit."""
    return {name: str(about["unit"]) for name, about in _about().items() if "unit" in about and name[-3:] != "_sd"}


@functools.cache
def _about() -> dict[str, dict[str, dict[str, list[float]]]]:
    return tomllib.loads(data_text("walking_norms.toml"))


@functools.cache
def _norms() -> dict[str, dict[str, WalkingNorm]]:
    """The table in `data/walking_norms.csv` with what `data/walking_norms.toml` says of it."""
    rows, about = list(csv.DictReader(data_text("walking_norms.csv").splitlines())), _about()
    out: dict[str, dict[str, WalkingNorm]] = {}
    for pace in dict.fromkeys(row["pace"] for row in rows):
        mine = {key: np.array([float(r[key]) for r in rows if r["pace"] == pace]) for key in rows[0] if key != "pace"}
        percent = mine.pop("cycle_percent")
        out[pace] = {
            name: WalkingNorm(percent, mean, mine[f"{name}_sd"], str(about[name]["unit"]), _keys(about[name]["source"]))
            for name, mean in mine.items()
            if not name.endswith("_sd")
        }
    return out


def _keys(source: object) -> tuple[str, ...]:
    return tuple(str(source).split(";"))
