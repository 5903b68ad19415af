"""The way a strand takes in space, sampled: straight stretches and arcs around wrapping surfaces.

The engine gives the points where a strand leaves and meets each surface; between the two it runs along the surface.
Which way round is decided by the length of the whole strand, which the engine gives too.
"""

from __future__ import annotations

from itertools import product

import mujoco
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
SAMPLES = 40


def sampled(model: mujoco.MjModel, data: mujoco.MjData, tendon: int) -> Array:
    """Points along a strand in a pose, (n, 3) [m] in the world."""
    at, count = data.ten_wrapadr[tendon], data.ten_wrapnum[tendon]
    points = data.wrap_xpos.reshape(-1, 3)[at : at + count]
    objects = data.wrap_obj.reshape(-1)[at : at + count]
    pieces: list[list[Array]] = []
    for a, b, first, second in zip(points[:-1], points[1:], objects[:-1], objects[1:], strict=True):
        straight = a + np.linspace(0.0, 1.0, SAMPLES)[:, None] * (b - a)
        on_surface = first == second and first >= 0
        pieces.append(_arcs(model, data, int(first), a, b) if on_surface else [straight])
    choices = [np.concatenate(choice) for choice in product(*pieces)]
    wrong = [abs(_length(path) - data.ten_length[tendon]) for path in choices]
    best = int(np.argmin(wrong))
    assert wrong[best] < 2e-4, "the sampled path is not the engine's"
    return choices[best]


def distance_to(path: Array, centre: Array) -> float:
    """Least distance of a polyline from a point [m]."""
    a, b = path[:-1], path[1:]
    along = b - a
    size = np.maximum((along**2).sum(axis=1), 1e-18)
    t = np.clip(((centre - a) * along).sum(axis=1) / size, 0.0, 1.0)
    return float(np.linalg.norm(a + t[:, None] * along - centre, axis=1).min())


def _length(path: Array) -> float:
    return float(np.linalg.norm(np.diff(path, axis=0), axis=1).sum())


def _arcs(model: mujoco.MjModel, data: mujoco.MjData, geom: int, a: Array, b: Array) -> list[Array]:
    """Both ways from a to b along a sphere or cylinder."""
    centre, turn = data.geom_xpos[geom], data.geom_xmat[geom].reshape(3, 3)
    p, q = turn.T @ (a - centre), turn.T @ (b - centre)
    if model.geom_type[geom] == mujoco.mjtGeom.mjGEOM_SPHERE:
        normal = np.cross(p, q)
        normal /= np.linalg.norm(normal)
        side = np.cross(normal, p)
        angle = float(np.arctan2(np.linalg.norm(np.cross(p, q)), p @ q))
        ways = [np.linspace(0.0, full, SAMPLES) for full in (angle, angle - 2 * np.pi)]
        local = [np.cos(w)[:, None] * p + np.sin(w)[:, None] * side for w in ways]
    else:
        radius = float(model.geom_size[geom, 0])
        start, end = np.arctan2(p[1], p[0]), np.arctan2(q[1], q[0])
        turned = (end - start + np.pi) % (2 * np.pi) - np.pi
        height = np.linspace(p[2], q[2], SAMPLES)
        ways = [
            start + np.linspace(0.0, full, SAMPLES) for full in (turned, turned - np.sign(turned or 1.0) * 2 * np.pi)
        ]
        local = [np.stack([radius * np.cos(w), radius * np.sin(w), height], axis=1) for w in ways]
    return [centre + w @ turn.T for w in local]
