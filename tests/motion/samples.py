"""Small made-up movements and plates, as files to read or to break on purpose."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.motion import write_storage
from iliopsoas.motion.files.coordinate_names import BASIC, PELVIS_TRANSLATIONS

Markers = Callable[[str], tuple[Array, dict[str, Array]]]


def walk(seconds: float = 2.0, rate: float = 50.0) -> dict[str, Array]:
    """A made-up walk in our convention: time [s] and every basic coordinate [rad] or [m]."""
    time = np.arange(round(seconds * rate) + 1) / rate
    phase = 2 * np.pi * time
    table = {"time": time} | {name: np.zeros(time.size) for name in BASIC}
    table["pelvis_tx"] = 1.3 * time
    table["pelvis_ty"] = 0.95 + 0.02 * np.cos(2 * phase)
    for side, shift in (("r", 0.0), ("l", np.pi)):
        table[f"hip_flexion_{side}"] = np.radians(10 + 25 * np.cos(phase + shift))
        table[f"knee_angle_{side}"] = np.radians(30 - 30 * np.cos(phase + shift))
        table[f"ankle_angle_{side}"] = np.radians(10 * np.sin(phase + shift))
    return table


def degrees(table: Mapping[str, Array]) -> dict[str, Array]:
    """The same table with angles in degrees."""
    return {n: v if n in ("time", *PELVIS_TRANSLATIONS) else np.degrees(v) for n, v in table.items()}


def save(path: Path, table: Mapping[str, Array], in_degrees: bool | None = False) -> Path:
    """Write a table (with its time) as .mot."""
    return write_storage(path, list(table), np.stack(list(table.values()), axis=1), in_degrees=in_degrees)


def plate(name: str, force: Array, point: Array, torque: Array | None = None) -> dict[str, Array]:
    """Columns of one plate called `name`, from (n, 3) arrays."""
    table = {f"{name}_v{a}": force[:, i] for i, a in enumerate("xyz")}
    table |= {f"{name}_p{a}": point[:, i] for i, a in enumerate("xyz")}
    if torque is not None:
        table |= {f"{name}_m{a}": torque[:, i] for i, a in enumerate("xyz")}
    return table
