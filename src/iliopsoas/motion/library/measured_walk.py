"""A measured gait cycle, put on a body.

The table (schreiber2019) gives joint angles, ground reaction in body weights and centre of pressure of one man's
stride. On another body

* stride time and speed go with the square root of leg length (equal Froude number);
* the centre of mass c follows the forces F, integrated twice over the periodic cycle, m c'' = F_r + F_l - m g, and the
  pelvis is placed so that it does;
* each foot's centre of pressure lies in the frame of that foot as it stands: ankle, direction, length from the ankle to
  the joint of the great toe.

Angles are the person's own, the two sides are not alike, and nothing is fitted.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.interpolate import CubicSpline, PchipInterpolator

from iliopsoas.arrays import Array, BoolArray
from iliopsoas.atlas.walking.measured_stride import MeasuredStride, measured_stride
from iliopsoas.body.body import Body
from iliopsoas.body.contact_points import contact_points
from iliopsoas.body.kinematics.segment_poses import point_paths
from iliopsoas.motion.records.external_loads import ExternalLoad
from iliopsoas.motion.records.motion import Motion
from iliopsoas.motion.signals.periodic import periodic_double_integral

FRAMES = 100
"""Frames a cycle."""
CYCLES = 3
"""The middle one is to be analysed; its neighbours give it smooth derivatives (technical)."""
FLAT = (0.25, 0.6)
"""Part of the stance in which the foot lies flat [-]; estimated."""
LOADED = 0.05
"""Vertical force from which a foot stands [body weights]; estimated."""


class StandingFoot(NamedTuple):
    """Where a foot stands while it lies flat.

    Attributes:
        ankle: on the ground in the frame that travels along, when the foot is flat; forward, right (2) [m].
        forward: direction from the ankle to the joint of the great toe, (2) [-].
        length: from the ankle to that joint, on the ground [m].
        passed: ground that went by since the foot was flat, (frames) [m].
        sole: lowest height of its skin while it is flat [m].
    """

    ankle: Array
    forward: Array
    length: float
    passed: Array
    sole: float

    def to_ground(self, pressure: Array) -> Array:
        """Points (frames, 2) [lengths] in the foot's frame as points on the ground in the travelling frame (frames, 3)
        [m]."""
        turned = pressure @ self._axes() * self.length + self.ankle
        return np.stack([turned[:, 0] - self.passed, 0.0 * self.passed, turned[:, 1]], axis=1)

    def from_ground(self, point: Array) -> Array:
        """The other way round, (frames, 2) [lengths]."""
        on_ground = np.stack([point[:, 0] + self.passed, point[:, 2]], axis=1)
        out: Array = (on_ground - self.ankle) @ self._axes().T / self.length
        return out

    def _axes(self) -> Array:
        x, z = self.forward
        return np.array([[x, z], [-z, x]])


def standing_foot(body: Body, q: Array, side: str, vertical: Array, stride: float) -> StandingFoot:
    """Where a foot stands in one periodic cycle.

    Args:
        q: coordinates in the travelling frame, (frames, n).
        vertical: force under the foot, (frames) [body weights].
        stride: way of one cycle [m].
    """
    skin = contact_points(body, [f"foot_{side}"])
    offsets = np.concatenate([np.zeros((2, 3)), skin.centre])
    points = point_paths(body, q, (f"talus_{side}", f"toes_{side}", *skin.bodies), offsets).points
    flat = _flat(vertical)
    middle = _middle_of(flat)
    frames = len(q)
    since = (np.arange(frames) - middle + frames / 2.0) % frames - frames / 2.0
    passed = stride * since / frames
    ground = points[flat][:, :2, [0, 2]]
    sole = (points[flat][:, 2:, 1] - skin.radius).min(axis=1).mean()
    ankle = ground[:, 0] + np.stack([passed[flat], 0.0 * passed[flat]], axis=1)
    along = (ground[:, 1] - ground[:, 0]).mean(axis=0)
    length = float(np.linalg.norm(along))
    return StandingFoot(ankle.mean(axis=0), along / length, length, passed, float(sole))


def leg_length(body: Body) -> float:
    """From the hip's centre to the ankle of a straight leg [m]."""
    hip, ankle = point_paths(body, body.map.pose(1), ("femur_r", "talus_r")).points[0]
    return float(np.linalg.norm(hip - ankle))


