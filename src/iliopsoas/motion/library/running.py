"""Steady running put on a body.

Vertical ground reaction of a step of time T with contact time t_c (half a sine, the rest is flight), and the braking
and propelling force along the way:

    F_y = (pi/2) m g (T / t_c) sin(pi t / t_c)        F_x = -B m g sin(2 pi t / t_c)        0 < t < t_c

The centre of mass follows these forces (integrated twice over the periodic stride) and moves forward at the chosen
speed. Angles come from the record 'run'; the legs are then fitted so that the standing foot meets the floor and stays
where it is. The centre of pressure goes from heel to toes, shifted towards where the forces give the whole body's
angular acceleration about the z axis.
"""

from __future__ import annotations

from dataclasses import replace

import mujoco
import numpy as np
from scipy.interpolate import CubicSpline

from iliopsoas.arrays import Array
from iliopsoas.atlas.movements.catalogue import find_movement
from iliopsoas.body.body import Body
from iliopsoas.body.contact_points import contact_points
from iliopsoas.body.inverse_dynamics import inverse_dynamics
from iliopsoas.body.kinematics.pose_fitting import fit_poses
from iliopsoas.body.kinematics.pose_goals import PoseGoals
from iliopsoas.body.kinematics.segment_poses import point_paths
from iliopsoas.motion.library.keyframe_plan import LATERAL, other_side, plan_movement
from iliopsoas.motion.records.external_loads import ExternalLoad
from iliopsoas.motion.records.motion import Motion
from iliopsoas.motion.signals.periodic import first_harmonics, periodic_derivative, periodic_double_integral

FRAMES = 100
"""Frames a stride."""
STRIDES = 3
"""Number of strides; the middle one is to be analysed, its neighbours give it smooth derivatives (technical)."""
HARMONICS = 10
"""Harmonics of the stride kept in the coordinates [-] (frames)."""
CONTACT = 0.35
"""Contact time as a share of the stride at 3 m/s [-]; estimated."""
CONTACT_SLOPE = -0.055
"""Change of that share with speed [s/m]; estimated."""
REFERENCE = 3.0, 1.71
"""Speed [m/s] and stature [m] of the record 'run'; estimated."""
STRIDE_SLOPE = -0.035
"""Change of the stride's time with speed, as a share of it [s/m]; estimated."""
SWING_SLOPE = 0.18
"""Growth of joint excursions with speed, as a share [s/m]; estimated."""
BRAKING = 0.25
"""Largest braking force [body weights]; estimated."""
STEP_WIDTH = 0.03
"""Distance of the feet's middles from the line of progression [m]; estimated."""
STIFFNESS = {"hip": 3.0, "knee": 1.0, "ankle": 0.3, "subtalar": 1.0, "mtp": 0.3}
"""How much a leg's coordinates resist leaving the record's angles [1/rad^2]; estimated."""
ON_FLOOR = {"heel": (0.02, 0.38), "metatarsal": (0.2, 0.72), "midfoot": (0.2, 0.38), "hallux": (0.4, 0.9)}
"""Part of the stance in which points of the foot are on the floor [-]; estimated."""
FIRMER = (1e-2, 1.0)
"""Shares of the contacts' weights that the legs are fitted with, one after the other (solver)."""
SWAY = ("pelvis_tilt", "pelvis_list")
"""Rotations of the whole body about z and x by which it turns as its forces ask."""
TURNS, SHARE_OF_TURN = 6, 0.7
"""How often the body's sway is corrected, and by how much of what is missing (solver)."""
SHIFT = 0.04
"""Farthest that the centre of pressure leaves its usual way from heel to toes [m]; estimated."""


