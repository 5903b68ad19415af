"""Muscle geometry in a series of poses: path lengths, moment arms, what tendon forces do to held joints.

    arms = -(dl/du) du/dq        held joints carry  r = (dl/du)^T f   (nothing else acts)

Poses are static: one `mj_fwdPosition` each, no inverse dynamics.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from iliopsoas.body.body import Body
from iliopsoas.body.passive_moments import passive_forces
from iliopsoas.function.posture import Posture, check_coordinate
from iliopsoas.mechanics.joint_reactions import disc_loads
from iliopsoas.mechanics.kinetics import Kinetics, static_geometry
from iliopsoas.mechanics.muscle_curves import FibreState, fibre_state

Array = NDArray[np.float64]


@dataclass(frozen=True)
class MuscleGeometry:
    """The muscles of a body in a series of poses.

    Attributes:
        body: whose.
        q: coordinates, (frames, n) [rad or m].
        u: all degrees of freedom, (frames, nv).
        kinetics: path lengths and tendon Jacobians; its `tau` and velocities are zero.
    """

    body: Body
    q: Array
    u: Array
    kinetics: Kinetics

    def arms(self, *coordinates: str) -> Array:
        """Moment arms about coordinates, (frames, m, k) [m]; positive: the muscle increases the coordinate."""
        columns = [self.body.map.column(check_coordinate(self.body, name)) for name in coordinates]
        return self.kinetics.moment_arms(self.body.map.projection(self.q, columns))

    def fibres(self) -> FibreState:
        """What the fibres can do at rest, isometrically."""
        return fibre_state(self.body.muscles, self.kinetics.length, self.kinetics.velocity)

    def passive_structures(self, *coordinates: str) -> Array:
        """Passive moments of discs and ligaments alone about coordinates, (frames, k) [N m]."""
        columns = [self.body.map.column(name) for name in coordinates]
        return self.body.map.projection(self.q, columns).forces(passive_forces(self.body, self.u))

    def passive_moment(self, coordinate: str) -> Array:
        """Passive moment about a coordinate, stretched muscles and ligaments together, (frames) [N m], + increases."""
        muscles = (self.arms(coordinate)[:, :, 0] * self.fibres().passive).sum(axis=1)
        out: Array = muscles + self.passive_structures(coordinate)[:, 0]
        return out

    def joint_reaction(self, joint: str, force: Array) -> Array:
        """Force the parent exerts on the child to hold a joint against tendon forces alone, (frames, 3) [N].

        Args:
            joint: one with six degrees of freedom, such as `hip_r` or `L5_S1`.
            force: tendon forces, (frames, m) [N].
        """
        rows = [self.body.map.row(f"{joint}_t{x}") for x in "xyz"]
        out: Array = -self.kinetics.generalised_forces(force)[:, rows]
        return out

    def disc_loads(self, force: Array) -> tuple[Array, Array]:
        """Compression and forward shear of tendon forces alone at every lumbar level, (frames, levels) [N], in the
        order of `body.levels`."""
        reactions = np.stack([self.joint_reaction(level.level, force) for level in self.body.levels], axis=1)
        return disc_loads(self.body, reactions)


def muscle_geometry(body: Body, q: Array) -> MuscleGeometry:
    """The muscle geometry of poses.

    Args:
        q: coordinates, (frames, n) [rad or m]; see `CoordinateMap.pose`.
    """
    u, geometry = static_geometry(body, q)
    return MuscleGeometry(body, q, u, geometry)


def geometry_over_angles(body: Body, coordinate: str, angles: Array, posture: Posture | None = None) -> MuscleGeometry:
    """Poses in which one coordinate takes a series of angles [rad], the others those of a posture."""
    fixed = {name: value for name, value in (posture or {}).items() if name != coordinate}
    return muscle_geometry(body, body.map.pose(len(angles), **fixed, **{check_coordinate(body, coordinate): angles}))


def geometry_in_posture(body: Body, posture: Posture | None = None) -> MuscleGeometry:
    """One pose."""
    return muscle_geometry(body, body.map.pose(1, **(posture or {})))


def whole_muscle_names(body: Body, indices: list[int] | None = None) -> tuple[str, ...]:
    """Whole muscles with side, in the order in which they first appear."""
    chosen = range(len(body.muscles)) if indices is None else indices
    return tuple(dict.fromkeys(body.muscles.groups[i] for i in chosen))


def sum_over_muscles(body: Body, values: Array, names: tuple[str, ...]) -> Array:
    """Sum a quantity of strands over whole muscles: (..., m) -> (..., groups)."""
    member = np.array([[group == name for name in names] for group in body.muscles.groups], dtype=float)
    out: Array = values @ member
    return out
