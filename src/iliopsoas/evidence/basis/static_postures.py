"""Bodies that hold still: standing, bent, loaded, on a bed, solved by the one equation without movement.

Standing: level ground under both feet carries all, its centre of pressure below the common centre of mass; the body
leans at the ankles until that lies in the middle of the feet. On a bed: every segment that is not lifted rests on the
bed with its own weight, so that muscles only have to hold what is lifted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import mujoco
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from iliopsoas.body.body import Body
from iliopsoas.body.subject import GRAVITY
from iliopsoas.mechanics.equation import solve
from iliopsoas.mechanics.femoral_head import femoral_head_force
from iliopsoas.mechanics.joint_reactions import disc_loads, joint_reactions, reported_joints
from iliopsoas.mechanics.solution import Solution
from iliopsoas.motion.records.external_loads import ExternalLoad
from iliopsoas.motion.trajectory import Trajectory

Array = NDArray[np.float64]
LEG = ("femur", "patella", "tibia", "talus", "calcn", "toes")
MID_FOOT = 0.10
"""How far in front of the heel's segment origin the middle of the foot lies [m]; estimated."""
MOST_LEAN = np.radians(35.0)
"""Largest lean that is tried [rad] (solver)."""


@dataclass(frozen=True)
class StaticPosture:
    """Poses that a body holds, solved.

    Attributes:
        body: whose.
        solution: of every pose.
    """

    body: Body
    solution: Solution

    def joint_moment(self, coordinate: str) -> Array:
        """Moment of muscles and passive structures about a coordinate, (poses) [N m]."""
        out: Array = self.solution.joint_moment[:, self.solution.coordinates.index(coordinate)]
        return out

    def activation(self, *muscles: str) -> Array:
        """Activation of muscles together, their strands weighted by volume, (poses) [-]."""
        strands = [i for m in muscles for i in self.body.muscles.select(m)]
        volume = self.body.muscles.volume[strands]
        out: Array = self.solution.recruitment.activation[:, strands] @ volume / volume.sum()
        return out

    def hip_contact_force(self, side: str) -> Array:
        """Force of the femur on the pelvis, the iliopsoas tendon's pressure on the head included, as a prosthesis
        measures it, (poses, 3) [N], pelvis' axes: x forward, y up, z right."""
        return -self._reactions()[:, reported_joints(self.body).index(f"hip_{side}")]

    def acetabular_force(self, side: str) -> Array:
        """Force of the femoral head on the acetabulum alone, (poses, 3) [N], pelvis' axes."""
        return (
            self.hip_contact_force(side)
            + femoral_head_force(self.body, self.solution.kinetics, self.solution.tendon_force)[:, "rl".index(side)]
        )

    def compression(self, level: str) -> Array:
        """Compression of a disc, (poses) [N]."""
        names = reported_joints(self.body)
        levels = [lv.level for lv in self.body.levels]
        columns = [names.index(lv) for lv in levels]
        out: Array = disc_loads(self.body, self._reactions()[:, columns])[0][:, levels.index(level)]
        return out

    def _reactions(self) -> Array:
        return joint_reactions(self.body, self.solution.constraint_forces)


def lying(body: Body, *, lifted: Sequence[str] = (), prone: bool = False, **angles: Array | float) -> StaticPosture:
    """On the back (or the belly) with some legs lifted.

    Args:
        lifted: sides of the legs that the bed does not carry.
        angles: coordinates, each one value or (poses) [rad].
    """
    frames = max(np.size(a) for a in angles.values())
    q = body.map.pose(frames, pelvis_tilt=np.full(frames, -0.5 * np.pi if prone else 0.5 * np.pi), **angles)
    states = [body.at(row) for row in q]
    loads = []
    for i in range(1, body.model.nbody):
        name, mass = mujoco.mj_id2name(body.model, mujoco.mjtObj.mjOBJ_BODY, i), float(body.model.body_mass[i])
        if mass > 0.0 and not any(name == f"{part}_{side}" for part in LEG for side in lifted):
            loads.append(
                _vertical_force(f"bed under {name}", name, mass * GRAVITY, np.stack([s.xipos[i] for s in states]))
            )
    return StaticPosture(body, solve(body, _held_still(q, loads)))


def standing(
    body: Body, *, trunk: float = 0.0, lumbar: float = 0.0, held: Mapping[str, float] | None = None
) -> StaticPosture:
    """On both feet.

    Args:
        trunk: inclination of the thorax forward [rad].
        lumbar: lumbar flexion, part of it [rad]; the rest comes from the hips.
        held: segment -> weight that hangs on it [N], such as {"hand_r": 200.0}.
    """
    carried = dict(held or {})
    total = body.subject.weight + sum(carried.values())

    def posed(lean: float) -> tuple[Array, mujoco.MjData, Array]:
        turn = trunk - lumbar
        hip, ankle = turn - lean, -lean
        q = body.map.pose(1, pelvis_tilt=-turn, lumbar_extension=-lumbar, hip_flexion_r=hip, hip_flexion_l=hip,
                          ankle_angle_r=ankle, ankle_angle_l=ankle)  # fmt: skip
        data = body.at(q[0])
        centre = data.subtree_com[0] * body.subject.weight
        for segment, weight in carried.items():
            centre = centre + data.xpos[body.body_id(segment)] * weight
        return q, data, centre / total

    def ahead(lean: float) -> float:
        _, data, centre = posed(lean)
        return float(centre[0] - data.xpos[body.body_id("calcn_r")][0] - MID_FOOT)

    q, data, centre = posed(brentq(ahead, -MOST_LEAN, MOST_LEAN))
    feet = {side: data.xpos[body.body_id(f"calcn_{side}")] for side in "rl"}
    right = float((centre[2] - feet["l"][2]) / (feet["r"][2] - feet["l"][2]))
    loads = [_vertical_force(f"held by {s}", s, -w, data.xpos[body.body_id(s)][None]) for s, w in carried.items()]
    for side, share in (("r", right), ("l", 1.0 - right)):
        point = np.array([[centre[0], feet[side][1], feet[side][2]]])
        loads.append(_vertical_force(f"ground_{side}", f"calcn_{side}", share * total, point))
    return StaticPosture(body, solve(body, _held_still(q, loads)))


def on_one_leg(body: Body, stance: str, **angles: float) -> StaticPosture:
    """Upright on one leg, the ground's force below the centre of mass, the other leg in the given angles [rad]."""
    q = body.map.pose(1, **angles)
    data = body.at(q[0])
    point = data.subtree_com[0].copy()
    point[1] = data.xpos[body.body_id(f"calcn_{stance}")][1]
    return StaticPosture(
        body,
        solve(body, _held_still(q, [_vertical_force("ground", f"calcn_{stance}", body.subject.weight, point[None])])),
    )


def _vertical_force(name: str, segment: str, upward: float, points: Array) -> ExternalLoad:
    """A vertical force [N] at points (poses, 3) [m]; one pose is held for two frames, as all are."""
    points = np.repeat(points, 2, axis=0) if len(points) == 1 else points
    force = np.tile([0.0, upward, 0.0], (len(points), 1))
    return ExternalLoad(name, segment, _frame_times(len(points)), force, points, 0.0 * force)


def _held_still(q: Array, loads: Sequence[ExternalLoad]) -> Trajectory:
    q = np.repeat(q, 2, axis=0) if len(q) == 1 else q
    return Trajectory(_frame_times(len(q)), q, 0.0 * q, 0.0 * q, tuple(loads), ())


def _frame_times(frames: int) -> Array:
    out: Array = np.arange(frames) / 100.0
    return out
