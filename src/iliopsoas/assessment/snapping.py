"""Snapping manoeuvre: the way of the psoas tendon in front of the femoral head, sideways.

From flexion, abduction and external rotation to extension and internal rotation; in every pose the point of the strand
that is nearest to the head's centre, in the pelvis' axes.
"""

from __future__ import annotations

import mujoco
import numpy as np
from numpy.typing import NDArray

from iliopsoas.assessment.outcome import Mark, Outcome
from iliopsoas.body.body import Body
from iliopsoas.function.poses import poses
from iliopsoas.mechanics.head import head_push

Array = NDArray[np.float64]
FRAMES = 61
START = {"hip_flexion": 90.0, "hip_adduction": -35.0, "hip_rotation": -35.0, "knee_angle": 90.0}
END = {"hip_flexion": -10.0, "hip_adduction": 0.0, "hip_rotation": 15.0, "knee_angle": 0.0}
"""Where the manoeuvre begins and ends [deg]; estimated, it is not standardised."""
TENTH = 0.1
STRETCHES = 24
"""Parts a piece of the path is cut into to find its nearest point (technical)."""


def manoeuvre(body: Body, side: str) -> Outcome:
    """The passive manoeuvre, pelvis still."""
    q = _path(body, side)
    where = _sideways(body, q, side)
    window = round(TENTH * (FRAMES - 1))
    moved = np.abs(where[window:] - where[:-window])
    fastest = int(moved.argmax())
    at = q[fastest + window // 2, body.map.column(f"hip_flexion_{side}")]
    static = poses(body, q)
    push = np.linalg.norm(head_push(body, static.kinetics, static.fibres().passive)[:, "rl".index(side)], axis=1)
    values = {
        "travel": 1000.0 * float(np.ptp(where)),
        "fastest": 1000.0 * float(moved[fastest]),
        "at_hip_flexion": float(np.degrees(at)),
        "push": float(push.max()),
    }
    even = TENTH * float(np.ptp(where))
    note = (
        f"At its fastest the tendon moves {moved[fastest] / max(even, 1e-9):.1f} times as fast as if the whole travel "
        "were even; a snap would be a jump."
    )
    pose = q[fastest + window // 2].copy()
    pose[body.map.column("pelvis_tilt")] = 0.5 * np.pi
    return Outcome(values, pose, Mark(f"femur_{side}", f"tibia_{side}", (1.0, 0.0, 0.0), "table", 30.0), (note,))


def _path(body: Body, side: str) -> Array:
    """Coordinates of the manoeuvre, (frames, n), inside the body's limits."""
    share = np.linspace(0.0, 1.0, FRAMES)
    smooth = share**2 * (3.0 - 2.0 * share)
    angles = {f"{c}_{side}": np.radians(a + (END[c] - a) * smooth) for c, a in START.items()}
    for name in angles:
        column = body.map.column(name)
        angles[name] = np.clip(angles[name], body.limits.lower[column], body.limits.upper[column])
    out: Array = body.map.pose(FRAMES, **angles)
    return out


def _sideways(body: Body, q: Array, side: str) -> Array:
    """Outward place of the psoas tendon at the femoral head, mean of its strands, (frames) [m]."""
    u = body.map.expand(q, 0.0 * q, 0.0 * q)[0]
    strands = body.muscles.select(f"psoas_major_{side}")
    pelvis, femur = body.body_id("pelvis"), body.body_id(f"femur_{side}")
    outward = 1.0 if side == "r" else -1.0
    data, out = mujoco.MjData(body.model), np.zeros(len(q))
    for t, row in enumerate(u):
        data.qpos[:] = row
        mujoco.mj_fwdPosition(body.model, data)
        turn = data.xmat[pelvis].reshape(3, 3)
        points = np.array(data.wrap_xpos).reshape(-1, 3)
        found = [_nearest(points[a : a + n], data.xpos[femur]) for a, n in _spans(data, strands)]
        out[t] = outward * float(np.mean([(p - data.xpos[femur]) @ turn[:, 2] for p in found]))
    return out


def _spans(data: mujoco.MjData, strands: list[int]) -> list[tuple[int, int]]:
    return [(int(data.ten_wrapadr[i]), int(data.ten_wrapnum[i])) for i in strands]


def _nearest(line: Array, centre: Array) -> Array:
    """Point of a polyline (k, 3) nearest to another, (3)."""
    share = np.linspace(0.0, 1.0, STRETCHES)[:, None, None]
    fine = (line[None, :-1] + share * (line[1:] - line[:-1])[None]).reshape(-1, 3)
    out: Array = fine[np.linalg.norm(fine - centre, axis=1).argmin()]
    return out