def steady_run(body: Body, speed: float = 2.6) -> Motion:
    """Three strides of running; the middle one is for analysis.

    Args:
        speed: [m/s]; stride time and speed of the pattern go with the square root of stature.
    """
    wanted, period = _wanted(body, speed)
    share = np.clip(CONTACT + CONTACT_SLOPE * (speed - REFERENCE[0]), 0.22, 0.42)
    force = {"r": _force(body, period, float(share))}
    force["l"] = np.roll(force["r"], FRAMES // 2, axis=0)
    path = periodic_double_integral((force["r"] + force["l"]) / body.subject.mass, period, HARMONICS)
    travel = speed * period * np.arange(FRAMES) / FRAMES
    stride = speed * period
    balanced = wanted.copy()
    for turn in range(TURNS + 1):
        q = _with_mass(
            body, first_harmonics(_fitted(body, balanced, path, travel, stride, float(share)), HARMONICS), path
        )
        point = {s: _pressure(body, q, force, s, period, travel, stride, float(share)) for s in "rl"}
        if turn < TURNS:
            swayed = [body.map.column(name) for name in SWAY]
            balanced[:, swayed] += SHARE_OF_TURN * _rotation(body, q, force, point, period)
    time = np.arange(STRIDES * FRAMES + 1) * period / FRAMES
    whole = np.concatenate([np.tile(q, (STRIDES, 1)), q[:1]])
    whole[:, body.map.column("pelvis_tx")] += speed * time
    ahead = np.stack([speed * time, 0 * time, 0 * time], axis=1)
    record = find_movement("run")
    change = np.degrees(np.abs(q - wanted)[:, 6:].max(axis=0))
    worst, sway = int(change.argmax()), float(np.abs(balanced - wanted).max())
    return Motion(
        name="run",
        time=time,
        coordinates={name: whole[:, i] for i, name in enumerate(body.map.names) if np.any(whole[:, i])},
        loads=tuple(
            ExternalLoad(f"ground_{s}", f"calcn_{s}", time, _tiled(force[s]), _tiled(point[s]) + ahead, 0 * ahead)
            for s in "rl"
        ),
        sources=record.sources,
        notes=(
            f"Running at {speed:g} m/s, stride time {period:.2f} s: angles and forces are estimates, not measured on a "
            "person.",
            f"The wanted angles were changed by up to {change[worst]:.0f} degrees ({body.map.names[6 + worst]}) so "
            f"that the standing foot meets the floor, and the body sways by up to {np.degrees(sway):.1f} degrees so "
            "that it turns as its forces ask; what is left of the moments shows as a residual.",
        ),
    )


def _tiled(x: Array) -> Array:
    return np.concatenate([np.tile(x, (STRIDES, 1)), x[:1]])


def _wanted(body: Body, speed: float) -> tuple[Array, float]:
    """Coordinates of one stride, (frames, n), and its time [s]."""
    record = find_movement("run")
    plan = plan_movement(record, "right", {})
    size = float(np.sqrt(body.subject.height / REFERENCE[1]))
    period = plan.times[-1] * size * (1.0 + STRIDE_SLOPE * (speed / size - REFERENCE[0]))
    at = np.array(plan.times) / plan.times[-1]
    grow = 1.0 + SWING_SLOPE * (speed / size - REFERENCE[0])
    q = body.map.pose(FRAMES)
    for name in plan.angles[0]:
        values = np.array([angles[name] for angles in plan.angles])
        curve = CubicSpline(at, values, bc_type="periodic")(np.arange(FRAMES) / FRAMES)
        if name.endswith("_l"):
            continue
        if name.startswith(("hip_flexion", "arm_flex", "knee")):
            curve = curve.mean() + grow * (curve - curve.mean())
        q[:, body.map.column(name)] = curve
        if name.endswith("_r"):
            q[:, body.map.column(other_side(name))] = np.roll(curve, FRAMES // 2)
    for pelvis, trunk in (("pelvis_list", "lumbar_bending"), ("pelvis_rotation", "lumbar_rotation")):
        one = q[:, body.map.column(pelvis)]
        both = 0.5 * (one - np.roll(one, FRAMES // 2)) if pelvis in LATERAL else one
        q[:, body.map.column(pelvis)], q[:, body.map.column(trunk)] = both, -both
    knees = [body.map.column(f"knee_angle_{s}") for s in "rl"]
    q[:, knees] = np.maximum(q[:, knees], np.radians(5.0))
    return q, period


def _force(body: Body, period: float, share: float) -> Array:
    """Ground reaction on the right foot over a stride, (frames, 3) [N]."""
    at = np.arange(FRAMES) / FRAMES / share
    stands = at < 1.0
    up = np.where(stands, np.sin(np.pi * at), 0.0)
    up *= 0.5 / up.mean()
    along = np.where(stands, -BRAKING * np.sin(2.0 * np.pi * at), 0.0)
    return np.stack([along, up, 0 * up], axis=1) * body.subject.weight


def _with_mass(body: Body, q: Array, path: Array) -> Array:
    """Move the pelvis so that the centre of mass is where it should be."""
    out = q.copy()
    out[:, [body.map.column(f"pelvis_t{x}") for x in "xyz"]] += path - point_paths(body, q).centre_of_mass
    height = q[:, body.map.column("pelvis_ty")].mean() - out[:, body.map.column("pelvis_ty")].mean()
    out[:, body.map.column("pelvis_ty")] += height
    return out


def _fitted(body: Body, wanted: Array, path: Array, travel: Array, stride: float, share: float) -> Array:
    """Legs that stand where they should while the centre of mass follows its path."""
    feet = {s: contact_points(body, [f"foot_{s}"]) for s in "rl"}
    bodies = tuple(name for p in feet.values() for name in p.bodies)
    names = tuple(name for p in feet.values() for name in p.names)
    offsets = np.concatenate([p.centre for p in feet.values()])
    radius = np.concatenate([p.radius for p in feet.values()])
    q = _with_mass(body, wanted, path)
    points, _ = point_paths(body, q, bodies, offsets)
    middle = round(0.45 * share * FRAMES)
    ball = [i for i, name in enumerate(names) if name.startswith("metatarsal") and name.endswith("_r")]
    lift = float(radius[ball[0]] - points[middle, ball, 1].mean())
    q[:, body.map.column("pelvis_ty")] += lift
    path = path + point_paths(body, q).centre_of_mass.mean(axis=0) * [0.0, 1.0, 0.0]
    points, _ = point_paths(body, q, bodies, offsets)
    target, weight = np.zeros(points.shape), np.zeros(points.shape)
    for k, name in enumerate(names):
        s = name[-1]
        at = (np.arange(FRAMES) / FRAMES - (0.0 if s == "r" else 0.5)) % 1.0 / share
        part = next((part for start, part in ON_FLOOR.items() if name.startswith(start)), None)
        if part is None:
            continue
        on = _bump(at, *part)
        flat = middle if s == "r" else (middle + FRAMES // 2) % FRAMES
        gone = (travel - travel[flat] + 0.5 * stride) % stride - 0.5 * stride
        stands = at < 1.0
        mine = [i for i in range(len(names)) if names[i].startswith("metatarsal") and names[i][-1] == s]
        middle_way = points[stands][:, mine, 0].mean(axis=1) + gone[stands]
        target[:, k] = points[flat, k]
        target[:, k, 0] += middle_way.mean() - points[flat, mine, 0].mean() - gone
        target[:, k, 1] = radius[k]
        side = 1.0 if s == "r" else -1.0
        target[:, k, 2] += side * STEP_WIDTH - points[flat, [i for i, n in enumerate(names) if n[-1] == s], 2].mean()
        weight[:, k] = on[:, None] * np.array([1e4, 5e4, 3e3])
    goals = PoseGoals(
        (*bodies, *bodies),
        np.concatenate([offsets, offsets]),
        np.concatenate([target, target], axis=1),
        np.concatenate([weight, np.tile([0.0, 5e4, 0.0], (*points.shape[:2], 1))], axis=1),
        side=np.concatenate([np.zeros(offsets.shape), np.ones(offsets.shape)]),
        mass_target=path,
        mass_weight=np.full(path.shape, 1e4),
    )
    moved = (*STIFFNESS, "pelvis_tx", "pelvis_ty", "pelvis_tz")
    columns = [i for i, name in enumerate(body.map.names) if name.startswith(moved)]
    stiff = np.array([next((v for k, v in STIFFNESS.items() if n.startswith(k)), 1e-3) for n in body.map.names])
    pose = q
    for firm in FIRMER:
        softer = replace(goals, weight=firm * goals.weight)
        pose = fit_poses(body, softer, pose, columns=columns, reference=q, stiffness=stiff).q
    return pose


def _bump(at: Array, first: float, last: float) -> Array:
    """1 inside a part of the stance, fading over 0.12 of it before and after."""
    return np.clip(np.minimum(at - first + 0.12, last + 0.12 - at) / 0.12, 0.0, 1.0)


def _rotation(body: Body, q: Array, force: dict[str, Array], point: dict[str, Array], period: float) -> Array:
    """Rotation of the whole body about z and x that would take away the moment which the stride takes beyond what the
    forces give, (frames, 2) [rad]."""
    u, ud, udd = body.map.expand(q, periodic_derivative(q, period, 1), periodic_derivative(q, period, 2))
    data, rows = mujoco.MjData(body.model), [body.map.row(name) for name in SWAY]
    missing, inertia = np.zeros((FRAMES, 2)), np.zeros((FRAMES, 2))
    target, tau = np.zeros(body.model.nv), np.zeros(body.model.nv)
    mass, own = body.model.body_mass, body.model.body_inertia
    for t in range(FRAMES):
        data.qpos[:], data.qvel[:], data.qacc[:] = u[t], ud[t], udd[t]
        inverse_dynamics(body.model, data, tau)
        target[:] = 0.0
        for s in "rl":
            i = body.body_id(f"calcn_{s}")
            mujoco.mj_applyFT(body.model, data, force[s][t], np.zeros(3), point[s][t], i, target)
        missing[t] = (tau - target)[rows]
        x, y, z = ((data.xipos - data.subtree_com[0]) ** 2).T
        inertia[t] = mass @ (x + y) + own[:, 2].sum(), mass @ (y + z) + own[:, 0].sum()
    turn = -(missing - missing.mean(axis=0)) / inertia.mean(axis=0)
    return periodic_double_integral(turn, period, HARMONICS)


def _pressure(
    body: Body, q: Array, force: dict[str, Array], side: str, period: float, travel: Array, stride: float, share: float
) -> Array:
    """Centre of pressure on the floor in the travelling frame, (frames, 3) [m]."""
    u, ud, udd = body.map.expand(q, periodic_derivative(q, period, 1), periodic_derivative(q, period, 2))
    data, row, tau = mujoco.MjData(body.model), body.map.row("pelvis_tilt"), np.zeros(body.model.nv)
    p = contact_points(body, [f"foot_{side}"])
    points, _ = point_paths(body, q, p.bodies, p.centre)
    back, front = points[:, :, 0].min(axis=1) - 0.01, points[:, :, 0].max(axis=1)
    out = np.stack([0.5 * (back + front), 0 * back, points[:, :, 2].mean(axis=1)], axis=1)
    start = 0 if side == "r" else FRAMES // 2
    along = ((np.arange(FRAMES) - start) % FRAMES) / FRAMES / share
    for t in np.flatnonzero(along < 1.0):
        data.qpos[:], data.qvel[:], data.qacc[:] = u[t], ud[t], udd[t]
        inverse_dynamics(body.model, data, tau)
        f = force[side][t]
        pelvis = q[t, [body.map.column("pelvis_tx"), body.map.column("pelvis_ty")]]
        asked = pelvis[0] + (tau[row] - pelvis[1] * f[0]) / max(f[1], 1.0)
        usual = back[t] + (0.15 + 0.6 * along[t]) * (front[t] - back[t])
        out[t, 0] = np.clip(np.clip(asked, usual - SHIFT, usual + SHIFT), back[t], front[t])
    return out
