"""How much a muscle stiffens the joints it crosses, per newton that it presses them together.

Restoring stiffness about a coordinate q of a muscle with tension f, arm r = -dl/dq and stiffness k along its path:

    K = -dM/dq = r^2 k  -  f dr/dq          [N m/rad]   + pushes back
                 force     moment arm

k along the path is that of the fibres and the tendon in series:

    static       slope of tension over length at constant activation, for slow movements; can be negative
    short-range  gamma a F cos(alpha) / lopt, gamma = 23.4, before cross-bridges detach (cui2008), and the passive slope
    tendon       kT (F + 0.25 Fmax) / lslack, slope of the tendon curve, kT = 35 (degroote2016)

What the same load does to a column that is pushed out of line (buckling) is not counted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from iliopsoas.body.body import Body
from iliopsoas.body.muscles import Muscles
from iliopsoas.errors import InputError
from iliopsoas.function.muscle_geometry import MuscleGeometry, muscle_geometry
from iliopsoas.function.posture import Posture
from iliopsoas.mechanics.muscle_curves import fibre_state

Array = NDArray[np.float64]
SHORT_RANGE = 23.4
"""Short-range stiffness of fibres [lopt/F] (cui2008; cat hindlimb, as commonly quoted after the paper: the abstract was
read, the figure was not; estimated for people)."""
TENDON_SHAPE, TENDON_SHIFT = 35.0, 0.25
"""kT and c3 of the tendon curve (degroote2016)."""
SOURCES = ("cui2008", "degroote2016")
STEP = np.radians(0.5)
"""Half-width of the central differences over a joint angle [rad] (technical)."""
LENGTH_STEP = 1e-5
"""... and over a path length [m] (technical)."""


@dataclass(frozen=True)
class Stability:
    """Stiffness of a muscle about the joints it crosses, in one posture at one activation.

    Attributes:
        muscle: name.
        activation: [-].
        tension: total of its strands [N].
        joints: lumbar levels, highest first, then the hips, (J).
        axes: of each joint's three coordinates, (3): flexion-extension, lateral (bending, adduction), rotation.
        moment_arm: -f dr/dq, (J, 3) [N m/rad].
        static, short_range: r^2 k, (J, 3) [N m/rad].
        load: what it presses on each joint, (J) [N]: compression of a disc, resultant of a hip.
    """

    muscle: str
    activation: float
    tension: float
    joints: tuple[str, ...]
    axes: tuple[str, str, str]
    moment_arm: Array
    static: Array
    short_range: Array
    load: Array

    @property
    def total(self) -> Array:
        """Moment-arm and short-range stiffness together, (J, 3) [N m/rad]."""
        return self.moment_arm + self.short_range

    @property
    def per_newton(self) -> Array:
        """Total stiffness for each newton pressed on the joint, (J, 3) [N m/rad/N]; nan where it is pulled apart."""
        return self.total / np.where(self.load > 0.0, self.load, np.nan)[:, None]


def stability(
    body: Body, *, muscle: str = "psoas_major", activation: float = 0.3, posture: Posture | None = None
) -> Stability:
    """What some activation of a muscle does for the stiffness of the lumbar levels and hips it crosses.

    Args:
        muscle: one side, both (`psoas_major`) or a strand.
        activation: of all its strands, above 0 up to 1.
        posture: [rad].

    Raises:
        InputError: the activation is out of bounds, or the muscle crosses neither lumbar spine nor hip.
    """
    if not 0.0 < activation <= 1.0:
        raise InputError(f"the activation is {activation:g}; it must be above 0 and at most 1")
    chosen = body.muscles.select(muscle)
    levels = [level.level for level in body.levels][::-1]
    axes = {level: [f"{level}_{x}" for x in ("extension", "bending", "rotation")] for level in levels}
    axes |= {f"hip_{s}": [f"hip_{x}_{s}" for x in ("flexion", "adduction", "rotation")] for s in "rl"}
    names = [name for joint in axes.values() for name in joint]
    pose = _finite_difference_poses(body, names, posture)
    arms = pose.arms(*names)[:, chosen]  # (frames, s, 3 J)
    here, n = arms[0], len(names)
    change = np.stack([(arms[1 + k, :, k] - arms[1 + n + k, :, k]) / (2 * STEP) for k in range(n)], axis=1)
    force = np.zeros(pose.kinetics.length.shape)
    state = pose.fibres()
    force[:, chosen] = (activation * state.active + state.passive)[:, chosen]
    f = force[0, chosen]
    k_static, k_short = (k[chosen] for k in path_stiffness(body.muscles, pose.kinetics.length[0], activation))
    load = _loads(pose, force, levels)
    crossed = [j for j, joint in enumerate(axes) if np.abs(here[:, 3 * j : 3 * j + 3]).max() > 1e-9]
    if not crossed:
        raise InputError(f"{muscle} crosses neither the lumbar spine nor a hip")

    def shaped(values: Array) -> Array:
        return values.reshape(len(axes), 3)[crossed]

    return Stability(
        muscle=muscle,
        activation=activation,
        tension=float(f.sum()),
        joints=tuple(list(axes)[j] for j in crossed),
        axes=("flexion", "lateral", "rotation"),
        moment_arm=shaped(-(f @ change)),
        static=shaped(k_static @ here**2),
        short_range=shaped(k_short @ here**2),
        load=load[crossed],
    )


def path_stiffness(muscles: Muscles, length: Array, activation: float) -> tuple[Array, Array]:
    """Static and short-range stiffness along the path at path lengths (m), (m) [m] -> (m), (m) [N/m]."""
    path = np.stack([length, length - LENGTH_STEP, length + LENGTH_STEP])
    state = fibre_state(muscles, path, np.zeros_like(path))
    active, passive = ((f[2] - f[1]) / (2 * LENGTH_STEP) for f in (state.active, state.passive))
    cosine = np.sqrt(np.maximum(1.0 - (muscles.lopt * np.sin(muscles.pennation) / state.length[0]) ** 2, 0.0))
    short = SHORT_RANGE * activation * state.active[0] * cosine / muscles.lopt + passive
    tension = activation * state.active[0] + state.passive[0]
    tendon = TENDON_SHAPE * (tension + TENDON_SHIFT * muscles.fmax) / muscles.lslack
    return _in_series(activation * active + passive, tendon), _in_series(short, tendon)


def _in_series(fibre: Array, tendon: Array) -> Array:
    return fibre * tendon / (fibre + tendon)


def _finite_difference_poses(body: Body, names: list[str], posture: Posture | None) -> MuscleGeometry:
    """The pose, then each coordinate a step up, then each a step down."""
    q = np.repeat(body.map.pose(1, **(posture or {})), 1 + 2 * len(names), axis=0)
    for k, name in enumerate(names):
        q[1 + k, body.map.column(name)] += STEP
        q[1 + len(names) + k, body.map.column(name)] -= STEP
    return muscle_geometry(body, q)


def _loads(pose: MuscleGeometry, force: Array, levels: list[str]) -> Array:
    """Compression of each level, highest first, then the resultant on both hips, (L + 2) [N]."""
    compression = pose.disc_loads(force)[0][0, ::-1]
    hips = [np.linalg.norm(pose.joint_reaction(f"hip_{side}", force)[0]) for side in "rl"]
    return np.concatenate([compression, hips])
