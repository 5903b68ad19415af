"""Our bodies in OpenSim: what comes out there for the same poses, movements and muscle forces.

    python bench/opensim_export.py [--json FILE]

Each body is exported, loaded by OpenSim and compared with MuJoCo's answers: path lengths and moment arms of all strands
in random poses and over every joint's range, inverse dynamics of a walk, hip contact force under given muscle forces,
muscle forces by length. Two figures are given for OpenSim's moment arms: the one it reports, and the derivative of its
own path length. They agree only where its path over a surface is the shortest one; across an inclined cylinder it is
longer (by up to half a millimetre) and its reported arms are those of a path that does not slide into place.

Inverse dynamics differ where the knees bend fast: there OpenSim's forces on the pelvis are not those that accelerate
its own centre of mass, by a term in the square of the knee's speed; `momentum` shows it. The knee of Rajagopal2016,
as published, does the same (0.9 N at 5 rad/s).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import mujoco
import numpy as np
from numpy.typing import NDArray
from opensim_model import Exported, missing
from trial import Trial, find_trial

from iliopsoas import Body, Subject
from iliopsoas.body.subject import GRAVITY
from iliopsoas.files import write_text
from iliopsoas.mechanics.kinetics import kinetics, tendon_jacobian
from iliopsoas.mechanics.muscle_curves import fibre_state
from iliopsoas.motion.trajectory import Trajectory, prepare_trajectory

Array = NDArray[np.float64]

LENGTH, ARM = 0.5e-3, 1e-3
"""Tolerances of lengths and arms [m]."""
HINGES = ("hip_flexion", "hip_adduction", "hip_rotation", "knee_angle", "ankle_angle", "subtalar_angle")
COORDINATES = (
    *(f"{c}_{s}" for c in HINGES for s in "rl"),
    *(f"lumbar_{c}" for c in ("extension", "bending", "rotation")),
)
SUBJECTS = {"generic": Subject(), "other": Subject(height=1.58, mass=61.0, sex="female", age=62.0)}


class Poses(NamedTuple):
    """Poses to compare in: (frames, n), and what each is."""

    q: Array
    labels: list[str]


class Geometry(NamedTuple):
    """What OpenSim finds less what we do: lengths (frames, m); dl/dq as reported and from its lengths, (frames, m,
    coordinates) [m]."""

    length: Array
    arm: Array
    own: Array


def poses(body: Body, random: int = 50, sweep: int = 15) -> Poses:
    """Random poses inside all ranges, then every coordinate over its range by itself."""
    rng = np.random.default_rng(0)
    q = body.map.pose(random)
    for c in body.map.columns("free", "rhythm"):
        q[:, c] = rng.uniform(body.map.lower[c], body.map.upper[c], random)
    parts, labels = [q], [f"random {k}" for k in range(random)]
    for name in COORDINATES:
        c = body.map.column(name)
        values = np.linspace(body.map.lower[c], body.map.upper[c], sweep)
        parts.append(body.map.pose(sweep, **{name: values}))
        labels += [f"{name} {np.degrees(v):.0f} deg" for v in values]
    return Poses(np.concatenate(parts), labels)


def our_geometry(body: Body, q: Array, columns: Sequence[int]) -> tuple[Array, Array]:
    """Path lengths (m) and dl/dq (m, columns) in a pose (n)."""
    data = mujoco.MjData(body.model)
    data.qpos[:] = body.map.expand(q[None], 0 * q[None], 0 * q[None])[0][0]
    mujoco.mj_fwdPosition(body.model, data)
    projection = body.map.projection(q[None], list(columns))
    slope = np.zeros((body.model.nv, len(columns)))
    slope[projection.rows, projection.cols] = projection.values[0]
    return data.ten_length.copy(), tendon_jacobian(body, data) @ slope


def compare_geometry(peer: Exported, at: Poses) -> Geometry:
    """Lengths and moment arms of all strands."""
    columns = [peer.body.map.column(name) for name in COORDINATES]
    length, arm, own = [], [], []
    for q in at.q:
        l0, r0 = our_geometry(peer.body, q, columns)
        length.append(peer.lengths(q) - l0)
        arm.append(peer.rates(q, columns) - r0)
        own.append(peer.differences(q, columns) - r0)
    return Geometry(np.array(length), np.array(arm), np.array(own))


def our_moments(body: Body, movement: Trajectory) -> Array:
    """Generalised forces on all coordinates, (frames, n)."""
    u, ud, udd = body.map.expand(movement.q, movement.qd, movement.qdd)
    tau = kinetics(body, u, ud, udd, movement.loads).tau
    return body.map.projection(movement.q, list(range(len(body.map.names)))).forces(tau)


def compare_moments(
    peer: Exported, movement: Trajectory, frames: Sequence[int]
) -> tuple[tuple[str, ...], Array, Array]:
    """Coordinates, our generalised forces and the differences, (frames, coordinates)."""
    columns = [peer.body.map.column(c) for c in peer.coordinates]
    ours = our_moments(peer.body, movement)[list(frames)][:, columns]
    m = movement
    theirs = np.array([peer.moments(m.q[t], m.qd[t], m.qdd[t], m.loads, t)[columns] for t in frames])
    return peer.coordinates, ours, theirs - ours


def momentum(peer: Exported, knee: float = 0.05, speed: float = 5.0, step: float = 1e-3) -> tuple[Array, Array, Array]:
    """Force that accelerates the centre of mass when the right knee bends at constant speed [rad, rad/s]: from
    OpenSim's own positions, from our inverse dynamics, from OpenSim's, (3) each [N]."""
    body, column = peer.body, peer.body.map.column("knee_angle_r")
    at = []
    for angle in (knee - step, knee, knee + step):
        peer.place(body.map.pose(knee_angle_r=angle)[0])
        centre = peer.model.calcMassCenterPosition(peer.state)
        at.append([centre.get(k) for k in range(3)])
    a = (np.array(at[2]) - 2 * np.array(at[1]) + np.array(at[0])) * (speed / step) ** 2
    true = body.subject.mass * (a + np.array([0.0, GRAVITY, 0.0]))
    q = body.map.pose(knee_angle_r=knee)
    qd = np.zeros_like(q)
    qd[0, column] = speed
    _, ours, off = compare_moments(peer, Trajectory(np.zeros(1), q, qd, 0 * q, (), ()), [0])
    pelvis = [peer.coordinates.index(f"pelvis_t{x}") for x in "xyz"]
    return true, ours[0, pelvis], (ours + off)[0, pelvis]


def compare_reaction(peer: Exported, q: Array, tension: Array, side: str = "r") -> tuple[Array, Array]:
    """Our hip contact force under given muscle forces, and the difference, (3) [N] in the pelvis' axes."""
    body = peer.body
    qdd, theirs = peer.reaction(q, tension, f"hip_{side}", "pelvis")
    u, ud, udd = body.map.expand(q[None], 0 * q[None], qdd[None])
    k = kinetics(body, u, ud, udd, ())
    data = mujoco.MjData(body.model)
    data.qpos[:] = u[0]
    mujoco.mj_fwdPosition(body.model, data)
    rows = [body.map.row(f"hip_{side}_t{x}") for x in "xyz"]
    ours = k.tau[0, rows] + tendon_jacobian(body, data)[:, rows].T @ tension
    return ours, theirs - ours


