"""Joint loads: what is left on the held rows, and the iliopsoas' push on pelvic brim and femoral head.

The three slides of a joint with six degrees of freedom carry the force that the parent exerts on the child at the
joint's centre, in the parent's axes (x forward, y up, z right when upright). For a disc that force is split along the
disc's normal:

    compression = r . n        shear = -r . t         (t: forward in the plane of the disc)

so that compression is positive when the disc is pressed together and shear is positive when the upper vertebra is
driven forward. Instrumented prostheses measure everything that acts on the head, tendon pressure included, and so does
the hip's reaction here, because the surfaces that guide the iliopsoas at the hip belong to the pelvis. What head and
acetabulum alone exchange is in `iliopsoas.mechanics.femoral_head`.
"""

from __future__ import annotations

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.body.body import Body
from iliopsoas.mechanics.femoral_head import ILIOPSOAS
from iliopsoas.mechanics.kinetics import Kinetics


def reported_joints(body: Body) -> tuple[str, ...]:
    """Joints whose reaction is reported: hips, knees, lumbar levels from L5/S1 up."""
    return ("hip_r", "hip_l", "knee_r", "knee_l", *(level.level for level in body.levels))


def joint_reactions(body: Body, constraint_forces: Array) -> Array:
    """Force of the parent on the child at each reported joint, (frames, joints, 3) [N], in the parent's axes.

    Args:
        constraint_forces: what is left on all degrees of freedom, (frames, nv) [N, N m]; see `Solution`.
    """
    rows = [[body.map.row(f"{joint}_t{x}") for x in "xyz"] for joint in reported_joints(body)]
    return constraint_forces[:, rows]


def disc_loads(body: Body, reactions: Array) -> tuple[Array, Array]:
    """Compression and forward shear of each lumbar level, (frames, levels) [N].

    Args:
        reactions: of the lumbar levels, (frames, levels, 3) [N].
    """
    tilt = np.radians([level.disc_tilt_deg for level in body.levels])
    normal = np.stack([-np.sin(tilt), np.cos(tilt), 0 * tilt], axis=1)
    forward = np.stack([np.cos(tilt), np.sin(tilt), 0 * tilt], axis=1)
    return np.einsum("tlx,lx->tl", reactions, normal), -np.einsum("tlx,lx->tl", reactions, forward)


def bursa_force(body: Body, kinetics: Kinetics, tendon_force: Array) -> Array:
    """The iliopsoas' resultant push on pelvic brim and femoral head, (frames, 2 sides, 3) [N], in the pelvis' axes.

    A strand with tension f that is pulled taut around the pelvis presses on it with f (e_before + e_after), the sum of
    the directions in which it leaves. That is the strand's whole force on the pelvis, f (dl/dx_hip + dl/dx_L5S1), less
    the pull f e_origin at its own origin where this lies on the pelvis. The femoral head's part is
    `iliopsoas.mechanics.femoral_head.femoral_head_force`; the brim has the rest.

    Args:
        tendon_force: (frames, m) [N].
    """
    out = np.zeros((len(tendon_force), 2, 3))
    for s, side in enumerate("rl"):
        strands = [i for group in ILIOPSOAS for i in body.muscles.select(f"{group}_{side}")]
        mine = np.zeros(len(body.muscles), dtype=bool)
        mine[strands] = True
        for axis, x in enumerate("xyz"):
            for dof in (f"hip_{side}_t{x}", f"L5_S1_t{x}"):
                rows, slope = kinetics.entries_of(body.map.row(dof), mine)
                out[:, s, axis] += (slope * tendon_force[:, rows]).sum(axis=1)
        out[:, s] -= tendon_force[:, strands] @ np.stack([body.pelvic_origin_pull(i) for i in strands])
    return out
