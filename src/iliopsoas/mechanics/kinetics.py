"""What a motion takes: inverse dynamics, tendon lengths and tendon Jacobians of every frame.

For each frame the engine gives

    tau(q, qd, qdd)   generalised forces on all degrees of freedom           mj_rne
    C^T c             those of the external loads                            mj_applyFT
    dx/du             Jacobians of the places that may carry unknown forces  mj_jac
    l, dl/du          tendon lengths and their Jacobian (sparse)             ten_length, ten_J

Everything that follows works on whole arrays of frames.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import NamedTuple

import mujoco
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from iliopsoas.body.body import Body
from iliopsoas.body.coordinate_map import CHUNK, Projection, sum_by
from iliopsoas.body.inverse_dynamics import inverse_dynamics
from iliopsoas.mechanics.contact_forces import Contacts, ContactState, gates
from iliopsoas.motion.records.external_loads import ExternalLoad

Array = NDArray[np.float64]
Progress = Callable[[int], None]


class Kinetics(NamedTuple):
    """Inverse dynamics and muscle geometry.

    Attributes:
        tau: generalised forces the motion takes less those of the external loads, (frames, nv) [N, N m].
        length: path lengths, (frames, m) [m].
        velocity: their rates, (frames, m) [m/s].
        jacobian: entries of dl/du, (frames, nnz) [-, m].
        rows, cols: strand and degree of freedom of each entry, (nnz).
        hidden: generalised forces of loads that were measured but not used, (frames, nv); None without any.
        contacts: contact points in every frame; None without supports.
    """

    tau: Array
    length: Array
    velocity: Array
    jacobian: Array
    rows: NDArray[np.intp]
    cols: NDArray[np.intp]
    hidden: Array | None = None
    contacts: ContactState | None = None

    def generalised(self, force: Array) -> Array:
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
        strands = self.length.shape[1]
        entry, pair = _matching(self.cols, projection.rows)
        key = self.rows[entry] * projection.size + projection.cols[pair]
        arms = sum_by(key, strands * projection.size, self.jacobian, entry, projection.values, pair)
        return -arms.reshape(len(arms), strands, projection.size)

    def entries_at(self, dof: int) -> tuple[NDArray[np.intp], Array]:
        """Strands that act on a degree of freedom, and dl/du there: (k), (frames, k)."""
        at = np.flatnonzero(self.cols == dof)
        return self.rows[at], self.jacobian[:, at]


def _matching(a: NDArray[np.intp], b: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
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
    points: Contacts | None = None,
    time: Array | None = None,
    threads: int = 2,
    progress: Progress | None = None,
) -> Kinetics:
    """Inverse dynamics and tendon geometry of all frames.

    Args:
        body: the body.
        u, ud, udd: positions, velocities, accelerations of all degrees of freedom, (frames, nv).
        loads: external loads with a body each, sampled at the frames.
        hidden: loads whose generalised forces are wanted too, but which are not deducted.
        points: places that may carry unknown forces; they need `time`, (frames,) [s].
        threads: frames are shared among so many threads (the engine releases the interpreter lock).
        progress: called with the number of frames done.
    """
    m = body.model
    frames = len(u)
    rows, cols = sparsity(m)
    tau, length = np.zeros((frames, m.nv)), np.zeros((frames, m.ntendon))
    velocity, jacobian = np.zeros((frames, m.ntendon)), np.zeros((frames, len(rows)))
    count = 0 if points is None else len(points)
    place, slope = np.zeros((frames, count, 3)), np.zeros((frames, count, 3, m.nv))
    unused = np.zeros((frames, m.nv))

    pushed, unseen = ([(load, body.body_id(load.body or "")) for load in some] for some in (loads, hidden))

    def run(part: range) -> None:
        d = mujoco.MjData(m)
        target = np.zeros(m.nv)
        q, qd, qdd = d.qpos, d.qvel, d.qacc
        lengths, rates, slopes = d.ten_length, d.ten_velocity, d.ten_J[: len(rows)]
        for t in part:
            q[:], qd[:], qdd[:] = u[t], ud[t], udd[t]
            inverse_dynamics(m, d, tau[t], tendons=True)
            if pushed:
                tau[t] -= _applied(m, d, pushed, t, target)
            if unseen:
                unused[t] = _applied(m, d, unseen, t, target)
            if points is not None:
                _touch(body, d, points, place[t], slope[t])
            length[t], velocity[t], jacobian[t] = lengths, rates, slopes
            if progress and t % 50 == 0:
                progress(t - part.start)

    if threads < 2 or frames < 64:
        run(range(frames))
    else:
        cuts = np.linspace(0, frames, threads + 1).astype(int)
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(run, [range(a, b) for a, b in pairwise(cuts.tolist())]))
    state = None
    if points is not None:
        when = np.zeros(frames) if time is None else time
        state = ContactState(place, slope, gates(points, place, np.einsum("tkxn,tn->tkx", slope, ud), when))
    return Kinetics(tau, length, velocity, jacobian, rows, cols, unused if hidden else None, state)


def _applied(
    m: mujoco.MjModel, d: mujoco.MjData, loads: Sequence[tuple[ExternalLoad, int]], t: int, target: Array
) -> Array:
    """Generalised forces of external loads, each with its segment's index, in frame `t`, written into `target` (nv)."""
    target[:] = 0.0
    for load, segment in loads:
        mujoco.mj_applyFT(m, d, load.force[t], load.torque[t], load.point[t], segment, target)
    return target


