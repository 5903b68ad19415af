"""One body described without any engine: segments, joints, surfaces and strands, as the exporters write them.

Everything comes from the compiled model and the coordinate map, so it is the body as it is computed with: scaled, with
its variants. A degree of freedom `u` is a coordinate of its own, or it follows one coordinate `q`:

    u = slope q      (a lumbar level, by its share of the rhythm)        u = scale s(q)      (tibia and patella)

Degrees of freedom that are held at zero are left out: other engines report joint reactions by themselves. The carrier
of the abdominal wall turns with the whole lumbar spine, so its three rotations are the lumbar coordinates.
"""

from __future__ import annotations

from typing import NamedTuple

import mujoco
import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from iliopsoas.atlas import mirror
from iliopsoas.atlas.reading.tables import Joint
from iliopsoas.body.body import Body
from iliopsoas.body.coordinate_coupling import RHYTHM
from iliopsoas.body.engine_model import joint_orientation
from iliopsoas.errors import InputError

Array = NDArray[np.float64]
AXES = dict(zip("xyz", np.eye(3), strict=True))


class Segment(NamedTuple):
    """A rigid body: mass [kg], centre of mass [m] and central inertia [kg m^2] along its own axes, both (3)."""

    name: str
    mass: float
    centre: Array
    inertia: Array


class Dof(NamedTuple):
    """A degree of freedom of a joint.

    Attributes:
        name: its own.
        rotation: a rotation, else a translation.
        axis: in the joint's frame, (3).
        follows: the coordinate it is a function of; its own name if it is a coordinate.
        slope: du/dq of a straight follower.
        curve, scale: u = scale curve(q) of a curved one, which goes on straight beyond the curve's ends.
        low, high: range [rad, m].
        role: as in `iliopsoas.atlas.reading.tables.Coordinate`.
    """

    name: str
    rotation: bool
    axis: Array
    follows: str
    slope: float
    curve: CubicSpline | None
    scale: float
    low: float
    high: float
    role: str

    @property
    def independent(self) -> bool:
        """It is a coordinate of its own."""
        return self.follows == self.name


class ExportedJoint(NamedTuple):
    """A joint: where its frame lies in parent and child [m], (3), how it is turned in both (body-fixed x-y-z angles
    [rad], (3)), and its degrees of freedom, outermost first; translations move it along the axes of the parent."""

    name: str
    parent: str
    child: str
    at_parent: Array
    at_child: Array
    angles: Array
    dofs: tuple[Dof, ...]


class Surface(NamedTuple):
    """A cylinder (along its z) or sphere that strands pass around: centre [m], (3), and axes as columns, (3, 3), in its
    segment. `sided`: strands pass on the side of +x; otherwise they take the shorter way."""

    name: str
    body: str
    sphere: bool
    centre: Array
    axes: Array
    radius: float
    sided: bool


class Point(NamedTuple):
    """A point of a strand, fixed in a segment [m], (3)."""

    body: str
    at: Array


class Blueprint(NamedTuple):
    """A body.

    Attributes:
        segments: all but the ground, parents first.
        joints: one a segment, in the same order.
        surfaces: those that strands use.
        paths: strand -> its elements, origin first: points, and names of surfaces.
    """

    segments: tuple[Segment, ...]
    joints: tuple[ExportedJoint, ...]
    surfaces: tuple[Surface, ...]
    paths: dict[str, tuple[Point | str, ...]]

    @property
    def coordinates(self) -> tuple[Dof, ...]:
        """The independent coordinates, in the order of the joints."""
        return tuple(d for joint in self.joints for d in joint.dofs if d.independent)


def blueprint(body: Body) -> Blueprint:
    """Describe a body.

    Raises:
        InputError: it has conditions, which the files have no words for.
    """
    if body.conditions:
        raise InputError(
            f"a body with {', '.join(body.conditions)} cannot be exported: the files have no place for bounds of "
            "activation, reflexes or loads that hurt, and tie passive to active force; export body.healthy()"
        )
    m = body.model
    names = [m.body(i).name for i in range(1, m.nbody)]
    tables = {j.child: j for j in mirror.mirrored_joints()}
    paths = {m.tendon(i).name: _path(m, i) for i in range(m.ntendon)}
    used = {e for path in paths.values() for e in path if isinstance(e, str)}
    sides = {int(g): int(s) for t, g, s in zip(m.wrap_type, m.wrap_objid, m.wrap_prm, strict=True) if _is_surface(t)}
    surfaces = [_surface(m, i, sides[i]) for i in range(m.ngeom) if m.geom(i).name in used]
    return Blueprint(
        tuple(_segment(m, i) for i in range(1, m.nbody)),
        tuple(_joint(body, tables[name]) for name in names),
        tuple(surfaces),
        paths,
    )


