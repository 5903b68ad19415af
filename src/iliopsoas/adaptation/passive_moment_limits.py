"""Joints that a tight muscle or capsule must not be stretched beyond.

    ( M_p(q) - M_end ) / SCALE <= 0

M_p is the passive moment of a joint, of all muscles and of the hip's ligaments: towards flexion at the hip, towards
extension at the knee. A joint is at its end where M_p reaches what the healthy joint has at the end of its own range
(`JOINT_ENDS`), or at its most stretched moment in the recorded movement, where that is more. So a tight hip is
stretched as hard as a healthy one may be, which brings it less far. Only joints that a changed muscle or capsule
crosses are limited so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from iliopsoas.arrays import Array, BoolArray
from iliopsoas.body.body import Body
from iliopsoas.body.muscles import Muscles
from iliopsoas.body.passive_moments import passive_forces
from iliopsoas.mechanics.kinetics import static_geometry
from iliopsoas.mechanics.muscle_curves import fibre_state

JOINT_ENDS = {"hip_flexion": (1.0, {"hip_flexion": -20.0}), "knee_angle": (-1.0, {"knee_angle": 120.0})}
"""Sense of the moment, and the pose of the healthy leg in which it is stretched to its end [deg]; estimated. It is 20
degrees of extension at the hip, from where conditions count their own range too."""
MOMENT_SCALE = 60.0
"""Moment for each radian by which moments and angles are brought to one scale [N m/rad] (technical)."""
STEP = 1e-4
"""Turn with which slopes of moments are taken [rad] (technical)."""
SLOPE_FROM = -0.15
"""Scaled moments this far below their end have no slope [rad]: 9 N m (technical)."""
CROSSES = 0.002
"""Moment arm from which a muscle crosses a joint [m] (technical)."""
SAME = 1e-9
"""Relative difference from which a muscle counts as changed (technical)."""
LEG = ("hip_flexion", "hip_adduction", "hip_rotation", "knee_angle", "ankle_angle")
"""Coordinates of a leg that stretch muscles of hip and knee."""
SIDED = ("_r", "_l")
"""How names of one side end."""


@dataclass(frozen=True, eq=False)
class PassiveMomentLimits:
    """Passive moments of the joints that a condition stretches.

    Attributes:
        body: with its condition. columns: coordinates that may change.
        joints: the coordinates, by name. senses: sign of each one's moment. ends: M_end, (joints) [N m].
    """

    body: Body
    columns: list[int]
    joints: tuple[str, ...]
    senses: Array
    ends: Array

    @classmethod
    def of(cls, body: Body, healthy: Body, q: Array, columns: list[int]) -> PassiveMomentLimits:
        """The ends of a body's joints, as the healthy one has them.

        Args:
            q: the recorded movement, (frames, n) [rad, m].
            columns: coordinates that may change.
        """
        joints, senses, ends = stretched_joints(body, healthy), [], []
        for name in joints:
            sense, pose = JOINT_ENDS[name[:-2]]
            end = body.map.pose(**{f"{n}{name[-2:]}": np.radians(x) for n, x in pose.items()})
            healthy_moment = sense * passive_joint_moments(healthy, np.concatenate([q, end]), [name])[:, 0]
            senses.append(sense)
            ends.append(float(healthy_moment.max()))
        return cls(body, columns, tuple(joints), np.array(senses), np.array(ends))

    @property
    def names(self) -> tuple[str, ...]:
        """Of the limits."""
        return tuple(f"passive moment of {name}" for name in self.joints)

    def __call__(self, q: Array) -> tuple[Array, Array]:
        """Scaled excess (frames, c) [rad] and its slope over the free columns (frames, c, k)."""
        slope = np.zeros((len(q), len(self.joints), len(self.columns)))
        if not self.joints:
            return np.zeros((len(q), 0)), slope
        scale = self.senses / MOMENT_SCALE
        moment = passive_joint_moments(self.body, q, self.joints)
        value = moment * scale - self.ends / MOMENT_SCALE
        near = np.flatnonzero((value > SLOPE_FROM).any(axis=1))  # nothing pushes elsewhere
        for together in self._independent() if near.size else []:
            moved = q[near]
            moved[:, [self.columns[k] for k in together]] += STEP
            rise = (passive_joint_moments(self.body, moved, self.joints) - moment[near]) * scale / STEP
            for k in together:
                side = self.body.map.names[self.columns[k]][-2:]
                mine = [j for j, name in enumerate(self.joints) if name[-2:] == side or side not in SIDED]
                slope[np.ix_(near, np.array(mine, dtype=np.intp), np.array([k]))] = rise[:, mine, None]
        return value, slope

    def _independent(self) -> list[list[int]]:
        """Free coordinates that move the stretched muscles, those of both legs together: a leg's moment does not depend
        on the other leg."""
        names = [self.body.map.names[c] for c in self.columns]
        legs = [[k for k, n in enumerate(names) if n[:-2] == x and n[-2:] in SIDED] for x in LEG]
        return [*(k for k in legs if k), *([k] for k, n in enumerate(names) if n.startswith("lumbar_"))]


def stretched_joints(body: Body, healthy: Body) -> list[str]:
    """Joints of `JOINT_ENDS` that a changed muscle or a changed capsule crosses, with side."""
    changed = passively_changed(body.muscles, healthy.muscles)
    names = [f"{name}_{side}" for name in JOINT_ENDS for side in "rl"]
    q = body.map.pose()
    columns = [body.map.column(name) for name in names]
    arms = np.abs(static_geometry(body, q)[1].moment_arms(body.map.projection(q, columns)))[0]
    crossed = (arms[changed] > CROSSES).any(axis=0)
    capsule = dict(zip("rl", np.not_equal(body.limits.capsule, healthy.limits.capsule), strict=True))
    return [n for n, hit in zip(names, crossed, strict=True) if hit or (n.startswith("hip_") and capsule[n[-1]])]


def passively_changed(muscles: Muscles, healthy: Muscles) -> BoolArray:
    """Strands whose passive force differs: in length of fibre or tendon, strain or size of the passive curve, (m)."""
    pairs = (
        (muscles.lopt, healthy.lopt),
        (muscles.lslack, healthy.lslack),
        (muscles.passive_strain, healthy.passive_strain),
        (muscles.fpassive, healthy.fpassive),
    )
    changed = np.zeros(len(muscles), dtype=bool)
    for mine, theirs in pairs:
        changed |= np.abs(mine - theirs) > SAME * np.abs(theirs)
    return changed


def passive_joint_moments(body: Body, q: Array, coordinates: list[str] | tuple[str, ...]) -> Array:
    """Passive moments about coordinates, of muscles, ligaments and discs, (frames, k) [N m]."""
    u, kin = static_geometry(body, q)
    projection = body.map.projection(q, [body.map.column(name) for name in coordinates])
    force = fibre_state(body.muscles, kin.length, kin.velocity).passive
    pulled: Array = np.einsum("tm,tmk->tk", force, kin.moment_arms(projection))
    return pulled + projection.forces(passive_forces(body, u))