def _touch(body: Body, d: mujoco.MjData, points: Contacts, place: Array, slope: Array) -> None:
    """Where the spheres come nearest to their planes (k, 3), and the Jacobians there (k, 3, nv)."""
    for k, name in enumerate(points.bodies):
        i = body.body_id(name)
        place[k] = d.xpos[i] + d.xmat[i].reshape(3, 3) @ points.centre[k]
        if not points.grip[k]:
            place[k] -= points.radius[k] * points.normal[k]
        mujoco.mj_jac(body.model, d, slope[k], None, place[k], i)
        if points.holders[k]:
            opposite = np.zeros_like(slope[k])
            mujoco.mj_jac(body.model, d, opposite, None, place[k], body.body_id(points.holders[k]))
            slope[k] -= opposite


def still(body: Body, q: Array) -> tuple[Array, Kinetics]:
    """Positions of all degrees of freedom (frames, nv) and the muscle geometry of poses (frames, n) at rest: `tau` and
    velocities are zero."""
    u = body.map.expand(q, np.zeros_like(q), np.zeros_like(q))[0]
    rows, cols = sparsity(body.model)
    length, jacobian = np.zeros((len(q), body.model.ntendon)), np.zeros((len(q), len(rows)))
    data = mujoco.MjData(body.model)
    for t, position in enumerate(u):
        data.qpos[:] = position
        mujoco.mj_kinematics(body.model, data)
        mujoco.mj_comPos(body.model, data)
        mujoco.mj_tendon(body.model, data)
        length[t], jacobian[t] = data.ten_length, data.ten_J[: len(rows)]
    return u, Kinetics(np.zeros_like(u), length, np.zeros_like(length), jacobian, rows, cols)


def tendon_jacobian(model: mujoco.MjModel, data: mujoco.MjData) -> Array:
    """dl/du of the pose in `data`, (m, nv)."""
    out = np.zeros((model.ntendon, model.nv))
    rows, cols = sparsity(model)
    out[rows, cols] = data.ten_J[: len(rows)]
    return out


def sparsity(model: mujoco.MjModel) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Strand and degree of freedom of each entry of the engine's tendon Jacobian."""
    rows = np.repeat(np.arange(model.ntendon), model.ten_J_rownnz)
    return rows, np.array(model.ten_J_colind[: len(rows)], dtype=np.intp)