def compare_forces(peer: Exported, q: Array, activation: float) -> Array:
    """Differences of tendon forces at rest as shares of Fmax, (m)."""
    m = peer.body.muscles
    length = our_geometry(peer.body, q, [0])[0]
    state = fibre_state(m, length[None], 0 * length[None])
    ours = activation * state.active[0] + state.passive[0]
    return (peer.forces(q, activation) - ours) / m.fmax


def walk(body: Body, trial: Trial) -> Trajectory:
    """The part of the trial to compare in, by this body."""
    return prepare_trajectory(body, trial.read(body), rate_hz=100.0, start=trial.start, end=trial.end)


# --- what is printed --------------------------------------------------------------------------------------------------


def main() -> None:
    """Compare, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    options = parser.parse_args()
    if why := missing():
        print(f"OpenSim: not compared, {why}")
        return
    figures = {name: _compare(name, Body.build(subject)) for name, subject in SUBJECTS.items()}
    if options.json:
        write_text(options.json, json.dumps(figures, indent=1) + "\n")


def _compare(name: str, body: Body) -> dict[str, Any]:
    peer, trial = Exported(body), find_trial()
    s = body.subject
    print(f"{name}: {s.sex}, {s.height:g} m, {s.mass:g} kg, {s.age:g} years; OpenSim {peer.osim.GetVersion()}")
    at = poses(body)
    strands = _tell_geometry(body, at, compare_geometry(peer, at))
    movement = walk(body, trial)
    names, ours, off = compare_moments(peer, movement, range(0, len(movement.time), 10))
    largest = np.abs(off).max(axis=0)
    slides = np.array([n in ("pelvis_tx", "pelvis_ty", "pelvis_tz") for n in names])
    turning, pushing = int(np.where(slides, 0.0, largest).argmax()), int(np.where(slides, largest, 0.0).argmax())
    print(f"  inverse dynamics ({trial.title}), {len(off)} frames: moments differ by up to {largest[turning]:.2g} N m")
    print(
        f"    ({names[turning]}, up to {np.abs(ours[:, turning]).max():.0f} N m), "
        f"pelvis forces by {largest[pushing]:.2g} N ({100 * largest[pushing] / s.weight:.2g} % of body weight)"
    )
    true, mine, theirs = (x[0] for x in momentum(peer))
    print(
        f"    knee at 5 rad/s: forward force {true:.3f} N by OpenSim's own centre of mass, "
        f"{mine:.3f} N by ours, {theirs:.3f} N by OpenSim's inverse dynamics"
    )
    reactions = {}
    for k in (0, 7, 23):
        found, wrong = compare_reaction(peer, at.q[k], 0.05 * body.muscles.fmax)
        reactions[at.labels[k]] = {"ours_n": found.tolist(), "difference_n": wrong.tolist()}
        print(
            f"  hip contact force, {at.labels[k]}: {np.linalg.norm(found):.0f} N, differs by {abs(wrong).max():.2g} N"
        )
    forces = {f"activation {a:g}": _largest(body, compare_forces(peer, body.map.pose()[0], a)) for a in (0.01, 1.0)}
    for label, (strand, value) in forces.items():
        print(f"  muscle forces at rest, neutral, {label}: differ by up to {100 * value:.1f} % of Fmax ({strand})")
    return {
        "strands": strands,
        "moments_nm": dict(zip(names, np.abs(off).max(axis=0).tolist(), strict=True)),
        "reactions": reactions,
        "forces_fmax": forces,
    }


def _largest(body: Body, off: Array) -> tuple[str, float]:
    i = int(np.abs(off).argmax())
    return body.muscles.names[i], float(off[i])


def _tell_geometry(body: Body, at: Poses, g: Geometry) -> dict[str, dict[str, float]]:
    """One line a muscle of which a strand differs by more than a tenth of the tolerance; every strand for the file."""
    length, arm, own = np.abs(g.length).max(axis=0), np.abs(g.arm).max(axis=(0, 2)), np.abs(g.own).max(axis=(0, 2))
    over = (np.abs(g.arm).max(axis=2) > ARM).sum(axis=0)
    print(f"  {len(at.q)} poses, {len(length)} strands; largest differences [mm]")
    print(f"    {'muscle':20}{'strands':>8}{'length':>9}{'arm':>9}{'arm of its':>12}{'poses':>8}")
    print(f"    {'':20}{'':8}{'':9}{'reported':>9}{'own length':>12}{'>1 mm':>8}  where the arm differs most")
    differs = (length > LENGTH / 10) | (arm > ARM / 10)
    for group in dict.fromkeys(label[:-2] for label in body.muscles.groups):
        mine = [i for i in body.muscles.select(group) if differs[i]]
        if mine:
            i = mine[int(arm[mine].argmax())]
            t, c = np.unravel_index(np.abs(g.arm[:, i]).argmax(), g.arm[:, i].shape)
            figures = f"{1e3 * length[mine].max():9.3f}{1e3 * arm[i]:9.3f}{1e3 * own[mine].max():12.3f}"
            print(f"    {group:20}{len(mine):8}{figures}{over[mine].max():8}  {COORDINATES[c]} at {at.labels[t]}")
    rest = 1e3 * max(length[~differs].max(), arm[~differs].max())
    print(f"    the other {(~differs).sum()} strands differ by at most {rest:.2g}")
    return {
        n: {"length_mm": 1e3 * a, "arm_mm": 1e3 * b, "arm_of_own_length_mm": 1e3 * c, "poses_over": int(k)}
        for n, a, b, c, k in zip(body.muscles.names, length, arm, own, over, strict=True)
    }


if __name__ == "__main__":
    main()