def _segment(m: mujoco.MjModel, i: int) -> Segment:
    turn = np.empty(9)
    mujoco.mju_quat2Mat(turn, m.body_iquat[i])
    own = turn.reshape(3, 3)
    return Segment(m.body(i).name, float(m.body_mass[i]), m.body_ipos[i].copy(), own**2 @ m.body_inertia[i])


def _joint(body: Body, joint: Joint) -> ExportedJoint:
    scale_parent, scale_child = body.factors.get(joint.parent, 1.0), body.factors[joint.child]
    return ExportedJoint(
        joint.joint,
        joint.parent,
        joint.child,
        scale_parent * np.array([joint.parent_x_m, joint.parent_y_m, joint.parent_z_m]),
        scale_child * np.array([joint.child_x_m, joint.child_y_m, joint.child_z_m]),
        np.array([joint.frame_rx_rad, joint.frame_ry_rad, joint.frame_rz_rad]),
        tuple(_degrees_of_freedom(body, joint)),
    )


def _degrees_of_freedom(body: Body, joint: Joint) -> list[Dof]:
    """Those that move, outermost first."""
    found = []
    if joint.six_dof == "yes":
        back = joint_orientation(joint).inv()
        for letter, axis in AXES.items():  # slides lie along the parent's axes
            found.append(_degree_of_freedom(body, f"{joint.joint}_t{letter}", False, back.apply(axis), "coupled"))
    for c in mirror.mirrored_coordinates():
        if c.joint == joint.joint:
            axis = np.array([c.axis_x, c.axis_y, c.axis_z])
            found.append(_degree_of_freedom(body, c.coordinate, c.motion == "rotation", axis, c.role))
    return [d for d in found if d is not None]


def _degree_of_freedom(body: Body, name: str, rotation: bool, axis: Array, role: str) -> Dof | None:
    """What a degree of freedom follows; None if it is held at zero."""
    m = body.map
    row = m.row(name)
    for at, leader, curve, scale in m.splines:
        if at == row:
            return Dof(name, rotation, axis, m.names[leader], 0.0, curve, scale, -np.inf, np.inf, role)
    columns = [c for c in np.flatnonzero(m.linear[row]) if m.roles[c] != "level"]
    if not columns:
        return None
    (column,) = columns
    follows, slope = m.names[column], float(m.linear[row, column])
    own = name
    if name.startswith("abdomen_") and RHYTHM.get(follows) == name.removeprefix("abdomen_"):
        own = follows
    low, high, kind = m.lower[column], m.upper[column], m.roles[column]
    if own != follows:
        mine = m.column(name)
        low, high, kind = m.lower[mine], m.upper[mine], m.roles[mine]
    return Dof(own, rotation, axis, follows, slope, None, 1.0, float(low), float(high), kind)


def _is_surface(kind: int) -> bool:
    return bool(kind == mujoco.mjtWrap.mjWRAP_CYLINDER or kind == mujoco.mjtWrap.mjWRAP_SPHERE)


def _path(m: mujoco.MjModel, strand: int) -> tuple[Point | str, ...]:
    first = m.tendon_adr[strand]
    out: list[Point | str] = []
    for k in range(first, first + m.tendon_num[strand]):
        element = int(m.wrap_objid[k])
        if _is_surface(m.wrap_type[k]):
            out.append(m.geom(element).name)
        else:
            out.append(Point(m.body(m.site_bodyid[element]).name, m.site_pos[element].copy()))
    return tuple(out)


def _surface(m: mujoco.MjModel, geom: int, side: int) -> Surface:
    """With x turned to the side on which strands pass."""
    turn = np.empty(9)
    mujoco.mju_quat2Mat(turn, m.geom_quat[geom])
    axes = turn.reshape(3, 3)
    sphere = m.geom_type[geom] == mujoco.mjtGeom.mjGEOM_SPHERE
    if side >= 0:
        away = m.site_pos[side] - m.geom_pos[geom]
        z = np.cross(away, np.roll(away, 1)) if sphere else axes[:, 2]
        z = z / np.linalg.norm(z)
        x = away - z * (z @ away)
        x = x / np.linalg.norm(x)
        axes = np.stack([x, np.cross(z, x), z], axis=1)
    name, body = m.geom(geom).name, m.body(m.geom_bodyid[geom]).name
    return Surface(name, body, bool(sphere), m.geom_pos[geom].copy(), axes, float(m.geom_size[geom, 0]), side >= 0)
