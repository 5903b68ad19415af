"""Force plates of a .c3d file as loads: which channels, which unit, and what the file says wrongly about them.

What can be checked is: channels must exist, values must be there, and the centre of pressure must lie on the plate. The
last one tells when moments are in N m although the file says N mm, or when corners are in another unit than markers.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.errors import FileError
from iliopsoas.motion.files.c3d_parsing.parameters import AnalogChannels, numbers_of
from iliopsoas.motion.files.c3d_plates import CHANNELS, FZ, TYPES, ForcePlate, wrench
from iliopsoas.motion.files.plate_columns import firm_load, steady_edges
from iliopsoas.motion.records.external_loads import LOADED_N, ExternalLoad
from iliopsoas.motion.signals.checks import frames_text

MOMENT_UNITS = {"nmm": 1e-3, "n.mm": 1e-3, "n*mm": 1e-3, "n-mm": 1e-3, "nm": 1.0, "n.m": 1.0, "n*m": 1.0, "n-m": 1.0}
"""What a unit of moment is in N m; technical."""
SIDE_M = (0.1, 8.0)
"""How long the side of a plate can be, treadmills included [m]; technical."""
STILL_M = 0.003
"""A centre of pressure that never leaves the plate's middle by more has moments in too large a unit [m]; technical."""
SLIGHT_N = 50.0
"""A plate that never carries more says nothing about its centre of pressure [N]; technical."""
EDGE_M = 0.05
"""How far beside its plate a centre of pressure may lie [m]; technical."""
ON, OFF = 0.9, 0.5
"""Shares of a firm load on the plate that make a unit right, or wrong [-]; technical."""


class PlateLoads(NamedTuple):
    """Loads, the analog channels that they took (counted from 0), and notes."""

    loads: tuple[ExternalLoad, ...]
    used: set[int]
    notes: list[str]


def read_c3d_loads(path: Path, given: dict[str, Any], analog: AnalogChannels, metres: float) -> PlateLoads:
    """The plates of a file whose lengths are `metres` long.

    Raises:
        FileError: a plate whose type, corners, channels or values cannot be.
    """
    used = numbers_of(given.get("USED")).ravel()
    count = int(used[0]) if used.size and np.isfinite(used[0]) else 0
    if count <= 0 or not analog.values.size:
        return PlateLoads((), set(), [f"{path.name} has no force plates."])
    if analog.rate <= 0.0:
        raise FileError(path, "it has force plates but no sampling rate for them (ANALOG:RATE)")
    types = numbers_of(given.get("TYPE")).ravel()
    if types.size < count:
        lacks = f"{path.name} has {count} force plates but does not say of which type (FORCE_PLATFORM:TYPE)"
        return PlateLoads((), set(), [f"{lacks}: they were left out. Export it again with the types."])
    kinds = [int(kind) for kind in types[:count]]
    odd = sorted({kind for kind in kinds if kind not in TYPES})
    if odd:
        raise FileError(path, f"force plate of type {odd[0]}: types 1 to 4 can be read; export it as type 2")
    corners = _sorted(path, given, "CORNERS", (3, 4), count)
    origins = _sorted(path, given, "ORIGIN", (3,), count)
    loads: list[ExternalLoad] = []
    taken: set[int] = set()
    notes: list[str] = []
    for i, kind in enumerate(kinds):
        mine = _channels(path, given, i, kind, analog)
        taken |= set(mine)
        values = _values(path, analog, mine, i)
        if not np.abs(values[:, FZ[kind]]).max() > 0.0:
            notes.append(f"Plate {i + 1} of {path.name} is zero throughout: it was left out.")
            continue
        if kind == 4:
            values = values @ _calibration(path, given, i, count).T
        unit = MOMENT_UNITS.get(analog.units[mine[-1]].lower().replace(" ", ""), metres)
        scale, why = _length_unit(path, corners[:, :, i], metres, i)
        plate = ForcePlate(kind, scale * corners[:, :, i].T, scale * origins[:, i])
        found, more = _resolved(plate, values, unit, scale, f"plate {i + 1} of {path.name}")
        notes += [*why, *more]
        force, point, torque = found
        point, _ = steady_edges(force, point, np.linalg.norm(force, axis=1) >= LOADED_N)
        loads.append(ExternalLoad(f"plate_{i + 1}", None, analog.time, force, point, torque))
    return PlateLoads(tuple(loads), taken, notes)


def _sorted(path: Path, given: dict[str, Any], name: str, shape: tuple[int, ...], count: int) -> Array:
    """A parameter with the plates along its last axis, (*shape, plates)."""
    values = numbers_of(given.get(name))
    each = int(np.prod(shape))
    if values.size < each * count:
        raise FileError(
            path,
            f"FORCE_PLATFORM:{name} has {values.size} numbers, but {count} force plates need {each * count}; "
            "export it again with the geometry of the plates",
        )
    out = values.ravel(order="F")[: each * count].reshape((*shape, count), order="F")
    if not np.isfinite(out).all():
        raise FileError(path, f"FORCE_PLATFORM:{name} has entries that are no numbers; export it again")
    return out


