"""A result as tables that other programs open: curves over time, by group, with the unit in every column's name."""

from __future__ import annotations

import csv
import io
from typing import NamedTuple

import numpy as np
import xarray as xr

from iliopsoas.arrays import Array
from iliopsoas.errors import UnknownName
from iliopsoas.results.basis.attributes import body_weight
from iliopsoas.results.hip_contact import hip_contact_force
from iliopsoas.results.knee_contact import knee_contact_force
from iliopsoas.results.muscle_forces import whole_muscle_activation, whole_muscle_force


class CurveTable(NamedTuple):
    """Curves over time.

    Attributes:
        name: 'forces'. columns: with units, the first is 'time_s'. values: (frames, columns).
    """

    name: str
    columns: tuple[str, ...]
    values: Array

    def as_csv(self) -> str:
        """The table as text, seven digits."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows([f"{x:.7g}" for x in row] for row in self.values)
        return out.getvalue()

    def as_storage(self, title: str) -> str:
        """The table as an OpenSim storage (.sto), time first; columns keep their names without units."""
        names = ["time", *(name.rpartition("_")[0] if name != "time_s" else name for name in self.columns[1:])]
        sizes = [f"nRows={len(self.values)}", f"nColumns={len(names)}"]
        head = [title, "made by iliopsoas", "version=1", *sizes, "inDegrees=no", "endheader"]
        rows = ("\t".join(f"{x:.8g}" for x in row) for row in self.values)
        return "\n".join([*head, "\t".join(names), *rows]) + "\n"


def curve_tables(result: xr.Dataset) -> tuple[CurveTable, ...]:
    """All tables: whole muscles ('forces', 'activations'), strands ('strands'), joints ('loads'), 'moments', 'pose'."""
    time = result["time"].values
    groups = list(dict.fromkeys(str(group) for group in result["group"].values))
    strands = [str(name) for name in result["muscle"].values]
    weight = body_weight(result)
    joints = {f"{joint}_{s}": of(result, s) * weight for joint, of in _JOINTS.items() for s in "rl"}
    levels = [str(level) for level in result["level"].values]
    for what in ("compression", "shear"):
        joints |= {f"{level}_{what}": result[what].values[:, k] for k, level in enumerate(levels)}
    pose = [str(name) for name in result["pose_coordinate"].values]
    moments = [str(name) for name in result["coordinate"].values]
    return (
        _table("forces", time, groups, np.stack([whole_muscle_force(result, g) for g in groups], axis=1), "n"),
        _table(
            "activations", time, groups, np.stack([whole_muscle_activation(result, g) for g in groups], axis=1), "1"
        ),
        _table("strands", time, strands, result["muscle_force"].values, "n"),
        _table("loads", time, list(joints), np.stack(list(joints.values()), axis=1), "n"),
        _table("moments", time, moments, result["joint_moment"].values, "nm"),
        _table("pose", time, pose, result["pose"].values, "si"),
    )


def curve_table(result: xr.Dataset, name: str) -> CurveTable:
    """One of them.

    Raises:
        UnknownName: there is none of that name.
    """
    tables = {table.name: table for table in curve_tables(result)}
    if name not in tables:
        raise UnknownName("table of a result", name, tables)
    return tables[name]


_JOINTS = {"hip": hip_contact_force, "knee": knee_contact_force}


def _table(name: str, time: Array, names: list[str], values: Array, unit: str) -> CurveTable:
    return CurveTable(name, ("time_s", *(f"{n}_{unit}" for n in names)), np.column_stack([time, values]))
