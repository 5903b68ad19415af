"""Curves of one trial on a common axis of 101 places, so that trials can be averaged.

The axis is the gait cycle of the curve's own leg (of the lumbar spine and the pelvis: the right one's) where the
contact forces show one, else the analysed part from its first frame to its last.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np
import xarray as xr

from iliopsoas.errors import InputError
from iliopsoas.report.notebook.cycle_curves import PERCENT, curves_over_cycle

CYCLE, RECORD = "gait cycle", "analysed part"
"""What 0 to 100 % are of."""
SIDE = re.compile(r"_([rl])_")
MOMENTS = ("hip_flexion", "hip_adduction", "hip_rotation", "knee_angle", "ankle_angle")
ANGLES = (*(f"{name}_{side}" for name in MOMENTS for side in "rl"), "pelvis_tilt", "lumbar_extension", "lumbar_bending")
DIGITS = 9
"""Significant figures of curves in files (technical)."""


def trial_curves(result: xr.Dataset) -> xr.Dataset:
    """The main curves of a result, its moments [N m/kg] and joint angles [deg], (percent).

    Returns:
        A dataset; its attribute `axis` says what 0 to 100 % are of.
    """
    curves = {**result.iliopsoas.curves(), **_moments(result), **_angles(result)}
    try:
        legs = {side: curves_over_cycle(result, curves, side) for side in "rl"}
    except InputError:
        return _over_the_record(result, curves)
    chosen = {name: legs[_side_of(name)][name] for name in curves}
    return xr.Dataset(chosen, attrs={"axis": CYCLE})


def _side_of(name: str) -> str:
    found = SIDE.search(name)
    return found.group(1) if found else "r"


def _over_the_record(result: xr.Dataset, curves: dict[str, xr.DataArray]) -> xr.Dataset:
    time = result["time"].values
    at = time[0] + PERCENT / 100.0 * (time[-1] - time[0])
    out = {name: ("percent", np.interp(at, time, curve.values), dict(curve.attrs)) for name, curve in curves.items()}
    return xr.Dataset(out, {"percent": ("percent", PERCENT, {"units": "%"})}, {"axis": RECORD})


def _moments(result: xr.Dataset) -> dict[str, xr.DataArray]:
    """Joint moments per body mass; positive as the coordinate."""
    mass, known = float(result.attrs["body_mass_kg"]), {str(c) for c in result["coordinate"].values}
    out = {}
    for name in MOMENTS:
        for side in "rl":
            if f"{name}_{side}" in known:
                curve = result.iliopsoas.moment(name, side=side)
                out[f"{name}_{side}_moment_nm_kg"] = (curve / mass).assign_attrs(
                    units="N m/kg", long_name=curve.attrs["long_name"]
                )
    return out


def _angles(result: xr.Dataset) -> dict[str, xr.DataArray]:
    """Joint angles of the movement that was analysed."""
    known = [str(c) for c in result["pose_coordinate"].values]
    out = {}
    for name in ANGLES:
        if name in known:
            values = np.degrees(result["pose"].values[:, known.index(name)])
            attrs = {"units": "deg", "long_name": f"angle {name.replace('_', ' ')}"}
            out[f"{name}_deg"] = xr.DataArray(values, {"time": result["time"]}, ("time",), attrs=attrs)
    return out


def write_curves(curves: xr.Dataset, path: Path) -> None:
    """Curves as a table (.csv): percent, and a column a curve."""
    names = [str(name) for name in curves.data_vars]
    values = np.column_stack([curves["percent"].values, *(curves[name].values for name in names)])
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["percent", *names])
        writer.writerows([f"{x:.{DIGITS}g}" for x in row] for row in values)


def read_curves(path: Path) -> dict[str, np.ndarray]:
    """Curves of such a table by name, (percent), in the order of the file."""
    with path.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
        values = np.loadtxt(file, delimiter=",", ndmin=2)
    return dict(zip(header[1:], values.T[1:], strict=True))
