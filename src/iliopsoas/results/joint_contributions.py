"""Which strand gives how much of a joint's reaction."""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from iliopsoas.body.body import Body
from iliopsoas.mechanics.kinetics import tendon_jacobian
from iliopsoas.results.basis.columns import frames_of

Array = NDArray[np.float64]


def joint_contributions(result: xr.Dataset, body: Body, joint: str, frame: int) -> Array:
    """Share of every strand in a joint's reaction along that reaction in one frame of a result, (m) [N].

    The tendon Jacobian is asked again for the frame's pose; a dataset need not carry it.
    """
    data = body.at(frames_of(result, "pose", frame))
    slope = tendon_jacobian(body, data)[:, [body.map.row(f"{joint}_t{x}") for x in "xyz"]]
    reaction = result["joint_reaction"].sel(joint=joint).isel(time=frame).values
    out: Array = frames_of(result, "muscle_force", frame) * (slope @ (reaction / np.linalg.norm(reaction)))
    return out
