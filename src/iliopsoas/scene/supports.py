"""What carries the person, as pictures need it: arrows of contact forces, and the planes of floor, seat, bench or wall.

A result may name its planes in `attrs["supports"]`, a JSON list of
`{"name": "floor", "point": [x, y, z], "normal": [x, y, z], "size": [a, b]}` [m] in ground axes; `size` is optional.
"""

from __future__ import annotations

import json
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from iliopsoas.errors import InputError

Array = NDArray[np.float64]

LEAST_ARROW = 0.02
"""Contact forces below this share of body weight are not drawn [-]."""
ARROW_LENGTH = 0.55
"""Length of an arrow of one body weight [m]."""
PLANE_SIZE = (1.0, 1.0)
"""Size of a plane that is not told [m]."""


class SupportPlane(NamedTuple):
    """A supporting surface.

    Attributes:
        name: e.g. 'floor', 'bench'.
        point: its middle, (3) [m].
        u, v: from the middle to its edges, (3) [m]; u lies along x as far as it can (along y in a plane that faces x).
        open: it has no edge, like a floor.
    """

    name: str
    point: Array
    u: Array
    v: Array
    open: bool

    @property
    def normal(self) -> Array:
        """Away from the surface, unit length, (3)."""
        across = np.cross(self.v, self.u)
        return np.asarray(across / np.linalg.norm(across))


def contact_arrows(result: xr.Dataset) -> tuple[Array, Array]:
    """Contact forces and where they act; both are zero where there is nothing to draw.

    Returns:
        force (t, loads, 3) [N] and point (t, loads, 3) [m], ground axes.
    """
    count = result.sizes["time"]
    if "contact_force" not in result or "contact_point" not in result or not result.sizes.get("load", 0):
        return np.zeros((count, 0, 3)), np.zeros((count, 0, 3))
    force, point = (np.array(result[name].values, dtype=np.float64) for name in ("contact_force", "contact_point"))
    least = LEAST_ARROW * float(result.attrs["body_weight_n"])
    known = np.isfinite(force).all(axis=2) & np.isfinite(point).all(axis=2)
    seen = known & (np.linalg.norm(np.nan_to_num(force), axis=2) > least)
    return np.where(seen[..., None], force, 0.0), np.where(seen[..., None], point, 0.0)


def support_planes(result: xr.Dataset) -> tuple[SupportPlane, ...]:
    """The supports that a result names.

    Raises:
        InputError: `attrs["supports"]` is not such a list.
    """
    text = str(result.attrs.get("supports", "") or "[]")
    try:
        return tuple(_plane(item) for item in json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        raise InputError(
            f"the result's attribute 'supports' cannot be read ({problem}); it must be a JSON list of "
            '{"name": ..., "point": [x, y, z], "normal": [x, y, z], "size": [a, b]} in metres, size optional'
        ) from problem


def _plane(item: dict[str, object]) -> SupportPlane:
    return support_plane(str(item["name"]), item["point"], item["normal"], item.get("size"))


def support_plane(name: str, at: object, across: object, half: object = None) -> SupportPlane:
    """A plane.

    Args:
        at: its middle, (3) [m]. across: away from it, (3). half: its two sizes [m], None where they are not known.
    """
    point, normal = (np.asarray(x, dtype=np.float64) for x in (at, across))
    if point.shape != (3,) or normal.shape != (3,) or not np.linalg.norm(normal) > 0:
        raise ValueError(f"support '{name}' needs a point and a normal of three numbers, the normal not zero")
    a, b = np.broadcast_to(np.asarray(half or PLANE_SIZE, dtype=np.float64), (2,))
    normal = normal / np.linalg.norm(normal)
    along = np.eye(3)[0 if abs(normal[0]) < 0.8 else 1]
    u = along - (along @ normal) * normal
    u = u / np.linalg.norm(u)
    return SupportPlane(name, point, 0.5 * a * u, 0.5 * b * np.cross(u, normal), name == "floor" and not half)
