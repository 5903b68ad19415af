"""What a motion takes: inverse dynamics, tendon lengths and tendon Jacobians of every frame.

For each frame the engine gives

    tau(q, qd, qdd)   generalised forces on all degrees of freedom           mj_rne
    C^T c             those of the external loads                            mj_applyFT
    dx/du             Jacobians of the points that may carry unknown forces  mj_jac
    l, dl/du          tendon lengths and their Jacobian (sparse)             ten_length, ten_J

Everything that follows works on whole arrays of frames.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import NamedTuple

import mujoco
import numpy as np
from scipy.sparse import csr_array

from iliopsoas.arrays import Array, BoolArray, IndexArray
from iliopsoas.body.body import Body
from iliopsoas.body.coordinate_map import CHUNK, Projection, sum_by
from iliopsoas.body.engine_pose import KEPT, lent_state, through_poses
from iliopsoas.body.inverse_dynamics import inverse_dynamics
from iliopsoas.mechanics.abdominal_pressure import abdominal_line, engine_line, line_pose, line_slope, note_pose
from iliopsoas.mechanics.contact_model import ContactModel, ContactState, contact_gates
from iliopsoas.mechanics.tendons.patella import with_patellar_lever
from iliopsoas.motion.records.external_loads import ExternalLoad

Progress = Callable[[int], None]

THORAX = "torso"
"""The segment that leans or stands."""
TOLD_EVERY = 50
"""How far it is, is told after so many frames (technical)."""


class Kinetics(NamedTuple):
    """Inverse dynamics and muscle geometry.

    Attributes:
        tau: generalised forces the motion takes less those of the external loads, (frames, nv) [N, N m].
        length: path lengths, (frames, m) [m].
        velocity: their rates, (frames, m) [m/s].
        jacobian: entries of dl/du, (frames, nnz) [-, m], those of the quadriceps with the patella's lever (`patella`).
        rows, cols: strand and degree of freedom of each entry, (nnz).
        upright: how much the thorax stands on end, the cosine between its long axis and the vertical, (frames) [-].
        abdomen: slope dl/du of the line along which the belly's pressure pushes, (frames, nv) [-, m].
        hidden: generalised forces of loads that were measured but not used, (frames, nv); None without any.
        contacts: contact points in every frame; None without supports.
    """

    tau: Array
    length: Array
    velocity: Array
    jacobian: Array
    rows: IndexArray
    cols: IndexArray
    upright: Array
    abdomen: Array
    hidden: Array | None = None
    contacts: ContactState | None = None

    def generalised_forces(self, force: Array) -> Array:
        """Generalised forces of tendon forces, -(dl/du)^T f: (frames, m) [N] -> (frames, nv).

        The Jacobians of a few frames are one sparse matrix, a block each.
        """
        (frames, m), nv, nnz = self.length.shape, self.tau.shape[1], len(self.cols)
        out = np.zeros((frames, nv))
        block = np.arange(CHUNK)[:, None]
        starts = np.append((np.searchsorted(self.rows, np.arange(m)) + nnz * block).ravel(), nnz * CHUNK)
        column = (self.cols + nv * block).ravel()
        for first in range(0, frames, CHUNK):
            part = slice(first, min(first + CHUNK, frames))
            count = part.stop - first
            entries = self.jacobian[part].ravel(), column[: count * nnz], starts[: count * m + 1]
            slope = csr_array(entries, shape=(count * m, count * nv))
            out[part] = -(slope.T @ force[part].ravel()).reshape(count, nv)
        return out

    def moment_arms(self, projection: Projection) -> Array:
        """Moment arms -(dl/du) du/dq about the projection's coordinates, (frames, m, k)."""
        strands, size = self.length.shape[1], projection.size
        entry, pair = _matching(self.cols, projection.rows)
        key, steady = self.rows[entry] * size + projection.cols[pair], pair < projection.steady
        arms = np.zeros((len(self.length), strands * size))
        for values, some in ((projection.values[:1], steady), (projection.values, ~steady)):
            sum_by(key[some], arms.shape[1], self.jacobian, entry[some], values, pair[some], arms)
        return np.negative(arms, out=arms).reshape(len(arms), strands, size)

    def entries_of(self, dof: int, among: BoolArray | None = None) -> tuple[IndexArray, Array]:
        """Strands (of some, (m)) that act on a degree of freedom, and dl/du there: (k), (frames, k)."""
        at = np.flatnonzero((self.cols == dof) if among is None else (self.cols == dof) & among[self.rows])
        return self.rows[at], self.jacobian[:, at]


