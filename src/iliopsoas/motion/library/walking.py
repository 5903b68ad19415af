"""The textbook gait cycle, put on a body.

The table (bovi2011) gives joint angles, ground reaction and joint moments of the same strides, but not where the feet
stood and not the zeros of its angles in our segments' frames. Both are settled here:

* the centre of mass follows the forces (integrated twice over the periodic cycle), and the pelvis is placed so that it
  does;
* each foot's centre of pressure is where the ground reaction gives the tabulated ankle moment, within the foot;
* two constant angles, a lean at the ankles and a spread of the hips, are fitted so that the moments at hip and knee in
  stance come closest to the tabulated ones.

The table's hip, knee and ankle angles have been adjusted once, by 1.3 to 2.2 degrees (RMS), in the same sense (see
walk.toml).
"""

from __future__ import annotations

from dataclasses import dataclass

import mujoco
import numpy as np

from iliopsoas.arrays import Array, BoolArray, IndexArray
from iliopsoas.atlas.walking.gait_cycle import GaitCycle, gait_cycle
from iliopsoas.body.body import Body
from iliopsoas.body.inverse_dynamics import inverse_dynamics
from iliopsoas.motion.records.external_loads import ExternalLoad
from iliopsoas.motion.records.motion import Motion
from iliopsoas.motion.signals.periodic import first_harmonics, periodic_derivative, periodic_double_integral

