"""A made-up walk and its plate as files of joint angles and forces."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from iliopsoas.motion import write_storage
from iliopsoas.motion.files.coordinate_names import BASIC, PELVIS_TRANSLATIONS

Table = dict[str, np.ndarray]


def walking(seconds: float = 1.2, rate: float = 50.0) -> Table:
    """A made-up walk [rad, m]."""
    time = np.arange(round(seconds * rate) + 1) / rate
    phase = 2 * np.pi * time
    table = {"time": time} | {name: np.zeros(time.size) for name in BASIC}
    table["pelvis_tx"], table["pelvis_ty"] = 1.3 * time, 0.95 + 0.02 * np.cos(2 * phase)
    for side, shift in (("r", 0.0), ("l", np.pi)):
        table[f"hip_flexion_{side}"] = np.radians(10 + 25 * np.cos(phase + shift))
        table[f"knee_angle_{side}"] = np.radians(30 - 30 * np.cos(phase + shift))
    return table


def degrees(table: Mapping[str, np.ndarray]) -> Table:
    """The same with its angles in degrees."""
    return {n: v if n in ("time", *PELVIS_TRANSLATIONS) else np.degrees(v) for n, v in table.items()}


def save(path: Path, table: Mapping[str, np.ndarray], *, in_degrees: bool = False) -> Path:
    """Write it as .mot."""
    return write_storage(path, list(table), np.stack(list(table.values()), axis=1), in_degrees=in_degrees)


def plates(start: float = 0.0) -> Table:
    """A plate under the pelvis that carries the person from `start` on for 1.2 s."""
    time = start + np.arange(121) / 100.0
    columns = {f"ground_force_{q}{x}": np.zeros(time.size) for q in "vp" for x in "xyz"}
    columns |= {f"ground_torque_{x}": np.zeros(time.size) for x in "xyz"}
    columns["ground_force_vy"] += 735.0
    columns["ground_force_px"] += 1.3 * (time - start)
    return {"time": time} | columns