def _matching(a: IndexArray, b: IndexArray) -> tuple[IndexArray, IndexArray]:
    """All pairs (i, j) with a[i] == b[j]."""
    i, j = np.nonzero(a[:, None] == b[None, :])
    return i, j


def kinetics(
    body: Body,
    u: Array,
    ud: Array,
    udd: Array,
    loads: Sequence[ExternalLoad],
    *,
    hidden: Sequence[ExternalLoad] = (),
    contacts: ContactModel | None = None,
    time: Array | None = None,
    progress: Progress | None = None,
) -> Kinetics:
    """Inverse dynamics and tendon geometry of all frames.

    Args:
        body: the body.
        u, ud, udd: positions, velocities, accelerations of all degrees of freedom, (frames, nv).
        loads: external loads with a body each, sampled at the frames.
        hidden: loads whose generalised forces are wanted too, but which are not deducted.
        contacts: points that may carry unknown forces; they need `time`, (frames,) [s].
        progress: called with the number of frames done; it only grows and ends at all frames.
    """
    frames = len(u)
    work = _Frames(body, u, ud, udd, _on_segments(body, loads), _on_segments(body, hidden), contacts, progress)
    work.run()
    state = None
    if contacts is not None:
        speed = np.einsum("tkxn,tn->tkx", work.contact_jacobian, ud)
        gate = contact_gates(contacts, work.position, speed, np.zeros(frames) if time is None else time)
        state = ContactState(contacts, work.position, work.contact_jacobian, gate)
    unused = work.unused if hidden else None
    jacobian = with_patellar_lever(body, u, work.rows, work.cols, work.jacobian)
    return Kinetics(
        work.tau,
        work.length,
        work.velocity,
        jacobian,
        work.rows,
        work.cols,
        upright=work.upright,
        abdomen=line_slope(work.line, work.line_pose, body.model.nv),
        hidden=unused,
        contacts=state,
    )


def _on_segments(body: Body, loads: Sequence[ExternalLoad]) -> list[tuple[ExternalLoad, int]]:
    """Each load with the engine's index of its segment."""
    return [(load, body.body_id(load.body or "")) for load in loads]


class _Frames:
    """The engine's results for all frames, filled by `run`."""

    def __init__(
        self,
        body: Body,
        u: Array,
        ud: Array,
        udd: Array,
        loads: list[tuple[ExternalLoad, int]],
        hidden: list[tuple[ExternalLoad, int]],
        contacts: ContactModel | None,
        progress: Progress | None,
    ) -> None:
        m, frames = body.model, len(u)
        self.body, self.u, self.ud, self.udd = body, u, ud, udd
        self.loads, self.hidden, self.contacts, self.progress = loads, hidden, contacts, progress
        self.rows, self.cols, self.kept = tendon_sparsity(m)
        self.tau, self.length = np.zeros((frames, m.nv)), np.zeros((frames, m.ntendon))
        self.velocity, self.jacobian = np.zeros((frames, m.ntendon)), np.zeros((frames, len(self.rows)))
        count = 0 if contacts is None else len(contacts)
        self.position, self.contact_jacobian = np.zeros((frames, count, 3)), np.zeros((frames, count, 3, m.nv))
        self.unused, self.upright = np.zeros((frames, m.nv)), np.zeros(frames)
        self.thorax, self.line = body.body_id(THORAX), abdominal_line(body)
        self.line_pose = line_pose(self.line, frames)

    def run(self) -> None:
        """All frames, in order."""
        with lent_state(self.body.model) as data:
            self._run(self.body.model, data)

    def _run(self, m: mujoco.MjModel, d: mujoco.MjData) -> None:
        target, upright, pose = np.zeros(m.nv), d.xmat[self.thorax, 4:5], engine_line(d)
        q, qd, qdd = d.qpos, d.qvel, d.qacc
        lengths, rates, slopes = d.ten_length, d.ten_velocity, d.ten_J
        for t in range(len(self.u)):
            q[:], qd[:], qdd[:] = self.u[t], self.ud[t], self.udd[t]
            inverse_dynamics(m, d, self.tau[t], tendons=True)
            if self.loads:
                self.tau[t] -= _applied(m, d, self.loads, t, target)
            if self.hidden:
                self.unused[t] = _applied(m, d, self.hidden, t, target)
            if self.contacts is not None:
                _contact_points(self.body, d, self.contacts, self.position[t], self.contact_jacobian[t])
            self.upright[t] = upright[0]
            note_pose(self.line_pose, t, self.line, pose)
            self.length[t], self.velocity[t] = lengths, rates
            slopes.take(self.kept, out=self.jacobian[t], mode="clip")
            if self.progress is not None and ((t + 1) % TOLD_EVERY == 0 or t + 1 == len(self.u)):
                self.progress(t + 1)


