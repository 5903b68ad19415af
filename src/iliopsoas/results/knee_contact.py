"""How hard the knees are pressed together: thigh on shank, the quadriceps by way of the patellar tendon."""

from __future__ import annotations

import numpy as np
import xarray as xr

from iliopsoas.arrays import Array
from iliopsoas.results.basis.attributes import body_weight


def knee_contact_force(result: xr.Dataset, side: str) -> Array:
    """Magnitude of the knee contact force [body weights], (frames)."""
    force = result["joint_reaction"].sel(joint=f"knee_{side}").values
    return np.asarray(np.linalg.norm(force, axis=1) / body_weight(result))
