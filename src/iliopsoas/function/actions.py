"""What each muscle does at every joint in a posture.

Per newton of tension a muscle gives its moment arm; at full isometric effort its strands give

    M_ij = Fmax_i fL(l_i) cos(alpha_i) r_ij

A strand belongs to the direction in which it pulls, so a muscle can have a share in both (gluteus medius flexes and
extends the hip). Shares are of the sum of all strands that pull in the same direction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from iliopsoas.body.body import Body
from iliopsoas.function.muscle_geometry import (
    MuscleGeometry,
    geometry_in_posture,
    geometry_over_angles,
    sum_over_muscles,
    whole_muscle_names,
)
from iliopsoas.function.posture import Posture, joint_coordinates

Array = NDArray[np.float64]
DIRECTIONS = ("+", "-")


@dataclass(frozen=True)
class MuscleShares:
    """Shares of whole muscles in the moment about a coordinate, over its angle.

    Attributes:
        coordinate: name.
        angle: (frames) [rad].
        muscles: whole muscles with side that act on it, strongest first, (g).
        moment: maximal isometric moments in the + and the - direction, (frames, g, 2) [N m], both positive.
        share: of the total of that direction, (frames, g, 2) [-].
    """

    coordinate: str
    angle: Array
    muscles: tuple[str, ...]
    moment: Array
    share: Array


def actions(body: Body, posture: Posture | None = None) -> xr.Dataset:
    """Every muscle at every joint coordinate.

    Returns:
        A dataset over `muscle` (whole, with side), `coordinate` and `direction` ('+', '-'): `arm` [m] (mean weighted
        by strength), `moment` [N m] at full isometric effort and `share` [-] of the direction's total.
    """
    coordinates = joint_coordinates(body)
    pose = geometry_in_posture(body, posture)
    names = whole_muscle_names(body)
    arms = pose.arms(*coordinates)[0]  # (m, k)
    strength = body.muscles.fmax
    mean = sum_over_muscles(body, arms.T * strength, names).T / sum_over_muscles(body, strength, names)[:, None]
    moment, share = _moments(pose, coordinates, names)
    dims = ("muscle", "coordinate", "direction")
    return xr.Dataset(
        {
            "arm": (dims[:2], mean, {"units": "m", "long_name": "moment arm, + increases the coordinate"}),
            "moment": (dims, moment[0], {"units": "N m", "long_name": "maximal isometric moment"}),
            "share": (dims, share[0], {"units": "1", "long_name": "share of the direction's maximum"}),
        },
        coords={"muscle": list(names), "coordinate": list(coordinates), "direction": list(DIRECTIONS)},
        attrs={"posture": " ".join(f"{k}={np.degrees(v):.6g}" for k, v in (posture or {}).items())},
    )


def muscle_shares(body: Body, coordinate: str, angles: Array, posture: Posture | None = None) -> MuscleShares:
    """Which muscles turn a coordinate, and by how much, at a series of its angles [rad]."""
    pose = geometry_over_angles(body, coordinate, angles, posture)
    names = whole_muscle_names(body)
    moment, share = _moments(pose, (coordinate,), names)
    largest = moment[:, :, 0].sum(axis=2).max(axis=0)  # (g)
    order = [int(i) for i in np.argsort(-largest, kind="stable") if largest[i] > 1e-6]
    return MuscleShares(coordinate, angles, tuple(names[i] for i in order), moment[:, order, 0], share[:, order, 0])


def _moments(pose: MuscleGeometry, coordinates: Sequence[str], names: tuple[str, ...]) -> tuple[Array, Array]:
    """Moments of whole muscles and their shares in both directions, (frames, g, k, 2)."""
    strands = pose.arms(*coordinates) * pose.fibres().active[:, :, None]  # (frames, m, k)
    both = np.stack([np.maximum(strands, 0.0), np.maximum(-strands, 0.0)], axis=-1)
    moment = np.moveaxis(sum_over_muscles(pose.body, np.moveaxis(both, 1, -1), names), -1, 1)
    total = moment.sum(axis=1, keepdims=True)
    return moment, np.divide(moment, total, out=np.zeros_like(moment), where=total > 1e-9)