def _channels(path: Path, given: dict[str, Any], index: int, kind: int, analog: AnalogChannels) -> list[int]:
    """The plate's analog channels, counted from 0."""
    table = numbers_of(given.get("CHANNEL"))
    table = table[:, None] if table.ndim == 1 else table
    wanted, there = CHANNELS[kind], analog.values.shape[1]
    if table.ndim != 2 or table.shape[0] < wanted or table.shape[1] <= index:
        raise FileError(path, f"FORCE_PLATFORM:CHANNEL does not name the {wanted} channels of force plate {index + 1}")
    mine = [int(channel) for channel in table[:wanted, index]]
    wrong = [channel for channel in mine if not 1 <= channel <= there]
    if wrong or len(set(mine)) < wanted:
        what = f"takes channel {wrong[0]}" if wrong else f"takes a channel twice ({', '.join(map(str, mine))})"
        raise FileError(
            path,
            f"force plate {index + 1} {what}, but there are channels 1 to {there}: FORCE_PLATFORM:CHANNEL is wrong; "
            "export it again",
        )
    return [channel - 1 for channel in mine]


def _values(path: Path, analog: AnalogChannels, mine: list[int], index: int) -> Array:
    values = np.array(analog.values[:, mine])
    bad = np.asarray(~np.isfinite(values).all(axis=1))
    if bad.any():
        raise FileError(
            path,
            f"force plate {index + 1} has no value (NaN or infinite) in {frames_text(bad)} of its samples; fill "
            "the gap, or cut it away",
            column=analog.labels[mine[int(np.argmax(~np.isfinite(values).all(axis=0)))]] or None,
        )
    return values


def _calibration(path: Path, given: dict[str, Any], index: int, count: int) -> Array:
    matrices = numbers_of(given.get("CAL_MATRIX"))
    if matrices.size < 36 * count:
        raise FileError(
            path, f"force plate {index + 1} is of type 4, but its calibration (FORCE_PLATFORM:CAL_MATRIX) is missing"
        )
    return matrices.ravel(order="F")[: 36 * count].reshape((6, 6, count), order="F")[:, :, index]


def _length_unit(path: Path, corners: Array, metres: float, index: int) -> tuple[float, list[str]]:
    """Length of a unit of the plate's corners (3, 4) [m]: the markers' unless no plate could be so large or small."""
    side = float(np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=0).max())
    for scale in (metres, 1e-3, 1e-2, 1.0, 1e-1):
        if SIDE_M[0] <= scale * side <= SIDE_M[1]:
            if scale == metres:
                return metres, []
            note = f"Plate {index + 1} of {path.name} would have a side of {metres * side:.3g} m: its corners were "
            return scale, [f"{note}multiplied by {scale / metres:g}."]
    raise FileError(
        path,
        f"the longest side of force plate {index + 1} is {metres * side:.3g} m (FORCE_PLATFORM:CORNERS): this is no "
        "plate; export it again with the geometry of the plates",
    )


def _resolved(
    plate: ForcePlate, channels: Array, unit: float, metres: float, name: str
) -> tuple[tuple[Array, Array, Array], list[str]]:
    """Force, point and free moment; the unit of moments is the one that puts the centre of pressure on the plate."""
    said = wrench(plate, _in_si(plate.kind, channels, unit, metres))
    share, reach = _on_plate(plate, said[0], said[1])
    if share >= OFF and reach > STILL_M:
        return said, []
    if plate.kind in (2, 4):
        for other, text in ((1e-3, "N mm"), (1.0, "N m"), (1e-2, "N cm")):
            found = wrench(plate, _in_si(plate.kind, channels, other, metres))
            share_there, reach_there = _on_plate(plate, found[0], found[1])
            if other != unit and share_there > ON and reach_there > STILL_M:
                return found, [
                    f"The moments of {name} were taken as {text}: only so does the load lie, and move, on the plate."
                ]
    if share >= OFF:
        return said, []
    return said, [
        f"The centre of pressure lies outside of {name} in {100 * (1 - share):.0f} % of its load: its geometry or its "
        "unit is wrong in the file."
    ]


def _in_si(kind: int, channels: Array, unit: float, metres: float) -> Array:
    """Channels with moments in N m and, of type 1, points in m."""
    values = np.array(channels)
    if kind == 1:
        values[:, 3:5] *= metres
        values[:, 5] *= unit
    elif kind != 3:
        values[:, 3:6] *= unit
    return values


def _on_plate(plate: ForcePlate, force: Array, point: Array) -> tuple[float, float]:
    """Share of the firm load whose centre of pressure lies on the plate [-], and how far that gets from the middle [m].
    Without a firm load both are beyond doubt."""
    firm, strength = firm_load(force), np.linalg.norm(force, axis=1)
    if strength.max() < SLIGHT_N:
        return 1.0, np.inf
    at = np.abs((point[firm] - plate.corners.mean(axis=0)) @ plate.axes)[:, :2]
    half = 0.5 * np.ptp((plate.corners - plate.corners.mean(axis=0)) @ plate.axes, axis=0)[:2]
    inside = (at <= half + EDGE_M).all(axis=1)
    return float(np.average(inside, weights=strength[firm])), float(at.max())
