"""Forces between the body and what it touches, and predicted ones beside measured ones."""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from iliopsoas.results.basis.attributes import body_weight
from iliopsoas.results.basis.columns import some_columns
from iliopsoas.results.gait_events import vertical_ground_force

Array = NDArray[np.float64]

MISSED = 0.25
"""Vertical force that plates may lack before something unmeasured carries the body too [body weights] (technical)."""
FEWEST = 10
"""Fewer frames than this are not compared (technical)."""
MOMENTS_COMPARED = ("joint_moment", "plate_joint_moment")


def contact_peaks(result: xr.Dataset) -> dict[str, float]:
    """Largest force on each part of the body that touches something [body weights]."""
    weight = body_weight(result)
    return {
        name: round(float(np.linalg.norm(force, axis=1).max() / weight), 3)
        for name, force in contact_forces_by_part(result).items()
    }


def measured_vs_predicted(result: xr.Dataset) -> dict[str, dict[str, float]]:
    """Predicted beside hidden measured forces, by side: correlation and RMS difference of the vertical force and of the
    hip flexion moment, over the frames in which the plates alone carry the body (no foot beside them, no unmeasured
    chair). A side without plate is left out."""
    weight, mass = body_weight(result), float(result.attrs["body_mass_kg"])
    out = {}
    everything = sum(force[:, 1] for force in contact_forces_by_part(result).values())
    whole = np.abs(result["plate_force"].values[:, :, 1].sum(axis=1) - everything) < MISSED * weight
    for side in "rl":
        mine = result["plate_contact"].values == f"foot_{side}"
        if not mine.any() or whole.sum() < FEWEST:
            continue
        measured = result["plate_force"].values[whole][:, mine, 1].sum(axis=1)
        predicted = vertical_ground_force(result, side)[whole]
        one, other = (result[name].sel(coordinate=f"hip_flexion_{side}").values[whole] for name in MOMENTS_COMPARED)
        out[side] = {
            "frames": int(whole.sum()),
            "vertical_force_r": round(float(np.corrcoef(measured, predicted)[0, 1]), 4),
            "vertical_force_rmse_bw": round(float(np.sqrt(((measured - predicted) ** 2).mean()) / weight), 4),
            "hip_flexion_moment_r": round(float(np.corrcoef(one, other)[0, 1]), 4),
            "hip_flexion_moment_rmse_nm_kg": round(float(np.sqrt(((one - other) ** 2).mean()) / mass), 4),
        }
    return out


def contact_forces_by_part(result: xr.Dataset) -> dict[str, Array]:
    """Force on each part of the body that touches something, (frames, 3) [N]."""
    names = result["contact"].values
    return {
        str(name): some_columns(result, "contact_force", names == name).sum(axis=1)
        for name in dict.fromkeys(names)
        if name
    }