FRAMES = 100
"""Frames a cycle."""
CYCLES = 3
"""The middle one is to be analysed; its neighbours give it smooth derivatives (technical)."""
HARMONICS = 6
"""Harmonics of the cycle kept in the angles [-]: up to 5.6 Hz, the band in which recorded movement is analysed
(technical)."""
FOOT_FLAT = (0.14, 0.22)
"""Part of the cycle in which the foot lies flat [-] (bovi2011)."""
STANCE_FITTED = (0.08, 0.62)
"""Part of the cycle in which moments are compared [-] (technical)."""
FOOT_LENGTH = 0.152
"""Foot length [body heights] (winter2009)."""
ANKLE_FRACTION = 0.20
"""Where the ankle lies along the foot, heel 0 to toe 1 [-]; estimated."""
FOREMOST = 0.85
"""Foremost centre of pressure along the foot [-]; estimated from the table's own progression."""
ANKLE_HEIGHT = 0.073
"""Height of the ankle above the ground in standing [m], generic body; estimated from the calcaneus' path points."""
REFERENCE_HEIGHT = 1.71
"""Mean stature of the adults of bovi2011 [m]; speed and stride time go with its square root (equal Froude number)."""
ARM_SWING = 0.5
"""Arm swing as a share of the opposite hip's; estimated."""
LIGHT = 0.15
"""Vertical force below which the ankle moment does not locate the centre of pressure [body weights] (technical)."""
SHIFT = {"r": 0, "l": FRAMES // 2}  # technical
FITTED = ("hip_flexion", "hip_adduction", "knee_angle")


@dataclass(frozen=True, eq=False)
class _Stride:
    """One cycle of the whole body: coordinates (frames, n), force and point of each foot's load (frames, 3), and how
    far the fitted moments are from the table's [N m/kg]."""

    q: Array
    force: dict[str, Array]
    point: dict[str, Array]
    misfit: Array


def textbook_walk(body: Body) -> Motion:
    """Mean gait of healthy adults at comfortable speed on this body: three cycles; the middle one is for analysis.

    The trunk stays upright on the pelvis and the arms swing against the legs (both estimated). Speed and stride time go
    with the square root of stature.
    """
    cycle = gait_cycle()
    period, speed = _pace(body, cycle)
    posture, step = np.zeros(2), np.radians(1.0)
    stride = _stride(body, cycle, posture)
    for _ in range(2):
        slope = [(_stride(body, cycle, posture + step * e).misfit - stride.misfit) / step for e in np.eye(2)]
        posture = posture - np.linalg.lstsq(np.stack(slope, axis=1), stride.misfit, rcond=None)[0]
        stride = _stride(body, cycle, posture)
    time = np.arange(CYCLES * FRAMES + 1) * period / FRAMES
    travel = speed * time
    q = _repeat(stride.q)
    q[:, body.map.column("pelvis_tx")] += travel
    ahead = np.stack([travel, 0 * travel, 0 * travel], axis=1)
    lean, spread = np.degrees(posture)
    return Motion(
        name="walk_average",
        time=time,
        coordinates={name: q[:, i] for i, name in enumerate(body.map.names) if np.any(q[:, i])},
        loads=tuple(
            ExternalLoad(
                f"ground_{s}", f"calcn_{s}", time, _repeat(stride.force[s]), _repeat(stride.point[s]) + ahead, 0 * ahead
            )
            for s in SHIFT
        ),
        sources=(*cycle.sources, "winter2009"),
        notes=(
            "Mean walking of healthy adults (bovi2011), put on this body: a textbook cycle, not a measurement of "
            "a person. Averaged angles and forces do not belong to one stride: the second peak of the hip's contact "
            "force is about twice that of instrumented hips. The movement 'walk' is a measured person.",
            f"Zeros of angles were settled by the joint moments of the same strides: the body leans back by {lean:.1f} "
            f"degrees at the ankles, the hips spread by {spread:.1f}; what remains "
            f"between these moments and the table's is {np.sqrt(np.mean(stride.misfit**2)):.2f} N m/kg (RMS).",
            "Trunk upright, arms swinging against the legs (estimated).",
        ),
    )


def _pace(body: Body, cycle: GaitCycle) -> tuple[float, float]:
    """Stride time [s] and speed [m/s] of this body."""
    factor = float(np.sqrt(body.subject.height / REFERENCE_HEIGHT))
    return cycle.stride_time * factor, cycle.speed * factor


def _repeat(x: Array) -> Array:
    return np.concatenate([np.tile(x, (CYCLES, 1)), x[:1]])


def _stride(body: Body, cycle: GaitCycle, posture: Array) -> _Stride:
    period, speed = _pace(body, cycle)
    table = {name: _resampled(values) for name, values in cycle.columns.items()}
    q = _coordinates(body, table, posture)
    force = {s: np.roll(_force(table), SHIFT[s], axis=0) * body.subject.weight for s in SHIFT}
    force["l"] = force["l"] * [1.0, 1.0, -1.0]
    walker = _Walker(body, q, period, speed)
    mass = periodic_double_integral((force["r"] + force["l"]) / body.subject.mass, period)
    pelvis = mass - walker.mass
    drift = speed * period * np.arange(FRAMES) / FRAMES  # the frame travels along; the ground passes below
    flat = {s: np.flatnonzero(np.roll(_within(FOOT_FLAT), SHIFT[s])) for s in SHIFT}
    pelvis[:, 1] -= np.mean([(pelvis + walker.ankle[s])[flat[s], 1].mean() for s in SHIFT])
    pelvis[:, 1] += ANKLE_HEIGHT * body.factors["calcn_r"]
    q[:, [body.map.column(f"pelvis_t{x}") for x in "xyz"]] = pelvis
    point = {}
    for s in SHIFT:
        moment = np.roll(table["ankle_angle_moment_nm_kg"], SHIFT[s]) * body.subject.mass
        share = np.roll(_filled(table["cop_fraction"]), SHIFT[s])
        point[s] = _pressure(pelvis + walker.ankle[s], walker.heading[s], force[s], moment, share, flat[s], drift, body)
    moments = walker.leg_moments(pelvis, force, point)
    part = _within(STANCE_FITTED)
    misfit = [moments[name][part] / body.subject.mass - table[f"{name}_moment_nm_kg"][part] for name in FITTED]
    return _Stride(q, force, point, np.concatenate(misfit))


def _resampled(values: Array) -> Array:
    """A column of the table at our frames; gaps stay gaps."""
    return np.interp(np.arange(FRAMES) / FRAMES, np.linspace(0.0, 1.0, len(values)), values)


def _filled(values: Array) -> Array:
    seen = ~np.isnan(values)
    return np.interp(np.arange(FRAMES), np.flatnonzero(seen), values[seen])


def _within(part: tuple[float, float]) -> BoolArray:
    at = np.arange(FRAMES) / FRAMES
    return (at >= part[0]) & (at <= part[1])


def _coordinates(body: Body, table: dict[str, Array], posture: Array) -> Array:
    """All coordinates but the pelvis' place, (frames, n) [rad]."""
    lean, spread = posture
    angle = {
        n.removesuffix("_deg"): np.radians(first_harmonics(v, HARMONICS))
        for n, v in table.items()
        if n.endswith("_deg")
    }
    q = body.map.pose(FRAMES)

    def put(name: str, values: Array) -> None:
        q[:, body.map.column(name)] = values

    put("pelvis_tilt", angle["pelvis_tilt"] + lean)
    for motion, tilt in (("list", "bending"), ("rotation", "rotation")):
        put(f"pelvis_{motion}", angle[f"pelvis_{motion}"])
        put(f"lumbar_{tilt}", -angle[f"pelvis_{motion}"])
    put("lumbar_extension", -angle["pelvis_tilt"] - lean)
    offset = {"hip_adduction": -spread, "ankle_angle": -lean}
    for side, other in (("r", "l"), ("l", "r")):
        for joint in ("hip_flexion", "hip_adduction", "hip_rotation", "knee_angle", "ankle_angle"):
            put(f"{joint}_{side}", np.roll(angle[joint], SHIFT[side]) + offset.get(joint, 0.0))
        swing = np.roll(angle["hip_flexion"], SHIFT[other])
        put(f"arm_flex_{side}", ARM_SWING * (swing - swing.mean()))
        put(f"elbow_flex_{side}", np.full(FRAMES, np.radians(15.0)))
    return q


def _force(table: dict[str, Array]) -> Array:
    """Ground reaction on the right foot [body weights], forward, up, right, (frames, 3)."""
    return np.stack([table[f"force_{way}_bw"] for way in ("forward", "up", "right")], axis=1)


def _pressure(
    ankle: Array,
    heading: Array,
    force: Array,
    moment: Array,
    share: Array,
    flat: IndexArray,
    drift: Array,
    body: Body,
) -> Array:
    """Centre of pressure on the ground in the travelling frame, (frames, 3) [m]."""
    since = np.arange(FRAMES) - flat.mean()
    passed = drift[1] * (since - FRAMES * np.round(since / FRAMES))  # ground that went by since the foot was flat
    stand = ankle[flat] + np.stack([passed[flat], 0 * passed[flat], 0 * passed[flat]], axis=1)
    along = heading[flat].mean(axis=0) * [1.0, 0.0, 1.0]
    along /= np.linalg.norm(along)
    length = FOOT_LENGTH * body.subject.height
    home = stand.mean(axis=0)[0] - passed  # where the flat foot's ankle was, now
    heavy = force[:, 1] > LIGHT * body.subject.weight
    up = np.where(heavy, force[:, 1], 1.0)
    asked = ankle[:, 0] - home + (-moment - ankle[:, 1] * force[:, 0]) / up
    from_table = (share - ANKLE_FRACTION) * length
    forward = np.clip(
        np.where(heavy, asked / along[0], from_table), -ANKLE_FRACTION * length, (FOREMOST - ANKLE_FRACTION) * length
    )
    out: Array = forward[:, None] * along
    out[:, 0] += home
    out[:, 2] += stand.mean(axis=0)[2]
    return out


class _Walker:
    """The body in a periodic stride with the pelvis' translation left out; the engine is only asked here."""

    def __init__(self, body: Body, q: Array, period: float, speed: float) -> None:
        self.body, self.period = body, period
        self.u, self.ud, self.udd = body.map.expand(
            q, periodic_derivative(q, period, 1), periodic_derivative(q, period, 2)
        )
        self.data = mujoco.MjData(body.model)
        self.mass = np.zeros((FRAMES, 3))  # centre of mass [m]
        self.ankle = {s: np.zeros((FRAMES, 3)) for s in SHIFT}
        self.heading = {s: np.zeros((FRAMES, 3)) for s in SHIFT}
        for t in range(FRAMES):
            self.data.qpos[:] = self.u[t]
            mujoco.mj_kinematics(body.model, self.data)
            mujoco.mj_comPos(body.model, self.data)
            self.mass[t] = self.data.subtree_com[0]
            for s in SHIFT:
                self.ankle[s][t] = self.data.xpos[body.body_id(f"talus_{s}")]
                self.heading[s][t] = self.data.xmat[body.body_id(f"calcn_{s}")].reshape(3, 3)[:, 0]

    def leg_moments(self, pelvis: Array, force: dict[str, Array], point: dict[str, Array]) -> dict[str, Array]:
        """Moments at the right leg's fitted coordinates, (frames) [N m]."""
        body, data = self.body, self.data
        place = [body.map.row(f"pelvis_t{x}") for x in "xyz"]
        u, udd = self.u.copy(), self.udd.copy()
        u[:, place], udd[:, place] = pelvis, periodic_derivative(pelvis, self.period, 2)
        ud = self.ud.copy()
        ud[:, place] = periodic_derivative(pelvis, self.period, 1)
        rows = {name: body.map.row(f"{name}_r") for name in FITTED}
        out = {name: np.zeros(FRAMES) for name in FITTED}
        foot = {s: body.body_id(f"calcn_{s}") for s in SHIFT}
        target, tau, nothing = np.zeros(body.model.nv), np.zeros(body.model.nv), np.zeros(3)
        for t in range(FRAMES):
            data.qpos[:], data.qvel[:], data.qacc[:] = u[t], ud[t], udd[t]
            inverse_dynamics(body.model, data, tau)
            target[:] = 0.0
            for s in SHIFT:
                mujoco.mj_applyFT(body.model, data, force[s][t], nothing, point[s][t], foot[s], target)
            for name, row in rows.items():
                out[name][t] = tau[row] - target[row]
        return out