def _applied(
    m: mujoco.MjModel, d: mujoco.MjData, loads: Sequence[tuple[ExternalLoad, int]], t: int, target: Array
) -> Array:
    """Generalised forces of external loads, each with its segment's index, in frame `t`, written into `target` (nv)."""
    target[:] = 0.0
    for load, segment in loads:
        mujoco.mj_applyFT(m, d, load.force[t], load.torque[t], load.point[t], segment, target)
    return target


def _contact_points(body: Body, d: mujoco.MjData, contacts: ContactModel, position: Array, slope: Array) -> None:
    """Where the spheres come nearest to their planes (k, 3), and the Jacobians there (k, 3, nv)."""
    for k, name in enumerate(contacts.bodies):
        i = body.body_id(name)
        position[k] = d.xpos[i] + d.xmat[i].reshape(3, 3) @ contacts.centre[k]
        if not contacts.grip[k]:
            position[k] -= contacts.radius[k] * contacts.normal[k]
        mujoco.mj_jac(body.model, d, slope[k], None, position[k], i)
        if contacts.holders[k]:
            opposite = np.zeros_like(slope[k])
            mujoco.mj_jac(body.model, d, opposite, None, position[k], body.body_id(contacts.holders[k]))
            slope[k] -= opposite


def static_geometry(body: Body, q: Array) -> tuple[Array, Kinetics]:
    """Positions of all degrees of freedom (frames, nv) and the muscle geometry of poses at rest.

    Args:
        q: coordinates, (frames, n) [rad, m].

    Returns:
        u, and path lengths with their Jacobians; all else is zero.
    """
    u = body.map.positions(q)
    rows, cols, kept = tendon_sparsity(body.model)
    length, jacobian = np.zeros((len(q), body.model.ntendon)), np.zeros((len(q), len(rows)))
    for t, data in enumerate(through_poses(body.model, body.map, q)):
        mujoco.mj_tendon(body.model, data)
        length[t], jacobian[t] = data.ten_length, data.ten_J[kept]
    jacobian = with_patellar_lever(body, u, rows, cols, jacobian)
    none, still = np.zeros_like(u), np.zeros_like(length)
    return u, Kinetics(none, length, still, jacobian, rows, cols, upright=np.zeros(len(u)), abdomen=none)


def tendon_jacobian(body: Body, data: mujoco.MjData) -> Array:
    """dl/du of the pose in `data` with the patella's lever, (m, nv)."""
    out = np.zeros((body.model.ntendon, body.model.nv))
    rows, cols, kept = tendon_sparsity(body.model)
    out[rows, cols] = with_patellar_lever(body, data.qpos[None], rows, cols, data.ten_J[None, kept])[0]
    return out


class TendonEntries(NamedTuple):
    """Entries of the engine's tendon Jacobian that can be other than zero.

    Attributes:
        rows, cols: strand and degree of freedom, (nnz).
        kept: place of each among the engine's, (nnz).
    """

    rows: IndexArray
    cols: IndexArray
    kept: IndexArray


@functools.lru_cache(maxsize=KEPT)
def tendon_sparsity(model: mujoco.MjModel) -> TendonEntries:
    """What strands can act on. A degree of freedom that carries all segments which a strand touches does not change
    its length; the engine lists these too."""
    carries = np.eye(model.nbody, dtype=bool)  # (above, below)
    for child, parent in enumerate(model.body_parentid[1:], start=1):
        carries[:, child] |= carries[:, parent]
    strand = np.repeat(np.arange(model.ntendon), model.tendon_num)
    is_site = model.wrap_type == mujoco.mjtWrap.mjWRAP_SITE
    segment = np.where(
        is_site,
        model.site_bodyid[np.where(is_site, model.wrap_objid, 0)],
        model.geom_bodyid[np.where(is_site, 0, model.wrap_objid)],
    )
    touches = np.zeros((model.ntendon, model.nbody), dtype=bool)
    touches[strand, segment] = True
    common = ~(touches.astype(float) @ ~carries.T > 0.0)  # (strands, segments that carry all of them)
    rows = np.repeat(np.arange(model.ntendon), model.ten_J_rownnz)
    cols = np.array(model.ten_J_colind[: len(rows)], dtype=np.intp)
    kept = np.flatnonzero(~common[rows, model.dof_bodyid[cols]])
    return TendonEntries(rows[kept], cols[kept], kept)
