"""What the player draws, as one JSON structure: the film with forces, contact forces, supports and colours.

What is sent is `film.Film`: bones once, in 16 bits; segments' places by frame, in 32 bits; paths that change their
shape by frame, in 16 bits relative to the pelvis (steps below 0.05 mm for a person of common size).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from iliopsoas.body.body import Body
from iliopsoas.results.basis.attributes import body_weight
from iliopsoas.results.basis.columns import frames_of
from iliopsoas.results.basis.peaks import peak_of
from iliopsoas.results.muscle_forces import iliopsoas_force, strongest_side, whole_muscle_force
from iliopsoas.scene.bones.skeleton import bone_shapes
from iliopsoas.scene.bones.solids import Mesh, join
from iliopsoas.scene.colours import BONE, DISC, FORCE_SCALE, hex_rgb
from iliopsoas.scene.film import Film
from iliopsoas.scene.player.packing import pack, quaternions
from iliopsoas.scene.pose_scene import spindle_radii
from iliopsoas.scene.pose_svg import ARMS, ILIOPSOAS
from iliopsoas.scene.supports import ARROW_LENGTH, LEAST_ARROW, contact_arrows, support_planes

Array = NDArray[np.float64]

BELLY, THREAD = 0.62, 0.0011
"""Share of its true thickness that a strand of the iliopsoas is drawn with [-]; radius of all other strands [m]."""
MOST_MOMENTS = 3000
"""Moments of the curves, at most (technical)."""
ARROW_COLOUR = (0.0, 0.55, 0.40)


def view_data(result: xr.Dataset, body: Body, shown: Film) -> dict[str, Any]:
    """What the view is drawn from; arrays are packed by `pack`."""
    side = strongest_side(result)
    top = peak_of(result, iliopsoas_force(result, side))
    size = body.factors["pelvis"]
    return {
        "time": [round(float(t), 5) for t in shown.time],
        "start": float(shown.time[np.argmin(np.abs(shown.time - top.time))]),
        "segments": len(shown.segments),
        "pelvis": shown.segments.index("pelvis"),
        "place": pack(np.concatenate([shown.position, quaternions(shown.rotation)], axis=2), "f4"),
        "meshes": _meshes(body, shown),
        **_strands(body, shown),
        "share": pack(np.round(255 * np.clip(_share(result, body, shown), 0, 1)), "u1"),
        "curves": _curves(result),
        "fmax": {name: float(body.muscles.fmax[body.muscles.select(name)].sum()) for name in ILIOPSOAS},
        "loads": _loads(result, shown),
        "supports": [
            {"point": p.point.tolist(), "u": p.u.tolist(), "v": p.v.tolist(), "open": int(p.open)}
            | ({"u": [2.6, 0, 0], "v": [0, 0, 2.6]} if p.open else {})
            for p in support_planes(result)
        ],
        "floor": shown.floor,
        "span": list(shown.span),
        "heading": shown.heading.tolist(),
        "ends": shown.ends,
        "near": {
            "turn": 24.0 if side == "r" else -24.0, "lift": 0.012 * size, "width": 0.43 * size, "height": 0.50 * size,
        },
        "ramp": [hex_rgb(stop).tolist() for stop in FORCE_SCALE],
    }  # fmt: skip


def _meshes(body: Body, shown: Film) -> list[dict[str, Any]]:
    shapes = bone_shapes()
    bare = {name: mesh for name, mesh in shapes["bone"].items() if name not in ARMS}
    groups = {
        "bone": (bare, BONE), "arm": ({name: shapes["bone"][name] for name in ARMS}, BONE),
        "rib": (shapes["rib"], BONE), "disc": (shapes["disc"], DISC),
    }  # fmt: skip
    return [
        {"name": name, "colour": colour.tolist()} | _mesh(body, shown, some) for name, (some, colour) in groups.items()
    ]


def _mesh(body: Body, shown: Film, shapes: dict[str, Mesh]) -> dict[str, Any]:
    whole = join([Mesh(body.factors[name] * mesh.vertices, mesh.faces) for name, mesh in shapes.items()])
    quantum = _quantum(whole.vertices)
    segment = np.repeat([shown.segments.index(name) for name in shapes], [len(m.vertices) for m in shapes.values()])
    return {"quantum": quantum, "vertex": pack(np.round(whole.vertices / quantum), "i2"),
            "segment": pack(segment, "u1"), "face": pack(whole.faces, "u2", step=1)}  # fmt: skip


def _strands(body: Body, shown: Film) -> dict[str, Any]:
    """Points of all strands; each strand is (first point, number of points, 1 if kept by frame, 1 if iliopsoas)."""
    mine = {int(i) for name in ILIOPSOAS for i in body.muscles.select(name)}
    strands, radius, fixed_from, moving_from = [], [], 0, 0
    for i in range(len(body.muscles)):
        moves = i in shown.moving
        count = shown.moving[i].shape[1] if moves else len(shown.fixed[i][0])
        strands.append([moving_from if moves else fixed_from, count, int(moves), int(i in mine)])
        radius.append(spindle_radii(body.muscles.fmax[i], count, BELLY) if i in mine else np.full(count, THREAD))
        moving_from, fixed_from = moving_from + moves * count, fixed_from + (not moves) * count
    order = sorted(shown.moving)
    pelvis = shown.position[:, [shown.segments.index("pelvis")]]
    points = np.concatenate([shown.moving[i] for i in order], axis=1) - pelvis
    quantum = _quantum(points)
    packed = pack(np.round(points / quantum), "i2", step=3 * points.shape[1])
    fixed = [shown.fixed[i] for i in sorted(shown.fixed)]
    return {
        "strands": strands,
        "radius": pack(np.concatenate(radius), "f4"),
        "paths": {"count": points.shape[1], "quantum": quantum, "points": packed},
        "fixed": {
            "segment": pack(np.concatenate([segment for segment, _ in fixed]), "u1"),
            "local": pack(np.concatenate([local for _, local in fixed]), "f4"),
        },
    }


def _quantum(points: Array) -> float:
    """The smallest step that lets 16 bits hold these numbers [m]."""
    return max(float(np.abs(points).max()), 1e-3) / 32767


def _share(result: xr.Dataset, body: Body, shown: Film) -> Array:
    """Force of every strand over its maximal isometric force, (k, m) [-]; 0 for a strand that has none."""
    force, most = frames_of(result, "muscle_force", shown.frame), body.muscles.fmax
    return np.asarray(np.divide(force, most, out=np.zeros_like(force), where=most > 0.0))


def _curves(result: xr.Dataset) -> dict[str, list[float]]:
    """Force of each muscle over time; of a long record as many moments as the curve can show, its peaks among them."""
    force = {name: whole_muscle_force(result, name) for name in ILIOPSOAS}
    count = result.sizes["time"]
    tops = [int(curve.argmax()) for curve in force.values()]
    kept = np.unique([*np.linspace(0, count - 1, min(count, MOST_MOMENTS)).round().astype(np.int64), *tops])
    time = [round(float(t), 5) for t in result["time"].values[kept]]
    return {"time": time} | {name: [round(float(f), 1) for f in curve[kept]] for name, curve in force.items()}


def _loads(result: xr.Dataset, shown: Film) -> dict[str, Any]:
    force, point = contact_arrows(result.isel(time=shown.frame))
    weight = body_weight(result)
    return {
        "count": force.shape[1],
        "values": pack(np.concatenate([force, point], axis=2), "f4"),
        "metre_per_newton": ARROW_LENGTH / weight,
        "least": LEAST_ARROW * weight,
        "body_weight": weight,
        "colour": list(ARROW_COLOUR),
    }