def measured_walk(body: Body) -> Motion:
    """Walking as one man was measured, on this body: three cycles; the middle one is for analysis."""
    table = measured_stride()
    factor = float(np.sqrt(leg_length(body) / table.leg_length))
    period, speed = table.stride_time * factor, table.speed * factor
    force = {s: _between(table, table.force[s]) * body.subject.weight for s in "rl"}
    q = _coordinates(body, table)
    place = [body.map.column(f"pelvis_t{x}") for x in "xyz"]
    path = periodic_double_integral((force["r"] + force["l"]) / body.subject.mass, period)
    q[:, place] = path - point_paths(body, q).centre_of_mass
    feet = {s: standing_foot(body, q, s, force[s][:, 1] / body.subject.weight, speed * period) for s in "rl"}
    q[:, place[1]] -= np.mean([foot.sole for foot in feet.values()])
    point = {s: feet[s].to_ground(_between(table, table.pressure[s])) for s in "rl"}
    size = body.subject.weight * body.subject.height
    turn = {s: np.outer(_between(table, table.free_moment[s]), [0.0, size, 0.0]) for s in "rl"}
    time = np.arange(CYCLES * FRAMES + 1) * period / FRAMES
    ahead = np.stack([speed * time, 0.0 * time, 0.0 * time], axis=1)
    whole = _repeat(q)
    whole[:, place[0]] += speed * time
    return Motion(
        name="walk",
        time=time,
        coordinates={name: whole[:, i] for i, name in enumerate(body.map.names) if np.any(whole[:, i])},
        loads=tuple(
            ExternalLoad(
                f"ground_{s}", f"calcn_{s}", time, _repeat(force[s]), _repeat(point[s]) + ahead, _repeat(turn[s])
            )
            for s in "rl"
        ),
        sources=table.sources,
        notes=(
            f"One measured stride of one man ({table.stature:.3f} m, {table.mass:g} kg; schreiber2019), who walked "
            f"slowly: {table.speed:.2f} m/s. Joint angles and ground forces in body weights are his; his two sides "
            "are not alike.",
            f"On this body stride time ({period:.2f} s) and speed ({speed:.2f} m/s) go with the square root of "
            "leg length; its centre of mass follows the forces.",
        ),
    )


def _coordinates(body: Body, table: MeasuredStride) -> Array:
    """All coordinates but the pelvis' place, (frames, n) [rad]."""
    q = body.map.pose(FRAMES)
    phase = np.arange(FRAMES) / FRAMES
    for name, degrees in table.angles.items():
        closed = np.append(degrees[:-1], degrees[0])
        q[:, body.map.column(name)] = np.radians(CubicSpline(table.phase, closed, bc_type="periodic")(phase))
    return q


def _between(table: MeasuredStride, values: Array) -> Array:
    """Values at our frames, by cubics that do not overshoot: a foot in the air stays unloaded."""
    rows = len(table.phase) - 1
    around = np.concatenate([values[rows - 3 : rows], values, values[1:4]])
    phase = np.concatenate([table.phase[rows - 3 : rows] - 1.0, table.phase, table.phase[1:4] + 1.0])
    out: Array = PchipInterpolator(phase, around)(np.arange(FRAMES) / FRAMES)
    return out


def _repeat(x: Array) -> Array:
    return np.concatenate([np.tile(x, (CYCLES, 1)), x[:1]])


def _flat(vertical: Array) -> BoolArray:
    """Frames of a cycle in which a foot with this vertical force [body weights] lies flat."""
    frames = len(vertical)
    loaded = vertical > LOADED
    strike = int(np.flatnonzero(loaded & ~np.roll(loaded, 1))[0])
    stance = int(loaded.sum())
    since = (np.arange(frames) - strike) % frames
    out: BoolArray = (since >= FLAT[0] * stance) & (since <= FLAT[1] * stance)
    return out


def _middle_of(frames: BoolArray) -> float:
    """Mean of the chosen frames on the circle of a cycle."""
    turn = 2.0 * np.pi * np.flatnonzero(frames) / len(frames)
    return float(np.angle(np.exp(1j * turn).mean()) / (2.0 * np.pi) * len(frames))
