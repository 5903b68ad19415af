"""Markers, force plates, electromyograms and events of a .c3d file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.errors import FileError
from iliopsoas.motion.files.c3d_plates import FZ, TYPES, ForcePlate, wrench
from iliopsoas.motion.files.length_units import METRES
from iliopsoas.motion.records.emg import SLOWEST_HZ, Emg, envelopes
from iliopsoas.motion.records.external_loads import ExternalLoad
from iliopsoas.motion.records.markers import Markers, never_seen_to_gaps
from iliopsoas.motion.signals.checks import listed

MOMENT_UNITS = {"nmm": 1e-3, "n.mm": 1e-3, "n*mm": 1e-3, "nm": 1.0, "n.m": 1.0, "n*m": 1.0}
"""What a unit of moment is in N m; technical."""
VOLTS = {"v": 1.0, "mv": 1e-3, "uv": 1e-6, "µv": 1e-6}
"""What a unit is in volts; technical."""
PERSON = {"mass": ("weight", "mass", "bodymass"), "height": ("height", "stature")}
ADULT_M = 3.0
"""A stature above this is in centimetres or millimetres [m]; technical."""


def read_c3d(path: str | Path) -> Markers:
    """Read a .c3d file; positions in metres, plates as loads on the person, electromyograms as envelopes.

    Raises:
        FileError: not a .c3d file, no markers, or plates of a type that is not known.
    """
    import ezc3d

    path = Path(path)
    try:
        file = ezc3d.c3d(str(path))
    except (OSError, RuntimeError, ValueError, IndexError, SystemError) as error:
        raise FileError(path, f"this is no .c3d file, or it is damaged ({str(error).strip()})") from error
    points = _parameters(file, "POINT")
    labels = tuple(str(label).strip() for label in points.get("LABELS", []))
    raw = np.asarray(file["data"]["points"], dtype=np.float64)  # (4, markers, frames)
    if not labels or raw.shape[2] == 0:
        raise FileError(path, "it has no markers")
    labels = labels[: raw.shape[1]]
    twice = sorted({label for label in labels if labels.count(label) > 1})
    if twice:
        raise FileError(path, f"labels appear twice: {listed(twice)}; rename one of each")
    unit = str((points.get("UNITS") or ["mm"])[0]).strip().lower()
    notes = [] if unit in METRES else [f"{path.name} says its unit is '{unit}'; millimetres were assumed."]
    scale = METRES.get(unit, 1e-3)
    rate = float(points["RATE"][0])
    start = float(file["header"]["points"]["first_frame"]) / rate if rate else 0.0
    time = start + np.arange(raw.shape[2]) / (rate or 1.0)
    positions = never_seen_to_gaps(scale * raw[:3, : len(labels)].transpose(2, 1, 0))
    analog = _Analog(file, start)
    loads, used, why = _plates(path, file, analog, scale)
    emg, more = _emg(analog, used)
    return Markers(
        path.stem, time, labels, positions, loads, emg, _events(file), _person(file), tuple([*notes, *why, *more])
    )


def _parameters(file: Any, group: str) -> dict[str, Any]:
    """Values of a parameter group, {} if it is not there."""
    found = file["parameters"].get(group, {})
    return {k: v["value"] for k, v in found.items() if isinstance(v, dict) and "value" in v}


class _Analog:
    """Analog channels in SI as far as their unit is known, (samples, channels)."""

    def __init__(self, file: Any, start: float) -> None:
        given = _parameters(file, "ANALOG")
        self.values: Array = np.asarray(file["data"]["analogs"], dtype=np.float64)[0].T
        self.rate = float(np.ravel(given.get("RATE", [0.0]))[0] or 0.0) if self.values.size else 0.0
        count = self.values.shape[1]
        self.labels = _padded(given.get("LABELS"), count)
        self.units = _padded(given.get("UNITS"), count)
        self.about = _padded(given.get("DESCRIPTIONS"), count)
        self.time: Array = start + np.arange(len(self.values)) / (self.rate or 1.0)


def _padded(names: Any, count: int) -> list[str]:
    given = [str(name).strip() for name in (names or [])]
    return [*given, *[""] * (count - len(given))][:count]


def _plates(
    path: Path, file: Any, analog: _Analog, metres: float
) -> tuple[tuple[ExternalLoad, ...], set[int], list[str]]:
    """Loads, the analog channels they took, notes."""
    given = _parameters(file, "FORCE_PLATFORM")
    count = int(np.ravel(given.get("USED", [0]))[0]) if np.size(given.get("USED", [])) else 0
    if not count or not analog.values.size:
        return (), set(), [f"{path.name} has no force plates."]
    kinds = [int(kind) for kind in np.ravel(given["TYPE"])[:count]]
    odd = sorted({kind for kind in kinds if kind not in TYPES})
    if odd:
        raise FileError(path, f"force plate of type {odd[0]}: types 1 to 4 can be read; export it as type 2")
    corners = np.asarray(given["CORNERS"], dtype=np.float64).reshape(3, 4, -1)
    origins = np.asarray(given["ORIGIN"], dtype=np.float64).reshape(3, -1)
    channels = np.asarray(given["CHANNEL"], dtype=np.int64).reshape(-1, corners.shape[2])
    matrices = np.asarray(given.get("CAL_MATRIX", []), dtype=np.float64)
    loads, used, notes = [], set(), []
    for i, kind in enumerate(kinds):
        mine = [int(c) - 1 for c in channels[: 8 if kind == 3 else 6, i]]
        plate = ForcePlate(kind, metres * corners[:, :, i].T, metres * origins[:, i])
        values = np.nan_to_num(analog.values[:, mine])
        if kind == 4 and matrices.ndim == 3:
            values = values @ matrices[:, :, i].T
        values[:, _moments(kind)] *= MOMENT_UNITS.get(analog.units[mine[-1]].lower(), metres)
        if kind == 1:
            values[:, 3:5] *= metres
        force, point, torque = wrench(plate, values)
        used |= set(mine)
        if np.abs(values[:, FZ[kind]]).max() > 0.0:
            loads.append(ExternalLoad(f"plate_{i + 1}", None, analog.time, force, point, torque))
        else:
            notes.append(f"Plate {i + 1} of {path.name} is zero throughout: it was left out.")
    return tuple(loads), used, notes


def _moments(kind: int) -> list[int]:
    return {1: [5], 3: []}.get(kind, [3, 4, 5])


def _emg(analog: _Analog, used: set[int]) -> tuple[Emg | None, list[str]]:
    """Channels that say EMG or carry volts, as envelopes; a note names the others."""
    if not analog.values.size:
        return None, []
    raw, rest = {}, []
    for i, label in enumerate(analog.labels):
        if i in used:
            continue
        said = f"{label} {analog.about[i]}".lower()
        if ("emg" in said or analog.units[i].lower() in VOLTS) and analog.rate >= SLOWEST_HZ and label not in raw:
            raw[label] = VOLTS.get(analog.units[i].lower(), 1.0) * analog.values[:, i]
        else:
            rest.append(label)
    notes = [f"Analog channels that are neither plates nor electromyograms were left out: {listed(rest)}."]
    try:
        return (envelopes(analog.time, raw, analog.rate) if raw else None), notes if rest else []
    except ValueError as error:
        return None, [*(notes if rest else []), f"The electromyograms were left out: {error}."]


def _events(file: Any) -> tuple[tuple[float, str], ...]:
    """(time [s], 'Right Foot Strike'), in order."""
    given = _parameters(file, "EVENT")
    times = np.asarray(given.get("TIMES", []), dtype=np.float64)
    if times.ndim != 2 or times.shape[0] != 2:
        return ()
    contexts, labels = (_padded(given.get(key), times.shape[1]) for key in ("CONTEXTS", "LABELS"))
    seconds = 60.0 * times[0] + times[1]
    return tuple(sorted((float(t), f"{c} {w}".strip()) for t, c, w in zip(seconds, contexts, labels, strict=True)))


def _person(file: Any) -> dict[str, float]:
    """Mass [kg] and height [m] as far as the file has them, by the usual names."""
    found: dict[str, float] = {}
    given = _parameters(file, "SUBJECT")
    pairs = list(zip(given.get("LABELS", []), np.ravel(given.get("VALUES", [])), strict=False))
    pairs += [
        (key, np.ravel(value)[0]) for key, value in _parameters(file, "PROCESSING").items() if np.size(value) == 1
    ]
    for label, value in pairs:
        for what, names in PERSON.items():
            if str(label).strip().lower() in names and isinstance(value, (int, float)) and value > 0:
                found[what] = float(value)
    while found.get("height", 0.0) > ADULT_M:
        found["height"] /= 10.0
    return found
