"""Fitting frames without falling for the wrong pose of an arm: several poses to start from, neighbours tried again.

    rho_j, the width within which a coordinate moves freely round neutral, enters the fit as s_j = 1 / rho_j^2

(`iliopsoas.body.kinematics.pose_fitting`).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.spatial.transform import Rotation

from iliopsoas.arrays import Array, IndexArray
from iliopsoas.body.body import Body
from iliopsoas.body.kinematics.pose_fitting import STEPS, PoseFit, fit_poses
from iliopsoas.body.kinematics.pose_goals import PoseGoals
from iliopsoas.errors import InputError
from iliopsoas.motion.markers.model_markers import ModelMarkers
from iliopsoas.motion.signals.checks import listed

FREE_RAD = 1.0
"""rho of a coordinate [rad]; technical."""
HELD_RAD = {"subtalar_angle": 0.35, "mtp_angle": 0.35, "neck": 0.35, "arm": 2.0, "elbow": 2.0, "pro_sup": 2.0}
"""rho where markers say little [rad]; estimated."""
FIRST_FRAMES = 24
"""Frames fitted from every pose of the arms; technical."""
ROUGH_STEPS = 12
"""Steps of those first fits; technical."""
ARM_POSES: tuple[dict[str, float], ...] = (
    {},
    {"arm_flex": 1.2, "elbow_flex": 0.5},
    {"arm_add": -1.2},
    {"elbow_flex": 1.5, "arm_rot": 0.5},
    {"arm_flex": 2.4},
)
"""Poses of both arms that a fit starts from [rad]: hanging, forward, sideways, bent, up; technical."""
NEIGHBOURS, DOUBTFUL = (1, -1, 3, -3), 0.7
"""Neighbours whose pose is tried where they cost less than this share; technical."""
PELVIS_ANGLES = ("pelvis_tilt", "pelvis_list", "pelvis_rotation")
PELVIS_TRANSLATIONS = ("pelvis_tx", "pelvis_ty", "pelvis_tz")


def fit_from_several_poses(
    body: Body,
    goals: PoseGoals,
    start: Array,
    columns: list[int],
    *,
    guess: Array | None = None,
    seeds: Array | None = None,
) -> PoseFit:
    """Fit frames whose pelvis is nearly right in `start`, without falling for the wrong pose of an arm.

    A few frames are fitted from several poses of the arms and the best is kept; all frames then start from the nearest
    of these; where a neighbour fits much better, its pose is tried as well. With a `guess` (frames, coordinates) the
    frames start there instead; with `seeds` the few frames are known already.
    """
    joints = np.setdiff1d(np.arange(start.shape[1]), body.map.columns("root"))
    near, stiff = neutral_poses(body, start), neutral_stiffness(body)

    def fit(index: IndexArray, begin: Array, steps: int = STEPS) -> PoseFit:
        goal = goals.frames(index)
        return fit_poses(body, goal, begin, columns=columns, reference=near[index], stiffness=stiff, steps=steps)

    if guess is not None:
        return fit(np.arange(len(start)), guess)
    few = first_frames(len(start))
    if seeds is None:
        seeds = _from_every_arm_pose(body, start[few], lambda begin: fit(few, begin, ROUGH_STEPS))
    begin = start.copy()
    nearest = np.abs(np.arange(len(start))[:, None] - few[None, :]).argmin(axis=1)
    begin[:, joints] = seeds[nearest][:, joints]
    done = fit(np.arange(len(start)), begin)
    for step in (*NEIGHBOURS, *NEIGHBOURS):
        _try_neighbours(done, start, joints, step, fit)
    return done


def _try_neighbours(
    done: PoseFit, start: Array, joints: IndexArray, step: int, fit: Callable[[IndexArray, Array], PoseFit]
) -> None:
    """Fit frames again from the pose of a frame `step` further that costs much less; keep what is better."""
    other = np.clip(np.arange(len(start)) + step, 0, len(start) - 1)
    doubtful = np.flatnonzero(done.cost[other] < DOUBTFUL * done.cost)
    if not doubtful.size:
        return
    begin = start[doubtful]
    begin[:, joints] = done.q[other[doubtful]][:, joints]
    again = fit(doubtful, begin)
    gain = again.cost < done.cost[doubtful]
    for kept, new in zip(done, again, strict=True):
        kept[doubtful[gain]] = new[gain]


def first_frames(frames: int) -> IndexArray:
    """The frames that are fitted first."""
    return np.unique(np.linspace(0, frames - 1, FIRST_FRAMES).round().astype(np.intp))


def _from_every_arm_pose(body: Body, start: Array, fit: Callable[[Array], PoseFit]) -> Array:
    """The poses that cost least when the arms begin in every one of `ARM_POSES`."""
    best: PoseFit | None = None
    for pose in ARM_POSES:
        begin = start.copy()
        for name, angle in pose.items():
            begin[:, [body.map.column(f"{name}_{side}") for side in "rl"]] = angle
        best = _better(best, fit(begin))
    assert best is not None
    return best.q


def _better(one: PoseFit | None, other: PoseFit) -> PoseFit:
    """Frame by frame the fit with less cost."""
    if one is None:
        return other
    better = other.cost < one.cost
    for kept, new in zip(one, other, strict=True):
        kept[...] = np.where(better.reshape(-1, *[1] * (kept.ndim - 1)), new, kept)
    return one


def starting_poses(body: Body, model: ModelMarkers, target: Array, weight: Array) -> Array:
    """Neutral poses on a pelvis that its own markers place, (frames, coordinates)."""
    start = body.map.pose(len(target))
    start[:, [body.map.column(n) for n in (*PELVIS_ANGLES, *PELVIS_TRANSLATIONS)]] = _pelvis_start(
        model, target, weight
    )
    return start


def _pelvis_start(model: ModelMarkers, target: Array, weight: Array) -> Array:
    """Pelvis of every frame from its own markers: tilt, list, rotation [rad] and place [m], (frames, 6)."""
    mine = [k for k, body in enumerate(model.bodies) if body == "pelvis"]
    local = model.offsets[mine]
    out = np.full((len(target), 6), np.nan)
    for t in range(len(target)):
        share = weight[t, mine]
        if np.count_nonzero(share) >= 3:
            there = target[t, mine]
            a, b = np.average(local, axis=0, weights=share), np.average(there, axis=0, weights=share)
            turn = Rotation.align_vectors(there - b, local - a, weights=share)[0]
            out[t, :3], out[t, 3:] = turn.as_euler("ZXY"), b - turn.apply(a)
    good = np.flatnonzero(np.isfinite(out[:, 0]))
    if not good.size:
        names = listed([model.labels[k] for k in mine])
        raise InputError(f"no frame has three markers of the pelvis; it carries {names or 'none'}")
    angles = np.unwrap(out[good, :3], axis=0)
    at = np.arange(len(out))
    columns = [*angles.T, *out[good, 3:].T]
    return np.stack([np.interp(at, good, values) for values in columns], axis=1)


def neutral_poses(body: Body, start: Array) -> Array:
    """The poses to stay near: neutral joints on the pelvis of `start`."""
    root = np.isin(np.arange(start.shape[1]), body.map.columns("root"))
    return np.where(root, start, 0.0)


def neutral_stiffness(body: Body) -> Array:
    """1 / rho^2 of every coordinate [1/rad^2]; none for the pelvis."""
    out = np.zeros(len(body.map.names))
    for i, (name, role) in enumerate(zip(body.map.names, body.map.roles, strict=True)):
        if role != "root":
            held = next((rho for start, rho in HELD_RAD.items() if name.startswith(start)), FREE_RAD)
            out[i] = 1.0 / held**2
    return out
